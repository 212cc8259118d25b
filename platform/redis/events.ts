import type { Redis } from "@upstash/redis";
import type { EventLog } from "#domain/ports.ts";
import { wholeSeconds } from "./cache.ts";

const PREFIX = "lexia:events:";

/** In an object, so that the client gives back the type that was put in. */
interface Wrapped<T> {
  e: T;
}

export function redisEvents(redis: Redis): EventLog {
  return {
    async append(key, event, ttlSeconds) {
      const wrapped: Wrapped<unknown> = { e: event };
      const [position] = await redis.multi()
        .rpush(PREFIX + key, wrapped)
        .expire(PREFIX + key, wholeSeconds(ttlSeconds))
        .exec();
      return position;
    },
    async read<T>(key: string, after: number) {
      const found = await redis.lrange<Wrapped<T>>(PREFIX + key, after, -1);
      return found.map(({ e }) => e);
    },
    async clear(key) {
      await redis.del(PREFIX + key);
    },
  };
}
