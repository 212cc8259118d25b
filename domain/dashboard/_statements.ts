/** What the first page of the day asks the database, as parts of one batch. */
import { and, desc, type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepare, prepareSql } from "#db/prepared.ts";
import { procesos } from "#db/schema/procesos.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { prepareCounts, prepareNovedades } from "../novedades/read_statement.ts";
import { isVisible, type Reach, type Solicitud, SOLICITUD_FIELDS } from "../solicitudes/solicitud.ts";

type SlotFor = (name: string) => Placeholder;

/** Of the run that a row of `solicitudes` shows. */
const RESULT = sql`${solicitudes.lastExecution} ->> 'result'`;
const RETRY_AT = sql`(${solicitudes.lastExecution} -> 'detail' ->> 'retry_at')::timestamptz`;

/** Is looked up now, or waits for nothing but its turn. */
function isRunning(slot: SlotFor): SQL {
  return sql`(${solicitudes.status} = 'processing' or (${solicitudes.status} = 'pending'
    and coalesce(${RETRY_AT} <= ${slot("now")}::timestamptz, true)))`;
}

/** The last answer says nothing of the case, or no answer is asked for any more. */
const NEEDS_ATTENTION = sql`(${solicitudes.status} in ('failed', 'held')
  or (${solicitudes.status} in ('pending', 'completed') and ${RESULT} in ('unverified', 'error')))`;

export interface WatchCounts {
  total: number;
  /** Those that go on by themselves. */
  watched: number;
  paused: number;
  held: number;
  running: number;
  needAttention: number;
  /** Of this day's last checks, those with an answer to be trusted, and the others. */
  verifiedToday: number;
  doubtfulToday: number;
  /** Of the others, by why: a code. */
  reasons: { code: string | null; count: number }[];
  /** Still to come on this day. */
  dueToday: number;
  lastCheckedAt: Date | null;
  nextCheckAt: Date | null;
}

function watchCounts(reach: Reach) {
  return prepareSql<WatchCounts>(
    (slot) => {
      const today = sql`finished_at >= ${slot("dayBegins")}::timestamptz`;
      const doubtful = sql`result in ('unverified', 'error')`;
      return sql`with mine as materialized (
          select ${solicitudes.status} as status, ${solicitudes.frequency} as frequency,
            ${solicitudes.nextRunAt} as next_run_at, run.result, run.finished_at, run.detail ->> 'code' as code,
            ${isRunning(slot)} as is_running, ${NEEDS_ATTENTION} as needs_attention
          from ${solicitudes} left join lateral json_to_record(${solicitudes.lastExecution})
            as run(result text, finished_at timestamptz, detail json) on true
          where ${isVisible(reach, slot)}
        )
        select count(*)::int, (count(*) filter (where frequency <> 'once' and status <> 'paused'))::int,
          (count(*) filter (where status = 'paused'))::int, (count(*) filter (where status = 'held'))::int,
          (count(*) filter (where is_running))::int, (count(*) filter (where needs_attention))::int,
          (count(*) filter (where ${today} and not ${doubtful}))::int,
          (count(*) filter (where ${today} and ${doubtful}))::int,
          (select coalesce(json_agg(json_build_object('code', code, 'count', n) order by n desc), '[]'::json)
            from (select code, count(*)::int as n from mine where ${today} and ${doubtful} group by code) why),
          (count(*) filter (where next_run_at < ${slot("dayEnds")}::timestamptz and status <> 'paused'))::int,
          max(finished_at), min(next_run_at) filter (where status <> 'paused')
        from mine`;
    },
    {
      total: COUNT,
      watched: COUNT,
      paused: COUNT,
      held: COUNT,
      running: COUNT,
      needAttention: COUNT,
      verifiedToday: COUNT,
      doubtfulToday: COUNT,
      reasons: sql<WatchCounts["reasons"]>`reasons`,
      dueToday: COUNT,
      lastCheckedAt: solicitudes.nextRunAt,
      nextCheckAt: solicitudes.nextRunAt,
    },
  );
}

const COUNT = sql<number>`count`.mapWith(Number);

/** The failed ones first, and those that wait for the quota last. */
function attention(reach: Reach) {
  return prepare<Solicitud>((db, slot) =>
    db.select(SOLICITUD_FIELDS).from(solicitudes).where(and(isVisible(reach, slot), NEEDS_ATTENTION))
      .orderBy(
        sql`array_position(array['failed', 'completed', 'pending', 'held'], ${solicitudes.status}::text)`,
        desc(solicitudes.updatedAt),
      ).limit(slot("limit"))
  );
}

function running(reach: Reach) {
  return prepare<Solicitud>((db, slot) =>
    db.select(SOLICITUD_FIELDS).from(solicitudes).where(and(isVisible(reach, slot), isRunning(slot)))
      .orderBy(desc(solicitudes.status), desc(solicitudes.updatedAt)).limit(slot("limit"))
  );
}

export interface UpcomingTerm {
  /** `YYYY-MM-DD`: the last one of the term. */
  day: string;
  actuacionId: string;
  act: string;
  solicitudId: string;
  radicado: string;
  alias: string | null;
  despacho: string | null;
  /** How many there are in those days. */
  of: number;
}

