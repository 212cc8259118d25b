/**
 * The program of the image: `serve` answers requests, `worker` runs jobs, `start` does both on one machine, and
 * `ops NAME …` is one of the programs behind LEXIA's tasks.
 */
import { main as run, writeError, writeLine } from "#main";
import { CATALOGUE, catalogueText } from "../ops/catalogue.ts";

const HELP = `lexia serve | worker | start | ops NAME [OPTIONS]

  serve      answer requests
  worker     run jobs
  start      both, on one machine
  ops NAME   one of the programs below; each explains itself with --help

${catalogueText(CATALOGUE)}

What backs up and restores runs PostgreSQL's programs, which the image "backup" has beside LEXIA.
`;

async function main([command = "", name = "", ...rest]: string[]): Promise<number | undefined> {
  if (["serve", "worker", "start"].includes(command)) {
    await run();
    return undefined;
  }
  const isList = command === "ops" && ["", "help", "--help", "-h"].includes(name);
  if (isList || ["help", "--help", "-h"].includes(command)) {
    writeLine(HELP);
    return 0;
  }
  const program = command === "ops" && Object.hasOwn(CATALOGUE, name) ? CATALOGUE[name] : undefined;
  if (!program) {
    writeError(`Cannot run "${`${command} ${name}`.trim()}":\n${HELP}`);
    return 64;
  }
  return await program.run(rest);
}

if (import.meta.main) {
  const exit = await main(Deno.args);
  // One that serves or works goes on until it is told to stop.
  if (exit !== undefined) Deno.exit(exit);
}
