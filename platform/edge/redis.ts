import { Redis } from "@upstash/redis";
import type { Log, Metrics } from "#domain/ports.ts";
import { guard, type GuardOptions } from "../redis/guard.ts";
import { reportOutages } from "../redis/outage.ts";

export interface EdgeRedisOptions {
  url: string;
  token: string;
  log: Log;
  metrics?: Metrics;
  guard?: GuardOptions;
}

/** HTTPS to another region takes longer than a command in the same network. */
const TIMEOUT_MILLISECONDS = 1_000;

/** Opens an Upstash Redis over its REST interface. There is no connection to close. */
export function openEdgeRedis({ url, token, log, metrics, guard: more }: EdgeRedisOptions): Redis {
  const limits = { timeoutMilliseconds: TIMEOUT_MILLISECONDS, ...more };
  const redis = new Redis({
    url,
    token,
    // A command whose answer got lost may have been done; sent again, it would count twice.
    retry: { retries: 0 },
    // As a function, since with a plain signal the client answers "Aborted" in place of an error.
    signal: () => AbortSignal.timeout(limits.timeoutMilliseconds),
    enableAutoPipelining: false,
    enableTelemetry: false,
  });
  redis.use(guard({ ...reportOutages(log, metrics), ...limits }));
  return redis;
}
