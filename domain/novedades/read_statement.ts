/**
 * The statement behind lists, counts and single novedades. Where somebody sees what they follow, or one case is asked
 * for, it takes the latest of each radicado by index and then the latest of those, however much others have.
 */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { novedades } from "#db/schema/novedades.ts";
import { procesos } from "#db/schema/procesos.ts";
import { users } from "#db/schema/users.ts";
import type { GroupedNovedad, Novedad, Reach } from "./novedad.ts";
import { foldedText } from "./words.ts";

type SlotFor = (name: string) => Placeholder;

/** By what a list may be narrowed; each is the name of a value, too. */
export type Narrowing =
  | "id"
  | "severity"
  | "kind"
  | "radicado"
  | "solicitudId"
  | "despacho"
  | "pattern"
  | "detectedFrom"
  | "detectedBefore"
  | "afterId"
  | "mine"
  | "unread"
  | "read"
  | "acknowledged"
  | "open";

/** With `readerValues`, `limit` and the values of what narrows it. */
export function prepareNovedades(reach: Reach, narrowed: ReadonlySet<Narrowing>) {
  return prepareSql<Novedad>(
    (slot) =>
      sql`with page as materialized (${page(reach, narrowed, slot)})
        select n.id, n.kind, n.severity, n.radicado, n.proceso_id, n.actuacion_id, n.leader_id, n.detail,
          n.filed_on, n.registered_on, n.detected_at, n.execution_id, n.is_late, n.acknowledged_by,
          n.acknowledged_at, n.assigned_to, n.assigned_by, n.assigned_at, p.despacho, not page.is_unread,
          acknowledger.name, assignee.name, (
            select count(*)::int from novedad_notes t join novedades g on g.organization_id = t.organization_id
              and g.id = t.novedad_id
            where g.organization_id = n.organization_id and (g.id = n.id or g.leader_id = n.id)
          ), (
            select coalesce(json_agg(json_build_object('id', g.id, 'actuacion_id', g.actuacion_id,
              'detected_at', to_char(g.detected_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'entry', g.detail -> 'after') order by g.detected_at, g.id), '[]'::json)
            from novedades g where g.organization_id = n.organization_id and g.leader_id = n.id
          )
        from page join novedades n on n.organization_id = ${slot("organizationId")} and n.id = page.id
        join procesos p on p.organization_id = n.organization_id and p.id = n.proceso_id
        left join users acknowledger on acknowledger.organization_id = n.organization_id
          and acknowledger.id = n.acknowledged_by
        left join users assignee on assignee.organization_id = n.organization_id and assignee.id = n.assigned_to
        order by page.detected_at desc, page.id desc`,
    FIELDS,
  );
}

/** How many there are of each severity, up to `limit` of them in all. */
export function prepareCounts(reach: Reach, narrowed: ReadonlySet<Narrowing>) {
  return prepareSql<Pick<Novedad, "severity"> & { count: number }>(
    (slot) =>
      sql`select severity, count(*)::int from (${page(reach, narrowed, slot)}) page group by severity`,
    { severity: novedades.severity, count: sql<number>`count` },
  );
}

const FIELDS = {
  id: novedades.id,
  kind: novedades.kind,
  severity: novedades.severity,
  radicado: novedades.radicado,
  procesoId: novedades.procesoId,
  actuacionId: novedades.actuacionId,
  leaderId: novedades.leaderId,
  detail: novedades.detail,
  filedOn: novedades.filedOn,
  registeredOn: novedades.registeredOn,
  detectedAt: novedades.detectedAt,
  executionId: novedades.executionId,
  isLate: novedades.isLate,
  acknowledgedBy: novedades.acknowledgedBy,
  acknowledgedAt: novedades.acknowledgedAt,
  assignedTo: novedades.assignedTo,
  assignedBy: novedades.assignedBy,
  assignedAt: novedades.assignedAt,
  despacho: procesos.despacho,
  isRead: sql<boolean>`is_read`,
  acknowledgedByName: users.name,
  assignedToName: users.name,
  notes: sql<number>`notes`,
  grouped: sql<GroupedNovedad[]>`grouped`,
};

/** Ids, in order, with the caller's own view of each: `id`, `detected_at`, `severity`, `is_unread`. */
function page(reach: Reach, narrowed: ReadonlySet<Narrowing>, slot: SlotFor): SQL {
  const isByCase = reach === "own" || narrowed.has("radicado") || narrowed.has("solicitudId");
  return isByCase ? pageOfCases(reach, narrowed, slot) : pageOfAll(narrowed, slot);
}

function pageOfAll(narrowed: ReadonlySet<Narrowing>, slot: SlotFor): SQL {
  const isUnread = unread(sql`n.news_at`, sql`since.joined_at`);
  return sql`
    select n.id, n.detected_at, n.severity, ${isUnread} as is_unread
    from novedades n cross join (${membership(slot)}) since
    ${ownReading(slot)}
    where n.organization_id = ${slot("organizationId")} and ${narrowing(narrowed, slot, isUnread)}
    order by n.detected_at desc, n.id desc limit ${slot("limit")}::int`;
}

