/**
 * Keeping what a lookup found, and what of it is new. What is there already is brought up to date, nothing is removed;
 * doing it twice changes nothing the second time. Statements of a job's batch, which do nothing where its lease was lost.
 */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { assignments, columnList, recordset, recordsOf } from "#db/recordset.ts";
import { actuaciones } from "#db/schema/actuaciones.ts";
import { procesos } from "#db/schema/procesos.ts";
import { sujetos } from "#db/schema/sujetos.ts";
import { isHeld } from "#jobs/queue.ts";
import { groupNovedades, insertNovedades, lockCase } from "../novedades/insert_novedades.ts";
import { severityValues } from "../novedades/severity.ts";
import { foldedText } from "../novedades/words.ts";
import type { ProcesoSnapshot } from "../portals/portal.ts";

/** Of whom, from where, of what, by which run, and when the portal answered (RFC 3339). */
export interface SavedFor extends Values {
  organizationId: string;
  executionId: string;
  source: string;
  radicado: string;
  at: string;
}

/** What the portal shows of a proceso, unless it is private. */
const SHOWN = {
  radicado: procesos.radicado,
  despacho: procesos.despacho,
  departamento: procesos.departamento,
  officeCode: procesos.officeCode,
  ponente: procesos.ponente,
  tipoProceso: procesos.tipoProceso,
  claseProceso: procesos.claseProceso,
  subclaseProceso: procesos.subclaseProceso,
  recurso: procesos.recurso,
  ubicacion: procesos.ubicacion,
  contenidoRadicacion: procesos.contenidoRadicacion,
  sujetosSummary: procesos.sujetosSummary,
  filedOn: procesos.filedOn,
  lastActuacionOn: procesos.lastActuacionOn,
  idConexion: procesos.idConexion,
  sourceUpdatedAt: procesos.sourceUpdatedAt,
  raw: procesos.raw,
};

const PROCESO = { idProceso: procesos.idProceso, isPrivate: procesos.isPrivate, ...SHOWN };

const ENTRY = {
  consActuacion: actuaciones.consActuacion,
  actuacion: actuaciones.actuacion,
  anotacion: actuaciones.anotacion,
  filedOn: actuaciones.filedOn,
  registeredOn: actuaciones.registeredOn,
  termStartsOn: actuaciones.termStartsOn,
  termEndsOn: actuaciones.termEndsOn,
  hasDocuments: actuaciones.hasDocuments,
  contentHash: actuaciones.contentHash,
  raw: actuaciones.raw,
};

const ACTUACION = { idRegActuacion: actuaciones.idRegActuacion, ...ENTRY };

const PARTY = {
  tipoSujeto: sujetos.tipoSujeto,
  name: sujetos.name,
  isEmplazado: sujetos.isEmplazado,
  raw: sujetos.raw,
};

const SUJETO = { idRegSujeto: sujetos.idRegSujeto, ...PARTY };

/** A row of a list knows its proceso by the portal's number. */
const OF_PROCESO = { idProceso: procesos.idProceso };

/** The statements, in order; `lease` is the job's. */
export function saveProcesos(
  saved: SavedFor,
  snapshots: readonly ProcesoSnapshot[],
  lease: Values,
): Query<unknown>[] {
  if (snapshots.length === 0) return [];
  const entries = snapshots.flatMap(({ idProceso, actuaciones }) =>
    actuaciones.map((entry) => ({ ...entry, idProceso }))
  );
  const parties = snapshots.flatMap(({ idProceso, sujetos }) =>
    sujetos.map((party) => ({ ...party, idProceso }))
  );
  const values = { ...saved, ...lease, ...severityValues };
  const complete = snapshots.filter(showsWholeDocket).map(({ idProceso }) => String(idProceso));
  return [
    lockCase(values),
    upsertProcesos({ ...values, records: recordsOf(PROCESO, snapshots) }),
    upsertActuaciones({ ...values, records: recordsOf({ ...OF_PROCESO, ...ACTUACION }, entries), complete }),
    upsertSujetos({ ...values, records: recordsOf({ ...OF_PROCESO, ...SUJETO }, parties) }),
    groupNovedades(values),
  ];
}

/** What such a docket no longer has was withdrawn. One that is empty and dated at the same time contradicts itself. */
function showsWholeDocket(snapshot: ProcesoSnapshot): boolean {
  const { isComplete, isPrivate, actuaciones, lastActuacionOn } = snapshot;
  return isComplete && !isPrivate && (actuaciones.length > 0 || lastActuacionOn === null);
}

/** Whether the organization had procesos of the radicado before: what came since is news, the rest is baseline. */
export function wasKnown(slot: (name: string) => Placeholder): SQL {
  return sql`exists (
    select 1 from procesos
    where organization_id = ${slot("organizationId")} and radicado = ${slot("radicado")}
      and first_seen_at <> ${slot("at")}::timestamptz
  )`;
}

