/** The door of the jobs room: what a process needs to work. */
import { sealAudit } from "#domain/audit_seals.ts";
import type { Services } from "#domain/ctx.ts";
import type { Sealer } from "#domain/identity/sealing.ts";
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

/** Until what was waiting is sealed. The log keeps the hash where nobody who changes the database reaches. */
async function seal({ platformDb, log }: Services, sealer: Sealer): Promise<void> {
  for (let i = 0; i < MOST_SEALS; i++) {
    const made = await sealAudit(platformDb, sealer);
    if (!made) return;
    log.info("Audit log sealed", { ...made });
  }
}

/** In one tick. */
const MOST_SEALS = 20;
const REMOVAL_MS = 3_600_000;

/** A worker for LEXIA's tasks, and the tick that keeps it fed and seals the audit log. */
export function createJobs(
  services: Services,
  queue: DispatchQueue,
  { concurrency, sealer }: { concurrency: number; sealer: Sealer },
): JobsRoom {
  let removedAt = -Infinity;
  return {
    worker: new Worker({ services, queue, tasks, concurrency }),
    async tick() {
      try {
        await tick({ services, queue, tasks });
      } finally {
        await seal(services, sealer);
      }
      const now = services.clock.now();
      if (now - removedAt < REMOVAL_MS) return;
      removedAt = now;
      await removeExpired(services);
    },
  };
}
