/** What is said of events: the facts of each, of the cases and novedades that it names. All of it is JSON. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { events } from "#db/schema/events.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import type { EventData } from "../events/event_types.ts";
import type { NovedadKind, Severity } from "../novedades/severity.ts";
import { formatRadicado } from "../radicado.ts";
import type { SearchParameters } from "../solicitudes/search_parameters.ts";
import { type HitLine, newHits } from "./new_hits.ts";

/** A solicitud as people know it. */
export interface NamedCase {
  solicitudId: string;
  /** As it is printed; null for a search by name. */
  radicado: string | null;
  alias: string | null;
  /** What a search looks for; null for a radicado. */
  sought: Sought | null;
}

export interface Sought {
  nombre: string;
  tipoPersona: "natural" | "juridica";
}

export interface NovedadLine {
  id: string;
  kind: NovedadKind;
  severity: Severity;
  despacho: string | null;
  /** The entry's name, where it is about one. */
  act: string | null;
  note: string | null;
  /** `YYYY-MM-DD` */
  filedOn: string | null;
  termEndsOn: string | null;
  /** The fijación en estado of the auto was told with it. */
  isWithEstado: boolean;
}

export type Notice = {
  [K in keyof EventData]: {
    eventId: string;
    type: K;
    data: EventData[K];
    /** RFC 3339 */
    at: string;
    /** Null where it is about the organization. */
    case: NamedCase | null;
    /** Of `novedad.created`, the most urgent first. */
    novedades: NovedadLine[];
    /** New cases of a search, some of many. */
    hits: HitLine[];
  };
}[keyof EventData];

/** In the order in which they happened; not of watches that are muted by now. */
export async function noticesOf(
  tx: Db,
  organizationId: string,
  eventIds: readonly string[],
): Promise<Notice[]> {
  if (eventIds.length === 0) return [];
  const rows = await tx.select({
    id: events.id,
    type: events.type,
    data: events.data,
    occurredAt: events.occurredAt,
    solicitudId: solicitudes.id,
    radicado: solicitudes.radicado,
    parametros: solicitudes.parametros,
    alias: solicitudes.alias,
    notify: solicitudes.notify,
  }).from(events)
    .leftJoin(
      solicitudes,
      and(eq(solicitudes.organizationId, events.organizationId), eq(solicitudes.id, events.solicitudId)),
    )
    .where(and(eq(events.organizationId, organizationId), inArray(events.id, [...eventIds])))
    .orderBy(asc(events.occurredAt), asc(events.id));
  const told = rows.filter(({ notify }) => !notify?.muted);
  const lines = await novedadLines(tx, organizationId, told.flatMap(({ data }) => novedadIdsIn(data)));
  const hits = await newHits(tx, organizationId, told.map(({ id }) => id));
  // Only `recordEvent` and `insertEvents` write events, and they write these types.
  return told.map(({ id, type, data, occurredAt, solicitudId, radicado, parametros, alias }) => ({
    eventId: id,
    type,
    data,
    at: occurredAt.toISOString(),
    case: solicitudId === null ? null : {
      solicitudId,
      radicado: radicado === null ? null : formatRadicado(radicado),
      alias,
      sought: soughtIn(parametros),
    },
    novedades: linesFor(novedadIdsIn(data), lines),
    hits: hits.get(id) ?? [],
  } as Notice));
}

export function soughtIn(parametros: SearchParameters | null): Sought | null {
  return parametros && { nombre: parametros.nombre, tipoPersona: parametros.tipo_persona };
}

function novedadIdsIn({ novedad_ids: ids }: Record<string, unknown>): string[] {
  return Array.isArray(ids) ? ids.map(String) : [];
}

interface FoundLine extends NovedadLine {
  leaderId: string | null;
}

/** An auto and its fijación en estado are one line. */
function linesFor(ids: readonly string[], found: ReadonlyMap<string, FoundLine>): NovedadLine[] {
  const lines = ids.map((id) => found.get(id)).filter((line) => line !== undefined);
  const leaders = new Set(lines.map(({ leaderId }) => leaderId));
  const rank: Record<Severity, number> = { high: 0, normal: 1, low: 2 };
  return lines.filter(({ leaderId }) => leaderId === null || !ids.includes(leaderId))
    .map(({ leaderId: _leaderId, ...line }) => ({ ...line, isWithEstado: leaders.has(line.id) }))
    .toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}

async function novedadLines(
  tx: Db,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FoundLine>> {
  if (ids.length === 0) return new Map();
  const entry = (name: string) =>
    sql`coalesce(n.detail #>> ${`{after,${name}}`}::text[], n.detail #>> ${`{before,${name}}`}::text[])`;
  const rows = await tx.execute<Omit<FoundLine, "isWithEstado">>(sql`
    select n.id, n.kind, n.severity, n.leader_id as "leaderId", p.despacho, n.filed_on::text as "filedOn",
      ${entry("actuacion")} as act, ${entry("anotacion")} as note, ${entry("term_ends_on")} as "termEndsOn"
    from novedades n
    join procesos p on p.organization_id = n.organization_id and p.id = n.proceso_id
    where n.organization_id = ${organizationId} and n.id in (
      select value::uuid from jsonb_array_elements_text(${JSON.stringify([...new Set(ids)])}::jsonb)
    )`);
  return new Map(rows.map((row) => [row.id, { ...row, isWithEstado: false }]));
}
