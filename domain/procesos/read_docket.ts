/** The docket of a case as its page shows it: with what is new to the reader, and what belongs together. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { actuaciones } from "#db/schema/actuaciones.ts";
import type { NovedadKind, Severity } from "#db/schema/novedades.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isCalendarDate, isInteger, isUuid } from "../cursor.ts";
import { foldedText } from "../novedades/words.ts";
import { type Page, pageOf } from "../page.ts";
import { containing } from "../like_pattern.ts";
import { textToFind } from "../solicitudes/list_solicitudes.ts";
import { reachOf } from "../solicitudes/solicitud.ts";

/** What was found to be new of an entry. */
export interface EntryNews {
  /** Of a group, the one that leads it: that is the one to read. */
  id: string;
  kind: NovedadKind;
  severity: Severity;
  is_unread: boolean;
  /** RFC 3339. */
  detected_at: string;
  is_late: boolean;
}

export interface DocketEntry extends
  Pick<
    typeof actuaciones.$inferSelect,
    | "id"
    | "procesoId"
    | "consActuacion"
    | "actuacion"
    | "anotacion"
    | "filedOn"
    | "registeredOn"
    | "termStartsOn"
    | "termEndsOn"
    | "hasDocuments"
    | "firstSeenAt"
    | "editedAt"
    | "withdrawnAt"
  > {
  news: EntryNews[];
  /** Entries that are one notice with it: the fijaciones en estado of an auto. */
  grouped: GroupedEntry[];
}

export interface GroupedEntry {
  id: string;
  actuacion: string;
  anotacion: string | null;
  filed_on: string;
  registered_on: string | null;
}

export interface DocketFilter {
  procesoId?: string;
  /** Part of an entry's name or note; accents and case do not matter. */
  text?: string;
  /** Those that the reader has not read, or all that came after the case was first seen. */
  only?: "unread" | "new";
  cursor?: string;
  /** Begins with this entry, where it is one. */
  from?: string;
  /** 1 to 500. */
  limit: number;
}

/** By proceso, over its whole docket. */
export interface DocketCount {
  procesoId: string;
  entries: number;
  unread: number;
  news: number;
  documents: number;
  /** The entry whose term ends next, from the given day on. */
  termEntryId: string | null;
  termEndsOn: string | null;
}

interface CaseOfReader {
  id: string;
  radicado: string;
}

/** The latest first: by court date, then by the court's own number. For who may see the solicitud. */
export function docketQuery(ctx: Ctx, of: CaseOfReader, filter: DocketFilter): Query<DocketEntry> {
  return STATEMENTS[reachOf(ctx)]({ ...caseValues(ctx, of), ...filterValues(filter) });
}

export function docketPage(rows: readonly DocketEntry[], limit: number): Page<DocketEntry> {
  return pageOf(rows, limit, (last) => [last.filedOn, String(last.consActuacion), last.id]);
}

/** `today` is the day by Bogotá's calendar from which terms count as running. */
export function docketCounts(ctx: Ctx, of: CaseOfReader, today: string): Query<DocketCount> {
  return COUNTS[reachOf(ctx)]({ ...caseValues(ctx, of), today });
}

function caseValues(ctx: Ctx, { id, radicado }: CaseOfReader): Values {
  return { organizationId: ctx.organization.id, userId: ctx.actor.userId, id, radicado };
}

function filterValues({ procesoId, text, only, cursor, from, limit }: DocketFilter): Values {
  const [filedOn, consActuacion, after] = cursor
    ? decodeCursor(cursor, [isCalendarDate, isInteger, isUuid])
    : [null, null, null];
  const wanted = text?.trim() ? containing(textToFind(text)) : null;
  return {
    procesoId: procesoId ?? null,
    pattern: wanted,
    only: only ?? "all",
    filedOn,
    consActuacion: consActuacion === null ? null : Number(consActuacion),
    after,
    from: from ?? null,
    limit: limit + 1,
  };
}

type SlotFor = (name: string) => Placeholder;

/** Heads of what is new of an entry, with the reader's own view of each. */
function newsOf(reach: "all" | "own", slot: SlotFor): SQL {
  const since = reach === "own"
    ? sql`select s.baseline_at as at from solicitudes s
        where s.organization_id = a.organization_id and s.id = ${slot("id")}::uuid`
    : sql`select coalesce((select m.joined_at from organization_users m
        where m.organization_id = a.organization_id and m.user_id = ${
      slot("userId")
    }::uuid), '-infinity') as at`;
  return sql`
    select distinct on (head.id) head.id, n.kind, head.severity, n.is_late, head.detected_at,
      case when r.user_id is null then coalesce(greatest(head.news_at, c.found_at) > since.at, false)
        else coalesce(r.read_at < head.news_at, true) end as is_unread
    from novedades n
    join novedades head on head.organization_id = n.organization_id and head.id = coalesce(n.leader_id, n.id)
    join novedad_cases c on c.organization_id = n.organization_id and c.novedad_id = head.id
      and c.radicado = ${slot("radicado")}::text
    cross join (${since}) since
    left join novedad_reads r on r.organization_id = n.organization_id and r.novedad_id = head.id
      and r.user_id = ${slot("userId")}::uuid
    where n.organization_id = a.organization_id and n.actuacion_id = a.id
    order by head.id, n.detected_at desc`;
}

/** The entries of the case's procesos, without those that stand under another one. */
function entriesOf(slot: SlotFor): SQL {
  return sql`actuaciones a
    join procesos p on p.organization_id = a.organization_id and p.id = a.proceso_id
      and p.radicado = ${slot("radicado")}::text`;
}

