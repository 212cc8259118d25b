import type { Clock, RateLimiter } from "#domain/ports.ts";
import { ExpiringMap } from "./expiring_map.ts";

const KEYS = 100_000;

interface Window {
  /** The count of the present fixed bucket, and its key. */
  current: number;
  currentKey: string;
  /** What still counts of the bucket before, rounded down. */
  carried: number;
  milliseconds: number;
  resetAt: number;
}

/**
 * The arithmetic of @upstash/ratelimit's sliding window: the count of the present fixed bucket plus the share of the
 * previous one that the window still covers.
 */
export function embeddedLimiter(clock: Clock): RateLimiter {
  const counts = new ExpiringMap<number>(clock, KEYS);

  function windowOf(key: string, windowSeconds: number): Window {
    const now = clock.now();
    const milliseconds = windowSeconds * 1_000;
    const bucket = Math.floor(now / milliseconds);
    const currentKey = `${windowSeconds}:${key}:${bucket}`;
    const previous = counts.get(`${windowSeconds}:${key}:${bucket - 1}`) ?? 0;
    return {
      current: counts.get(currentKey) ?? 0,
      currentKey,
      carried: Math.floor((1 - (now % milliseconds) / milliseconds) * previous),
      milliseconds,
      resetAt: (bucket + 1) * milliseconds,
    };
  }

  return {
    take(key, limit, windowSeconds, count = 1) {
      const { current, currentKey, carried, milliseconds, resetAt } = windowOf(key, windowSeconds);
      if (carried + current + count > limit) {
        return Promise.resolve({ allowed: false, limit, remaining: 0, resetAt });
      }

      counts.set(currentKey, current + count, milliseconds * 2 + 1_000);
      const remaining = limit - (current + count + carried);
      return Promise.resolve({ allowed: true, limit, remaining, resetAt });
    },
    refund(key, _limit, windowSeconds) {
      const { current, currentKey, milliseconds } = windowOf(key, windowSeconds);
      counts.set(currentKey, current - 1, milliseconds * 2 + 1_000);
      return Promise.resolve();
    },
    clear(key, _limit, windowSeconds) {
      const bucket = Math.floor(clock.now() / (windowSeconds * 1_000));
      for (const one of [bucket - 1, bucket]) counts.delete(`${windowSeconds}:${key}:${one}`);
      return Promise.resolve();
    },
  };
}
