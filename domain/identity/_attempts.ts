/**
 * How often somebody may try to sign in, counted before a password is looked at: by account, known or not, and by
 * address. A device on which the account has signed in before is counted by itself instead of with the account, so that
 * its owner gets in while others guess. What turns out to be good, or could not be judged, is given back.
 */
import type { Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { networkOf } from "../network_of.ts";
import { type RateLimiter, StoreUnavailable, type Verdict } from "../ports.ts";
import type { VisitorCtx } from "./identity.ts";
import { knownDevice } from "./known_device.ts";
import type { Sealer } from "./sealing.ts";

const WINDOW_SECONDS = 15 * 60;
const SHARED = { account: 10, address: 30 };
/** While the shared counts cannot be reached, each instance counts for itself, hence stricter. */
const LOCAL = { account: 3, address: 10 };

/** Of the shared counts. */
export interface Count {
  key: string;
  limit: number;
}

interface Taken extends Count {
  limiter: RateLimiter;
}

export interface Attempt {
  /** Makes the attempt count no more. */
  giveBack(): Promise<void>;
  /** To give back in a later request, by `giveBackCounts`; none where only this process counts. */
  counts: readonly Count[];
}

/** @throws {DomainError} `too_many_attempts`, the same whether the account exists or not. */
export async function takeAttempt(visitor: VisitorCtx, account: string): Promise<Attempt> {
  const { services, identity } = visitor;
  const keys = await keysOf(visitor, account);
  const taken: Taken[] = [];
  try {
    await takeBoth(services.limiter, keys, SHARED, taken, visitor);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    services.log.warn("Sign-in limits are counted by this process only: the store cannot be reached", {
      error,
    });
    taken.length = 0;
    await takeBoth(identity.localLimiter, keys, LOCAL, taken, visitor);
  }
  const counts = taken.filter(({ limiter }) => limiter === services.limiter)
    .map(({ key, limit }) => ({ key, limit }));
  return { giveBack: () => giveBack(taken), counts };
}

/** What an attempt in an earlier request has taken. */
export async function giveBackCounts({ services }: VisitorCtx, counts: readonly Count[]): Promise<void> {
  await giveBack(counts.map((count) => ({ ...count, limiter: services.limiter })));
}

/** Forgets what was tried under an account's name; addresses and known devices are counted on. @throws {StoreUnavailable} */
export async function forgiveAttempts(
  { limiter }: Pick<Services, "limiter">,
  sealer: Sealer,
  name: string,
): Promise<void> {
  await limiter.clear(await accountKey(sealer, name), SHARED.account, WINDOW_SECONDS);
}

/** Organizations that one address may sign up in an hour: enough for an office, too few to fill the platform. */
const SIGN_UPS = { limit: 100, windowSeconds: 3_600 };

/** @throws {DomainError} `too_many_attempts` */
export async function takeSignUp(visitor: VisitorCtx): Promise<void> {
  const { services, identity } = visitor;
  const key = `sign_up:address:${networkOf(visitor.address)}`;
  const take = (limiter: RateLimiter) => limiter.take(key, SIGN_UPS.limit, SIGN_UPS.windowSeconds);
  const verdict = await take(services.limiter).catch((error) => {
    if (!(error instanceof StoreUnavailable)) throw error;
    return take(identity.localLimiter);
  });
  if (!verdict.allowed) throw tooMany(verdict, services.clock.now());
}

type Limits = typeof SHARED;

async function takeBoth(
  limiter: RateLimiter,
  keys: Record<keyof Limits, string>,
  limits: Limits,
  taken: Taken[],
  { services }: VisitorCtx,
): Promise<void> {
  // The address first, so that a single machine's flood does not lock an account for everybody else.
  for (const by of ["address", "account"] as const) {
    const call = { limiter, key: keys[by], limit: limits[by] };
    const verdict = await limiter.take(call.key, call.limit, WINDOW_SECONDS);
    if (!verdict.allowed) throw tooMany(verdict, services.clock.now());
    taken.push(call);
  }
}

async function giveBack(taken: readonly Taken[]): Promise<void> {
  for (const { limiter, key, limit } of taken) {
    try {
      await limiter.refund(key, limit, WINDOW_SECONDS);
    } catch (error) {
      // A count too many is no reason to refuse somebody whose password was right.
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }
}

function tooMany({ resetAt }: Verdict, now: number): DomainError {
  return new DomainError("too_many_attempts", {
    retryAfterSeconds: Math.max(1, Math.ceil((resetAt - now) / 1_000)),
  });
}

/** An account's name in limits and device tokens: within its organization, or the platform. */
export function accountName({ organization }: Pick<VisitorCtx, "organization">, account: string): string {
  return accountNameIn(organization?.id ?? null, account);
}

/** The same, of a null organization for the platform. */
export function accountNameIn(organizationId: string | null, account: string): string {
  return `${organizationId ?? "platform"} ${account}`;
}

/** Hashed, so that the store keeps no e-mail address. */
async function keysOf(visitor: VisitorCtx, account: string) {
  const { services, identity, address, deviceToken } = visitor;
  const name = accountName(visitor, account);
  const device = await knownDevice(identity.sealer, name, deviceToken, services.clock.now());
  return {
    account: device === undefined ? await accountKey(identity.sealer, name) : `sign_in:device:${device}`,
    address: `sign_in:address:${networkOf(address)}`,
  };
}

async function accountKey(sealer: Sealer, name: string): Promise<string> {
  return `sign_in:account:${(await sealer.keyedHash(name, "sign_in_limit")).slice(0, 32)}`;
}
