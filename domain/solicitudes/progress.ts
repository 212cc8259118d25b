/** What a solicitud's run is doing right now, kept where every instance can read it on. */
import type { Ctx, Services } from "../ctx.ts";
import type { ExecutionResult } from "#db/schema/executions.ts";
import type { LookupProgress } from "../portals/portal.ts";
import { StoreUnavailable } from "../ports.ts";
import { getSolicitud } from "./get_solicitud.ts";
import type { SolicitudStatus } from "./solicitud.ts";

export type ProgressStep =
  | { stage: "queued" }
  | LookupProgress
  | { stage: "done"; result: ExecutionResult; status: SolicitudStatus; new_actuaciones: number }
  | { stage: "retrying"; result: ExecutionResult; reason: string; retry_at: string }
  | { stage: "failed"; result: ExecutionResult; reason: string };

export type ProgressEvent = ProgressStep & {
  /** RFC 3339. */
  at: string;
};

export interface NumberedEvent {
  /** Position to continue from after a lost connection. */
  position: number;
  event: ProgressEvent;
}

const KEPT_SECONDS = 3600;
const POLL_MS = 300;
/** Polls between two looks at the table, which knows the end even where the events were lost. */
const POLLS_PER_CHECK = 10;

/** Adds a step. Losing one loses nothing but the sight of it, so an unreachable store is no reason to fail. */
export async function reportProgress(
  services: Pick<Services, "events" | "clock">,
  organizationId: string,
  solicitudId: string,
  step: ProgressStep,
): Promise<void> {
  const event: ProgressEvent = { ...step, at: new Date(services.clock.now()).toISOString() };
  try {
    await services.events.append(keyOf(organizationId, solicitudId), event, KEPT_SECONDS);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}

/**
 * Follows a run until it ends, from behind position `after`; a solicitud at rest yields its last state and ends.
 * @throws {DomainError} `solicitud_not_found`
 */
export async function* followProgress(
  ctx: Ctx,
  id: string,
  options: { after: number; signal: AbortSignal },
): AsyncGenerator<NumberedEvent> {
  let position = await knownPosition(ctx, id, options.after);
  for (let poll = 0; !options.signal.aborted; poll++) {
    const events = await readEvents(ctx, id, position);
    for (const event of events) yield { position: ++position, event };
    const last = events.at(-1);
    if (last && isEnd(last)) return;
    if (!last && poll % POLLS_PER_CHECK === 0) {
      const rest = await stateAtRest(ctx, id);
      if (rest) {
        const missed = await readEvents(ctx, id, position);
        for (const event of missed) yield { position: ++position, event };
        if (missed.length === 0) yield { position, event: rest };
        return;
      }
    }
    await ctx.clock.sleep(POLL_MS, options.signal).catch(() => {});
  }
}

/** 0 where the events that the caller has seen are no longer there: a new list has begun. */
async function knownPosition(ctx: Ctx, id: string, after: number): Promise<number> {
  if (after <= 0) return await lastStart(ctx, id);
  return (await readEvents(ctx, id, after - 1)).length > 0 ? after : 0;
}

/** Behind the end of the run before: a new listener sees the present run only. */
async function lastStart(ctx: Ctx, id: string): Promise<number> {
  const events = await readEvents(ctx, id, 0);
  const start = events.findLastIndex((event) => event.stage === "queued");
  return Math.max(start, 0);
}

async function readEvents(ctx: Ctx, id: string, after: number): Promise<ProgressEvent[]> {
  try {
    return await ctx.events.read<ProgressEvent>(keyOf(ctx.organization.id, id), after);
  } catch (error) {
    if (error instanceof StoreUnavailable) return [];
    throw error;
  }
}

/** The end as the table knows it; undefined while a run is waited for or under way. */
async function stateAtRest(ctx: Ctx, id: string): Promise<ProgressEvent | undefined> {
  const { status, lastExecution, updatedAt } = await getSolicitud(ctx, id);
  if (status === "pending" || status === "processing") return undefined;
  const result = lastExecution?.result ?? "error";
  const at = updatedAt.toISOString();
  if (status === "failed") {
    return { stage: "failed", result, reason: lastExecution?.detail?.code ?? "unknown", at };
  }
  return { stage: "done", result, status, new_actuaciones: lastExecution?.new_actuaciones ?? 0, at };
}

function isEnd(event: ProgressEvent): boolean {
  return event.stage === "done" || event.stage === "failed";
}

function keyOf(organizationId: string, solicitudId: string): string {
  return `progress:${organizationId}:${solicitudId}`;
}
