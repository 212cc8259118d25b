/** The door of the jobs room: what a process needs to work. */
import type { Services } from "#domain/ctx.ts";
import type { DispatchQueue } from "#domain/ports.ts";
import { removeExpired, tick } from "./schedule.ts";
import { solicitudExecute } from "./tasks/solicitud_execute.ts";
import { type TaskDefinitions, Worker } from "./worker.ts";
import type { TaskName } from "./contract.ts";

export { tick, type TickDeps } from "./schedule.ts";
export { type TaskDefinitions, Worker } from "./worker.ts";
export { startWorking, type Working } from "./working.ts";

const tasks = {
  "solicitud.execute": solicitudExecute,
} satisfies Record<TaskName, TaskDefinitions[string]>;

export interface JobsRoom {
  worker: Worker;
  /** To be called each minute, or more often. */
  tick(): Promise<void>;
}

const REMOVAL_MS = 3_600_000;

/** A worker for LEXIA's tasks, and the tick that keeps it fed. */
export function createJobs(services: Services, queue: DispatchQueue, concurrency: number): JobsRoom {
  let removedAt = -Infinity;
  return {
    worker: new Worker({ services, queue, tasks, concurrency }),
    async tick() {
      await tick({ services, queue, tasks });
      const now = services.clock.now();
      if (now - removedAt < REMOVAL_MS) return;
      removedAt = now;
      await removeExpired(services);
    },
  };
}
