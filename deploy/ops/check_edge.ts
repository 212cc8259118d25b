/**
 * `deno task check:edge`: LEXIA as the edge runs it, with the network and the environment alone, over Neon's and
 * Upstash's protocols in front of a real PostgreSQL and a real Redis. Ids on the command line choose, `--short`,
 * `--json`.
 */
import { EDGE_PROOFS } from "#tests/edge/proofs.ts";
import { runProofs } from "#tests/support/proof.ts";
import { withServers } from "#tests/support/servers.ts";

Deno.exit(await withServers(() => runProofs(EDGE_PROOFS, Deno.args)));
