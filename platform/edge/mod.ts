/** Neon over WebSocket and Upstash over HTTPS: nothing but outgoing connections. */
import type { Clock, Log, Metrics } from "#domain/ports.ts";
import type { HomeDrivers } from "../mod.ts";
import { redisStore } from "../redis/store.ts";
import { openEdgeDatabase } from "./database.ts";
import { openEdgeRedis } from "./redis.ts";

export function openEdge(
  home: { databaseUrl: string; webSocketProxy: string | null; upstashUrl: string; upstashToken: string },
  poolSize: number,
  deps: { log: Log; metrics: Metrics; clock: Clock },
): HomeDrivers {
  const sql = openEdgeDatabase({
    url: home.databaseUrl,
    max: poolSize,
    webSocketProxy: home.webSocketProxy ?? undefined,
    log: deps.log,
  });
  const redis = openEdgeRedis({
    url: home.upstashUrl,
    token: home.upstashToken,
    log: deps.log,
    metrics: deps.metrics,
  });
  const { ping, ...store } = redisStore(redis, deps.clock);
  return { ...store, sql, pingStore: ping, close: () => sql.close() };
}
