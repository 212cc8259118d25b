/** What an organization knows of a radicado, before a run and after it: statements of the run's batches. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { procesos } from "#db/schema/procesos.ts";
import { radicadoReads } from "#db/schema/radicado_reads.ts";
import { isHeld } from "#jobs/queue.ts";
import type { KnownCase } from "../portals/known_case.ts";
import type { LookupResult } from "../portals/portal.ts";
import { GRACE_DAYS, isFresh, readAgain, type Reads } from "./reading.ts";

interface KnownReads extends Reads {
  fingerprint: string;
  newest: Record<string, string[]>;
}

const NEWEST = 5;

/** No row where the organization has not seen the radicado found. */
export const knownReads = prepareSql<KnownReads>(
  (slot) =>
    sql`select r.fingerprint, r.news_read_at, r.detail_read_at, r.all_read_at, r.grace_days, (
          select coalesce(json_object_agg(p.id_proceso, (
            select coalesce(json_agg(newest.id), '[]'::json) from (
              select a.id_reg_actuacion::text as id from actuaciones a
              where a.organization_id = p.organization_id and a.proceso_id = p.id
              order by a.filed_on desc, a.cons_actuacion desc limit ${sql.raw(String(NEWEST))}
            ) newest
          )), '{}'::json)
          from procesos p where p.organization_id = r.organization_id and p.radicado = r.radicado
            and p.source = r.source
        )
        from radicado_reads r join solicitudes s
          on s.organization_id = r.organization_id and s.radicado = r.radicado
        where r.organization_id = ${slot("organizationId")} and r.source = ${slot("source")}
          and s.id = ${slot("solicitudId")}`,
  {
    fingerprint: radicadoReads.fingerprint,
    newsReadAt: radicadoReads.newsReadAt,
    detailReadAt: radicadoReads.detailReadAt,
    allReadAt: radicadoReads.allReadAt,
    graceDays: radicadoReads.graceDays,
    newest: procesos.raw,
  },
);

/** For the lookup; undefined where all of it is to be read. */
export function knownCase(
  reads: KnownReads | undefined,
  when: Parameters<typeof readAgain>[1],
): KnownCase | undefined {
  if (!reads) return undefined;
  const { fingerprint, newest } = reads;
  return { fingerprint, newest, again: readAgain(reads, when) };
}

export type SeenAnswer = Extract<LookupResult, { outcome: "found" | "private" | "unchanged" }>;

/** What `noteReads` takes of an answer. */
export function readsValues(answer: SeenAnswer, now: number): Record<string, unknown> {
  const days = "procesos" in answer ? answer.procesos.map(({ lastActuacionOn }) => lastActuacionOn) : [];
  return {
    fingerprint: answer.fingerprint,
    hasDetail: answer.read.detail,
    hasNews: answer.read.news,
    hasAll: answer.read.all,
    isFresh: isFresh(days, now),
  };
}

const GRACE = sql.raw(String(GRACE_DAYS));

/** Where the job's lease is still held. */
export const noteReads = prepareSql<never>(
  (slot) =>
    sql`insert into radicado_reads (source, radicado, fingerprint, changed_at, checked_at, news_read_at,
          detail_read_at, all_read_at, grace_days)
        select ${slot("source")}, ${slot("radicado")}, ${slot("fingerprint")}, ${at(slot)}, ${at(slot)}, ${
      at(slot)
    },
          ${at(slot)}, ${at(slot)}, case when ${slot("isFresh")}::boolean then ${GRACE} else 0 end
        where ${isHeld(slot)}
        on conflict (organization_id, source, radicado) do update set
          fingerprint = excluded.fingerprint, checked_at = excluded.checked_at,
          changed_at = case when radicado_reads.fingerprint = excluded.fingerprint then radicado_reads.changed_at
            else excluded.changed_at end,
          news_read_at = case when ${slot("hasNews")}::boolean then excluded.news_read_at
            else radicado_reads.news_read_at end,
          detail_read_at = case when ${slot("hasDetail")}::boolean then excluded.detail_read_at
            else radicado_reads.detail_read_at end,
          all_read_at = case when ${slot("hasAll")}::boolean then excluded.all_read_at
            else radicado_reads.all_read_at end,
          grace_days = case when radicado_reads.fingerprint <> excluded.fingerprint then ${GRACE}
            when ${slot("hasNews")}::boolean
              and (radicado_reads.news_read_at at time zone 'America/Bogota')::date
                < (excluded.news_read_at at time zone 'America/Bogota')::date
              then greatest(radicado_reads.grace_days - 1, 0)
            else radicado_reads.grace_days end`,
  {},
);

/** Checked and as it was: the time is all that changes. */
export const touchProcesos = prepareSql<never>(
  (slot) =>
    sql`update procesos set last_verified_at = ${at(slot)}
        where organization_id = ${slot("organizationId")} and source = ${slot("source")}
          and radicado = ${slot("radicado")} and ${isHeld(slot)}`,
  {},
);

function at(slot: (name: string) => Placeholder): SQL {
  return sql`${slot("at")}::timestamptz`;
}