/** Terms that end in those days in cases which somebody sees and has not paused. */
function upcomingTerms(reach: Reach) {
  return prepareSql<UpcomingTerm>(
    (slot) =>
      sql`select a.term_ends_on::text, a.id, a.actuacion, watch.id, p.radicado, watch.alias, p.despacho,
          count(*) over ()
        from actuaciones a
        join procesos p on p.organization_id = a.organization_id and p.id = a.proceso_id
        cross join lateral (
          select s.id, s.alias from solicitudes s
          where s.organization_id = ${slot("organizationId")} and s.radicado = p.radicado
            and s.status <> 'paused' ${ownOnly(reach, slot)}
          order by s.owner_id = ${slot("userId")}::uuid desc, s.created_at limit 1
        ) watch
        where a.organization_id = ${slot("organizationId")} and a.withdrawn_at is null
          and a.term_ends_on between ${slot("today")}::date and ${slot("until")}::date
        order by a.term_ends_on, p.radicado, a.id limit ${slot("limit")}::int`,
    {
      day: sql<string>`day`,
      actuacionId: sql<string>`actuacion_id`,
      act: sql<string>`act`,
      solicitudId: solicitudes.id,
      radicado: procesos.radicado,
      alias: solicitudes.alias,
      despacho: procesos.despacho,
      of: COUNT,
    },
  );
}

/** Novedades by the Monday of their week. */
function weeks(reach: Reach) {
  const week = (at: SQL) => sql`date_trunc('week', ${at} at time zone 'America/Bogota')::date::text`;
  return prepareSql<{ week: string; count: number }>(
    (slot) =>
      reach === "all"
        ? sql`select ${week(sql`n.detected_at`)} as week, count(*) from novedades n
            where n.organization_id = ${slot("organizationId")} and n.leader_id is null
              and n.detected_at >= ${slot("since")}::timestamptz group by week`
        : sql`select ${week(sql`n.detected_at`)} as week, count(distinct n.id) from solicitudes s
            join novedad_cases c on c.organization_id = s.organization_id and c.radicado = s.radicado
              and c.detected_at >= ${slot("since")}::timestamptz
            join novedades n on n.organization_id = c.organization_id and n.id = c.novedad_id
              and n.leader_id is null
            where s.organization_id = ${slot("organizationId")} and s.owner_id = ${slot("userId")}::uuid
            group by week`,
    { week: sql<string>`week`, count: COUNT },
  );
}

export interface SetupFacts {
  members: number;
  /** Invitations that nobody has answered yet. */
  invited: number;
  hasChosenNotices: boolean;
  hasLogo: boolean;
  hasProvider: boolean;
  /** Of this month. */
  queries: number;
}

export const setupFacts = prepareSql<SetupFacts>(
  (slot) => {
    const own = (table: string) =>
      sql`from ${sql.identifier(table)} where organization_id = ${slot("organizationId")}`;
    return sql`select (select count(*) ${own("organization_users")} and is_active),
      (select count(*) ${own("invitations")} and accepted_at is null and revoked_at is null),
      exists (select 1 ${own("notification_preferences")} and user_id = ${slot("userId")}::uuid),
      exists (select 1 ${own("organization_settings")} and logo is not null),
      exists (select 1 ${own("identity_providers")} and is_enabled),
      coalesce((select queries ${own("usage_months")} and month = ${slot("month")}), 0)`;
  },
  {
    members: COUNT,
    invited: COUNT,
    hasChosenNotices: sql<boolean>`chosen`,
    hasLogo: sql<boolean>`logo`,
    hasProvider: sql<boolean>`provider`,
    queries: COUNT,
  },
);

export interface CaseName {
  radicado: string;
  solicitudId: string;
  alias: string | null;
  /** As the portal sums them up. */
  parties: string | null;
}

/** How readers know the cases of some radicados: by their own solicitud where they have one. */
function caseNames(reach: Reach) {
  return prepareSql<CaseName>(
    (slot) =>
      sql`select distinct on (s.radicado) s.radicado, s.id, s.alias, (
          select p.sujetos_summary from procesos p
          where p.organization_id = s.organization_id and p.radicado = s.radicado
            and p.sujetos_summary is not null order by p.id limit 1
        )
        from solicitudes s where s.organization_id = ${slot("organizationId")}
          and s.radicado = any(${slot("radicados")}) ${ownOnly(reach, slot)}
        order by s.radicado, s.owner_id = ${slot("userId")}::uuid desc, s.created_at`,
    {
      radicado: procesos.radicado,
      solicitudId: solicitudes.id,
      alias: solicitudes.alias,
      parties: procesos.sujetosSummary,
    },
  );
}

function ownOnly(reach: Reach, slot: SlotFor): SQL {
  return reach === "own" ? sql`and s.owner_id = ${slot("userId")}::uuid` : sql``;
}

const UNREAD = new Set(["unread"] as const);

function statementsFor(reach: Reach) {
  return {
    urgent: prepareNovedades(reach, new Set(["unread", "severity"] as const)),
    unread: prepareNovedades(reach, UNREAD),
    unreadCounts: prepareCounts(reach, UNREAD),
    watchCounts: watchCounts(reach),
    attention: attention(reach),
    running: running(reach),
    upcomingTerms: upcomingTerms(reach),
    weeks: weeks(reach),
    caseNames: caseNames(reach),
  };
}

export const STATEMENTS = { all: statementsFor("all"), own: statementsFor("own") };
