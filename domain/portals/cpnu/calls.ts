/** The four questions that LEXIA puts to CPNU (portal.md 1.1, 1, 5, 6, 7). */
import type { ActuacionSnapshot, LookupProgress, SujetoSnapshot } from "../portal.ts";
import type { CpnuCall, CpnuClient } from "./client.ts";
import { LookupFailure, type Meaning, UNEXPECTED } from "./failures.ts";
import { actuacionSnapshot, sujetoSnapshot } from "./normalize.ts";
import { type Page, type PagedRows, readPage, readPages } from "./pages.ts";
import type { LookupRun } from "./run.ts";
import { ACTUACIONES, DETALLE, readShape, SEARCH, SEARCH_ROW, SUJETOS } from "./schemas.ts";

/** Who asks, and through what. */
export interface Scope {
  run: LookupRun;
  client: CpnuClient;
  /** Pages of one list; what lies beyond is left out and reported as drift. */
  maxPages: number;
}

/** Which of a radicado's procesos a question is about. */
export interface Place {
  id: bigint;
  radicado: string;
  /** From 1. */
  proceso: number;
  procesos: number;
}

/** The portal told of a proceso that it is reserved, after its search row had not. */
export class ProcesoIsPrivate extends Error {}

export type SearchRow = ReturnType<typeof readSearchRow>;

/** The radicado's rows; an empty list proves nothing yet. */
export async function search(radicado: string, scope: Scope): Promise<SearchRow[]> {
  const { run, maxPages } = scope;
  const { rows } = await readPages<SearchRow>({
    name: "search",
    maxPages,
    drift: run.drift,
    idOf: ({ fields }) => fields.idProceso,
    ask: (page) =>
      askPage({
        path: "/Procesos/Consulta/NumeroRadicacion",
        query: { numero: radicado, SoloActivos: "false", pagina: String(page) },
        stage: { stage: "asking_portal" },
        read: (body) => readSearchPage(body, run),
        isDoubtful: ({ rows }) => rows.length === 0,
      }, scope),
  });
  return rows;
}

/** A page of either search. @throws {LookupFailure} */
export function readSearchPage(body: unknown, run: LookupRun): Page<SearchRow> {
  const { procesos, paginacion } = readShape(SEARCH, body, run.drift).fields;
  return readPage(procesos, paginacion, (row) => readSearchRow(row, run), run.drift);
}

/** @throws {ProcesoIsPrivate} */
export async function readDetail({ id, proceso, procesos }: Place, { run, client }: Scope) {
  const answer = await client.get({
    path: `/Proceso/Detalle/${id}`,
    stage: { stage: "reading_detail", proceso, procesos },
    read: (body) => readShape(DETALLE, body, run.drift),
  }, run);
  return "value" in answer ? answer.value : refuse(answer.meaning);
}

/** All of them, or page by page until `isEnough` of a page's rows. @throws {ProcesoIsPrivate} */
export function readActuaciones(
  place: Place,
  scope: Scope,
  isEnough?: (rows: readonly ActuacionSnapshot[]) => boolean,
): Promise<PagedRows<ActuacionSnapshot>> {
  const { drift } = scope.run;
  const list = { name: "Actuaciones", stage: "reading_actuaciones", isEnough } as const;
  return readList<ActuacionSnapshot>(list, place, scope, (actuacion) => actuacion.idRegActuacion, (body) => {
    const { actuaciones, paginacion } = readShape(ACTUACIONES, body, drift).fields;
    return readPage(actuaciones, paginacion, (row) => actuacionSnapshot(row, place.radicado, drift), drift);
  });
}

/** @throws {ProcesoIsPrivate} */
export async function readSujetos(place: Place, scope: Scope): Promise<SujetoSnapshot[]> {
  const { drift } = scope.run;
  const list = { name: "Sujetos", stage: "reading_sujetos" } as const;
  const { rows } = await readList<SujetoSnapshot>(
    list,
    place,
    scope,
    ({ idRegSujeto }) => idRegSujeto,
    (body) => {
      const { sujetos, paginacion } = readShape(SUJETOS, body, drift).fields;
      return readPage(sujetos, paginacion, (row) => sujetoSnapshot(row, drift), drift);
    },
  );
  return rows;
}

interface List<T> {
  name: "Actuaciones" | "Sujetos";
  stage: Extract<LookupProgress, { procesos: number; pages: number }>["stage"];
  isEnough?(rows: readonly T[]): boolean;
}

function readList<T>(
  { name, stage, isEnough }: List<T>,
  { id, proceso, procesos }: Place,
  scope: Scope,
  idOf: (row: T) => bigint,
  read: (body: unknown) => Page<T>,
): Promise<PagedRows<T>> {
  return readPages<T>({
    name: name.toLowerCase(),
    isEnough,
    maxPages: scope.maxPages,
    drift: scope.run.drift,
    idOf,
    ask: (page, pages) =>
      askPage({
        path: `/Proceso/${name}/${id}`,
        query: { pagina: String(page) },
        stage: { stage, proceso, procesos, page, pages },
        read,
      }, scope),
  });
}

async function askPage<T>(call: CpnuCall<Page<T>>, { run, client }: Scope): Promise<Page<T> | null> {
  const answer = await client.get(call, run);
  if ("value" in answer) return answer.value;
  if (answer.meaning === "page_out_of_range") return null;
  // CPNU says "no actuaciones" by a 404; of a search it never does.
  if (answer.meaning === "empty_list" && call.stage.stage !== "asking_portal") {
    return { rows: [], total: 0, pages: 0, page: 1 };
  }
  return refuse(answer.meaning);
}

function readSearchRow(row: unknown, run: LookupRun) {
  return readShape(SEARCH_ROW, row, run.drift);
}

/** @throws {ProcesoIsPrivate | LookupFailure} */
export function refuse(meaning: Meaning): never {
  throw meaning === "private" ? new ProcesoIsPrivate() : new LookupFailure(UNEXPECTED[meaning]);
}
