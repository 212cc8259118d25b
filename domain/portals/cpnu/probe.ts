/** One question to CPNU, to see whether and how it answers: what an operator asks before anybody relies on it. */
import type { Clock, Lane, Log, Metrics, PortalFetch, SharedState } from "../../ports.ts";
import { Pace } from "../pace.ts";
import { parseWindow } from "../window.ts";
import { readSearchPage } from "./calls.ts";
import { CpnuClient } from "./client.ts";
import type { CpnuSettings } from "./cpnu.ts";
import { LookupFailure, type LookupFailureReason, type Meaning } from "./failures.ts";
import { LookupRun } from "./run.ts";

export interface ProbeDeps {
  /** Whose pace it keeps to: `cpnu`, or a name of its own where another address is asked. */
  source: string;
  fetch: PortalFetch;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  state: SharedState;
  settings: Omit<CpnuSettings, "cacheSeconds" | "canaryRadicado" | "maxPages">;
}

export interface ProbeFindings {
  /** Why there is no answer to rely on; null: there is one. */
  failure: LookupFailureReason | null;
  /** When asking may help again, milliseconds since the epoch; null when nobody knows. */
  retryAt: number | null;
  /** An answer in CPNU's own form that carries no data. */
  meaning: Meaning | null;
  /** Procesos of the radicado; null where none were told. */
  procesos: number | null;
  /** Where the answer differs from what LEXIA knows of CPNU's: `unknown_field search_row.x`. */
  drift: string[];
}

/** A question is a person's: it waits for its turn, and for no hours. */
const LANE: Lane = 0;
const NO_WAIT = () => Promise.resolve();

/** Searches for a radicado, once, when its turn has come. No answer is kept. */
export async function probeCpnu(
  { source, fetch, clock, log, metrics, state, settings }: ProbeDeps,
  { radicado, signal }: { radicado: string; signal: AbortSignal },
): Promise<ProbeFindings> {
  const { baseUrl, perMinute, concurrency, dailyBudget, timeoutMs } = settings;
  const leaseMs = timeoutMs + LEASE_GRACE_MS;
  const pace = new Pace({ source, state, clock, log, metrics }, {
    perMinute,
    concurrency,
    dailyBudget,
    window: parseWindow(settings.window),
    leaseMs,
  });
  const client = new CpnuClient({ source, fetch, pace, clock, metrics }, { baseUrl, timeoutMs, perMinute });
  const shared = {
    signal,
    lane: () => LANE,
    tenant: () => "platform",
    promote: () => {},
    progress: () => {},
  } as const;
  const run = new LookupRun(shared, NO_WAIT);
  const found: ProbeFindings = { failure: null, retryAt: null, meaning: null, procesos: null, drift: [] };
  try {
    const answer = await client.get({
      path: "/Procesos/Consulta/NumeroRadicacion",
      query: { numero: radicado, SoloActivos: "false", pagina: "1" },
      stage: { stage: "asking_portal" },
      read: (body) => readSearchPage(body, run),
      isDoubtful: ({ rows }) => rows.length === 0,
    }, run);
    if ("meaning" in answer) found.meaning = answer.meaning;
    else found.procesos = answer.value.rows.length;
  } catch (error) {
    if (!(error instanceof LookupFailure)) throw error;
    found.failure = error.reason;
    found.retryAt = error.retryAt;
  }
  return { ...found, drift: run.drift.places() };
}

/** As that of lookups: a killed program frees its turn so long after its call would have timed out. */
const LEASE_GRACE_MS = 15_000;
