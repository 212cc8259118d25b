/** How often sign-ins through providers may fail from one address: each failure is a line in the audit log. */
import { DomainError } from "../../errors.ts";
import { networkOf } from "../../network_of.ts";
import { type RateLimiter, StoreUnavailable } from "../../ports.ts";
import type { VisitorCtx } from "../identity.ts";

const WINDOW_SECONDS = 15 * 60;
/** An office behind one address; sign-ins that succeed do not count. */
const MOST_FAILURES = 60;

/** @throws {DomainError} `too_many_attempts`. Returns what makes the attempt count no more. */
export async function takeSsoAttempt(
  { services, identity, address }: VisitorCtx,
): Promise<() => Promise<void>> {
  const key = `sso:address:${networkOf(address)}`;
  const take = async (limiter: RateLimiter) => ({
    limiter,
    verdict: await limiter.take(key, MOST_FAILURES, WINDOW_SECONDS),
  });
  const { limiter, verdict } = await take(services.limiter).catch((error) => {
    if (!(error instanceof StoreUnavailable)) throw error;
    return take(identity.localLimiter);
  });
  if (!verdict.allowed) {
    const retryAfterSeconds = Math.max(1, Math.ceil((verdict.resetAt - services.clock.now()) / 1_000));
    throw new DomainError("too_many_attempts", { retryAfterSeconds });
  }
  return async () => {
    await limiter.refund(key, MOST_FAILURES, WINDOW_SECONDS).catch((error) => {
      // A count too many is no reason to refuse somebody whose proof was right.
      if (!(error instanceof StoreUnavailable)) throw error;
    });
  };
}
