/** Writing down what is new, as part of the statements that keep what a lookup found. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { isHeld } from "#jobs/queue.ts";
import { rankOf, rulesInForce, severityAt, severityOf } from "./severity.ts";
import { foldedText } from "./words.ts";

type SlotFor = (name: string) => Placeholder;

/**
 * Two runs that end with the same radicado do so in turn: each sees what the other one has written, and nothing is told
 * twice or by neither. To go before the statements that compare.
 */
export const lockCase = prepareSql<never>(
  (slot) =>
    sql`select pg_advisory_xact_lock(
      hashtextextended('case ' || ${slot("organizationId")}::text || ' ' || ${slot("radicado")}::text, 0)
    )`,
  {},
);

/**
 * Common table expressions that make a novedad of each row of `found`, and note where it shows. `found` has the columns
 * `kind`, `key`, `proceso_id`, `actuacion_id`, `act`, `words`, `has_term`, `before`, `after`, `filed_on`, `registered_on`
 * and `is_late`. The statement gets `severityValues` and `executionId` beside those of `SavedFor`.
 */
export function insertNovedades(slot: SlotFor): SQL {
  const at = sql`${slot("at")}::timestamptz`;
  return sql`folded as materialized (
      select found.*, ${foldedText(sql`found.act`)} as folded_act, ${
    foldedText(sql`found.words`)
  } as folded_words
      from found
    ), moment as materialized (
      select greatest(${at}, max(c.found_at) + interval '1 millisecond') as found_at from novedad_cases c
      where c.organization_id = ${slot("organizationId")} and c.radicado = ${slot("radicado")}
        and exists (select 1 from found)
    ), made as (
      insert into novedades (kind, key, proceso_id, radicado, actuacion_id, severity, detail, filed_on,
        registered_on, detected_at, news_at, execution_id, is_late, search_text)
      select distinct on (f.key) f.kind, f.key, f.proceso_id, ${slot("radicado")}, f.actuacion_id, ${
    severityOf({
      rules: rulesInForce(slot),
      kind: sql`f.kind`,
      act: sql`f.folded_act`,
      text: sql`f.folded_words`,
      hasTerm: sql`f.has_term`,
    })
  }, jsonb_build_object('before', f.before, 'after', f.after), f.filed_on, f.registered_on, ${at},
        moment.found_at, ${slot("executionId")}::uuid, f.is_late, f.folded_words
      from folded f cross join moment order by f.key, f.proceso_id
      on conflict (organization_id, key) do nothing returning id, key, detected_at
    ), shown as (
      insert into novedad_cases (novedad_id, proceso_id, radicado, detected_at, found_at, execution_id)
      select distinct on (f.key) coalesce(made.id, known.id), f.proceso_id, ${slot("radicado")},
        coalesce(made.detected_at, known.detected_at), moment.found_at, ${slot("executionId")}::uuid
      from folded f cross join moment left join made on made.key = f.key
      left join novedades known on known.organization_id = ${slot("organizationId")} and known.key = f.key
      where coalesce(made.id, known.id) is not null order by f.key, f.proceso_id
      on conflict do nothing
    )`;
}

/** Whether this run found something new of the case. */
export function foundNews(slot: SlotFor): SQL {
  return sql`exists (
    select 1 from novedad_cases c
    where c.organization_id = ${slot("organizationId")} and c.radicado = ${slot("radicado")}
      and c.found_at >= ${slot("at")}::timestamptz and c.execution_id = ${slot("executionId")}::uuid
  )`;
}

/**
 * An auto and the fijación en estado that makes it known are registered on one day: one notice, whichever came first and
 * in however many runs. The auto leads, with the higher severity of the two; who had read it has something new to read.
 */
export const groupNovedades = prepareSql<never>(
  (slot) => {
    const day = (novedad: string) => {
      const column = (name: string) => sql`${sql.identifier(novedad)}.${sql.identifier(name)}`;
      return sql`coalesce(${column("registered_on")}, ${column("filed_on")})`;
    };
    return sql`
      with pair as materialized (
        select distinct estado.id as member_id, auto.id as leader_id, estado.severity, estado.news_at
        from novedad_cases c
        join novedades fresh on fresh.organization_id = c.organization_id and fresh.id = c.novedad_id
          and fresh.kind = 'actuacion'
        join novedades estado on estado.organization_id = c.organization_id
          and estado.proceso_id = fresh.proceso_id and estado.kind = 'actuacion' and estado.leader_id is null
          and ${day("estado")} = ${day("fresh")} and estado.search_text ~ '^fijacion (en )?estado'
        join actuaciones ea on ea.organization_id = c.organization_id and ea.id = estado.actuacion_id
        cross join lateral (
          select a.id from novedades a
          join actuaciones aa on aa.organization_id = a.organization_id and aa.id = a.actuacion_id
          where a.organization_id = c.organization_id and a.proceso_id = estado.proceso_id
            and a.kind = 'actuacion' and ${day("a")} = ${day("estado")} and a.search_text like 'auto %'
          order by aa.cons_actuacion > ea.cons_actuacion, abs(aa.cons_actuacion - ea.cons_actuacion), a.id
          limit 1
        ) auto
        where c.organization_id = ${slot("organizationId")} and c.radicado = ${slot("radicado")}
          and c.found_at >= ${slot("at")}::timestamptz and c.execution_id = ${slot("executionId")}::uuid
          and ${isHeld(slot)}
      ), led as (
        update novedades n set news_at = greatest(n.news_at, lead.news_at),
          severity = ${severityAt(sql`greatest(${rankOf(sql`n.severity`)}, lead.rank)`)}
        from (
          select leader_id, max(news_at) as news_at, max(${rankOf(sql`severity`)}) as rank
          from pair group by leader_id
        ) lead
        where n.organization_id = ${slot("organizationId")} and n.id = lead.leader_id
      )
      update novedades n set leader_id = pair.leader_id from pair
      where n.organization_id = ${slot("organizationId")} and n.id = pair.member_id`;
  },
  {},
);
