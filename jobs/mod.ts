/** The door of the jobs room: what a process needs to work. */
import type { Services } from "#domain/ctx.ts";
import type { DispatchQueue } from "#domain/ports.ts";
import type { TaskName } from "./contract.ts";
import { type JobsRoom, openRoom } from "./room.ts";
import { solicitudExecute } from "./tasks/solicitud_execute.ts";
import type { TaskDefinitions } from "./worker.ts";

export type { JobsRoom } from "./room.ts";
export { tick, type TickDeps } from "./schedule.ts";
export { type TaskDefinitions, Worker } from "./worker.ts";
export { startWorking, type Working } from "./working.ts";

const tasks = {
  "solicitud.execute": solicitudExecute,
} satisfies Record<TaskName, TaskDefinitions[string]>;

/** A worker for LEXIA's tasks, and the tick that keeps it fed. */
export function createJobs(services: Services, queue: DispatchQueue, concurrency: number): JobsRoom {
  return openRoom({ services, queue, tasks, concurrency });
}
