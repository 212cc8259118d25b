import { and, eq, inArray, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { announce, type Db } from "#db/tenant_db.ts";
import { enqueueMany, queueEntry } from "#jobs/queue.ts";
import { auditMany } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { roomOf } from "../quota.ts";
import { type Move, MOVES } from "./change_status.ts";
import { type Chosen, lockChosen, type ManyDone, type Refused, subjectOf } from "./choose_many.ts";
import { executionKey } from "./execution_key.ts";
import { reportProgress } from "./progress.ts";

/** Where many wait without keeping people's own. */
const BULK_LANE = 1;

/**
 * Pauses, resumes or verifies now each of those that can be: as the verb for one does, in a handful of statements. Those
 * whose status does not allow it, and those for which the month has no query left, are refused one by one.
 * @throws {DomainError} `permission_denied`, `request_invalid`
 */
export async function moveMany(
  ctx: Ctx,
  { move, ids }: { move: Move; ids: readonly string[] },
): Promise<ManyDone> {
  authorize(ctx, "update_solicitudes");
  const { to } = MOVES[move];
  const outcome = await ctx.db.tx(async (tx) => {
    const { chosen, missing } = await lockChosen(tx, ctx, ids);
    const { ready, refused } = await sift(tx, ctx, { move, chosen });
    if (ready.length > 0) await perform(tx, ctx, { move, ready });
    return { done: ready.map(({ id }) => id), refused: [...missing, ...refused] };
  });
  if (to === "pending") {
    await Promise.all(
      outcome.done.map((id) => reportProgress(ctx, ctx.organization.id, id, { stage: "queued" })),
    );
  }
  return outcome;
}

/** Which of them may go, in the order of their ids. What is pending has its query promised already. */
async function sift(
  tx: Db,
  ctx: Ctx,
  { move, chosen }: { move: Move; chosen: readonly Chosen[] },
): Promise<{ ready: Chosen[]; refused: Refused[] }> {
  const { from, to } = MOVES[move];
  const isBilled = ({ status }: Chosen) => to === "pending" && status !== "pending";
  let room = chosen.some(isBilled) ? await roomOf(tx, ctx) : null;
  const ready: Chosen[] = [];
  const refused: Refused[] = [];
  for (const one of chosen) {
    const refuse = (code: Refused["code"]) => refused.push({ id: one.id, subject: subjectOf(one), code });
    if (!from.includes(one.status)) refuse("solicitud_state");
    else if (isBilled(one) && room !== null && room <= 0) refuse("quota_exceeded");
    else {
      ready.push(one);
      if (isBilled(one) && room !== null) room--;
    }
  }
  return { ready, refused };
}

async function perform(
  tx: Db,
  ctx: Ctx,
  { move, ready }: { move: Move; ready: readonly Chosen[] },
): Promise<void> {
  const { to } = MOVES[move];
  const ids = ready.map(({ id }) => id);
  await tx.update(solicitudes).set({
    status: to,
    nextRunAt: null,
    version: sql`${solicitudes.version} + 1`,
    updatedAt: sql`now()`,
  }).where(and(eq(solicitudes.organizationId, ctx.organization.id), inArray(solicitudes.id, ids)));
  if (to === "paused") await tx.delete(jobs).where(waitingJobs(ctx, ids));
  else await runNow(tx, ctx, ids);
  await auditMany(
    tx,
    ctx,
    ready.map(({ id, status }) => ({
      action: `solicitud.${move}`,
      targetId: id,
      data: { before: { status }, after: { status: to } },
    })),
  );
}

/** One job for each: those that wait are brought forward. */
async function runNow(tx: Db, ctx: Ctx, ids: readonly string[]): Promise<void> {
  const waiting = await tx.update(jobs).set({
    runAt: sql`now()`,
    lane: sql`least(${jobs.lane}, ${BULK_LANE})`,
  })
    .where(waitingJobs(ctx, ids))
    .returning({ id: jobs.id, lane: jobs.lane, organizationId: jobs.organizationId, runAt: jobs.runAt });
  for (const one of waiting) announce(tx, queueEntry(one));
  const many = ids.map((id) => ({
    organizationId: ctx.organization.id,
    key: executionKey(id),
    payload: { solicitudId: id, trigger: "manual" as const },
  }));
  await enqueueMany(tx, "solicitud.execute", many, { lane: BULK_LANE });
}

function waitingJobs(ctx: Ctx, ids: readonly string[]) {
  return and(
    eq(jobs.organizationId, ctx.organization.id),
    inArray(jobs.key, ids.map(executionKey)),
    eq(jobs.status, "ready"),
  );
}
