/** A portal in memory whose every answer a test may replace, and a connector that asks it. */
import type { Clock, PortalFetch } from "#domain/ports.ts";
import { CPNU_DEFAULTS, cpnuPortal, type CpnuSettings } from "#domain/portals/cpnu/cpnu.ts";
import type { LookupOptions, LookupProgress, LookupResult } from "#domain/portals/portal.ts";
import { type Ears, ears, fakeClock, type MemoryStore, memoryStore } from "./_memory.ts";

export const RADICADO = "17001400300220249999900";
export const CANARY = "11001400308220179999900";
export const UNKNOWN = "05001400300120230000100";

type Json = Record<string, unknown>;

export interface ScriptedCase {
  idProceso: number;
  row?: Json;
  detail?: Json;
  actuaciones?: Json[];
  sujetos?: Json[];
}

export type Answer = Response | (() => Response | Promise<Response>) | undefined;

export class ScriptedPortal {
  readonly cases = new Map<string, ScriptedCase[]>();
  /** Paths with their query, in order. */
  readonly asked: string[] = [];
  inFlight = 0;
  maxInFlight = 0;
  /** Answers in place of the portal where it gives something; sees how often that address was asked before. */
  intercept: (address: string, signal: AbortSignal, before: number) => Answer | Promise<Answer> = () =>
    undefined;

  fetch: PortalFetch = async (url, { signal }) => {
    const address = url.pathname.replace("/api/v2", "") + url.search;
    const before = this.asked.filter((earlier) => earlier === address).length;
    this.asked.push(address);
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    try {
      await Promise.resolve();
      const answer = await this.intercept(address, signal, before);
      if (answer !== undefined) return typeof answer === "function" ? await answer() : answer;
      return this.answer(url);
    } finally {
      this.inFlight--;
    }
  };

  answer(url: URL): Response {
    const page = Number(url.searchParams.get("pagina") ?? "1");
    if (url.pathname.endsWith("/Procesos/Consulta/NumeroRadicacion")) {
      const radicado = url.searchParams.get("numero") ?? "";
      const rows = (this.cases.get(radicado) ?? []).map((one) => searchRow(radicado, one));
      return json({ tipoConsulta: "NumeroRadicacion", parametros: {}, ...paged("procesos", rows, page, 20) });
    }
    const id = Number(url.pathname.split("/").at(-1));
    for (const [radicado, cases] of this.cases) {
      const one = cases.find(({ idProceso }) => idProceso === id);
      if (!one) continue;
      if (url.pathname.includes("/Detalle/")) return json({ ...detail(radicado, id), ...one.detail });
      if (url.pathname.includes("/Sujetos/")) return json(paged("sujetos", one.sujetos ?? [], page, 40));
      const actuaciones = one.actuaciones ?? [];
      if (actuaciones.length === 0) {
        return irregular(404, `No se encontraron Actuaciones para el Proceso: ${id}`);
      }
      return json(paged("actuaciones", actuaciones, page, 40));
    }
    return irregular(404, `No se encontro detalle para el IdProceso: ${id}`);
  }
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
  });
}

export function irregular(status: number, message: string): Response {
  return json({ StatusCode: status, Message: message }, status);
}

export function paged(name: string, rows: unknown[], page: number, size: number): Json {
  return {
    [name]: rows.slice((page - 1) * size, page * size),
    paginacion: {
      cantidadRegistros: rows.length,
      registrosPagina: size,
      cantidadPaginas: Math.ceil(rows.length / size),
      pagina: page,
      paginas: null,
    },
  };
}

export function searchRow(radicado: string, { idProceso, row }: ScriptedCase): Json {
  return {
    idProceso,
    idConexion: 323,
    llaveProceso: radicado,
    fechaProceso: "2024-03-06T00:00:00",
    fechaUltimaActuacion: "2026-05-22T00:00:00",
    despacho: "JUZGADO 002 CIVIL MUNICIPAL DE MANIZALES ",
    departamento: "CALDAS",
    sujetosProcesales: "Demandante: EMPRESA FICTICIA S.A.S. | Demandado: PERSONA INVENTADA ",
    esPrivado: false,
    cantFilas: -1,
    ...row,
  };
}

