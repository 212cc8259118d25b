import { and, count, desc, eq, ilike, max, or, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { containing } from "../like_pattern.ts";
import { LANE_DEPTHS, type LaneDepth, lanesOf } from "./_lanes.ts";
import type { BuriedJob } from "./list_jobs.ts";

export interface Queue {
  lanes: LaneDepth[];
  /** Buried jobs by task and reason, the most first. */
  kinds: BuriedKind[];
  /** The latest first, at most 50. */
  buried: (BuriedJob & { organizationName: string | null })[];
  /** There are more than those. */
  hasMore: boolean;
}

export interface BuriedKind {
  task: string;
  reason: string | null;
  count: number;
  lastAt: Date | null;
}

const SHOWN = 50;
const KINDS_SHOWN = 50;

/** The queue lane by lane, and what was given up. `search`: part of task, reason or organization, or a job's id. */
export async function getQueue(ctx: PlatformCtx, { search = "" }: { search?: string } = {}): Promise<Queue> {
  authorizePlatform(ctx);
  return await ctx.platformDb.tx({ purpose: "jobs.overview" }, async (tx) => {
    const [row] = await tx.execute<{ lanes: unknown }>(sql`select ${LANE_DEPTHS} as lanes`);
    const kinds = await tx.select({
      task: jobs.task,
      reason: jobs.lastError,
      count: count(),
      lastAt: max(jobs.finishedAt),
    }).from(jobs).where(eq(jobs.status, "buried")).groupBy(jobs.task, jobs.lastError)
      .orderBy(desc(count()), jobs.task).limit(KINDS_SHOWN);
    const buried = await selectBuried(tx, search);
    return {
      lanes: lanesOf(row?.lanes ?? []),
      kinds,
      buried: buried.slice(0, SHOWN),
      hasMore: buried.length > SHOWN,
    };
  });
}

async function selectBuried(tx: Db, search: string) {
  const text = containing(search);
  const sought = search === "" ? undefined : or(
    ilike(jobs.task, text),
    ilike(jobs.lastError, text),
    ilike(organizations.name, text),
    isUuid(search) ? or(eq(jobs.id, search), eq(jobs.organizationId, search)) : undefined,
  );
  return await tx.select({
    id: jobs.id,
    organizationId: jobs.organizationId,
    organizationName: organizations.name,
    task: jobs.task,
    reason: jobs.lastError,
    attempts: jobs.attempts,
    buriedAt: jobs.finishedAt,
  }).from(jobs).leftJoin(organizations, eq(organizations.id, jobs.organizationId))
    .where(and(eq(jobs.status, "buried"), sought))
    .orderBy(desc(jobs.finishedAt), jobs.id).limit(SHOWN + 1);
}
