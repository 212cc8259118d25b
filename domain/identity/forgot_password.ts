import { enqueue } from "#jobs/queue.ts";
import { networkOf } from "../network_of.ts";
import { DomainError } from "../errors.ts";
import { accountDb } from "./_accounts.ts";
import { accountName } from "./_attempts.ts";
import type { VisitorCtx } from "./identity.ts";
import { takeMail } from "./mail_limits.ts";
import { normalizeEmail } from "./person_fields.ts";

const HOUR_SECONDS = 3_600;
const MOST = { account: 5, network: 30 };

/** What the job that looks for the account carries, sealed. */
export interface ForgottenPassword {
  email: string;
  address: string | null;
  requestId: string;
}

/**
 * Has a link sent to whoever has an account of that address here: a member, or where there is no organization an
 * operator of the platform. Nobody is looked up now: an address that is known
 * and one that is not leave the same job, so they get the same answer in the same time.
 * @throws {DomainError} `too_many_attempts` by the caller's address alone.
 */
export async function forgotPassword(visitor: VisitorCtx, typed: string): Promise<void> {
  const { services, identity, organization, address, requestId } = visitor;
  await takeAddress(visitor);
  const email = normalizeEmail(typed);
  if (email === undefined) return;
  const who = accountName(visitor, email);
  const verdict = await takeMail(services, identity, {
    what: "password_reset",
    who,
    limit: MOST.account,
    windowSeconds: HOUR_SECONDS,
  });
  if (!verdict.allowed) return;
  const forgotten: ForgottenPassword = { email, address, requestId };
  const sealed = await identity.sealer.seal(JSON.stringify(forgotten), "password_forgot");
  const key = `password.offer_reset:${(await identity.sealer.keyedHash(who, "mail_limit")).slice(0, 32)}`;
  await accountDb(services, organization?.id ?? null, "password.forgot").tx(async (tx) => {
    await enqueue(tx, "password.offer_reset", { sealed }, { key });
  });
}

async function takeAddress({ services, identity, address }: VisitorCtx): Promise<void> {
  const { allowed, resetAt } = await takeMail(services, identity, {
    what: "password_reset_from",
    who: networkOf(address),
    limit: MOST.network,
    windowSeconds: HOUR_SECONDS,
  });
  if (allowed) return;
  throw new DomainError("too_many_attempts", {
    retryAfterSeconds: Math.max(1, Math.ceil((resetAt - services.clock.now()) / 1_000)),
  });
}