const IS_LED = sql`exists (
  select 1 from novedades member where member.organization_id = a.organization_id
    and member.actuacion_id = a.id and member.kind = 'actuacion' and member.leader_id is not null
)`;

const INSTANT_TEXT = sql.raw(`'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`);

function statementFor(reach: "all" | "own") {
  return prepareSql<DocketEntry>((slot) => {
    const cursor = sql`(${slot("filedOn")}::date, ${slot("consActuacion")}::int, ${slot("after")}::uuid)`;
    return sql`
      select a.id, a.proceso_id, a.cons_actuacion, a.actuacion, a.anotacion, a.filed_on, a.registered_on,
        a.term_starts_on, a.term_ends_on, a.has_documents, a.first_seen_at, a.edited_at, a.withdrawn_at,
        coalesce(marks.news, '[]'::json), (
          select coalesce(json_agg(json_build_object('id', g.id, 'actuacion', g.actuacion,
            'anotacion', g.anotacion, 'filed_on', g.filed_on, 'registered_on', g.registered_on)
            order by g.filed_on, g.cons_actuacion), '[]'::json)
          from novedades lead
          join novedades member on member.organization_id = lead.organization_id and member.leader_id = lead.id
            and member.kind = 'actuacion'
          join actuaciones g on g.organization_id = lead.organization_id and g.id = member.actuacion_id
          where lead.organization_id = a.organization_id and lead.actuacion_id = a.id
        )
      from ${entriesOf(slot)}
      cross join lateral (
        select json_agg(json_build_object('id', found.id, 'kind', found.kind, 'severity', found.severity,
            'is_unread', found.is_unread, 'is_late', found.is_late,
            'detected_at', to_char(found.detected_at at time zone 'UTC', ${INSTANT_TEXT}))
            order by found.detected_at) as news,
          count(*) as many, coalesce(bool_or(found.is_unread), false) as is_unread
        from (${newsOf(reach, slot)}) found
      ) marks
      where a.organization_id = ${slot("organizationId")}::uuid and not ${IS_LED}
        and (${slot("procesoId")}::uuid is null or a.proceso_id = ${slot("procesoId")}::uuid)
        and (${slot("pattern")}::text is null
          or ${foldedText(sql`concat_ws(' ', a.actuacion, a.anotacion)`)} like ${slot("pattern")}::text)
        and (${slot("only")}::text = 'all' or ${slot("only")}::text = 'new' and marks.many > 0
          or ${slot("only")}::text = 'unread' and marks.is_unread)
        and (${slot("after")}::uuid is null or (a.filed_on, a.cons_actuacion, a.id) < ${cursor})
        and (${slot("from")}::uuid is null or (a.filed_on, a.cons_actuacion, a.id) <= (
          select b.filed_on, b.cons_actuacion, b.id from actuaciones b
          where b.organization_id = a.organization_id and b.id = coalesce((
            select lead.actuacion_id from novedades member
            join novedades lead on lead.organization_id = member.organization_id and lead.id = member.leader_id
            where member.organization_id = a.organization_id and member.actuacion_id = ${slot("from")}::uuid
            limit 1
          ), ${slot("from")}::uuid)
        ))
      order by a.filed_on desc, a.cons_actuacion desc, a.id desc limit ${slot("limit")}::int`;
  }, {
    id: actuaciones.id,
    procesoId: actuaciones.procesoId,
    consActuacion: actuaciones.consActuacion,
    actuacion: actuaciones.actuacion,
    anotacion: actuaciones.anotacion,
    filedOn: actuaciones.filedOn,
    registeredOn: actuaciones.registeredOn,
    termStartsOn: actuaciones.termStartsOn,
    termEndsOn: actuaciones.termEndsOn,
    hasDocuments: actuaciones.hasDocuments,
    firstSeenAt: actuaciones.firstSeenAt,
    editedAt: actuaciones.editedAt,
    withdrawnAt: actuaciones.withdrawnAt,
    news: sql<EntryNews[]>`news`,
    grouped: sql<GroupedEntry[]>`grouped`,
  });
}

function countsFor(reach: "all" | "own") {
  return prepareSql<DocketCount>((slot) => {
    const isRunning = sql`a.term_ends_on >= ${slot("today")}::date and a.withdrawn_at is null`;
    return sql`
      select a.proceso_id, count(*)::int, count(*) filter (where marks.is_unread)::int,
        count(*) filter (where marks.many > 0)::int, count(*) filter (where a.has_documents)::int,
        (array_agg(a.id order by a.term_ends_on, a.filed_on desc) filter (where ${isRunning}))[1],
        min(a.term_ends_on) filter (where ${isRunning})
      from ${entriesOf(slot)}
      cross join lateral (
        select count(*) as many, coalesce(bool_or(found.is_unread), false) as is_unread
        from (${newsOf(reach, slot)}) found
      ) marks
      where a.organization_id = ${slot("organizationId")}::uuid and not ${IS_LED}
      group by a.proceso_id`;
  }, {
    procesoId: actuaciones.procesoId,
    entries: sql<number>`entries`,
    unread: sql<number>`unread`,
    news: sql<number>`news`,
    documents: sql<number>`documents`,
    termEntryId: actuaciones.id,
    termEndsOn: actuaciones.termEndsOn,
  });
}

const STATEMENTS = { all: statementFor("all"), own: statementFor("own") };
const COUNTS = { all: countsFor("all"), own: countsFor("own") };