function pageOfCases(reach: Reach, narrowed: ReadonlySet<Narrowing>, slot: SlotFor): SQL {
  const isUnread = unread(sql`greatest(n.news_at, c.found_at)`, sql`followed.since`);
  return sql`
    select distinct on (one.detected_at, one.id) one.id, one.detected_at, one.severity, one.is_unread
    from (${followed(reach, narrowed, slot)}) followed
    cross join lateral (
      select n.id, n.detected_at, n.severity, ${isUnread} as is_unread
      from novedad_cases c
      join novedades n on n.organization_id = c.organization_id and n.id = c.novedad_id
      ${ownReading(slot)}
      where c.organization_id = ${slot("organizationId")} and c.radicado = followed.radicado
        and ${narrowing(narrowed, slot, isUnread)}
      order by c.detected_at desc, c.novedad_id desc limit ${slot("limit")}::int
    ) one
    order by one.detected_at desc, one.id desc, one.is_unread desc limit ${slot("limit")}::int`;
}

/** The radicados to look under, and since when what turns up there is news to the caller. */
function followed(reach: Reach, narrowed: ReadonlySet<Narrowing>, slot: SlotFor): SQL {
  const ofCase = narrowed.has("radicado") ? sql`s.radicado = ${slot("radicado")}` : sql`true`;
  const ofOne = narrowed.has("solicitudId") ? sql`s.id = ${slot("solicitudId")}::uuid` : sql`true`;
  const organization = sql`s.organization_id = ${slot("organizationId")}`;
  if (reach === "own") {
    return sql`select s.radicado, s.baseline_at as since from solicitudes s
      where ${organization} and s.owner_id = ${
      slot("userId")
    }::uuid and s.radicado is not null and ${ofCase} and ${ofOne}`;
  }
  const since = sql`(${membership(slot)}) member`;
  return narrowed.has("solicitudId")
    ? sql`select s.radicado, member.joined_at as since from solicitudes s cross join ${since}
        where ${organization} and s.radicado is not null and ${ofCase} and ${ofOne}`
    : sql`select ${slot("radicado")}::text as radicado, member.joined_at as since from ${since}`;
}

/** What was found before somebody came was never to be told to them. */
export function membership(slot: SlotFor): SQL {
  return sql`select coalesce((
      select m.joined_at from organization_users m
      where m.organization_id = ${slot("organizationId")} and m.user_id = ${slot("userId")}::uuid
    ), '-infinity') as joined_at`;
}

export function ownReading(slot: SlotFor): SQL {
  return sql`left join novedad_reads r on r.organization_id = ${slot("organizationId")}
    and r.novedad_id = n.id and r.user_id = ${slot("userId")}::uuid`;
}

export function unread(newsAt: SQL, since: SQL): SQL {
  return sql`case when r.user_id is null then coalesce(${newsAt} > ${since}, false)
    else coalesce(r.read_at < ${newsAt}, true) end`;
}

function narrowing(narrowed: ReadonlySet<Narrowing>, slot: SlotFor, isUnread: SQL): SQL {
  const conditions: Record<Narrowing, SQL | undefined> = {
    id: sql`n.id = ${slot("id")}::uuid`,
    severity: sql`n.severity = any(${slot("severity")})`,
    kind: sql`n.kind = any(${slot("kind")})`,
    radicado: undefined,
    solicitudId: undefined,
    despacho: sql`exists (
      select 1 from procesos p where p.organization_id = n.organization_id and p.id = n.proceso_id
        and ${foldedText(sql`p.despacho`)} like ${slot("despacho")}
    )`,
    pattern: sql`(n.search_text like ${slot("pattern")} or n.radicado like ${slot("pattern")} or exists (
      select 1 from novedades g where g.organization_id = n.organization_id and g.leader_id = n.id
        and g.search_text like ${slot("pattern")}
    ))`,
    detectedFrom: sql`n.detected_at >= ${sql.param(slot("detectedFrom"), novedades.detectedAt)}::timestamptz`,
    detectedBefore: sql`n.detected_at < ${
      sql.param(slot("detectedBefore"), novedades.detectedAt)
    }::timestamptz`,
    afterId: sql`(n.detected_at, n.id) < (${slot("afterDetectedAt")}::timestamptz, ${slot("afterId")}::uuid)`,
    mine: sql`n.assigned_to = ${slot("userId")}::uuid`,
    unread: isUnread,
    read: sql`not ${isUnread}`,
    acknowledged: sql`n.acknowledged_at is not null`,
    open: sql`n.acknowledged_at is null`,
  };
  const wanted = [...narrowed].map((name) => conditions[name]).filter((one) => one !== undefined);
  // One that is asked for by its id may be part of a group.
  if (!narrowed.has("id")) wanted.unshift(sql`n.leader_id is null`);
  return sql.join(wanted, sql` and `);
}
