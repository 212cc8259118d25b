/**
 * Keeping what a lookup found. What is there already is brought up to date, nothing is removed; doing it twice changes
 * nothing the second time. Three statements of a job's batch, which do nothing where its lease was lost.
 */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { assignments, columnList, recordset, recordsOf } from "#db/recordset.ts";
import { actuaciones } from "#db/schema/actuaciones.ts";
import { procesos } from "#db/schema/procesos.ts";
import { sujetos } from "#db/schema/sujetos.ts";
import { isHeld } from "#jobs/queue.ts";
import type { ProcesoSnapshot } from "../portals/portal.ts";

/** Of whom, from where, of what, and when the portal answered (RFC 3339). */
export interface SavedFor extends Values {
  organizationId: string;
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
  const values = { ...saved, ...lease };
  return [
    upsertProcesos({ ...values, records: recordsOf(PROCESO, snapshots) }),
    upsertActuaciones({ ...values, records: recordsOf({ ...OF_PROCESO, ...ACTUACION }, entries) }),
    upsertSujetos({ ...values, records: recordsOf({ ...OF_PROCESO, ...SUJETO }, parties) }),
  ];
}

/** Whether the organization had procesos of the radicado before: what came since is news, the rest is baseline. */
export function wasKnown(slot: (name: string) => Placeholder): SQL {
  return sql`exists (
    select 1 from procesos
    where organization_id = ${slot("organizationId")} and radicado = ${slot("radicado")}
      and first_seen_at <> ${slot("at")}::timestamptz
  )`;
}

/** How many entries this answer brought that were not known before. */
export function newActuaciones(slot: (name: string) => Placeholder): SQL {
  return sql`(
    select count(*)::int from actuaciones a
    join procesos p on p.organization_id = a.organization_id and p.id = a.proceso_id
    where p.organization_id = ${slot("organizationId")} and p.radicado = ${slot("radicado")}
      and a.first_seen_at = ${slot("at")}::timestamptz and not a.is_baseline
  )`;
}

// A case that became private shows nothing but that, and one whose detail was not read only its actuaciones: what was
// known of it stays.
const upsertProcesos = prepareSql<never>(
  (slot) =>
    sql`
      insert into procesos (source, ${columnList(PROCESO)}, first_seen_at, last_verified_at, updated_at)
      select ${slot("source")}, ${columnList(PROCESO, "record")}, ${slot("at")}::timestamptz,
        ${slot("at")}::timestamptz, ${slot("at")}::timestamptz
      from ${recordset(slot("records"), PROCESO)} where ${isHeld(slot)}
      on conflict (organization_id, source, id_proceso) do update set ${
      assignments(
        SHOWN,
        (column) =>
          sql`case when excluded.is_private or not jsonb_exists(excluded.raw, 'detail')
            then procesos.${column} else excluded.${column} end`,
      )
    }, is_private = excluded.is_private, last_verified_at = excluded.last_verified_at,
        updated_at = excluded.updated_at`,
  {},
);

const upsertActuaciones = prepareSql<never>(
  (slot) =>
    sql`
      insert into actuaciones
        (proceso_id, ${columnList(ACTUACION)}, is_baseline, first_seen_at, updated_at)
      select p.id, ${columnList(ACTUACION, "record")}, not known.before, ${slot("at")}::timestamptz,
        ${slot("at")}::timestamptz
      from ${recordset(slot("records"), { ...OF_PROCESO, ...ACTUACION })}
      ${joinProceso(slot)}
      cross join (select ${wasKnown(slot)} as before) known
      where ${isHeld(slot)}
      on conflict (organization_id, proceso_id, id_reg_actuacion) do update set ${
      assignments(ENTRY, (column) => sql`excluded.${column}`)
    }, updated_at = excluded.updated_at where actuaciones.content_hash <> excluded.content_hash`,
  {},
);

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
