import { count, desc, eq, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";

export interface JobsOverview {
  counts: Record<"ready" | "running" | "done" | "buried", number>;
  /** How long the oldest due job has waited, in seconds. */
  oldestDueSeconds: number;
  /** The latest first, at most 100. */
  buried: BuriedJob[];
}

export interface BuriedJob {
  id: string;
  organizationId: string | null;
  task: string;
  reason: string | null;
  attempts: number;
  buriedAt: Date | null;
}

const SHOWN = 100;

/** The queue as an operator needs to see it. */
export async function listJobs(ctx: PlatformCtx): Promise<JobsOverview> {
  authorizePlatform(ctx);
  return await ctx.platformDb.tx({ purpose: "jobs.overview" }, async (tx) => {
    const byStatus = await tx.select({ status: jobs.status, count: count() }).from(jobs).groupBy(jobs.status);
    const [oldest] = await tx.select({
      seconds: sql<number>`coalesce(extract(epoch from now() - min(${jobs.runAt})), 0)::float8`,
    }).from(jobs).where(sql`${jobs.status} = 'ready' and ${jobs.runAt} <= now()`);
    const buried = await tx.select({
      id: jobs.id,
      organizationId: jobs.organizationId,
      task: jobs.task,
      reason: jobs.lastError,
      attempts: jobs.attempts,
      buriedAt: jobs.finishedAt,
    }).from(jobs).where(eq(jobs.status, "buried")).orderBy(desc(jobs.finishedAt), jobs.id).limit(SHOWN);
    const counts = { ready: 0, running: 0, done: 0, buried: 0 };
    for (const row of byStatus) counts[row.status] = row.count;
    return { counts, oldestDueSeconds: Number(oldest?.seconds ?? 0), buried };
  });
}
