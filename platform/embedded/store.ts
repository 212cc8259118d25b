import type { Clock } from "#domain/ports.ts";
import type { SharedStore } from "../redis/store.ts";
import { embeddedCache } from "./cache.ts";
import { embeddedEvents } from "./events.ts";
import { embeddedLimiter } from "./limiter.ts";
import { embeddedQueue } from "./queue.ts";
import { embeddedState } from "./state.ts";

/** The ports in memory, for one process. All of it is bounded, and nothing of it runs by itself. */
export function embeddedStore(clock: Clock): SharedStore {
  return {
    limiter: embeddedLimiter(clock),
    queue: embeddedQueue(clock),
    cache: embeddedCache(clock),
    state: embeddedState(clock),
    events: embeddedEvents(clock),
    ping: () => Promise.resolve(),
  };
}
