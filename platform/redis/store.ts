import type { Redis } from "@upstash/redis";
import type { Cache, Clock, DispatchQueue, EventLog, RateLimiter, SharedState } from "#domain/ports.ts";
import { redisCache } from "./cache.ts";
import { redisEvents } from "./events.ts";
import { redisLimiter } from "./limiter.ts";
import { redisQueue } from "./queue.ts";
import { sharedTime } from "./shared_time.ts";
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

/** The ports over Redis, whichever way `redis` reaches it. `queueTime` tells what jobs' due times are compared with. */
export function redisStore(
  redis: Redis,
  clock: Clock,
  queueTime: () => Promise<number> = sharedTime(redis, clock),
): SharedStore {
  return {
    limiter: redisLimiter(redis, clock),
    queue: redisQueue(redis, queueTime),
    cache: redisCache(redis),
    state: redisState(redis, clock),
    events: redisEvents(redis),
    ping: async () => void await redis.ping(),
  };
}
