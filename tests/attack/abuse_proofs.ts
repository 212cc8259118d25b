/** Abuse, injection and what operators see of it: rows A, I and O. */
import type { Proof } from "#tests/support/proof.ts";
import { ownerGetsIn } from "./locked_out_owner.ts";
import { manyPasswordsOnOneAccount, onePasswordOnManyAccounts } from "./guessed_passwords.ts";

export const ABUSE_PROOFS: readonly Proof[] = [
  manyPasswordsOnOneAccount,
  onePasswordOnManyAccounts,
  ownerGetsIn,
];
