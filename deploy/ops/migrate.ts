/** `deno task migrate`: brings the database up to date. Any number may run at once; one does the work. */
import { migrate } from "#db/migrate.ts";
import { rehearsed, withDatabase } from "./_lexia.ts";
import { type Program, runProgram } from "./_program.ts";

export const MIGRATE_PROGRAM: Program = {
  name: "migrate",
  does: "Bring the database up to date",
  notes:
    "All of it is one transaction: where something fails, the database is as it was. A rehearsal holds its locks meanwhile.",
  changes: true,
  run: (given) =>
    withDatabase({ isDryRun: given.isDryRun, level: "info" }, async ({ driver, log }) => {
      const { applied } = await migrate(driver, given.isDryRun ? {} : { log });
      const names = applied.length === 0 ? "nothing to do" : applied.join(", ");
      return rehearsed(given, {
        outcome: "migrated",
        message: `Database is up to date: ${names}`,
        fields: { applied },
      });
    }),
};

if (import.meta.main) Deno.exit(await runProgram(MIGRATE_PROGRAM, Deno.args));
