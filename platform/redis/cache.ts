import type { Redis } from "@upstash/redis";
import type { Cache } from "#domain/ports.ts";

const PREFIX = "lexia:cache:";

/** The client guesses types when it reads a bare string ("123" becomes a number), so values travel in an object. */
interface Wrapped<T> {
  v?: T;
}

export function redisCache(redis: Redis): Cache {
  return {
    async get<T>(key: string) {
      const found = await redis.get<Wrapped<T>>(PREFIX + key);
      return found?.v;
    },
    async set(key, value, ttlSeconds) {
      const wrapped: Wrapped<unknown> = { v: value };
      await redis.set(PREFIX + key, wrapped, { ex: wholeSeconds(ttlSeconds) });
    },
    async delete(key) {
      await redis.del(PREFIX + key);
    },
  };
}

/** Redis takes whole seconds, at least one. */
export function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}
