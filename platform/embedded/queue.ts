/** The dispatch queue of `platform/redis/queue.ts` in memory, with the same turns. */
import type { Clock, DispatchQueue, Lane, QueueEntry } from "#domain/ports.ts";
import { Heap } from "./heap.ts";

/** Beyond this many it forgets new jobs; the tick brings them back from the table. */
const MOST = 200_000;

interface Ranked {
  rank: number;
  id: string;
}

interface LaneTurns {
  jobs: Heap<Ranked>;
  ids: Set<string>;
  served: number;
  last: Map<string, number>;
}

interface Waiting {
  turns: LaneTurns[];
  /** By due time; one whose rank is no longer that of `laterById` was moved, and is passed over. */
  later: Heap<Ranked>;
  laterById: Map<string, QueueEntry>;
}

export function embeddedQueue(clock: Clock): DispatchQueue {
  const waiting: Waiting = {
    turns: [emptyLane(), emptyLane(), emptyLane()],
    later: new Heap(),
    laterById: new Map(),
  };

  return {
    push(entries) {
      for (const entry of entries) add(waiting, entry, clock.now());
      return Promise.resolve();
    },
    take(count) {
      moveDue(waiting, clock.now());
      const taken: string[] = [];
      for (const lane of waiting.turns) taken.push(...takeTurns(lane, count - taken.length));
      return Promise.resolve(taken);
    },
    depth() {
      moveDue(waiting, clock.now());
      const ready = (lane: Lane) => laneOf(waiting, lane).ids.size;
      return Promise.resolve({ ready: [ready(0), ready(1), ready(2)], later: waiting.laterById.size });
    },
  };
}

function emptyLane(): LaneTurns {
  return { jobs: new Heap(), ids: new Set(), served: 0, last: new Map() };
}

function laneOf(waiting: Waiting, lane: Lane): LaneTurns {
  const turns = waiting.turns[lane];
  if (!turns) throw new RangeError(`Cannot queue into lane ${lane}: expected 0, 1 or 2`);
  return turns;
}

function add(waiting: Waiting, entry: QueueEntry, now: number): void {
  const lane = laneOf(waiting, entry.lane);
  if (lane.ids.has(entry.jobId)) return;

  const known = waiting.laterById.get(entry.jobId);
  if (!known && waiting.turns.reduce((sum, { ids }) => sum + ids.size, waiting.laterById.size) >= MOST) {
    return;
  }

  if (entry.dueAt <= now) {
    waiting.laterById.delete(entry.jobId);
    enter(lane, entry);
  } else if (!known || entry.dueAt < known.dueAt) {
    waiting.laterById.set(entry.jobId, entry);
    waiting.later.push({ rank: entry.dueAt, id: entry.jobId });
  }
}

function moveDue(waiting: Waiting, now: number): void {
  for (let next = waiting.later.first; next && next.rank <= now; next = waiting.later.first) {
    waiting.later.pop();
    const entry = waiting.laterById.get(next.id);
    if (entry?.dueAt !== next.rank) continue;
    waiting.laterById.delete(next.id);
    enter(laneOf(waiting, entry.lane), entry);
  }
}

function enter(lane: LaneTurns, { jobId, tenant }: QueueEntry): void {
  if (lane.ids.has(jobId)) return;
  const rank = Math.max(lane.served, lane.last.get(tenant) ?? 0) + 1;
  lane.last.set(tenant, rank);
  lane.ids.add(jobId);
  lane.jobs.push({ rank, id: jobId });
}

function takeTurns(lane: LaneTurns, count: number): string[] {
  const taken: string[] = [];
  while (taken.length < count) {
    const next = lane.jobs.pop();
    if (!next) break;
    lane.ids.delete(next.id);
    lane.served = next.rank;
    taken.push(next.id);
  }
  if (lane.ids.size === 0) {
    lane.served = 0;
    lane.last.clear();
  }
  return taken;
}