/** How many entries this answer brought that were not known before; one that two procesos show counts once. */
export function newActuaciones(slot: (name: string) => Placeholder): SQL {
  return sql`(
    select count(distinct a.id_reg_actuacion)::int from actuaciones a
    join procesos p on p.organization_id = a.organization_id and p.id = a.proceso_id
    where p.organization_id = ${slot("organizationId")} and p.radicado = ${slot("radicado")}
      and a.first_seen_at = ${slot("at")}::timestamptz and not a.is_baseline
  )`;
}

// A case that became private shows nothing but that, and one whose detail was not read only its actuaciones: what was
// known of it stays. Office and judge stay also where an answer leaves them out, so that a later one is held against the
// last that was known.
const upsertProcesos = prepareSql<never>(
  (slot) => {
    const at = sql`${slot("at")}::timestamptz`;
    const { despacho, ponente, ...others } = SHOWN;
    return sql`
      with record as materialized (
        select * from ${recordset(slot("records"), PROCESO)} where ${isHeld(slot)}
      ), known as materialized (
        select ${wasKnown(slot)} as before
      ), before as materialized (
        select p.id_proceso, p.is_private, p.despacho, p.ponente from record
        ${joinProceso(slot)}
      ), saved as (
        insert into procesos (source, ${columnList(PROCESO)}, first_seen_at, last_verified_at, docket_seen_at,
          updated_at)
        select ${slot("source")}, ${columnList(PROCESO, "record")}, ${at}, ${at},
          case when not record.is_private then ${at} end, ${at}
        from record
        on conflict (organization_id, source, id_proceso) do update set ${
      assignments(
        others,
        (column) =>
          sql`case when excluded.is_private or not jsonb_exists(excluded.raw, 'detail')
            then procesos.${column} else excluded.${column} end`,
      )
    }, ${
      assignments(
        { despacho, ponente },
        (column) =>
          sql`case when excluded.is_private then procesos.${column}
            else coalesce(excluded.${column}, procesos.${column}) end`,
      )
    }, is_private = excluded.is_private, last_verified_at = excluded.last_verified_at,
          docket_seen_at = coalesce(procesos.docket_seen_at,
            case when not procesos.is_private then procesos.first_seen_at else excluded.docket_seen_at end),
          updated_at = excluded.updated_at
        returning id, id_proceso, despacho, ponente
      ), found as (
        select change.kind, change.kind || ':' || saved.id || ':' || ${slot("executionId")}::text as key,
          saved.id as proceso_id, null::uuid as actuacion_id, '' as act,
          concat_ws(' ', saved.despacho, saved.ponente) as words, false as has_term, change.before, change.after,
          null::date as filed_on, null::date as registered_on, false as is_late
        from saved join record on record.id_proceso = saved.id_proceso
        cross join known left join before on before.id_proceso = saved.id_proceso
        cross join lateral (${changesOfProceso()}) change
      ), ${insertNovedades(slot)}
      select 1 from made limit 0`;
  },
  {},
);

/** What a proceso is now that it was not before: `kind`, `before` and `after`, over `record`, `before` and `known`. */
function changesOfProceso(): SQL {
  const moved = (column: SQL) => {
    const squeezed = (text: SQL) => sql`replace(${foldedText(text)}, ' ', '')`;
    return sql`not record.is_private and ${squeezed(sql`before.${column}`)} <> ${
      squeezed(sql`record.${column}`)
    }`;
  };
  return sql`
    select 'proceso_added' as kind, null::jsonb as before, jsonb_build_object(
      'id_proceso', record.id_proceso::text, 'is_private', record.is_private, 'despacho', record.despacho,
      'ponente', record.ponente, 'last_actuacion_on', record.last_actuacion_on
    ) as after where before.id_proceso is null and known.before
    union all select 'proceso_private', '{"is_private": false}', '{"is_private": true}'
      where not before.is_private and record.is_private
    union all select 'proceso_public', '{"is_private": true}', '{"is_private": false}'
      where before.is_private and not record.is_private
    union all select 'despacho_changed', jsonb_build_object('despacho', before.despacho),
      jsonb_build_object('despacho', record.despacho) where ${moved(sql`despacho`)}
    union all select 'ponente_changed', jsonb_build_object('ponente', before.ponente),
      jsonb_build_object('ponente', record.ponente) where ${moved(sql`ponente`)}`;
}

/** What is told of an entry: what its hash is made of. */
const TOLD = {
  actuacion: actuaciones.actuacion,
  anotacion: actuaciones.anotacion,
  filedOn: actuaciones.filedOn,
  registeredOn: actuaciones.registeredOn,
  termStartsOn: actuaciones.termStartsOn,
  termEndsOn: actuaciones.termEndsOn,
  hasDocuments: actuaciones.hasDocuments,
};

