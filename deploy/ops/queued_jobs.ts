/** `deno task jobs:…`: the queue as operators look at it and put it right, from the machine itself. */
import { findJobs, getJob, JOB_STATES, type QueuedJob } from "#domain/operations/find_jobs.ts";
import { getQueue } from "#domain/operations/get_queue.ts";
import { listJobs } from "#domain/operations/list_jobs.ts";
import { retryJob } from "#domain/operations/retry_job.ts";
import { retryJobs } from "#domain/operations/retry_jobs.ts";
import { getOrganizationAt } from "#domain/organizations/get_organization.ts";
import { acting, withLexia } from "./_lexia.ts";
import { type Given, type Program, runNamed } from "./_program.ts";
import { instant } from "./_texts.ts";

/** What a list shows at most, unless it is told another number. */
const SHOWN = 100;
const MOST_SHOWN = 10_000;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

const list: Program = {
  name: "jobs:list",
  does: "Jobs by state, lane, task, organization and age, those first whose turn comes first",
  options: {
    state: { value: "STATE", help: `${JOB_STATES.join(", ")}; all that are not done by default` },
    lane: { value: "N", help: "0: people who wait, 1: bulk, 2: watches" },
    task: { value: "NAME", help: "such as solicitud.execute" },
    organization: { value: "SUBDOMAIN", help: "of this organization only" },
    "older-than": { value: "AGE", help: "made at least so long ago, such as 90s, 15m, 6h or 2d" },
    limit: { value: "N", help: `at most so many (${SHOWN})` },
  },
  run: (given) =>
    withLexia({ program: "jobs:list" }, async ({ ctx }) => {
      const subdomain = given.text("organization");
      const limit = given.whole("limit", { min: 1, max: MOST_SHOWN }) ?? SHOWN;
      const sought = {
        state: given.oneOf("state", JOB_STATES),
        lane: given.whole("lane", { min: 0, max: 2 }),
        task: given.text("task"),
        olderThanSeconds: ageOf(given),
      };
      const organizationId = subdomain === undefined
        ? undefined
        : (await getOrganizationAt(ctx, subdomain)).id;
      const found = await findJobs(ctx, { ...sought, organizationId, limit: limit + 1 });
      const shown = found.slice(0, limit);
      const hasMore = found.length > limit;
      return {
        outcome: "listed",
        message: `${shown.length} jobs${hasMore ? ", and there are more: see --limit" : ""}`,
        table: {
          head: ["id", "task", "lane", "state", "organization", "attempts", "due", "last error"],
          rows: shown.map((job) => [
            job.id,
            job.task,
            String(job.lane),
            job.state,
            job.organization?.subdomain ?? "-",
            `${job.attempts}/${job.maxAttempts}`,
            instant(job.runAt),
            job.lastError ?? "-",
          ]),
        },
        fields: { jobs: shown.map(bodyOf), has_more: hasMore },
      };
    }),
};

const show: Program = {
  name: "jobs:show",
  does: "One job with what it is to do",
  takes: ["ID"],
  notes: "What is secret in a job is sealed, and shown sealed.",
  run: (given) =>
    withLexia({ program: "jobs:show" }, async ({ ctx }) => {
      const found = await getJob(ctx, given.positional(0));
      const job = {
        ...bodyOf(found),
        lease_until: found.leaseUntil && found.leaseUntil.toISOString(),
        payload: found.payload,
      };
      const rows = Object.entries(job).map(([name, value]) => [name.replaceAll("_", " "), textOf(value)]);
      return {
        outcome: "found",
        message: `${job.task} is ${job.state}`,
        table: { head: ["what", "value"], rows },
        fields: { job },
      };
    }),
};

const stats: Program = {
  name: "jobs:stats",
  does: "How much waits and runs in each lane, and what was given up, by task and reason",
  run: () =>
    withLexia({ program: "jobs:stats" }, async ({ ctx }) => {
      const { counts } = await listJobs(ctx);
      const { lanes, kinds } = await getQueue(ctx);
      const laneRows = lanes.map(({ lane, due, later, running, oldestSeconds }) => [
        `lane ${lane}`,
        `due ${due}, later ${later}, running ${running}, oldest due ${Math.round(oldestSeconds)} s`,
      ]);
      const buried = kinds.map((
        { task, reason, count },
      ) => [`buried ${task}`, `${count}: ${reason ?? "unknown"}`]);
      return {
        outcome: "counted",
        message: Object.entries(counts).map(([state, count]) => `${count} ${state}`).join(", "),
        table: { head: ["what", "jobs"], rows: [...laneRows, ...buried] },
        fields: {
          counts,
          lanes: lanes.map(({ oldestSeconds, ...lane }) => ({ ...lane, oldest_due_seconds: oldestSeconds })),
          buried: kinds.map(({ lastAt, ...kind }) => ({ ...kind, last_at: lastAt && lastAt.toISOString() })),
        },
      };
    }),
};

const retry: Program = {
  name: "jobs:retry",
  does: "Give a buried job all its attempts again, or all that failed in one way",
  takes: ["[ID]"],
  options: {
    task: { value: "NAME", help: "instead of an id: all buried jobs of this task, at most 500 at once" },
    reason: { value: "CODE", help: "that failed so; without, those of which no reason is known" },
  },
  changes: true,
  run: (given) =>
    acting(given, "jobs:retry", async ({ ctx }) => {
      const task = given.text("task");
      const [id] = given.positionals;
      if ((id === undefined) === (task === undefined)) throw given.wrong("Give an ID, or --task");
      if (id !== undefined) {
        await retryJob(ctx, (await getJob(ctx, id)).id);
        return { outcome: "retried", message: `${id} waits for its turn again`, fields: { count: 1 } };
      }
      const count = await retryJobs(ctx, { task: task ?? "", reason: given.text("reason") ?? null });
      return { outcome: "retried", message: `${count} jobs wait for their turn again`, fields: { count } };
    }),
};

const bury: Program = {
  name: "jobs:bury",
  does: "Take a waiting job out of turn for good, and put right what it leaves",
  takes: ["ID"],
  notes:
    "What it was for is shown as failed. One that a worker holds is left to it; jobs:retry brings a buried one back.",
  changes: true,
  run: (given) =>
    acting(given, "jobs:bury", async ({ ctx, jobs }) => {
      const id = given.positional(0);
      const { task } = await jobs.bury(ctx, id);
      return { outcome: "buried", message: `${task} ${id} will not run`, fields: { id, task } };
    }),
};

function ageOf(given: Given): number | undefined {
  const text = given.text("older-than");
  if (text === undefined) return undefined;
  const [, digits = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = UNITS[unit];
  if (seconds === undefined) throw given.wrong("--older-than: give a number and s, m, h or d, such as 15m");
  return Number(digits) * seconds;
}

function bodyOf(job: QueuedJob) {
  return {
    id: job.id,
    task: job.task,
    lane: job.lane,
    state: job.state,
    organization: job.organization?.subdomain ?? null,
    attempts: job.attempts,
    max_attempts: job.maxAttempts,
    last_error: job.lastError,
    run_at: job.runAt.toISOString(),
    created_at: job.createdAt.toISOString(),
    finished_at: job.finishedAt && job.finishedAt.toISOString(),
  };
}

function textOf(value: unknown): string {
  if (value === null) return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export const JOB_PROGRAMS: readonly Program[] = [list, show, stats, retry, bury];

if (import.meta.main) Deno.exit(await runNamed(JOB_PROGRAMS, Deno.args));
