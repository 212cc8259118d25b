import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";

export const JOB_STATES = ["ready", "running", "done", "buried"] as const;
export type JobState = typeof JOB_STATES[number];

export interface QueuedJob {
  id: string;
  task: string;
  /** 0: people who wait, 1: bulk, 2: watches. */
  lane: number;
  state: JobState;
  organization: { id: string; subdomain: string } | null;
  attempts: number;
  maxAttempts: number;
  /** A code. */
  lastError: string | null;
  /** When it is due, or was. */
  runAt: Date;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface JobsSought {
  /** Absent: what is not done. */
  state?: JobState;
  task?: string;
  lane?: number;
  organizationId?: string;
  /** Made at least so long ago. */
  olderThanSeconds?: number;
  limit: number;
}

/** Jobs, those first whose turn came first; what is over, the latest first. @throws {DomainError} `permission_denied` */
export async function findJobs(
  ctx: PlatformCtx,
  { state, task, lane, organizationId, olderThanSeconds, limit }: JobsSought,
): Promise<QueuedJob[]> {
  authorizePlatform(ctx);
  const which = and(
    state === undefined ? sql`${jobs.status} <> 'done'` : eq(jobs.status, state),
    task === undefined ? undefined : eq(jobs.task, task),
    lane === undefined ? undefined : eq(jobs.lane, lane),
    organizationId === undefined ? undefined : eq(jobs.organizationId, organizationId),
    olderThanSeconds === undefined
      ? undefined
      : sql`${jobs.createdAt} <= now() - make_interval(secs => ${olderThanSeconds})`,
  );
  const isOver = state === "done" || state === "buried";
  const rows = await ctx.platformDb.one({ purpose: "jobs.find" }, (db) =>
    select(db, which)
      .orderBy(...(isOver ? [desc(jobs.finishedAt), jobs.id] : [asc(jobs.runAt), jobs.id])).limit(limit));
  return rows.map(jobOf);
}

/** One job, with what it is to do. @throws {DomainError} `permission_denied`, `job_not_found` */
export async function getJob(
  ctx: PlatformCtx,
  id: string,
): Promise<QueuedJob & { payload: Record<string, unknown>; leaseUntil: Date | null }> {
  authorizePlatform(ctx);
  const [row] = isUuid(id)
    ? await ctx.platformDb.one({ purpose: "jobs.find" }, (db) => select(db, eq(jobs.id, id)))
    : [];
  if (!row) throw new DomainError("job_not_found", { detail: "No job has this id" });
  return { ...jobOf(row), payload: row.payload, leaseUntil: row.leaseUntil };
}

const FIELDS = {
  id: jobs.id,
  task: jobs.task,
  lane: jobs.lane,
  state: jobs.status,
  organizationId: jobs.organizationId,
  subdomain: organizations.subdomain,
  attempts: jobs.attempts,
  maxAttempts: jobs.maxAttempts,
  lastError: jobs.lastError,
  runAt: jobs.runAt,
  createdAt: jobs.createdAt,
  finishedAt: jobs.finishedAt,
  payload: jobs.payload,
  leaseUntil: jobs.leaseUntil,
};

function select(db: Db, which: SQL | undefined) {
  return db.select(FIELDS).from(jobs).leftJoin(organizations, eq(organizations.id, jobs.organizationId))
    .where(which);
}

type Row = Awaited<ReturnType<typeof select>>[number];

function jobOf(row: Row): QueuedJob {
  const { organizationId, subdomain, payload: _, leaseUntil: __, ...job } = row;
  const organization = organizationId === null ? null : { id: organizationId, subdomain: subdomain ?? "" };
  return { ...job, organization };
}