// Of the two that write, one takes the entries that the docket has and the other those that it has no more. What is new
// is compared with the entries as they were before the statement.
const upsertActuaciones = prepareSql<never>(
  (slot) => {
    const at = sql`${slot("at")}::timestamptz`;
    const differs = sql`actuaciones.content_hash <> excluded.content_hash`;
    const returned = sql`id, proceso_id, id_reg_actuacion, ${
      columnList(TOLD)
    }, cons_actuacion, is_baseline, edited_at, previous, changes`;
    return sql`
      with record as materialized (
        select p.id as proceso_id, p.docket_seen_at, record.*
        from ${recordset(slot("records"), { ...OF_PROCESO, ...ACTUACION })}
        ${joinProceso(slot)}
        where ${isHeld(slot)}
      ), saved as (
        insert into actuaciones (proceso_id, ${columnList(ACTUACION)}, is_baseline, first_seen_at, updated_at)
        select record.proceso_id, ${
      columnList(ACTUACION, "record")
    }, record.docket_seen_at = ${at}, ${at}, ${at}
        from record
        on conflict (organization_id, proceso_id, id_reg_actuacion) do update set ${
      assignments(ENTRY, (column) => sql`excluded.${column}`)
    }, updated_at = excluded.updated_at, withdrawn_at = null, changes = actuaciones.changes + 1,
          edited_at = case when ${differs} then excluded.updated_at else actuaciones.edited_at end,
          previous = case when ${differs} then ${asDocument("actuaciones")} else actuaciones.previous end
        where ${differs} or actuaciones.withdrawn_at is not null
        returning ${returned}
      ), gone as (
        update actuaciones set withdrawn_at = ${at}, changes = changes + 1, updated_at = ${at}
        where organization_id = ${slot("organizationId")} and withdrawn_at is null and proceso_id in (
          select id from procesos where organization_id = ${slot("organizationId")}
            and source = ${slot("source")} and id_proceso = any(${slot("complete")}::bigint[])
        ) and ${isHeld(slot)} and not exists (
          select 1 from record where record.proceso_id = actuaciones.proceso_id
            and record.id_reg_actuacion = actuaciones.id_reg_actuacion
        )
        returning ${returned}
      ), found as (
        select change.kind, change.kind || ':' || ${slot("source")} || ':' || entry.id_reg_actuacion ||
            case when entry.changes > 0 then ':' || entry.changes else '' end as key,
          entry.proceso_id, entry.id as actuacion_id, entry.actuacion as act,
          concat_ws(' ', entry.actuacion, entry.anotacion) as words,
          coalesce(entry.term_starts_on, entry.term_ends_on) is not null as has_term,
          change.before, change.after, entry.filed_on, entry.registered_on, change.kind = 'actuacion' and exists (
            select 1 from actuaciones later
            where later.organization_id = ${slot("organizationId")} and later.proceso_id = entry.proceso_id
              and later.withdrawn_at is null
              and (later.filed_on, later.cons_actuacion) > (entry.filed_on, entry.cons_actuacion)
          ) as is_late
        from (
          select saved.*, false as is_gone from saved union all select gone.*, true from gone
        ) entry
        cross join lateral (${changesOfEntry(at)}) change
        where change.kind = 'actuacion_edited' or not exists (
          select 1 from actuaciones twin
          where twin.organization_id = ${slot("organizationId")} and twin.proceso_id in (
              select id from procesos where organization_id = ${slot("organizationId")}
                and radicado = ${slot("radicado")} and id <> entry.proceso_id
            ) and twin.id_reg_actuacion = entry.id_reg_actuacion and twin.withdrawn_at is null
            and (not entry.is_gone or not exists (select 1 from gone where gone.id = twin.id))
        )
      ), ${insertNovedades(slot)}
      select 1 from made limit 0`;
  },
  {},
);

/** What became of an entry: `kind`, `before` and `after`, over `entry`. One that is new has no changes yet. */
function changesOfEntry(at: SQL): SQL {
  const now = asDocument("entry");
  return sql`
    select 'actuacion' as kind, null::jsonb as before, ${now} as after
      where entry.changes = 0 and not entry.is_baseline
    union all select 'actuacion_withdrawn', ${now}, null where entry.is_gone
    union all select 'actuacion_edited', entry.previous, ${now}
      where not entry.is_gone and entry.changes > 0 and entry.edited_at = ${at}
    union all select 'actuacion_edited', '{"is_withdrawn": true}', '{"is_withdrawn": false}'
      where not entry.is_gone and entry.changes > 0 and entry.edited_at is distinct from ${at}`;
}

function asDocument(table: string): SQL {
  const members = Object.values(TOLD).map(({ name }) =>
    sql`${sql.raw(`'${name}'`)}, ${sql.identifier(table)}.${sql.identifier(name)}`
  );
  return sql`jsonb_build_object(${sql.join(members, sql`, `)})`;
}

const upsertSujetos = prepareSql<never>(
  (slot) =>
    sql`
      insert into sujetos (proceso_id, ${columnList(SUJETO)}, first_seen_at)
      select p.id, ${columnList(SUJETO, "record")}, ${slot("at")}::timestamptz
      from ${recordset(slot("records"), { ...OF_PROCESO, ...SUJETO })}
      ${joinProceso(slot)}
      where ${isHeld(slot)}
      on conflict (organization_id, proceso_id, id_reg_sujeto) do update set ${
      assignments(PARTY, (column) => sql`excluded.${column}`)
    }`,
  {},
);

function joinProceso(slot: (name: string) => Placeholder): SQL {
  return sql`join procesos p on p.organization_id = ${slot("organizationId")}
    and p.source = ${slot("source")} and p.id_proceso = record.id_proceso`;
}
