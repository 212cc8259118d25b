import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import { networkOf } from "#domain/network_of.ts";
import { requestsPerMinute } from "#domain/plans.ts";
import { StoreUnavailable, type Verdict } from "#domain/ports.ts";
import type { AppDeps, Env, LexiaContext } from "../_env.ts";
import { CallLeases } from "./call_leases.ts";

const WINDOW_SECONDS = 60;

interface Allowance {
  /** Whose calls are counted together. */
  key: string;
  perMinute: number;
  /** Most calls in any one second. */
  burst: number;
  scope: "organization" | "person" | "address";
}

/**
 * A plan says how many API requests its organization may make. Pages, and what a page asks for by itself, count for the
 * person who looks at them: five people at work do not use up what their programs need. Strangers count by address. The
 * minute is counted for all instances together; bursts, a matter of a second, by each instance. Where the shared counts
 * cannot be reached, each instance counts alone: requests go on, and it shows in the log and the metrics.
 */
export const rateLimit = createMiddleware<Env>(async (c, next) => {
  await enforce(c, allowanceOf(c));
  await next();
});

/** Counts a request by its address, whoever sends it. @throws {DomainError} `rate_limited` */
export async function limitAddress(c: LexiaContext): Promise<void> {
  await enforce(c, addressAllowance(c));
}

async function enforce(c: LexiaContext, allowance: Allowance): Promise<void> {
  const deps = c.get("deps");
  const burst = await deps.localLimiter.take(`burst:${allowance.key}`, allowance.burst, 1);
  const minute = burst.allowed ? await takeMinute(deps, allowance) : burst;
  const seconds = secondsUntil(deps, minute.resetAt);
  writeHeaders(c, allowance, minute, seconds);
  if (!minute.allowed) {
    deps.services.metrics.increment("rate_limited_total", { scope: allowance.scope });
    await slowDown(deps, allowance);
    throw new DomainError("rate_limited", { retryAfterSeconds: seconds });
  }
}

/** Refusals of one caller that are answered at once, each second. */
const QUICK_REFUSALS = 50;
const SLOW_REFUSAL_MS = 200;

/** Who does not heed refusals gets them slowly, so that they do not cost the others of this instance their time. */
async function slowDown({ localLimiter, services }: AppDeps, { key }: Allowance): Promise<void> {
  const { allowed } = await localLimiter.take(`refused:${key}`, QUICK_REFUSALS, 1);
  if (!allowed) await services.clock.sleep(SLOW_REFUSAL_MS);
}

function allowanceOf(c: LexiaContext): Allowance {
  const { organization, actor, directory, deps, signedInBy } = c.var;
  const { rateLimitPerMinute, rateLimitBurst } = deps.settings;
  if (!organization || !(actor ?? directory)) return addressAllowance(c);
  if (actor && signedInBy === "cookie" && isOfPages(c.req.path)) {
    const key = `person:${organization.id}:${actor.userId}`;
    return { key, perMinute: rateLimitPerMinute, burst: rateLimitBurst, scope: "person" };
  }
  const perMinute = requestsPerMinute(organization);
  // A plan's burst keeps the proportion that the configured limit has to its own.
  const burst = Math.max(rateLimitBurst, Math.ceil(perMinute * rateLimitBurst / rateLimitPerMinute));
  return { key: `organization:${organization.id}`, perMinute, burst, scope: "organization" };
}

/** Streams are all of the API that a page opens by itself. */
const STREAMS = /^\/api\/v1\/(events|solicitudes\/(bulk\/)?[^/]+\/progress)$/;

function isOfPages(path: string): boolean {
  return !path.startsWith("/api/") || STREAMS.test(path);
}

function addressAllowance(c: LexiaContext): Allowance {
  const { rateLimitPerMinute: perMinute, rateLimitBurst: burst } = c.get("deps").settings;
  return { key: `address:${networkOf(c.get("address"))}`, perMinute, burst, scope: "address" };
}

async function takeMinute(deps: AppDeps, allowance: Allowance): Promise<Verdict> {
  try {
    return await leasesOf(deps).take(allowance.key, allowance.perMinute, WINDOW_SECONDS);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    deps.services.metrics.increment("store_unavailable_total");
    deps.services.log.warn("Shared rate limit cannot be reached: counting alone", { scope: allowance.scope });
    return await deps.localLimiter.take(allowance.key, allowance.perMinute, WINDOW_SECONDS);
  }
}

const leases = new WeakMap<AppDeps, CallLeases>();

function leasesOf(deps: AppDeps): CallLeases {
  const known = leases.get(deps);
  if (known) return known;
  const made = new CallLeases(deps.services.limiter, deps.services.clock);
  leases.set(deps, made);
  return made;
}

/** IETF draft-ietf-httpapi-ratelimit-headers, with the separate fields that clients know. */
function writeHeaders(c: LexiaContext, allowance: Allowance, verdict: Verdict, seconds: number): void {
  c.header("RateLimit-Limit", String(allowance.perMinute));
  c.header("RateLimit-Remaining", String(verdict.allowed ? verdict.remaining : 0));
  c.header("RateLimit-Reset", String(seconds));
  c.header("RateLimit-Policy", `${allowance.perMinute};w=${WINDOW_SECONDS}, ${allowance.burst};w=1`);
}

function secondsUntil(deps: AppDeps, at: number): number {
  return Math.max(1, Math.ceil((at - deps.services.clock.now()) / 1000));
}
