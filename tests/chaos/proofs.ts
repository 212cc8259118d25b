/** Faults: the rows R of the table, in its order. */
import type { Proof } from "#tests/support/proof.ts";

export const CHAOS_PROOFS: readonly Proof[] = [];
