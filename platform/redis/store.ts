import type { Redis } from "@upstash/redis";
import type { Cache, Clock, DispatchQueue, EventLog, RateLimiter, SharedState } from "#domain/ports.ts";
import { redisCache } from "./cache.ts";
import { redisEvents } from "./events.ts";
import { redisLimiter } from "./limiter.ts";
import { redisQueue } from "./queue.ts";
import { redisState } from "./state.ts";

/** What all instances of LEXIA share besides the database, and may lose. */
export interface SharedStore {
  limiter: RateLimiter;
  queue: DispatchQueue;
  cache: Cache;
  state: SharedState;
  events: EventLog;
  /** Answers, or throws `StoreUnavailable`. */
  ping(): Promise<void>;
}

/** The ports over Redis, whichever way `redis` reaches it. */
export function redisStore(redis: Redis, clock: Clock): SharedStore {
  return {
    limiter: redisLimiter(redis, clock),
    queue: redisQueue(redis, clock),
    cache: redisCache(redis),
    state: redisState(redis, clock),
    events: redisEvents(redis),
    ping: async () => void await redis.ping(),
  };
}
