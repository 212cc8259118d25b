/** Abuse, injection and what operators see of it: rows A, I and O. */
import type { Proof } from "#tests/support/proof.ts";

export const ABUSE_PROOFS: readonly Proof[] = [];
