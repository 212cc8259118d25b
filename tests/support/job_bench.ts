/** A database and a dispatcher with one organization and as many test jobs as are asked for. */
import { setTimeout as pause } from "node:timers/promises";
import { createDatabase } from "./test_server.ts";
import { flushRedis, isolatedRedisUrl } from "./redis.ts";
import { silentLog } from "./silent_log.ts";
import { CREATE_EFFECTS } from "./worker_process.ts";
import { asLane } from "#jobs/queue.ts";
import { systemClock } from "#platform/clock.ts";
import { redisStore } from "#platform/redis/store.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { openServerRedis } from "#platform/server/redis.ts";

export interface JobBench extends AsyncDisposable {
  addresses: { databaseUrl: string; redisUrl: string };
  /** Written straight into the table, as if the dispatcher had not heard of them. */
  addJobs(count: number, options?: NewJobs): Promise<void>;
  count(condition: string): Promise<number>;
  /** As a superuser. */
  query(text: string, values?: unknown[]): Promise<unknown[][]>;
  /** For messages. */
  statuses(): Promise<string>;
  /** Waits until no job is ready or running. @throws {Error} where that takes longer. */
  allDone(patienceMs: number): Promise<void>;
  /** Two of them. */
  organizations: [string, string];
  /** Makes the dispatcher forget everything. */
  flush(): Promise<void>;
  /** Tells the dispatcher of the jobs for which that SQL condition holds, as a commit would have. */
  tell(condition: string): Promise<void>;
}

/** How many jobs have left how many effects, as rows of both numbers. */
export const EFFECTS_PER_JOB = `
  select effects, count(*)::int from (
    select count(e.job_id)::int as effects from jobs j left join test_effects e on e.job_id = j.id group by j.id
  ) per_job group by 1 order by 1`;

export interface NewJobs {
  task?: string;
  /** An SQL expression. */
  milliseconds?: string;
  maxAttempts?: number;
  /** They become due over that time; at once by default. */
  spreadSeconds?: number;
  /** Whom the job calls: see `test.call`. */
  url?: string;
  /** One of `bench.organizations`; the first by default. */
  organizationId?: string;
}

export async function openJobBench(): Promise<JobBench> {
  const [database, redis] = await Promise.all([createDatabase(), isolatedRedisUrl()]);
  const options = { url: database.superuserUrl, max: 2, statementTimeoutSeconds: 0, log: silentLog };
  const owner = openServerDatabase(options);
  const organizations: [string, string] = [crypto.randomUUID(), crypto.randomUUID()];
  const query = async (text: string, values: unknown[] = []) =>
    (await owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  await owner.batch([
    {
      text: `insert into organizations (id, name, subdomain)
             values ($1, 'Acme', 'acme'), ($2, 'Beta', 'beta')`,
      values: organizations,
    },
    ...CREATE_EFFECTS.map((text) => ({ text })),
  ]);
  const count = async (condition: string) =>
    Number((await query(`select count(*)::int from jobs where ${condition}`))[0]?.[0]);
  const statuses = async () =>
    JSON.stringify(await query("select status, attempts, count(*)::int from jobs group by 1, 2"));
  return {
    organizations,
    addresses: { databaseUrl: database.url, redisUrl: redis.url },
    async addJobs(
      count,
      {
        task = "test.effect",
        milliseconds = "0",
        maxAttempts = 30,
        spreadSeconds = 0,
        url,
        organizationId = organizations[0],
      } = {},
    ) {
      await query(
        `insert into jobs (organization_id, task, payload, lane, max_attempts, run_at)
         select $1::uuid, $2, jsonb_build_object('milliseconds', ${milliseconds}, 'url', $6::text), 1, $3,
           now() + make_interval(secs => random() * $5)
         from generate_series(1, $4)`,
        [organizationId, task, maxAttempts, count, spreadSeconds, url ?? null],
      );
    },
    count,
    query,
    statuses,
    async allDone(patienceMs) {
      const until = performance.now() + patienceMs;
      while (await count("status in ('ready', 'running')") > 0) {
        if (performance.now() > until) throw new Error(`Jobs are left: ${await statuses()}`);
        await pause(20);
      }
    },
    flush: () => flushRedis(redis.url),
    async tell(condition) {
      const rows = await query(
        `select id, lane, organization_id from jobs where ${condition} order by run_at, id`,
      );
      await tellDispatcher(redis.url, rows);
    },
    async [Symbol.asyncDispose]() {
      await owner.close();
      await database.drop();
      await redis.close();
    },
  };
}

/** Rows of id, lane and organization. */
async function tellDispatcher(url: string, rows: unknown[][]): Promise<void> {
  const { redis, close } = await openServerRedis({
    url,
    log: silentLog,
    guard: { timeoutMilliseconds: 10_000 },
  });
  const dueAt = Date.now();
  await redisStore(redis, systemClock).queue.push(
    rows.map(([id, lane, tenant]) => ({
      jobId: String(id),
      lane: asLane(Number(lane)),
      tenant: String(tenant),
      dueAt,
    })),
  );
  close();
}
