/**
 * `deno task test:deploy`: what LEXIA ships, tried as it is meant to be used, on Debian as root: nginx, Prometheus,
 * backups, the database's settings, and then the image and all of compose.yml. Ids of proofs on the command line choose those, `--json`.
 */
import { runProofs } from "#tests/support/proof.ts";
import { withServers } from "#tests/support/servers.ts";
import { SuiteRun } from "#tests/support/suite_run.ts";
import { shippedFiles } from "#tests/support/suites.ts";
import { bringUp } from "./bring_up_proof.ts";
import { container } from "./container_proof.ts";

async function main(): Promise<number> {
  const isChosen = Deno.args.some((argument) => !argument.startsWith("-"));
  const failed = isChosen ? 0 : await runTests();
  return await runProofs([container, bringUp], Deno.args) || failed;
}

async function runTests(): Promise<number> {
  const suite = { name: "what is shipped", home: "server" as const, files: await shippedFiles() };
  const run = new SuiteRun(suite, { env: {} });
  run.show();
  const { failed } = await run.tally;
  return failed === 0 ? 0 : 1;
}

Deno.exit(await withServers(main));
