/** `deno task test:attack`: what attackers try, in full. Ids on the command line choose, `--short`, `--json`. */
import { runProofs } from "#tests/support/proof.ts";
import { withServers } from "#tests/support/servers.ts";
import { ABUSE_PROOFS } from "./abuse_proofs.ts";
import { FILE_PROOFS } from "./file_proofs.ts";
import { WALL_PROOFS } from "./wall_proofs.ts";

Deno.exit(await withServers(() => runProofs([...WALL_PROOFS, ...ABUSE_PROOFS, ...FILE_PROOFS], Deno.args)));
