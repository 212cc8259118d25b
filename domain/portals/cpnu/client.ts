/** One GET to CPNU: its turn, its time-out, its size, and what the answer means. */
import type { Clock, Metrics, PortalFetch } from "../../ports.ts";
import type { CallFailure, CallOutcome } from "../breaker.ts";
import type { Granted, Pace } from "../pace.ts";
import type { LookupProgress } from "../portal.ts";
import { LookupFailure, type Meaning, readAnswer, readCallError, type Reading } from "./failures.ts";
import type { LookupRun } from "./run.ts";

interface CpnuClientDeps {
  source: string;
  fetch: PortalFetch;
  pace: Pace;
  clock: Clock;
  metrics: Metrics;
}

interface CpnuClientSettings {
  baseUrl: URL;
  timeoutMs: number;
  perMinute: number;
}

export interface CpnuCall<T> {
  /** Below the base address, such as `/Proceso/Detalle/1`. */
  path: string;
  query?: Record<string, string>;
  stage: LookupProgress;
  /** @throws {LookupFailure} where the body cannot be used. */
  read(body: unknown): T;
  /** Whether such an answer proves nothing about the portal's health. */
  isDoubtful?(value: T): boolean;
  /** Nobody has confirmed that there is such a question: nonsense in answer to it says nothing of the portal's health. */
  isUnconfirmed?: boolean;
}

export type CpnuAnswer<T> = { value: T } | { meaning: Meaning };

const LARGEST_BODY = 5 * 1024 * 1024;

type Exchange<T> = { outcome: "answered" | "doubtful"; answer: CpnuAnswer<T> } | {
  outcome: "abandoned" | CallFailure;
};

export class CpnuClient {
  constructor(private readonly deps: CpnuClientDeps, private readonly settings: CpnuClientSettings) {}

  /**
   * Asks when its turn has come.
   * @throws {LookupFailure} when the portal refuses, fails or answers nonsense, or nobody may ask it now.
   */
  async get<T>(call: CpnuCall<T>, run: LookupRun): Promise<CpnuAnswer<T>> {
    const turn = await this.#turn(run);
    run.progress(call.stage);
    run.calls++;
    const startedAt = this.deps.clock.now();
    const exchange = await this.#exchange(call, run);
    const breakerUntil = await turn.finish(exchange.outcome);
    this.#count(exchange.outcome, startedAt);

    if ("answer" in exchange) return exchange.answer;
    if (exchange.outcome === "abandoned") throw run.signal.reason;
    throw new LookupFailure(exchange.outcome, breakerUntil);
  }

  async #turn(run: LookupRun): Promise<Granted> {
    await run.keepAlive();
    let isTold = false;
    const turn = await this.deps.pace.turn({
      lane: run.lane,
      tenant: run.tenant(),
      isContinuing: run.calls > 0,
      signal: run.signal,
      onWait: async ({ reason, expectedMs }) => {
        await run.keepAlive();
        // The usual pause between two calls of one lookup is not worth telling.
        if (isTold || (reason === "pace" && expectedMs <= 60_000 / this.settings.perMinute)) return;
        isTold = true;
        const until = reason === "pace" ? new Date(this.deps.clock.now() + expectedMs).toISOString() : null;
        run.progress({ stage: "waiting", reason, until });
      },
    });
    if (turn.isGranted) return turn;
    throw new LookupFailure(turn.reason, turn.until);
  }

  async #exchange<T>(call: CpnuCall<T>, run: LookupRun): Promise<Exchange<T>> {
    let reading: Reading;
    try {
      reading = await this.#send(call, run);
    } catch (error) {
      if (run.signal.aborted) return { outcome: "abandoned" };
      return { outcome: readCallError(error, error instanceof OverTime) };
    }
    if (reading.kind === "failure") return failureOf(reading.failure, call);
    if (reading.kind === "meaning") return { outcome: "answered", answer: { meaning: reading.meaning } };
    try {
      const value = call.read(reading.body);
      return { outcome: call.isDoubtful?.(value) ? "doubtful" : "answered", answer: { value } };
    } catch (error) {
      if (error instanceof LookupFailure) return failureOf("portal_garbled", call);
      throw error;
    }
  }

  async #send<T>(call: CpnuCall<T>, run: LookupRun): Promise<Reading> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new OverTime()), this.settings.timeoutMs);
    try {
      const signal = AbortSignal.any([run.signal, limit.signal]);
      const response = await this.deps.fetch(this.#address(call), { signal });
      const bytes = await readBody(response);
      if (bytes) run.noteBody(bytes);
      return readAnswer(response.status, bytes && decode(bytes));
    } catch (error) {
      if (limit.signal.aborted) throw limit.signal.reason;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #address<T>({ path, query = {} }: CpnuCall<T>): URL {
    const url = new URL(this.settings.baseUrl.href.replace(/(?<!\/)\/+$/, "") + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  #count(outcome: CallOutcome, startedAt: number): void {
    const labels = { source: this.deps.source, outcome };
    this.deps.metrics.increment("portal_requests_total", labels);
    const seconds = Math.max(0, this.deps.clock.now() - startedAt) / 1_000;
    this.deps.metrics.observe("portal_request_duration_seconds", seconds, { source: this.deps.source });
  }
}

function failureOf<T>(failure: CallFailure, { isUnconfirmed = false }: CpnuCall<T>): Exchange<T> {
  const isNonsense = failure === "portal_garbled" || failure === "portal_error";
  return isUnconfirmed && isNonsense
    ? { outcome: "doubtful", answer: { meaning: "missing" } }
    : { outcome: failure };
}

class OverTime extends Error {
  override name = "OverTime";
}

/** Null where the body is too large. */
async function readBody(response: Response): Promise<Uint8Array | null> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** Null where it is not UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
