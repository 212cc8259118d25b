import { and, desc, eq, getTableColumns, sql } from "drizzle-orm";
import { actuaciones } from "#db/schema/actuaciones.ts";
import { procesos } from "#db/schema/procesos.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isCalendarDate, isInteger, isUuid } from "../cursor.ts";
import { getSolicitud } from "../solicitudes/get_solicitud.ts";
import { type Page, pageOf } from "../page.ts";

export type Actuacion = typeof actuaciones.$inferSelect & {
  /** Came after this solicitud first saw the case. */
  isNew: boolean;
  /** The auto's entry where this is its fijación en estado, and both are one notice. */
  groupedWith: string | null;
};

/**
 * The docket entries of all procesos of the solicitud's radicado, the latest first: by court date, then by the
 * court's own number, as the portal shows them.
 * @throws {DomainError} `solicitud_not_found`
 */
export async function listActuaciones(
  ctx: Ctx,
  input: { id: string; procesoId?: string; cursor?: string; limit: number },
): Promise<Page<Actuacion>> {
  const { radicado, baselineAt } = await getSolicitud(ctx, input.id);
  if (radicado === null) return { items: [], nextCursor: null };
  const rows = await ctx.db.one((db) =>
    db.select({ ...getTableColumns(actuaciones), groupedWith: leadingEntry() }).from(actuaciones).innerJoin(
      procesos,
      and(
        eq(procesos.organizationId, actuaciones.organizationId),
        eq(procesos.id, actuaciones.procesoId),
      ),
    ).where(and(
      eq(actuaciones.organizationId, ctx.organization.id),
      eq(procesos.radicado, radicado),
      input.procesoId ? eq(procesos.id, input.procesoId) : undefined,
      input.cursor ? after(input.cursor) : undefined,
    )).orderBy(desc(actuaciones.filedOn), desc(actuaciones.consActuacion), desc(actuaciones.id))
      .limit(input.limit + 1)
  );
  const entries = rows.map((row): Actuacion => ({
    ...row,
    isNew: !row.isBaseline && baselineAt !== null && row.firstSeenAt > baselineAt,
  }));
  return pageOf(entries, input.limit, (last) => [last.filedOn, String(last.consActuacion), last.id]);
}

function leadingEntry() {
  return sql<string | null>`(
    select leader.actuacion_id from novedades member
    join novedades leader on leader.organization_id = member.organization_id and leader.id = member.leader_id
    where member.organization_id = ${actuaciones.organizationId} and member.actuacion_id = ${actuaciones.id}
      and member.kind = 'actuacion' limit 1
  )`;
}

function after(cursor: string) {
  const [filedOn, consActuacion, id] = decodeCursor(cursor, [isCalendarDate, isInteger, isUuid]);
  return sql`(${actuaciones.filedOn}, ${actuaciones.consActuacion}, ${actuaciones.id})
    < (${filedOn}::date, ${Number(consActuacion)}::int, ${id}::uuid)`;
}
