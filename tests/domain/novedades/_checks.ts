/** Checks with answers that are written here: what a portal does that the simulator does not. */
import type { JobLease } from "#jobs/queue.ts";
import { actuacionSnapshot, procesoSnapshot } from "#domain/portals/cpnu/normalize.ts";
import { SILENT_DRIFT } from "#domain/portals/cpnu/drift.ts";
import type { ProcesoSnapshot } from "#domain/portals/portal.ts";
import { saveProcesos } from "#domain/procesos/save_procesos.ts";
import { tellRun } from "#domain/solicitudes/_tell_run.ts";
import type { Lexia, TestOrganization } from "#tests/support/lexia.ts";

/** An entry as the portal has it, by its number; dates are `YYYY-MM-DD`. */
export interface Entry {
  id: number;
  actuacion?: string;
  anotacion?: string | null;
  day?: string;
  registered?: string;
  term?: string;
  cons?: number;
}

export interface Answer {
  idProceso: number;
  entries?: Entry[];
  isPrivate?: boolean;
  isComplete?: boolean;
  despacho?: string;
  ponente?: string | null;
}

export const RADICADO = "11001400308220179999900";
export const OTHER_RADICADO = "11001400308220179999800";

export class Checks {
  #at = Date.UTC(2026, 10, 20);

  constructor(readonly lexia: Lexia, readonly acme: TestOrganization) {}

  /** Somebody's watch, which has its baseline. */
  async watch(
    userId: string,
    radicado = RADICADO,
    status = "completed",
  ): Promise<string> {
    const at = new Date(this.#at++).toISOString();
    const [[id] = []] = await this.rows(
      `insert into solicitudes (organization_id, owner_id, radicado, notify, status, baseline_at, novedades_until)
       values ($1, $2, $3::varchar, '{"email": true, "when": "change", "muted": false}', $4, $5, (
         select max(found_at) from novedad_cases where organization_id = $1 and radicado = $3
       )) returning id`,
      [this.acme.id, userId, radicado, status, at],
    );
    return String(id);
  }

  /** What the end of a run does with such an answer; answers the run's id. */
  async check(
    answers: readonly Answer[],
    radicado = RADICADO,
  ): Promise<string> {
    this.#at += 60_000;
    const [executionId, lease] = [crypto.randomUUID(), await this.#job()];
    const saved = {
      organizationId: this.acme.id,
      executionId,
      source: "cpnu",
      radicado,
      at: new Date(this.#at).toISOString(),
    };
    const snapshots = answers.map((answer) => snapshotOf(answer, radicado));
    const run = {
      ...saved,
      ...lease,
      solicitudId: crypto.randomUUID(),
      outcome: "found",
      evidence: null,
    };
    await this.lexia.core.services.tenantDb(this.acme.id).batch([
      ...saveProcesos(saved, snapshots, lease),
      tellRun(run),
    ]);
    return executionId;
  }

  /** What was told of, by watch: the ids in each event's order. */
  async told(): Promise<
    { solicitudId: string; novedadIds: string[]; severity: string }[]
  > {
    const found = await this.rows(
      "select solicitud_id, data from events where organization_id = $1 and type = 'novedad.created' order by id",
      [this.acme.id],
    );
    return found.map(([solicitudId, data]) => {
      // The column is an object of JSON.
      const { novedad_ids: novedadIds, severity } = data as {
        novedad_ids: string[];
        severity: string;
      };
      return { solicitudId: String(solicitudId), novedadIds, severity };
    });
  }

  /** Kinds with what they are about, in the order in which they were found. */
  async found(): Promise<[kind: string, words: string][]> {
    const found = await this.rows(
      `select kind, coalesce(detail #>> '{after,actuacion}', detail #>> '{before,actuacion}', search_text)
       from novedades where organization_id = $1 order by news_at, detected_at, kind, key`,
      [this.acme.id],
    );
    return found.map(([kind, words]) => [String(kind), String(words)]);
  }

  async rows(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return (await this.lexia.database.owner.batch([{ text, values }])).at(-1)
      ?.rows ?? [];
  }

  async #job(): Promise<JobLease> {
    const lease = {
      jobId: crypto.randomUUID(),
      leaseToken: crypto.randomUUID(),
    };
    await this.rows(
      `insert into jobs (id, organization_id, task, payload, lane, max_attempts, status, lease_token)
       values ($1, $2, 'solicitud.execute', '{}', 0, 6, 'running', $3)`,
      [lease.jobId, this.acme.id, lease.leaseToken],
    );
    return lease;
  }
}

function snapshotOf(answer: Answer, radicado: string): ProcesoSnapshot {
  const { idProceso, entries = [], isPrivate = false, isComplete = true } = answer;
  const despacho = answer.despacho ?? "JUZGADO 082 CIVIL MUNICIPAL DE BOGOTÁ";
  const last = entries.map(({ day = DAY }) => day).sort().at(-1);
  const search = {
    idProceso,
    idConexion: 1,
    llaveProceso: radicado,
    fechaProceso: "2017-01-01T00:00:00",
    fechaUltimaActuacion: last === undefined ? null : `${last}T00:00:00`,
    despacho,
    departamento: "BOGOTÁ",
    sujetosProcesales: "Demandante: EMPRESA FICTICIA",
    esPrivado: isPrivate,
    cantFilas: -1,
  };
  const ponente = answer.ponente === undefined ? "JUEZ INVENTADA" : answer.ponente;
  const detail = {
    idRegProceso: 1,
    llaveProceso: radicado,
    idConexion: 1,
    esPrivado: false,
    fechaProceso: "2017-01-01T00:00:00",
    codDespachoCompleto: "110014003082",
    despacho,
    ponente,
    tipoProceso: "De Ejecución",
    claseProceso: "Ejecutivo",
    subclaseProceso: null,
    recurso: null,
    ubicacion: null,
    contenidoRadicacion: null,
    fechaConsulta: "2026-11-20T00:00:00",
    ultimaActualizacion: "2026-11-20T00:00:00",
  };
  const actuaciones = entries.map((entry) =>
    actuacionSnapshot(
      rowOf(entry, radicado, entries.length),
      radicado,
      SILENT_DRIFT,
    )
  );
  const parts = {
    search,
    detail: isPrivate ? null : detail,
    isComplete,
    actuaciones,
    sujetos: [],
  };
  return procesoSnapshot(parts, radicado, SILENT_DRIFT);
}

const DAY = "2026-11-20";

function rowOf(entry: Entry, radicado: string, cant: number) {
  const midnight = (day: string | undefined) => day === undefined ? null : `${day}T00:00:00`;
  return {
    idRegActuacion: entry.id,
    llaveProceso: radicado,
    consActuacion: entry.cons ?? entry.id,
    fechaActuacion: midnight(entry.day ?? DAY),
    actuacion: entry.actuacion ?? "Recepción memorial",
    anotacion: entry.anotacion ?? null,
    fechaInicial: midnight(entry.term),
    fechaFinal: midnight(entry.term),
    fechaRegistro: midnight(entry.registered ?? entry.day ?? DAY),
    codRegla: "00",
    conDocumentos: false,
    cant,
  };
}
