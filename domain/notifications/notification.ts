/** An entry of a person's feed, as readers get it. */
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { events } from "#db/schema/events.ts";
import { notifications } from "#db/schema/notifications.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "../ctx.ts";
import type { EventType } from "../events/event_types.ts";
import type { Severity } from "../novedades/severity.ts";

export interface Notification {
  id: string;
  /** Where it stands in the feed: the later, the higher. */
  position: number;
  eventId: string;
  type: EventType;
  severity: Severity | null;
  occurredAt: Date;
  /** Of the watch that it is about, where it is about one. */
  solicitudId: string | null;
  radicado: string | null;
  alias: string | null;
  /** What a search by name looks for. */
  nombre: string | null;
  /** As webhooks get it. */
  data: Record<string, unknown>;
  readAt: Date | null;
}

/** The caller's own, the newest first unless told otherwise. */
export async function selectNotifications(
  db: Db,
  ctx: Ctx,
  { where, limit, isAscending = false }: { where?: SQL; limit: number; isAscending?: boolean },
): Promise<Notification[]> {
  const rows = await db.select({
    id: notifications.id,
    position: notifications.position,
    eventId: notifications.eventId,
    type: notifications.type,
    severity: notifications.severity,
    occurredAt: events.occurredAt,
    solicitudId: solicitudes.id,
    radicado: solicitudes.radicado,
    alias: solicitudes.alias,
    nombre: sql<string | null>`${solicitudes.parametros} ->> 'nombre'`,
    data: events.data,
    readAt: notifications.readAt,
  }).from(notifications)
    .innerJoin(
      events,
      and(eq(events.organizationId, notifications.organizationId), eq(events.id, notifications.eventId)),
    )
    .leftJoin(
      solicitudes,
      and(eq(solicitudes.organizationId, events.organizationId), eq(solicitudes.id, events.solicitudId)),
    )
    .where(and(isOwn(ctx), where))
    .orderBy(isAscending ? sql`${notifications.position}` : desc(notifications.position)).limit(limit);
  // Events are of these types only: see `domain/events/event_types.ts`.
  return rows.map((row) => ({ ...row, type: row.type as EventType }));
}

export function isOwn(ctx: Pick<Ctx, "organization" | "actor">): SQL | undefined {
  return and(
    eq(notifications.organizationId, ctx.organization.id),
    eq(notifications.userId, ctx.actor.userId),
  );
}
