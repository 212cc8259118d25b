/** `deno task test:chaos`: faults with their full numbers. Ids on the command line choose, `--short`, `--json`. */
import { runProofs } from "#tests/support/proof.ts";
import { withServers } from "#tests/support/servers.ts";
import { CHAOS_PROOFS } from "./proofs.ts";

Deno.exit(await withServers(() => runProofs(CHAOS_PROOFS, Deno.args)));
