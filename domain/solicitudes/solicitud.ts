/** What a solicitud is to everybody who reads one, and the statement parts that all its verbs share. */
import { and, eq, type Placeholder, type SQL } from "drizzle-orm";
import type { ExecutionResult, executions } from "#db/schema/executions.ts";
import { type NotifyChoice, solicitudes } from "#db/schema/solicitudes.ts";
import type { Values } from "#db/prepared.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorize, canReadAllSolicitudes } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

export type { LastExecution, NotifyChoice } from "#db/schema/solicitudes.ts";
export type Tipo = typeof solicitudes.$inferSelect["tipo"];
export type Frequency = typeof solicitudes.$inferSelect["frequency"];
export type SolicitudStatus = typeof solicitudes.$inferSelect["status"];
export type Execution = typeof executions.$inferSelect;
export type Solicitud = Pick<typeof solicitudes.$inferSelect, keyof typeof SOLICITUD_FIELDS>;

/** What readers get. */
export const SOLICITUD_FIELDS = {
  id: solicitudes.id,
  ownerId: solicitudes.ownerId,
  tipo: solicitudes.tipo,
  radicado: solicitudes.radicado,
  parametros: solicitudes.parametros,
  alias: solicitudes.alias,
  frequency: solicitudes.frequency,
  runOn: solicitudes.runOn,
  notify: solicitudes.notify,
  status: solicitudes.status,
  nextRunAt: solicitudes.nextRunAt,
  completedAt: solicitudes.completedAt,
  lastExecution: solicitudes.lastExecution,
  version: solicitudes.version,
  createdAt: solicitudes.createdAt,
  updatedAt: solicitudes.updatedAt,
};

export const TIPOS = ["simple", "avanzada"] as const satisfies Tipo[];
export const FREQUENCIES = ["once", "daily", "weekly", "monthly", "dynamic"] as const satisfies Frequency[];
export const STATUSES = [
  "pending",
  "processing",
  "completed",
  "failed",
  "paused",
  "held",
] as const satisfies SolicitudStatus[];

/** What a run may say. */
export const VERDICTS = [
  "found",
  "unchanged",
  "not_found",
  "private",
  "too_many",
  "unverified",
  "error",
] as const satisfies ExecutionResult[];

export const NOTIFY_DEFAULT: NotifyChoice = { email: true, when: "change", muted: false };

/** Whose rows a caller may see: the organization's, or only their own. */
export type Reach = "all" | "own";

/** @throws {DomainError} `permission_denied` for who may read neither. */
export function reachOf(ctx: Ctx): Reach {
  authorize(ctx, "read_all_solicitudes", "read_own_solicitudes");
  return canReadAllSolicitudes(ctx) ? "all" : "own";
}

/**
 * Rows within reach, for a prepared statement that gets `visibleValues`. The organization is named beside the policy:
 * the planner cannot see through the policy and would plan for an average tenant.
 */
export function isVisible(reach: Reach, slot: (name: string) => Placeholder): SQL | undefined {
  return and(
    eq(solicitudes.organizationId, slot("organizationId")),
    reach === "own" ? eq(solicitudes.ownerId, slot("ownerId")) : undefined,
  );
}

export function visibleValues(ctx: Ctx): Values {
  return { organizationId: ctx.organization.id, ownerId: ctx.actor.userId };
}

/**
 * Locks one solicitud that the caller may see, for a change.
 * @throws {DomainError} `solicitud_not_found`, or `version_conflict` where it is no longer at that version.
 */
export async function lockSolicitud(tx: Db, ctx: Ctx, id: string, version?: number) {
  const [row] = await tx.select().from(solicitudes).where(and(
    eq(solicitudes.organizationId, ctx.organization.id),
    reachOf(ctx) === "own" ? eq(solicitudes.ownerId, ctx.actor.userId) : undefined,
    eq(solicitudes.id, id),
  )).for("update");
  if (!row) throw new DomainError("solicitud_not_found");
  if (version !== undefined && row.version !== version) throw new DomainError("version_conflict");
  return row;
}
