import type { PlatformCtx, Services } from "#domain/ctx.ts";
import type { DispatchQueue } from "#domain/ports.ts";
import { buryByHand } from "./bury_by_hand.ts";
import { redispatch, removeExpired, tick } from "./schedule.ts";
import type { TaskDefinitions } from "./task_definition.ts";
import { Worker } from "./worker.ts";

export interface JobsRoom {
  worker: Worker;
  /** To be called each minute, or more often. */
  tick(): Promise<void>;
  /** See `bury_by_hand.ts`. */
  bury(ctx: PlatformCtx, id: string): Promise<{ task: string }>;
}

export interface RoomOptions {
  services: Services;
  queue: DispatchQueue;
  tasks: TaskDefinitions;
  concurrency: number;
  /** The contract's by default. */
  leaseSeconds?: number;
}

const REMOVAL_MS = 3_600_000;

/** A worker for these tasks, and the tick that keeps it fed. */
export function openRoom({ services, queue, tasks, concurrency, leaseSeconds }: RoomOptions): JobsRoom {
  let removedAt = -Infinity;
  let isBehind = false;

  // Between two ticks workers may well do all that the dispatcher was told of, while the table holds more.
  async function refill(): Promise<boolean> {
    if (!isBehind) return false;
    isBehind = await redispatch({ services, queue });
    return true;
  }

  return {
    worker: new Worker({ services, queue, tasks, concurrency, leaseSeconds, refill }),
    async tick() {
      isBehind = await tick({ services, queue, tasks, leaseSeconds });
      const now = services.clock.now();
      if (now - removedAt < REMOVAL_MS) return;
      removedAt = now;
      await removeExpired(services);
    },
    bury: (ctx, id) => buryByHand(ctx, tasks, id),
  };
}
