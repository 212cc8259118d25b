/** What a solicitud is to everybody who reads one, and the statement parts that all its verbs share. */
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { executions } from "#db/schema/executions.ts";
import { type NotifyChoice, solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorize, canReadAllSolicitudes } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

export type { NotifyChoice } from "#db/schema/solicitudes.ts";
export type Frequency = typeof solicitudes.$inferSelect["frequency"];
export type SolicitudStatus = typeof solicitudes.$inferSelect["status"];
export type Execution = typeof executions.$inferSelect;
export type Solicitud = typeof solicitudes.$inferSelect & { lastExecution: Execution | null };

export const FREQUENCIES = ["once", "daily", "weekly", "monthly", "dynamic"] as const satisfies Frequency[];
export const STATUSES = [
  "pending",
  "processing",
  "completed",
  "failed",
  "paused",
  "held",
] as const satisfies SolicitudStatus[];

export const NOTIFY_DEFAULT: NotifyChoice = { email: true, when: "change", muted: false };

/**
 * Rows of the organization that the caller may see: all, or their own. The organization is named beside the policy:
 * the planner cannot see through the policy and would plan for an average tenant.
 * @throws {DomainError} `permission_denied` for who may read neither.
 */
export function visibleTo(ctx: Ctx): SQL | undefined {
  authorize(ctx, "read_all_solicitudes", "read_own_solicitudes");
  return and(
    eq(solicitudes.organizationId, ctx.organization.id),
    canReadAllSolicitudes(ctx) ? undefined : eq(solicitudes.ownerId, ctx.actor.userId),
  );
}

/** Solicitudes, each with its latest execution. */
export function selectSolicitudes(db: Db, where: SQL | undefined) {
  const latest = db.select().from(executions).where(and(
    eq(executions.organizationId, solicitudes.organizationId),
    eq(executions.solicitudId, solicitudes.id),
  )).orderBy(desc(executions.startedAt), desc(executions.id)).limit(1).as("latest");
  return db.select().from(solicitudes).leftJoinLateral(latest, sql`true`).where(where);
}

export function asSolicitud(
  row: { solicitudes: typeof solicitudes.$inferSelect; latest: Execution | null },
): Solicitud {
  return { ...row.solicitudes, lastExecution: row.latest };
}

/**
 * Locks one solicitud that the caller may see, for a change.
 * @throws {DomainError} `solicitud_not_found`, or `version_conflict` where it is no longer at that version.
 */
export async function lockSolicitud(tx: Db, ctx: Ctx, id: string, version?: number) {
  const [row] = await tx.select().from(solicitudes).where(and(visibleTo(ctx), eq(solicitudes.id, id)))
    .for("update");
  if (!row) throw new DomainError("solicitud_not_found");
  if (version !== undefined && row.version !== version) throw new DomainError("version_conflict");
  return row;
}
