/** The statements behind what an inbox shows beside the novedades themselves. */
import { sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { executions } from "#db/schema/executions.ts";
import { novedades, novedadNotes } from "#db/schema/novedades.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { users } from "#db/schema/users.ts";
import type { NovedadNote } from "./notes.ts";
import type { Reach } from "./novedad.ts";

/** The case of a novedad, as the reader knows it. */
export interface NovedadCase {
  novedadId: string;
  /** Of the watch that leads there: the reader's own, where they have one; null where nobody follows it any more. */
  solicitudId: string | null;
  alias: string | null;
  /** The first of them. */
  parties: { role: string; name: string }[];
}

/** The run that found a novedad. */
export interface NovedadProof {
  executionId: string;
  source: string;
  startedAt: Date;
  finishedAt: Date | null;
  durationMs: number | null;
  evidence: string | null;
  portalCalls: number;
}

/** Many parties of a case are more than a line tells. */
const MOST_PARTIES = 12;

/** With `ids`, a list, beside `readerValues`. */
function prepareCases(reach: Reach) {
  return prepareSql<NovedadCase>(
    (slot) => {
      const isOwn = sql`s.owner_id = ${slot("userId")}::uuid`;
      return sql`
        select n.id, chosen.id, chosen.alias, (
            select coalesce(json_agg(json_build_object('role', one.tipo_sujeto, 'name', one.name)
              order by one.id_reg_sujeto), '[]'::json)
            from (
              select j.tipo_sujeto, j.name, j.id_reg_sujeto from sujetos j
              where j.organization_id = n.organization_id and j.proceso_id = n.proceso_id
              order by j.id_reg_sujeto limit ${sql.raw(String(MOST_PARTIES))}
            ) one
          )
        from novedades n left join lateral (
          select s.id, s.alias from novedad_cases c
          join solicitudes s on s.organization_id = c.organization_id and s.radicado = c.radicado
          where c.organization_id = n.organization_id and c.novedad_id = n.id
            and ${reach === "own" ? isOwn : sql`true`}
          order by ${isOwn} desc, c.radicado = n.radicado desc, s.created_at, s.id limit 1
        ) chosen on true
        where n.organization_id = ${slot("organizationId")} and n.id = any(${slot("ids")}::uuid[])`;
    },
    {
      novedadId: novedades.id,
      solicitudId: solicitudes.id,
      alias: solicitudes.alias,
      parties: sql<NovedadCase["parties"]>`parties`,
    },
  );
}

/** By the reach of the reader. */
export const CASES = { all: prepareCases("all"), own: prepareCases("own") };

/** With `organizationId` and `id`. */
export const proofOf = prepareSql<NovedadProof>(
  (slot) =>
    sql`select e.id, e.source, e.started_at, e.finished_at, e.duration_ms, e.evidence, e.portal_calls
      from novedades n join executions e on e.organization_id = n.organization_id and e.id = n.execution_id
      where n.organization_id = ${slot("organizationId")} and n.id = ${slot("id")}::uuid`,
  {
    executionId: executions.id,
    source: executions.source,
    startedAt: executions.startedAt,
    finishedAt: executions.finishedAt,
    durationMs: executions.durationMs,
    evidence: executions.evidence,
    portalCalls: executions.portalCalls,
  },
);

/** The latest `limit` of the novedad and of what is grouped with it, the newest first. */
export const latestNotes = prepareSql<NovedadNote>(
  (slot) =>
    sql`select t.id, t.novedad_id, t.author_id, u.name, t.text, t.created_at
      from novedades asked
      join novedades n on n.organization_id = asked.organization_id
        and (n.id = coalesce(asked.leader_id, asked.id) or n.leader_id = coalesce(asked.leader_id, asked.id))
      join novedad_notes t on t.organization_id = n.organization_id and t.novedad_id = n.id
      join users u on u.organization_id = t.organization_id and u.id = t.author_id
      where asked.organization_id = ${slot("organizationId")} and asked.id = ${slot("id")}::uuid
      order by t.created_at desc, t.id desc limit ${slot("limit")}::int`,
  {
    id: novedadNotes.id,
    novedadId: novedadNotes.novedadId,
    authorId: novedadNotes.authorId,
    authorName: users.name,
    text: novedadNotes.text,
    createdAt: novedadNotes.createdAt,
  },
);
