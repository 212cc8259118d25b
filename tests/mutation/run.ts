/**
 * `deno task test:mutation`: plants defects in a copy of LEXIA, one after the other, and shows that the tests notice
 * each. Ids on the command line choose; with `--json` an object a line.
 */
import { writeError, writeLine } from "#main";
import { withServers } from "#tests/support/servers.ts";
import { WorkingCopy } from "./working_copy.ts";
import { type Mutant, MUTANTS } from "./mutants.ts";

interface Result {
  id: string;
  defect: string;
  caughtBy: string;
  ok: boolean;
}

async function main(): Promise<number> {
  const named = Deno.args.filter((arg) => !arg.startsWith("-")).map((id) => id.toUpperCase());
  const mutants = MUTANTS.filter(({ id }) => named.length === 0 || named.includes(id));
  if (mutants.length < named.length) {
    writeError(`Choose of ${MUTANTS.map(({ id }) => id).join(" ")}`);
    return 64;
  }
  return await withServers(async () => {
    await using copy = await WorkingCopy.make();
    let isGood = true;
    for await (const result of results(copy, mutants)) {
      isGood &&= result.ok;
      writeLine(Deno.args.includes("--json") ? JSON.stringify(result) : lineOf(result));
    }
    return isGood ? 0 : 1;
  });
}

async function* results(copy: WorkingCopy, mutants: readonly Mutant[]): AsyncGenerator<Result> {
  const defect = "none: LEXIA as it is passes them all, and every defect compiles";
  const unharmed = await copy.test(mutants.map(({ caughtBy }) => caughtBy));
  const problem = unharmed.isPassed ? await copy.checkWith(mutants) : unharmed.output;
  yield { id: "-", defect, caughtBy: "", ok: problem === "" };
  if (problem !== "") return writeError(problem);

  for (const mutant of mutants) {
    await using _planted = await copy.plant(mutant);
    const { failed, isLoaded, output } = await copy.test([mutant.caughtBy]);
    const [first = ""] = failed;
    yield { id: mutant.id, defect: mutant.defect, caughtBy: first, ok: isLoaded && first !== "" };
    if (first === "") writeError(output);
  }
}

function lineOf({ id, defect, caughtBy, ok }: Result): string {
  return `${id.padEnd(3)} ${(ok ? "ok" : "ESCAPED").padEnd(8)} ${defect}${
    caughtBy && `: caught by ${caughtBy}`
  }`;
}

if (import.meta.main) Deno.exit(await main());
