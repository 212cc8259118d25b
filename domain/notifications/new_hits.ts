import { sql } from "drizzle-orm";
import type { Db } from "#db/tenant_db.ts";
import { formatRadicado } from "../radicado.ts";

/** A case that a search shows. */
export interface HitLine {
  /** As it is printed, where it has 23 digits. */
  radicado: string;
  despacho: string | null;
  parties: string | null;
}

/** Of one event; it says how many there are. */
const MOST_LINES = 20;

/** The cases that events of searches are about, by event, the latest first; those that the search still showed then. */
export async function newHits(
  tx: Db,
  organizationId: string,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, HitLine[]>> {
  const rows = await tx.execute<
    { eventId: string; radicado: string; despacho: string | null; parties: string | null }
  >(sql`
    select e.id as "eventId", hit.radicado, hit.despacho, hit.parties
    from events e cross join lateral (
      select h.radicado, h.despacho, case when not h.is_private then h.sujetos_summary end as parties
      from search_hits h
      where h.organization_id = e.organization_id and h.solicitud_id = e.solicitud_id
        and h.first_seen_at <= e.occurred_at and (h.gone_at is null or h.gone_at > e.occurred_at)
      order by h.first_seen_at desc, h.id_proceso desc
      limit least((e.data #>> '{hits,new}')::int, ${MOST_LINES})
    ) hit
    where e.organization_id = ${organizationId} and e.type = 'solicitud.completed' and e.id in (
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(eventIds)}::jsonb)
    ) and (e.data #>> '{hits,new}')::int > 0`);
  const lines = rows.map(({ eventId, radicado, despacho, parties }) => (
    { eventId, line: { radicado: printed(radicado), despacho, parties } }
  ));
  const byEvent = Map.groupBy(lines, ({ eventId }) => eventId);
  return new Map([...byEvent].map(([id, own]) => [id, own.map(({ line }) => line)]));
}

function printed(radicado: string): string {
  return /^\d{23}$/.test(radicado) ? formatRadicado(radicado) : radicado;
}
