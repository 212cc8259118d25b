/** Workers in this process, over the database and the dispatcher of the home under test. */
import { sql } from "drizzle-orm";
import type { Services } from "#domain/ctx.ts";
import type { DispatchQueue, Lane, LogFields, SqlDriver } from "#domain/ports.ts";
import { tick } from "#jobs/schedule.ts";
import type { TaskDefinition, TaskDefinitions, TaskRun } from "#jobs/task_definition.ts";
import { Worker } from "#jobs/worker.ts";
import { systemClock } from "#platform/clock.ts";
import { openTestDatabase, type TestDatabase, testHome } from "./databases.ts";
import { jobServices } from "./job_services.ts";
import { type OpenStore, openStore } from "./stores.ts";
import { CREATE_EFFECTS } from "./worker_process.ts";

export interface BenchOptions {
  /** Stands between LEXIA and its database. */
  wrap?: (driver: SqlDriver) => SqlDriver;
}

export interface JobRow {
  status: string;
  attempts: number;
  last_error: string | null;
  /** Until it is due; negative where it is. */
  due_in: number;
}

export class WorkerBench implements AsyncDisposable {
  readonly logged: string[] = [];
  readonly #workers: Worker[] = [];

  private constructor(
    private readonly database: TestDatabase,
    private readonly store: OpenStore,
    readonly services: Services,
    readonly queue: DispatchQueue,
  ) {}

  static async open({ wrap = (driver) => driver }: BenchOptions = {}): Promise<WorkerBench> {
    const [database, store] = await Promise.all([openTestDatabase(), openStore(testHome(), systemClock)]);
    await database.owner.batch(CREATE_EFFECTS.map((text) => ({ text })));
    const logged: string[] = [];
    const log = (message: string, _fields?: LogFields) => void logged.push(message);
    const { queue, ping: _, ...ports } = store.store;
    const services = jobServices({
      ...ports,
      queue,
      sql: wrap(database.driver),
      clock: systemClock,
      log: { debug: log, info: log, warn: log, error: log },
    });
    const bench = new WorkerBench(database, store, services, queue);
    Object.defineProperty(bench, "logged", { value: logged });
    return bench;
  }

  async organization(): Promise<string> {
    const [row] = await this.query(
      `insert into organizations (name, subdomain) values ('Test', $1) returning id`,
      [`org-${crypto.randomUUID().slice(0, 8)}`],
    );
    return String(row?.[0]);
  }

  /** Writes jobs and tells the dispatcher of them; answers their ids, in order. */
  async add(
    organizationId: string,
    jobs: { task?: string; count?: number; lane?: Lane; maxAttempts?: number; isTold?: boolean } = {},
  ): Promise<string[]> {
    const { task = "test", count = 1, lane = 1, maxAttempts = 3, isTold = true } = jobs;
    const rows = await this.query(
      `insert into jobs (organization_id, task, payload, lane, max_attempts)
       select $1::uuid, $2, '{}', $3, $4 from generate_series(1, $5) returning id`,
      [organizationId, task, lane, maxAttempts, count],
    );
    const ids = rows.map(([id]) => String(id));
    if (isTold) await this.tell(ids, organizationId, lane);
    return ids;
  }

  async tell(ids: string[], tenant: string, lane: Lane = 1): Promise<void> {
    await this.queue.push(ids.map((jobId) => ({ jobId, lane, tenant, dueAt: Date.now() })));
  }

  /** A worker of its own. It is stopped with the bench. */
  worker(
    tasks: TaskDefinitions,
    options: { concurrency?: number; leaseSeconds?: number; queue?: DispatchQueue } = {},
  ): Worker {
    const { concurrency = 4, leaseSeconds, queue = this.queue } = options;
    const worker = new Worker({ services: this.services, queue, tasks, concurrency, leaseSeconds });
    this.#workers.push(worker);
    return worker;
  }

  async tick(tasks: TaskDefinitions, leaseSeconds?: number): Promise<void> {
    await tick({ services: this.services, queue: this.queue, tasks, leaseSeconds });
  }

  async job(id: string): Promise<JobRow> {
    const [row] = await this.query(
      `select status, attempts, last_error, extract(epoch from run_at - now())::float8 from jobs where id = $1`,
      [id],
    );
    const [status, attempts, last_error, due_in] = row ?? [];
    return {
      status: String(status),
      attempts: Number(attempts),
      last_error: last_error === null ? null : String(last_error),
      due_in: Number(due_in),
    };
  }

  /** As if nobody had prolonged the job's lease. */
  async expireLeases(): Promise<void> {
    await this.query("update jobs set lease_until = now() - interval '1 second' where status = 'running'");
  }

  async makeDue(): Promise<void> {
    await this.query("update jobs set run_at = now() where status = 'ready'");
  }

  /** Does the work while another transaction holds the job's row. */
  async whileLocked<T>(id: string, work: () => Promise<T>): Promise<T> {
    return await this.database.owner.session(async (connection) => {
      await connection.batch([
        { text: "begin" },
        { text: "select from jobs where id = $1 for update", values: [id] },
      ]);
      try {
        return await work();
      } finally {
        await connection.batch([{ text: "rollback" }]);
      }
    });
  }

  /** How many effects each job has left. */
  async effects(id: string): Promise<number> {
    return Number(
      (await this.query("select count(*)::int from test_effects where job_id = $1", [id]))[0]?.[0],
    );
  }

  /** As a superuser. */
  async query(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return (await this.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop({ graceMs: 2_000 })));
    await this.store.close();
    await this.database.close();
  }
}

/** A task that leaves one effect, in the transaction in which the job ends. */
export function effectTask(
  before: (run: TaskRun) => Promise<void> = () => Promise.resolve(),
): TaskDefinition {
  return {
    async run(run) {
      await before(run);
      await run.db.tx(async (tx) => {
        await tx.execute(sql`insert into test_effects values (${run.job.id}, ${run.job.attempt})`);
        await run.job.complete(tx);
      });
    },
    bury: () => Promise.resolve(),
  };
}
