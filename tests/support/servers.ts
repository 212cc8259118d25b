/** The servers of one program's run: a PostgreSQL and a Redis that end with it. */
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";

/** Starts both, names them in the environment where the other supports look for them, and ends them afterwards. */
export async function withServers<T>(work: () => Promise<T>): Promise<T> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  Deno.env.set("LEXIA_TEST_POSTGRES_URL", postgres.url);
  Deno.env.set("LEXIA_TEST_REDIS_URL", redis.url);
  try {
    return await work();
  } finally {
    await redis.close();
    await postgres.stop();
  }
}