export const PRIVATE_ROW = {
  esPrivado: true,
  fechaProceso: null,
  fechaUltimaActuacion: null,
  sujetosProcesales: "--- [ PROCESO PRIVADO ] ---",
};

function detail(radicado: string, idProceso: number): Json {
  return {
    idRegProceso: Math.floor(idProceso / 10),
    llaveProceso: radicado,
    idConexion: 323,
    esPrivado: false,
    fechaProceso: "2024-03-06T00:00:00",
    codDespachoCompleto: radicado.slice(0, 12),
    despacho: "JUZGADO 002 CIVIL MUNICIPAL DE MANIZALES ",
    ponente: "JUEZ INVENTADO ",
    tipoProceso: "De Ejecución                ",
    claseProceso: "Ejecutivo  Singular",
    subclaseProceso: "Por sumas de dinero   ",
    recurso: "Sin Tipo de Recurso",
    ubicacion: "Despacho",
    contenidoRadicacion: null,
    fechaConsulta: "2026-05-25T20:40:41.94",
    ultimaActualizacion: "2026-05-25T19:23:52.873",
  };
}

/** The newest first, as the portal lists them. */
export function actuaciones(count: number, radicado = RADICADO): Json[] {
  return Array.from({ length: count }, (_, at) => ({
    idRegActuacion: 2_876_543_210 + count - at,
    llaveProceso: radicado,
    consActuacion: count - at,
    fechaActuacion: "2026-05-21T00:00:00",
    actuacion: "Fijacion  estado ",
    anotacion: "Actuación registrada el 2026-05-21\r\na las: 4:02pm",
    fechaInicial: "2026-05-22T00:00:00",
    fechaFinal: "2026-05-22T00:00:00",
    fechaRegistro: "2026-05-21T00:00:00",
    codRegla: "00                              ",
    conDocumentos: false,
    cant: count,
  }));
}

export function sujetos(count: number): Json[] {
  return Array.from({ length: count }, (_, at) => ({
    idRegSujeto: 3_100_000_000 + at,
    tipoSujeto: at === 0 ? "Demandante" : "Demandado",
    esEmplazado: at === 1,
    identificacion: null,
    nombreRazonSocial: `PERSONA INVENTADA ${at} `,
    cant: count,
  }));
}

export interface Connector extends Ears {
  store: MemoryStore;
  lookup(radicado: string, options?: Partial<LookupOptions>): Promise<LookupResult>;
  portal: ReturnType<typeof cpnuPortal>;
}

export interface ConnectorOptions {
  clock?: Clock;
  store?: MemoryStore;
  settings?: Partial<CpnuSettings>;
  findCanary?: () => Promise<string | undefined>;
}

export function connect(fetch: PortalFetch, options: ConnectorOptions = {}): Connector {
  const clock = options.clock ?? fakeClock();
  const store = options.store ?? memoryStore(clock);
  const heard = ears();
  const portal = cpnuPortal({
    fetch,
    clock,
    cache: store.cache,
    state: store.state,
    metrics: heard.metrics,
    log: heard.log,
    findCanary: options.findCanary,
    settings: {
      ...CPNU_DEFAULTS,
      baseUrl: new URL("https://portal.test:448/api/v2"),
      perMinute: 60_000,
      window: "always",
      ...options.settings,
    },
  });
  const lookup = (radicado: string, changes: Partial<LookupOptions> = {}) =>
    portal.lookup(radicado, {
      lane: 0,
      tenant: "acme",
      isKnown: false,
      onProgress: () => {},
      signal: new AbortController().signal,
      ...changes,
    });
  return { ...heard, store, portal, lookup };
}

export function stages(progress: LookupProgress[]): string[] {
  return progress.map((step) => {
    if (step.stage === "reading_hits") return `${step.stage} page ${step.page}/${step.pages}`;
    if ("pages" in step) {
      return `${step.stage} ${step.proceso}/${step.procesos} page ${step.page}/${step.pages}`;
    }
    if ("proceso" in step) return `${step.stage} ${step.proceso}/${step.procesos}`;
    return step.stage === "waiting" ? `waiting ${step.reason}` : step.stage;
  });
}
