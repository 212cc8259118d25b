/** The portal's public endpoints over a docket, faultless. */
import { type Answer, failure, MESSAGES, ok, Refusal } from "./answer.ts";
import { dateOf } from "./calendar.ts";
import type { Docket, Proceso } from "./docket.ts";
import { readOfficeList } from "./office_lists.ts";
import { pageOf, readIdProceso, readIdRegActuacion, readPeriod, readSoloActivos } from "./parameters.ts";
import { actuacionRows, detalle, documentoRows, searchRow, sujetoRows } from "./rows.ts";
import type { Parametros, SearchAnswer } from "./wire.ts";

export type PathKind =
  | "search"
  | "name_search"
  | "detalle"
  | "actuaciones"
  | "sujetos"
  | "documentos"
  | "documentos_actuacion"
  | "lista"
  | "other";

/** What a path below `/api/v2` asks for, and the id at its end. */
export function kindOf(path: string): { kind: PathKind; id: string } {
  const searched = SEARCHES[path];
  if (searched) return { kind: searched, id: "" };
  const [, list] = /^\/Lista\/([^/]+\/[^/]+)$/.exec(path) ?? [];
  if (list !== undefined) return { kind: "lista", id: list };
  const [, noun = "", id = ""] = /^\/Proceso\/(\w+)\/([^/]+)$/.exec(path) ?? [];
  return { kind: READS[noun] ?? "other", id };
}

export function answer(docket: Docket, path: string, query: URLSearchParams): Answer {
  const { kind, id } = kindOf(path);
  try {
    return ENDPOINTS[kind](docket, query, id);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const SEARCHES: Partial<Record<string, PathKind>> = {
  "/Procesos/Consulta/NumeroRadicacion": "search",
  "/Procesos/Consulta/NombreRazonSocial": "name_search",
};

const READS: Partial<Record<string, PathKind>> = {
  Detalle: "detalle",
  Actuaciones: "actuaciones",
  Sujetos: "sujetos",
  Documentos: "documentos",
  DocumentosActuacion: "documentos_actuacion",
};

type Endpoint = (docket: Docket, query: URLSearchParams, id: string) => Answer;

const ENDPOINTS: Record<PathKind, Endpoint> = {
  search: searchByNumber,
  name_search: searchByName,
  detalle: readDetalle,
  actuaciones: readActuaciones,
  sujetos: readSujetos,
  documentos: (_, __, id) => failure(404, MESSAGES.noDocuments(readIdProceso(id))),
  documentos_actuacion: readDocumentosActuacion,
  lista: (docket, _, id) => readOfficeList(docket, id.split("/")[0] ?? "", id.split("/")[1] ?? ""),
  other: () => ({ status: 404, body: "", contentType: "text/plain" }),
};

function searchByNumber(docket: Docket, query: URLSearchParams): Answer {
  const numero = query.get("numero") ?? "";
  if (!/^\d{23}$/.test(numero)) return failure(404, MESSAGES.wrongLength);
  return ok(searchAnswer("search", docket.procesosOf(numero).filter(activeFilter(docket, query)), query));
}

/** Matches any sujeto of a case that is not private. */
function searchByName(docket: Docket, query: URLSearchParams): Answer {
  const nombre = plain(query.get("nombre") ?? "");
  const office = query.get("codificacionDespacho") ?? "";
  const persona = query.get("tipoPersona");
  if (nombre === "") return failure(404, MESSAGES.noName);
  if (!/^(\d{5}|\d{12})?$/.test(office)) return failure(404, MESSAGES.wrongOffice);

  const isActive = activeFilter(docket, query);
  const found = [...docket.all()].filter((proceso) =>
    !proceso.isPrivate && proceso.plan.office.code.startsWith(office) &&
    proceso.sujetos.some((sujeto) =>
      (!persona || sujeto.persona === persona) && plain(sujeto.nombreRazonSocial).includes(nombre)
    ) && isActive(proceso)
  );
  if (found.length > 1_000) return failure(400, MESSAGES.tooMany);
  return ok(searchAnswer("name_search", found, query));
}

function readDetalle(docket: Docket, _: URLSearchParams, id: string): Answer {
  const idProceso = readIdProceso(id);
  const proceso = docket.proceso(idProceso);
  if (!proceso) return failure(404, MESSAGES.noDetalle(idProceso));
  return onlyPublic(proceso, () => detalle(proceso, docket.today, proceso.detailReads++));
}

function readActuaciones(docket: Docket, query: URLSearchParams, id: string): Answer {
  const idProceso = readIdProceso(id);
  const proceso = docket.proceso(idProceso);
  if (!proceso) return failure(404, MESSAGES.noActuaciones(idProceso));
  return onlyPublic(proceso, () => {
    const { from, to } = readPeriod(query);
    const chosen = actuacionRows(proceso).filter(({ fechaActuacion }) => {
      const date = fechaActuacion.slice(0, 10);
      return from <= date && date <= to;
    });
    if (chosen.length === 0) throw new Refusal(failure(404, MESSAGES.noActuaciones(idProceso)));
    const { rows, paginacion } = pageOf(chosen, 40, query);
    return { actuaciones: rows.map((row) => ({ ...row, cant: chosen.length })), paginacion };
  });
}

function readSujetos(docket: Docket, query: URLSearchParams, id: string): Answer {
  const proceso = docket.proceso(readIdProceso(id));
  if (!proceso) return failure(500, MESSAGES.nullReference);
  return onlyPublic(proceso, () => {
    const nombre = plain(query.get("nombre") ?? "");
    const chosen = sujetoRows(proceso).filter((row) => plain(row.nombreRazonSocial).includes(nombre));
    const { rows, paginacion } = pageOf(chosen, 40, query);
    return { sujetos: rows.map((row) => ({ ...row, cant: chosen.length })), paginacion };
  });
}

function readDocumentosActuacion(docket: Docket, _: URLSearchParams, id: string): Answer {
  const idRegActuacion = readIdRegActuacion(id);
  const found = docket.withActuacion(idRegActuacion);
  return ok(found && !found.proceso.isPrivate ? documentoRows(found.proceso, idRegActuacion) : []);
}

function onlyPublic(proceso: Proceso, body: () => unknown): Answer {
  return proceso.isPrivate ? failure(404, MESSAGES.isPrivate) : ok(body());
}

/** `SoloActivos=true`: something happened in the last 30 days. */
function activeFilter(docket: Docket, query: URLSearchParams): (proceso: Proceso) => boolean {
  if (!readSoloActivos(query)) return () => true;
  const since = dateOf(docket.today - 30);
  return ({ lastActuacion }) => lastActuacion !== null && lastActuacion.slice(0, 10) >= since;
}

function searchAnswer(
  kind: "search" | "name_search",
  found: readonly Proceso[],
  query: URLSearchParams,
): SearchAnswer {
  const { rows, paginacion } = pageOf(found, 20, query);
  return {
    tipoConsulta: kind === "search" ? "NumeroRadicacion" : "NombreRazonSocial",
    procesos: rows.map(searchRow),
    parametros: parametros(query),
    paginacion,
  };
}

function parametros(query: URLSearchParams): Parametros {
  return {
    numero: query.get("numero"),
    nombre: query.get("nombre"),
    tipoPersona: query.get("tipoPersona"),
    idSujeto: null,
    ponente: null,
    claseProceso: null,
    codificacionDespacho: query.get("codificacionDespacho"),
    soloActivos: readSoloActivos(query),
  };
}

/** Without accents, in upper case. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").trim().toUpperCase();
}
