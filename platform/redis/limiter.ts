import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import type { Clock, RateLimiter, Verdict } from "#domain/ports.ts";

/** A refusal is repeated from memory for this long: short, since a refund or the sliding window may make room. */
const REMEMBER_MILLISECONDS = 1_000;
const REMEMBER_KEYS = 10_000;
const LIMITS = 1_000;
const PREFIX = "lexia:limit";

interface Refused {
  at: number;
  verdict: Verdict;
}

/**
 * Sliding windows of @upstash/ratelimit, which counts by its own `Date.now()`; `clock` only serves to forget
 * refusals. Calls under one key and window share their count whatever the limit.
 */
export function redisLimiter(redis: Redis, clock: Clock): RateLimiter {
  const windows = new Map<string, Ratelimit>();
  const refused = new Map<string, Refused>();

  function windowOf(limit: number, windowSeconds: number): Ratelimit {
    const name = `${limit}/${windowSeconds}`;
    const known = windows.get(name);
    if (known) return known;

    if (windows.size >= LIMITS) windows.clear();
    const made = slidingWindow(redis, limit, windowSeconds);
    windows.set(name, made);
    return made;
  }

  return {
    async take(key, limit, windowSeconds, count = 1) {
      const memory = `${limit}/${windowSeconds}:${key}`;
      const before = refused.get(memory);
      if (before && isFresh(before, clock.now())) return before.verdict;
      refused.delete(memory);

      const { success, remaining, reset } = await windowOf(limit, windowSeconds).limit(
        `${windowSeconds}:${key}`,
        { rate: count },
      );
      const verdict = { allowed: success, limit, remaining: Math.max(0, remaining), resetAt: reset };
      // Where several did not fit, fewer may.
      if (!success && count === 1) remember(refused, memory, { at: clock.now(), verdict });
      return verdict;
    },
    async refund(key, limit, windowSeconds) {
      await windowOf(limit, windowSeconds).limit(`${windowSeconds}:${key}`, { rate: -1 });
      refused.delete(`${limit}/${windowSeconds}:${key}`);
    },
    async clear(key, limit, windowSeconds) {
      // The library's own way goes through all keys there are, and takes those along that only begin alike.
      const bucket = Math.floor(Date.now() / (windowSeconds * 1_000));
      await redis.del(...[bucket - 1, bucket].map((one) => `${PREFIX}:${windowSeconds}:${key}:${one}`));
      refused.delete(`${limit}/${windowSeconds}:${key}`);
    },
  };
}

function slidingWindow(redis: Redis, limit: number, windowSeconds: number): Ratelimit {
  return new Ratelimit({
    redis,
    limiter: Ratelimit.slidingWindow(limit, `${windowSeconds} s`),
    prefix: PREFIX,
    // Its own memory of refusals lasts to the end of the fixed bucket, when the sliding window has long had room.
    ephemeralCache: false,
    // Above 0 it would let calls pass when Redis is slow; the guard ends them instead.
    timeout: 0,
    analytics: false,
    // It would fetch a list of addresses from the internet.
    enableProtection: false,
    enableTelemetry: false,
  });
}

function isFresh({ at, verdict }: Refused, now: number): boolean {
  return now >= at && now < Math.min(at + REMEMBER_MILLISECONDS, verdict.resetAt);
}

function remember(refused: Map<string, Refused>, memory: string, refusal: Refused): void {
  if (refused.size >= REMEMBER_KEYS) refused.clear();
  refused.set(memory, refusal);
}
