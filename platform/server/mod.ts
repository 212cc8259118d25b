/** PostgreSQL and Redis over TCP. */
import type { Clock, Log, Metrics } from "#domain/ports.ts";
import type { Home } from "../config_homes.ts";
import type { HomeDrivers } from "../mod.ts";
import { PUSHED_CHANNEL } from "../redis/queue.ts";
import { redisStore } from "../redis/store.ts";
import { openServerDatabase } from "./database.ts";
import { openServerRedis } from "./redis.ts";

export async function openServer(
  home: Omit<Extract<Home, { kind: "server" }>, "kind">,
  poolSize: number,
  deps: { log: Log; metrics: Metrics; clock: Clock },
): Promise<HomeDrivers> {
  const sql = openServerDatabase({
    url: home.databaseUrl,
    ca: home.databaseCa ?? undefined,
    max: poolSize,
    log: deps.log,
  });
  const { redis, subscribe, close } = await openServerRedis({
    url: home.redisUrl,
    password: home.redisPassword ?? undefined,
    ca: home.redisCa ?? undefined,
    log: deps.log,
    metrics: deps.metrics,
  });
  const { ping, ...store } = redisStore(redis, deps.clock);
  return {
    ...store,
    queue: { ...store.queue, listen: (onPush) => subscribe(PUSHED_CHANNEL, onPush) },
    sql,
    pingStore: ping,
    async close() {
      close();
      await sql.close();
    },
  };
}
