/** `deno task test:deploy`: what LEXIA ships, built and run as it is meant to be. Ids on the command line choose, `--json`. */
import { runProofs } from "#tests/support/proof.ts";
import { withServers } from "#tests/support/servers.ts";
import { container } from "./container_proof.ts";

Deno.exit(await withServers(() => runProofs([container], Deno.args)));
