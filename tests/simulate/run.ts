/** `deno task simulate`: weeks of LEXIA in minutes. Names on the command line choose, `--short`, `--json`. */
import { runProofs } from "#tests/support/proof.ts";
import { withServers } from "#tests/support/servers.ts";
import { SIMULATIONS } from "./simulations.ts";

Deno.exit(await withServers(() => runProofs(SIMULATIONS, Deno.args)));
