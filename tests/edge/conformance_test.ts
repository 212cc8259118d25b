/** The short form of what `deno task check:edge` shows in full. */
import { testProofs } from "#tests/support/proof.ts";
import { EDGE_PROOFS } from "./proofs.ts";

testProofs(EDGE_PROOFS, { ignore: false });
