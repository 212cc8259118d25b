/** Abuse, injection and what operators see of it: rows A, I and O. */
import type { Proof } from "#tests/support/proof.ts";
import { knownFromUnknown } from "./enumeration.ts";
import { loginFlood, oneTenantsFlood } from "./floods.ts";
import { manyPasswordsOnOneAccount, onePasswordOnManyAccounts } from "./guessed_passwords.ts";
import { ownerGetsIn } from "./locked_out_owner.ts";

export const ABUSE_PROOFS: readonly Proof[] = [
  manyPasswordsOnOneAccount,
  onePasswordOnManyAccounts,
  ownerGetsIn,
  knownFromUnknown,
  loginFlood,
  oneTenantsFlood,
];
