/** What monitors are told while PostgreSQL or Redis is away. */
import { setTimeout as pause } from "node:timers/promises";
import { migrate } from "#db/migrate.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { Installation, INSTALLATION_DOMAIN } from "#tests/support/installation.ts";
import { load, percentile } from "#tests/support/load.ts";
import { startPostgres, type TestPostgres } from "#tests/support/postgres.ts";
import { atMost, exactly, holds, type Proof, timed } from "#tests/support/proof.ts";
import { startRedis } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";

const MOST_MS = 5;
const MOST_SECONDS = 2;

export const healthAndReadiness: Proof = {
  id: "O1",
  title: "/health without a database, and /ready while PostgreSQL or Redis is away",
  async run(scale) {
    await using redis = await startRedis();
    const postgres = await startMigrated();
    try {
      const database = { url: postgres.url, superuserUrl: postgres.url };
      await using installation = await Installation.open({ database, redisUrl: redis.url });
      const { port } = await installation.serve();
      const ready = (wanted: number) => secondsUntil(port, wanted);
      await ready(200);

      const stopping = postgres.pause();
      const withoutDatabase = await ready(503);
      await stopping;
      const health = await load({
        port,
        connections: 2,
        perSecond: 250,
        requests: scale === "full" ? 5_000 : 500,
        next: () => ({ path: "/health", host: INSTALLATION_DOMAIN }),
      });
      await postgres.resume();
      const databaseBack = await ready(200);

      await redis.kill();
      const withoutRedis = await ready(503);
      await redis.restart();
      const redisBack = await ready(200);
      const count = health.latencies.length;
      return [
        exactly(`/health without PostgreSQL: 200, of ${count}`, health.statuses.get(200) ?? 0, count),
        timed(atMost("/health without PostgreSQL: p99", percentile(health.latencies, 0.99), MOST_MS, "ms")),
        holds(
          "/health without PostgreSQL: p50",
          true,
          `${percentile(health.latencies, 0.5).toFixed(2)} ms`,
          "a figure",
        ),
        timed(atMost("/ready turns 503 after the loss of PostgreSQL", withoutDatabase, MOST_SECONDS, "s")),
        timed(atMost("/ready turns 200 after its return", databaseBack, MOST_SECONDS, "s")),
        timed(atMost("/ready turns 503 after the loss of Redis", withoutRedis, MOST_SECONDS, "s")),
        timed(atMost("/ready turns 200 after its return, Redis", redisBack, MOST_SECONDS, "s")),
      ];
    } finally {
      await postgres.stop();
    }
  },
};

async function startMigrated(): Promise<TestPostgres> {
  const postgres = await startPostgres();
  const driver = openServerDatabase({
    url: postgres.url,
    max: 1,
    statementTimeoutSeconds: 0,
    log: silentLog,
  });
  try {
    await migrate(driver);
  } finally {
    await driver.close();
  }
  return postgres;
}

/** Asked every 20 ms, as no monitor would; throws where it does not come at all. */
async function secondsUntil(port: number, wanted: number, patience = 20): Promise<number> {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1_000;
  while (elapsed() < patience) {
    const response = await fetch(`http://127.0.0.1:${port}/ready`);
    await response.body?.cancel();
    if (response.status === wanted) return elapsed();
    await pause(20);
  }
  throw new Error(`/ready did not turn ${wanted} within ${patience} s`);
}
