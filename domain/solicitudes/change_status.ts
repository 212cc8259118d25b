/** Pausing, resuming and running by hand: the moves that a person may make, and from where. */
import { and, eq, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { announce, type Db } from "#db/tenant_db.ts";
import { enqueue, queueEntry } from "#jobs/queue.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { demandRoom } from "../quota.ts";
import { executionKey } from "./execution_key.ts";
import { getSolicitud } from "./get_solicitud.ts";
import { reportProgress } from "./progress.ts";
import { lockSolicitud, type Solicitud, type SolicitudStatus } from "./solicitud.ts";

export type Move = "pause" | "resume" | "execute";

export const MOVES: Record<Move, { from: readonly SolicitudStatus[]; to: SolicitudStatus }> = {
  pause: { from: ["pending", "processing", "completed", "failed", "held"], to: "paused" },
  resume: { from: ["paused"], to: "pending" },
  execute: { from: ["pending", "completed", "failed", "held"], to: "pending" },
};

/** The moves that a solicitud's status allows now. */
export function movesFrom(status: SolicitudStatus): Move[] {
  return (["execute", "pause", "resume"] as const).filter((move) => MOVES[move].from.includes(status));
}

/** Stops its runs until `resumeSolicitud`. One under way still ends, and keeps what it finds. */
export async function pauseSolicitud(ctx: Ctx, id: string): Promise<Solicitud> {
  return await move(ctx, id, "pause", async (tx) => {
    await tx.delete(jobs).where(waitingJob(ctx, id));
  });
}

/** Takes its runs up again, with one right now. @throws {DomainError} `quota_exceeded` */
export async function resumeSolicitud(ctx: Ctx, id: string): Promise<Solicitud> {
  return await move(ctx, id, "resume", (tx) => runNow(tx, ctx, id));
}

/** Looks it up now, whatever its schedule. @throws {DomainError} `quota_exceeded` */
export async function executeSolicitud(ctx: Ctx, id: string): Promise<Solicitud> {
  return await move(ctx, id, "execute", (tx) => runNow(tx, ctx, id));
}

/** @throws {DomainError} `solicitud_state` where its present status does not allow the move. */
async function move(
  ctx: Ctx,
  id: string,
  name: Move,
  effect: (tx: Db) => Promise<void>,
): Promise<Solicitud> {
  authorize(ctx, "update_solicitudes");
  const { from, to } = MOVES[name];
  await ctx.db.tx(async (tx) => {
    const { status, version } = await lockSolicitud(tx, ctx, id);
    if (!from.includes(status)) {
      throw new DomainError("solicitud_state", {
        detail: `Cannot ${name} a solicitud that is ${status}: it must be ${from.join(" or ")}`,
        extra: { current_status: status },
      });
    }
    // What is pending has its query promised already.
    if (to === "pending" && status !== "pending") await demandRoom(tx, ctx);
    await tx.update(solicitudes).set({
      status: to,
      nextRunAt: null,
      version: version + 1,
      updatedAt: sql`now()`,
    })
      .where(and(eq(solicitudes.organizationId, ctx.organization.id), eq(solicitudes.id, id)));
    await effect(tx);
    const data = { before: { status }, after: { status: to } };
    await audit(tx, ctx, { action: `solicitud.${name}`, targetId: id, data });
  });
  if (to === "pending") await reportProgress(ctx, ctx.organization.id, id, { stage: "queued" });
  return await getSolicitud(ctx, id);
}

/** One job for now: a waiting one is brought forward. */
async function runNow(tx: Db, ctx: Ctx, id: string): Promise<void> {
  const key = executionKey(id);
  const made = await enqueue(tx, "solicitud.execute", { solicitudId: id, trigger: "manual" }, { key });
  if (made) return;
  const [waiting] = await tx.update(jobs).set({ runAt: sql`now()`, lane: 0 }).where(waitingJob(ctx, id))
    .returning({ id: jobs.id, lane: jobs.lane, organizationId: jobs.organizationId, runAt: jobs.runAt });
  if (waiting) announce(tx, queueEntry(waiting));
}

function waitingJob(ctx: Ctx, id: string) {
  return and(
    eq(jobs.organizationId, ctx.organization.id),
    eq(jobs.key, executionKey(id)),
    eq(jobs.status, "ready"),
  );
}
