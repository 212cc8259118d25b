/**
 * A court portal to test against: the public part of CPNU as portal.md 1 describes it, over invented cases that a
 * seed decides. It serves on one port until closed; one instance never shares anything with another.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "./answer.ts";
import { dateOf, dayOf } from "./calendar.ts";
import {
  type ActuacionChange,
  addActuacion,
  changeActuacion,
  type ExpectedCase,
  expectedCase,
  type NewActuacion,
  setPrivate,
  type SimulatedRadicados,
  sortRadicados,
} from "./controls.ts";
import { Docket } from "./docket.ts";
import { answer, kindOf } from "./endpoints.ts";
import { type Fault, type FaultOptions, FaultSwitch, type Mishap } from "./faults.ts";
import { growOneDay, type PlannedNovelty } from "./growth.ts";
import { CORS, cutShort, garbled, whole } from "./response.ts";
import { type SimulatedRequest, Traffic } from "./traffic.ts";
import type { ActuacionRow } from "./wire.ts";

export type {
  ActuacionChange,
  ExpectedCase,
  Fault,
  FaultOptions,
  NewActuacion,
  PlannedNovelty,
  SimulatedRadicados,
  SimulatedRequest,
};

export interface SimulatorOptions {
  seed?: number;
  /** How many radicados; 3,000 by default. The first nine are one of each sort. */
  cases?: number;
  /** Chosen by the system by default. */
  port?: number;
  hostname?: string;
  /** The simulated day at the start, `YYYY-MM-DD`. */
  today?: string;
  /** Share of the cases that have news on a court day; 0.05 by default. */
  activity?: number;
  /** Serves HTTPS: see tls_fixture.ts. */
  tls?: { cert: string; key: string };
  /** Added before each answer. */
  latencyMs?: number;
  /** Milliseconds of the clock that bursts are measured with. */
  now?: () => number;
}

export interface PortalSimulator extends AsyncDisposable {
  /** The base of the API, such as `http://127.0.0.1:40123/api/v2`. */
  readonly url: string;
  /** The simulated day, `YYYY-MM-DD`. */
  readonly today: string;
  readonly radicados: Readonly<SimulatedRadicados>;
  /** Every request since the start or the last `clearRequests`, in order. */
  readonly requests: readonly SimulatedRequest[];
  readonly maxInFlight: number;
  clearRequests(): void;
  /** Replaces the fault there was. */
  setFault(fault: Fault, options?: FaultOptions): void;
  /** Lets days pass, and tells what became new. */
  advanceDays(days: number): PlannedNovelty[];
  /** @throws {RangeError} where there is no such proceso, or no gap for `behindNewer`. */
  addActuacion(radicado: string, added?: NewActuacion): ActuacionRow;
  /** @throws {RangeError} for an actuacion that there is not. */
  editActuacion(idRegActuacion: number, change: ActuacionChange): void;
  /** @throws {RangeError} for an actuacion that there is not. */
  removeActuacion(idRegActuacion: number): void;
  /** All procesos of the radicado, or one of them. @throws {RangeError} where there is none. */
  setPrivate(radicado: string, isPrivate: boolean, idProceso?: number): void;
  /** The truth, to compare with; a copy. */
  expected(radicado: string): ExpectedCase;
  /** Ends answers that still wait, at once. */
  close(): Promise<void>;
}

/** Rejects with a RangeError for a day or a count of cases that makes no sense. */
export function startPortalSimulator(options: SimulatorOptions = {}): Promise<PortalSimulator> {
  return Promise.try(start, options);
}

function start(options: SimulatorOptions): PortalSimulator {
  const docket = new Docket(options.seed ?? 1, options.cases ?? 3_000, dayOf(options.today ?? "2026-11-20"));
  const faults = new FaultSwitch(options.now ?? (() => performance.now()));
  const traffic = new Traffic();
  const { url, close } = serve(options, { docket, faults, traffic });

  return {
    url,
    get today() {
      return dateOf(docket.today);
    },
    radicados: sortRadicados(docket.cases),
    get requests() {
      return traffic.requests;
    },
    get maxInFlight() {
      return traffic.maxInFlight;
    },
    clearRequests: () => traffic.clear(),
    setFault: (fault, options = {}) => faults.set(fault, options),
    advanceDays: (days) =>
      Array.from({ length: days }, () => growOneDay(docket, options.activity ?? 0.05)).flat(),
    addActuacion: (radicado, added = {}) => addActuacion(docket, radicado, added),
    editActuacion: (idRegActuacion, change) => changeActuacion(docket, idRegActuacion, change),
    removeActuacion: (idRegActuacion) => changeActuacion(docket, idRegActuacion, null),
    setPrivate: (radicado, isPrivate, idProceso) => setPrivate(docket, radicado, isPrivate, idProceso),
    expected: (radicado) => expectedCase(docket, radicado),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Portal {
  docket: Docket;
  faults: FaultSwitch;
  traffic: Traffic;
}

function serve(options: SimulatorOptions, portal: Portal): { url: string; close(): Promise<void> } {
  const { port = 0, hostname = "127.0.0.1", tls, latencyMs = 0 } = options;
  const closing = new AbortController();
  const server = Deno.serve({ port, hostname, onListen: () => {}, ...tls }, async (request) => {
    const response = await respond(portal, request, { latencyMs, closing: closing.signal });
    return response ?? new Response(null, { status: 503 });
  });
  return {
    url: `${tls ? "https" : "http"}://${hostname}:${server.addr.port}${BASE}`,
    close: async () => {
      closing.abort();
      await server.shutdown();
    },
  };
}

const BASE = "/api/v2";

/** Null where the client left, or the simulator closes. */
async function respond(
  { docket, faults, traffic }: Portal,
  request: Request,
  { latencyMs, closing }: { latencyMs: number; closing: AbortSignal },
): Promise<Response | null> {
  const { pathname, searchParams: query } = new URL(request.url);
  const path = pathname.startsWith(`${BASE}/`) ? pathname.slice(BASE.length) : "";
  const { kind } = kindOf(path);
  return await traffic.record(request, { kind, path: path || pathname, query }, async () => {
    if (request.method !== "GET") return refuseMethod(request.method);
    const mishap = faults.meet(kind, query);
    if (latencyMs > 0 && !await hasWaited(latencyMs, closing)) return null;
    if (mishap.kind === "slow") {
      // Deno warns once of a request's signal, so it is touched only where somebody may leave before the answer.
      const signal = AbortSignal.any([request.signal, closing]);
      if (!await hasWaited(mishap.milliseconds, signal)) return null;
    }
    return spoil(mishap, (source) => answer(source, path, query), docket);
  });
}

function spoil(mishap: Mishap, answerFrom: (docket: Docket) => Answer, docket: Docket): Response {
  switch (mishap.kind) {
    case "instead":
      return whole(mishap.answer);
    case "silent":
      return whole(answerFrom(new Docket(docket.seed, 0, docket.today)));
    case "cut":
      return cutShort(answerFrom(docket));
    case "garbage":
      return garbled(answerFrom(docket), mishap.variant);
    case "none":
    case "slow":
      return whole(answerFrom(docket));
  }
}

/** False where the signal came first. */
async function hasWaited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/** The portal only reads; a browser may ask beforehand whether it can. */
function refuseMethod(method: string): Response {
  const headers = { ...CORS, "access-control-allow-methods": "GET", allow: "GET" };
  return new Response(null, { status: method === "OPTIONS" ? 204 : 405, headers });
}
