/**
 * `deno task analytics:rebuild SUBDOMAIN`: makes an organization's figures anew from the rows that there still are. What was
 * deleted meanwhile is not in them any more, so this is for figures that somebody has reason to doubt.
 */
import { rebuildFigures } from "#domain/analytics/count_figures.ts";
import { rehearsed, withDatabase } from "./_lexia.ts";
import { type Program, runProgram } from "./_program.ts";
import { Ending, EXIT } from "./backup/ending.ts";

export const REBUILD_PROGRAM: Program = {
  name: "analytics:rebuild",
  does: "Make an organization's figures anew from the rows that there still are",
  takes: ["SUBDOMAIN"],
  notes: "What was deleted meanwhile is not in them any more: for figures that somebody has reason to doubt.",
  changes: true,
  run: (given) =>
    withDatabase({ isDryRun: given.isDryRun }, async ({ db }) => {
      const subdomain = given.positional(0);
      const isFound = await rebuildFigures({ platformDb: db }, { subdomain });
      if (!isFound) {
        const message = `There is no organization with the subdomain "${subdomain}"`;
        throw new Ending(EXIT.unknown, "organization_missing", message);
      }
      return rehearsed(given, { outcome: "rebuilt", message: `The figures of ${subdomain} were made anew` });
    }),
};

if (import.meta.main) Deno.exit(await runProgram(REBUILD_PROGRAM, Deno.args));
