/** `deno task ops`: every program that operators have, with a line each. */
import config from "../../deno.json" with { type: "json" };
import { catalogueText } from "./catalogue.ts";
import { type Program, runProgram } from "./_program.ts";

const OURS = / deploy\/ops\/\w+\.ts\b/;

const LIST_PROGRAM: Program = {
  name: "ops",
  does: "Every program that operators have, with a line each",
  run: () => {
    const programs = Object.entries(config.tasks).flatMap(([name, task]) =>
      typeof task !== "string" && OURS.test(task.command.replaceAll(/\$\([^)]*\)/g, "")) && name !== "ops"
        ? [{ name, does: task.description }]
        : []
    );
    const lines = Object.fromEntries(programs.map(({ name, does }) => [name, { does }]));
    return Promise.resolve({
      outcome: "listed",
      message: `deno task NAME --help explains one of them:\n\n${catalogueText(lines)}`,
      fields: { programs },
    });
  },
};

if (import.meta.main) Deno.exit(await runProgram(LIST_PROGRAM, Deno.args));
