/** Who may ask a portal next: a pure machine over one JSON value that all instances change in turn. */
import { bogotaDate } from "../bogota.ts";
import type { Lane } from "../ports.ts";
import { nextBogotaMidnight } from "./bogota_time.ts";
import { type Breaker, breakerState, type CallOutcome, CLOSED_BREAKER, recordOutcome } from "./breaker.ts";
import type { RunWindow } from "./window.ts";

export interface PaceSettings {
  perMinute: number;
  concurrency: number;
  /** Calls a day of Bogota; null for no limit. Bulk and watch leave the last tenth to people. */
  dailyBudget: number | null;
  /** Binds bulk and watch. A person who waits may always ask. */
  window: RunWindow;
  /** How long a granted turn holds its slot when nobody gives it back; longer than a call may last. */
  leaseMs: number;
}

interface Ticket {
  id: string;
  lane: Lane;
  tenant: string;
  since: number;
  polledAt: number;
}

/** Start-time fair queueing between the tenants of one lane: `served` is where each tenant's next turn begins. */
interface LaneTurns {
  virtual: number;
  served: Record<string, number>;
}

export interface PaceState {
  version: 1;
  tickets: Ticket[];
  leases: { id: string; until: number }[];
  nextAt: number;
  day: string;
  used: number;
  turns: [LaneTurns, LaneTurns, LaneTurns];
  breaker: Breaker;
  lastSuccessAt: number | null;
  lastFailure: { at: number; reason: string } | null;
}

export interface TurnQuestion {
  ticket: string;
  lane: Lane;
  tenant: string;
  /** When this ticket first asked; keeps its place if the state forgot it. */
  since: number;
  /** An earlier call of the same lookup was granted: the window and the people's tenth no longer stop it. */
  isContinuing: boolean;
  now: number;
}

export type RefusalReason = "breaker_open" | "budget_exhausted" | "window_closed";

export type TurnAnswer =
  | { kind: "granted" }
  /** Ask again after `pollMs`; `expectedMs` is a guess at the whole wait. */
  | { kind: "wait"; pollMs: number; expectedMs: number; reason: "pace" | "breaker" }
  | { kind: "refused"; reason: RefusalReason; until: number };

/** A ticket that nobody asked about for this long belongs to an instance that is gone. */
const TICKET_STALE_MS = 15_000;
const POLL_MOST_MS = 5_000;
const TICKETS_MOST = 500;
const SHARE_OF_MACHINES = 0.9;

/** Grants the turn, or says how long to wait, or that asking is of no use before some time. */
export function requestTurn(
  stored: PaceState | undefined,
  question: TurnQuestion,
  settings: PaceSettings,
): { state: PaceState; answer: TurnAnswer } {
  const swept = withoutFuture(sweep(stored, question.now), question.now, settings);
  const state = { ...swept, tickets: swept.tickets.filter(({ id }) => id !== question.ticket) };
  const refusal = refuse(state, question, settings);
  if (refusal) return { state, answer: refusal };

  const { ticket: id, lane, tenant, since, now } = question;
  const order = inOrder([...state.tickets, { id, lane, tenant, since, polledAt: now }], state.turns);
  const position = order.findIndex((entry) => entry.ticket.id === id);
  const isProbing = breakerState(state.breaker, now) === "half_open";
  const slots = isProbing ? 1 : settings.concurrency;
  const hasSlot = state.leases.length < slots;

  const head = order[position];
  if (position === 0 && head && hasSlot && now >= state.nextAt) {
    return { state: grant(state, order, settings, now), answer: { kind: "granted" } };
  }
  const tickets = order.slice(0, TICKETS_MOST).map(({ ticket }) => ticket);
  const spacing = spacingMs(settings);
  const untilNext = Math.max(state.nextAt - now, hasSlot ? 0 : Math.min(Math.max(spacing, 20), 1_000));
  const expectedMs = untilNext + position * spacing;
  const pollMs = Math.max(Math.min(expectedMs, POLL_MOST_MS), 1);
  const reason = isProbing && !hasSlot ? "breaker" : "pace";
  return { state: { ...state, tickets }, answer: { kind: "wait", pollMs, expectedMs, reason } };
}

/** Gives a granted turn back, with what it showed. */
export function finishTurn(
  stored: PaceState | undefined,
  ticket: string,
  outcome: CallOutcome,
  now: number,
): PaceState {
  const state = sweep(stored, now);
  return noteOutcome({ ...state, leases: state.leases.filter(({ id }) => id !== ticket) }, outcome, now);
}

/** Records what several calls together showed. */
export function noteOutcome(stored: PaceState | undefined, outcome: CallOutcome, now: number): PaceState {
  const state = sweep(stored, now);
  const breaker = recordOutcome(state.breaker, outcome, now);
  if (outcome === "answered") return { ...state, breaker, lastSuccessAt: now };
  if (outcome === "doubtful" || outcome === "abandoned") return { ...state, breaker };
  return { ...state, breaker, lastFailure: { at: now, reason: outcome } };
}

