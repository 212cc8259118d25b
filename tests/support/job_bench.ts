/** A database and a dispatcher with one organization and as many test jobs as are asked for. */
import { createDatabase } from "./test_server.ts";
import { isolatedRedisUrl } from "./redis.ts";
import { silentLog } from "./silent_log.ts";
import { CREATE_EFFECTS } from "./worker_process.ts";
import { openServerDatabase } from "#platform/server/database.ts";

export interface JobBench extends AsyncDisposable {
  addresses: { databaseUrl: string; redisUrl: string };
  /** Written straight into the table, as if the dispatcher had not heard of them. */
  addJobs(count: number, options?: NewJobs): Promise<void>;
  count(condition: string): Promise<number>;
  /** As a superuser. */
  query(text: string): Promise<unknown[][]>;
  /** For messages. */
  statuses(): Promise<string>;
}

export interface NewJobs {
  task?: string;
  /** An SQL expression. */
  milliseconds?: string;
  maxAttempts?: number;
  /** They become due over that time; at once by default. */
  spreadSeconds?: number;
}

export async function openJobBench(): Promise<JobBench> {
  const [database, redis] = await Promise.all([createDatabase(), isolatedRedisUrl()]);
  const owner = openServerDatabase({ url: database.superuserUrl, max: 2, log: silentLog });
  const organization = crypto.randomUUID();
  const query = async (text: string, values: unknown[] = []) =>
    (await owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  await owner.batch([
    {
      text: "insert into organizations (id, name, subdomain) values ($1, 'Acme', 'acme')",
      values: [organization],
    },
    ...CREATE_EFFECTS.map((text) => ({ text })),
  ]);
  return {
    addresses: { databaseUrl: database.url, redisUrl: redis.url },
    async addJobs(
      count,
      { task = "test.effect", milliseconds = "0", maxAttempts = 30, spreadSeconds = 0 } = {},
    ) {
      await query(
        `insert into jobs (organization_id, task, payload, lane, max_attempts, run_at)
         select $1::uuid, $2, jsonb_build_object('milliseconds', ${milliseconds}), 1, $3,
           now() + make_interval(secs => random() * $5)
         from generate_series(1, $4)`,
        [organization, task, maxAttempts, count, spreadSeconds],
      );
    },
    count: async (condition) =>
      Number((await query(`select count(*)::int from jobs where ${condition}`))[0]?.[0]),
    query,
    statuses: async () =>
      JSON.stringify(await query("select status, attempts, count(*)::int from jobs group by 1, 2")),
    async [Symbol.asyncDispose]() {
      await owner.close();
      await database.drop();
      await redis.close();
    },
  };
}
