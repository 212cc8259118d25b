/** Every task that may be enqueued, with its payload, lane and patience. */
import { z } from "zod";
import type { Lane } from "#domain/ports.ts";

interface TaskContract {
  payload: z.ZodType<Record<string, unknown>>;
  /** Lane unless the enqueuer names another. */
  lane: Lane;
  maxAttempts: number;
  leaseSeconds: number;
}

export const TASKS = {
  /** Runs one lookup of a solicitud. */
  "solicitud.execute": {
    payload: z.object({
      solicitudId: z.uuid(),
      trigger: z.enum(["created", "manual", "scheduled"]),
    }),
    lane: 0,
    maxAttempts: 6,
    leaseSeconds: 30,
  },
} as const satisfies Record<string, TaskContract>;

export type TaskName = keyof typeof TASKS;
export type TaskPayload<N extends TaskName> = z.infer<typeof TASKS[N]["payload"]>;
