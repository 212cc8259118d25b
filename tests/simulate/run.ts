/**
 * `deno task simulate`: weeks of LEXIA in an hour. Names on the command line choose, `--watches=1000` says how many cases are
 * followed instead of all of them, `--short`, `--json`.
 */
import { writeError } from "#main";
import { runProofs } from "#tests/support/proof.ts";
import { withServers } from "#tests/support/servers.ts";
import { simulations } from "./simulations.ts";

const [text] = Deno.args.flatMap((arg) =>
  arg.startsWith("--watches=") ? [arg.slice("--watches=".length)] : []
);
const watches = text === undefined ? undefined : Number(text);
if (watches !== undefined && !(Number.isInteger(watches) && watches >= 100)) {
  writeError(`--watches=${text}: give a whole number of at least 100`);
  Deno.exit(64);
}
Deno.exit(await withServers(() => runProofs(simulations({ watches }), Deno.args)));
