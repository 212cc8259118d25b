import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { type Actuacion, listActuaciones } from "../procesos/list_actuaciones.ts";
import { listProcesos, type Proceso } from "../procesos/list_procesos.ts";
import { listSujetos, type Sujeto } from "../procesos/list_sujetos.ts";
import { formatRadicado } from "../radicado.ts";
import { listExecutions } from "../solicitudes/list_executions.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import type { CaseReport } from "./export_document.ts";

const CHECKS = 20;
const ENTRIES_AT_ONCE = 500;
/** Fifty pages of the portal, five times over. */
const MOST_ENTRIES = 10_000;

export interface CaseToExport {
  /** Of the solicitud. */
  id: string;
  radicado: string;
  alias: string | null;
  /** One of the radicado's procesos; all of them where absent. */
  procesoId?: string;
}

/**
 * Everything that LEXIA knows of a solicitud's case, or of one of its procesos.
 * @throws {DomainError} `permission_denied`, `solicitud_not_found`, `proceso_not_found`
 */
export async function caseReport(
  ctx: Ctx,
  { id, radicado, alias, procesoId }: CaseToExport,
): Promise<CaseReport> {
  reachOf(ctx);
  const [all, sujetos, actuaciones, checks] = await Promise.all([
    listProcesos(ctx, id),
    listSujetos(ctx, id),
    allActuaciones(ctx, id, procesoId),
    listExecutions(ctx, { id, limit: CHECKS }),
  ]);
  const procesos = procesoId === undefined ? all : all.filter((proceso) => proceso.id === procesoId);
  if (procesoId !== undefined && procesos.length === 0) throw new DomainError("proceso_not_found");
  const verified = procesos.map(({ lastVerifiedAt }) => lastVerifiedAt.getTime());
  return {
    radicado: formatRadicado(radicado),
    alias,
    lastVerifiedAt: verified.length > 0 ? new Date(Math.max(...verified)) : null,
    source: procesos[0]?.source ?? checks.items[0]?.source ?? "cpnu",
    procesos: procesos.map((proceso) => caseOf(proceso, sujetos, actuaciones)),
    checks: checks.items.flatMap(({ result, startedAt, detail, newActuaciones, evidence }) =>
      result === null ? [] : [{ startedAt, result, reason: detail?.code ?? null, newActuaciones, evidence }]
    ),
  };
}

async function allActuaciones(ctx: Ctx, id: string, procesoId?: string): Promise<Actuacion[]> {
  const all: Actuacion[] = [];
  let cursor: string | undefined;
  do {
    const page = await listActuaciones(ctx, { id, procesoId, cursor, limit: ENTRIES_AT_ONCE });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && all.length < MOST_ENTRIES);
  return all;
}

function caseOf(proceso: Proceso, sujetos: readonly Sujeto[], actuaciones: readonly Actuacion[]) {
  const { id, idProceso, isPrivate } = proceso;
  return {
    idProceso: String(idProceso),
    isPrivate,
    facts: factsOf(proceso),
    sujetos: sujetos.filter(({ procesoId }) => procesoId === id)
      .map(({ tipoSujeto, name }) => ({ tipo: tipoSujeto, name })),
    actuaciones: actuaciones.filter(({ procesoId }) => procesoId === id),
  };
}

function factsOf(proceso: Proceso): [string, string][] {
  const facts: [string, string | null][] = [
    ["despacho", proceso.despacho],
    ["departamento", proceso.departamento],
    ["ponente", proceso.ponente],
    ["tipo_proceso", proceso.tipoProceso],
    ["clase_proceso", proceso.claseProceso],
    ["subclase_proceso", proceso.subclaseProceso],
    ["recurso", proceso.recurso],
    ["ubicacion", proceso.ubicacion],
    ["contenido_radicacion", proceso.contenidoRadicacion],
    ["filed_on", proceso.filedOn],
    ["last_actuacion_on", proceso.lastActuacionOn],
  ];
  return facts.flatMap(([label, value]) => value === null || value === "" ? [] : [[label, value]]);
}
