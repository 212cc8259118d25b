/**
 * One budget for a portal, shared by every instance and tenant: so many calls in flight, evenly spaced, so many a day,
 * within a run window, and none while the breaker is open. Without the shared state nobody asks.
 */
import {
  type Clock,
  type Lane,
  type Log,
  type Metrics,
  type SharedState,
  StoreUnavailable,
} from "../ports.ts";
import { breakerState, type CallOutcome } from "./breaker.ts";
import {
  finishTurn,
  noteOutcome,
  type PaceSettings,
  type PaceState,
  type RefusalReason,
  requestTurn,
  sweep,
  type TurnAnswer,
  withdrawTicket,
} from "./pace_state.ts";
import type { PortalHealth } from "./portal.ts";

export type { PaceSettings } from "./pace_state.ts";

export interface TurnRequest {
  /** Read anew each time the ticket asks: a waiting lookup may be joined by somebody in a hurry. */
  lane(): Lane;
  tenant: string;
  isContinuing: boolean;
  signal: AbortSignal;
  /** Called each time before the ticket waits; `expectedMs` is a guess. */
  onWait(wait: { reason: "pace" | "breaker"; expectedMs: number }): void | Promise<void>;
}

export interface Granted {
  isGranted: true;
  /** Gives the turn back. Answers until when the breaker is open, or null. Never fails. */
  finish(outcome: CallOutcome): Promise<number | null>;
}

export interface Refused {
  isGranted: false;
  reason: RefusalReason | "pace_unavailable";
  /** When asking may help again, milliseconds since the epoch; null when nobody knows. */
  until: number | null;
}

interface PaceDeps {
  source: string;
  state: SharedState;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** From 0 to 1: keeps instances from asking in step. */
  random?: () => number;
}

const STATE_SECONDS = 7 * 86_400;
/** A little longer than the store is left alone after a failure. */
const STORE_RETRY_MS = 1_700;
const STORE_RETRIES = 2;

export class Pace {
  readonly #key: string;

  constructor(private readonly deps: PaceDeps, private readonly settings: PaceSettings) {
    this.#key = `portal:${deps.source}:pace`;
  }

  /** Waits for a turn. Rejects only when the signal aborts. */
  async turn(request: TurnRequest): Promise<Granted | Refused> {
    const ticket = crypto.randomUUID();
    const since = this.deps.clock.now();
    try {
      while (true) {
        request.signal.throwIfAborted();
        const answer = await this.#askPatiently(ticket, since, request);
        if (answer.kind === "granted") {
          return { isGranted: true, finish: (outcome) => this.#finish(ticket, outcome) };
        }
        if (answer.kind === "refused") {
          return { isGranted: false, reason: answer.reason, until: answer.until };
        }
        await request.onWait(answer);
        await this.deps.clock.sleep(this.#jittered(answer.pollMs), request.signal);
      }
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        return { isGranted: false, reason: "pace_unavailable", until: null };
      }
      await this.#tryChange((state, now) => withdrawTicket(state, ticket, now));
      throw error;
    }
  }

  /** Records what several calls together showed. Answers until when the breaker is open, or null. Never fails. */
  report(outcome: CallOutcome): Promise<number | null> {
    return this.#record(outcome, (state, now) => noteOutcome(state, outcome, now));
  }

  /** @throws {StoreUnavailable} */
  async health(): Promise<PortalHealth> {
    const now = this.deps.clock.now();
    const state = sweep(await this.deps.state.read<PaceState>(this.#key), now);
    const { perMinute, concurrency, dailyBudget, window } = this.settings;
    const { breaker } = state;
    return {
      source: this.deps.source,
      breaker: {
        state: breakerState(breaker, now),
        reason: breaker.reason,
        until: breaker.until,
        trips: breaker.blockTrips + breaker.failureTrips,
      },
      pace: {
        perMinute,
        concurrency,
        inFlight: state.leases.length,
        waiting: state.tickets.length,
        nextAt: state.nextAt > now ? state.nextAt : null,
      },
      budget: { day: state.day, used: state.used, limit: dailyBudget },
      window: { expression: window.expression, isOpen: window.isOpen(now), opensAt: window.opensAt(now) },
      lastSuccessAt: state.lastSuccessAt,
      lastFailure: state.lastFailure,
    };
  }

  /** A shared state that is away for a moment is asked again, rather than put the lookup off for a minute. */
  async #askPatiently(ticket: string, since: number, request: TurnRequest): Promise<TurnAnswer> {
    for (let retries = 0;; retries++) {
      try {
        return await this.#ask(ticket, since, request);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || retries === STORE_RETRIES) throw error;
        await this.deps.clock.sleep(this.#jittered(STORE_RETRY_MS), request.signal);
      }
    }
  }

  async #ask(ticket: string, since: number, request: TurnRequest): Promise<TurnAnswer> {
    const { tenant, isContinuing } = request;
    const now = this.deps.clock.now();
    const question = { ticket, since, tenant, isContinuing, lane: request.lane(), now };
    const { answer, state } = await this.deps.state.update<
      PaceState,
      { answer: TurnAnswer; state: PaceState }
    >(
      this.#key,
      STATE_SECONDS,
      (stored) => {
        const result = requestTurn(stored, question, this.settings);
        return { value: result.state, answer: result };
      },
    );
    this.#show(state, now);
    return answer;
  }

  #finish(ticket: string, outcome: CallOutcome): Promise<number | null> {
    return this.#record(outcome, (state, now) => finishTurn(state, ticket, outcome, now));
  }

  async #record(
    outcome: CallOutcome,
    change: (state: PaceState | undefined, now: number) => PaceState,
  ): Promise<number | null> {
    const state = await this.#tryChange(change);
    if (state === undefined) return null;
    const now = this.deps.clock.now();
    if (breakerState(state.breaker, now) !== "open") return null;
    const { reason, until } = state.breaker;
    if (outcome === reason) {
      this.deps.log.warn("Portal breaker is open", { source: this.deps.source, reason, until });
    }
    return until;
  }

  /** A turn that cannot be given back ends with its lease; a ticket that cannot be withdrawn grows stale. */
  async #tryChange(
    change: (state: PaceState | undefined, now: number) => PaceState,
  ): Promise<PaceState | undefined> {
    const now = this.deps.clock.now();
    try {
      const state = await this.deps.state.update<PaceState, PaceState>(this.#key, STATE_SECONDS, (stored) => {
        const value = change(stored, now);
        return { value, answer: value };
      });
      this.#show(state, now);
      return state;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.deps.log.warn("Cannot record a portal call: the shared pace is out of reach", {
        source: this.deps.source,
      });
      return undefined;
    }
  }

  #show(state: PaceState, now: number): void {
    const labels = { source: this.deps.source };
    this.deps.metrics.set("portal_breaker_open", breakerState(state.breaker, now) === "open" ? 1 : 0, labels);
    this.deps.metrics.set("portal_day_calls", state.used, labels);
    const { dailyBudget } = this.settings;
    if (dailyBudget !== null) this.deps.metrics.set("portal_day_budget", dailyBudget, labels);
    this.deps.metrics.set("portal_queue_waiting", state.tickets.length, labels);
  }

  #jittered(milliseconds: number): number {
    const random = this.deps.random ?? Math.random;
    return Math.ceil(milliseconds + Math.min(0.1 * milliseconds, 250) * random());
  }
}