/** Takes a ticket out of the line. */
export function withdrawTicket(stored: PaceState | undefined, ticket: string, now: number): PaceState {
  const state = sweep(stored, now);
  return { ...state, tickets: state.tickets.filter(({ id }) => id !== ticket) };
}

/** The state without what time has taken from it: yesterday's count, lost tickets and lost turns. */
export function sweep(stored: PaceState | undefined, now: number): PaceState {
  const state = stored?.version === 1 ? stored : emptyState();
  const day = bogotaDate(now);
  return {
    ...state,
    tickets: state.tickets.filter(({ polledAt }) => now - polledAt < TICKET_STALE_MS),
    leases: state.leases.filter(({ until }) => until > now),
    day,
    used: state.day === day ? state.used : 0,
  };
}

/** Nothing that is granted reaches further than this: an instance whose clock is ahead does not hold up the others. */
function withoutFuture(state: PaceState, now: number, settings: PaceSettings): PaceState {
  const until = now + settings.leaseMs;
  return {
    ...state,
    nextAt: Math.min(state.nextAt, now + spacingMs(settings)),
    leases: state.leases.map((lease) => lease.until > until ? { ...lease, until } : lease),
  };
}

function emptyState(): PaceState {
  const turns = (): LaneTurns => ({ virtual: 0, served: {} });
  return {
    version: 1,
    tickets: [],
    leases: [],
    nextAt: 0,
    day: "",
    used: 0,
    turns: [turns(), turns(), turns()],
    breaker: CLOSED_BREAKER,
    lastSuccessAt: null,
    lastFailure: null,
  };
}

function spacingMs(settings: PaceSettings): number {
  return 60_000 / settings.perMinute;
}

function refuse(state: PaceState, question: TurnQuestion, settings: PaceSettings): TurnAnswer | undefined {
  const { now, lane, isContinuing } = question;
  if (state.breaker.until !== null && breakerState(state.breaker, now) === "open") {
    return { kind: "refused", reason: "breaker_open", until: state.breaker.until };
  }
  const isBound = lane > 0 && !isContinuing;
  if (settings.dailyBudget !== null) {
    const limit = isBound ? Math.floor(settings.dailyBudget * SHARE_OF_MACHINES) : settings.dailyBudget;
    if (state.used >= limit) {
      return { kind: "refused", reason: "budget_exhausted", until: nextBogotaMidnight(now) };
    }
  }
  const opensAt = isBound ? settings.window.opensAt(now) : null;
  return opensAt === null ? undefined : { kind: "refused", reason: "window_closed", until: opensAt };
}

interface Placed {
  ticket: Ticket;
  start: number;
}

/** The line as it stands: lanes first, then one turn each between tenants, then order of arrival. */
function inOrder(tickets: Ticket[], turns: PaceState["turns"]): Placed[] {
  const next = new Map<string, number>();
  return tickets.toSorted(byArrival).map((ticket): Placed => {
    const { virtual, served } = turns[ticket.lane];
    const key = `${ticket.lane} ${ticket.tenant}`;
    const start = next.get(key) ?? Math.max(served[ticket.tenant] ?? 0, virtual);
    next.set(key, start + 1);
    return { ticket, start };
  }).sort((a, b) => a.ticket.lane - b.ticket.lane || a.start - b.start);
}

function byArrival(a: Ticket, b: Ticket): number {
  return a.since - b.since || (a.id < b.id ? -1 : 1);
}

function grant(state: PaceState, order: Placed[], settings: PaceSettings, now: number): PaceState {
  const [head, ...rest] = order;
  if (head === undefined) return state;
  const { id, lane, tenant } = head.ticket;
  const tickets = rest.slice(0, TICKETS_MOST).map(({ ticket }) => ticket);
  const turns: PaceState["turns"] = [...state.turns];
  turns[lane] = afterTurn(
    state.turns[lane],
    { tenant, start: head.start },
    tickets.some((t) => t.lane === lane),
  );
  return {
    ...state,
    tickets,
    turns,
    leases: [...state.leases, { id, until: now + settings.leaseMs }],
    nextAt: now + spacingMs(settings),
    used: state.used + 1,
  };
}

function afterTurn(
  turns: LaneTurns,
  { tenant, start }: { tenant: string; start: number },
  hasOthers: boolean,
): LaneTurns {
  // With nobody left waiting only the last tenant's turn is remembered, so that the state stays small.
  const kept = hasOthers ? Object.entries(turns.served).filter(([, next]) => next > start) : [];
  return { virtual: start, served: { ...Object.fromEntries(kept), [tenant]: start + 1 } };
}
