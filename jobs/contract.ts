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
  /** Hands one event to everybody concerned. */
  "event.tell": {
    payload: z.object({ eventId: z.uuid() }),
    lane: 0,
    maxAttempts: 12,
    leaseSeconds: 30,
  },
  /** Sends one message. */
  "mail.send": {
    payload: z.object({ kind: z.string(), sealed: z.string() }),
    lane: 0,
    maxAttempts: 12,
    leaseSeconds: 30,
  },
  /** Sends a link for a new password, if there is an account; `sealed` says for which address. */
  "password.offer_reset": {
    payload: z.object({ sealed: z.string() }),
    lane: 0,
    maxAttempts: 6,
    leaseSeconds: 30,
  },
  /** Compares the people whom a directory has sent with what it says now. */
  "directory.sync": {
    payload: z.object({ providerId: z.uuid() }),
    lane: 2,
    maxAttempts: 4,
    leaseSeconds: 30,
  },
  /** Looks whether an organization's domain still has its record. */
  "domain.check": {
    payload: z.object({ domainId: z.uuid() }),
    lane: 2,
    maxAttempts: 6,
    leaseSeconds: 30,
  },
} as const satisfies Record<string, TaskContract>;

export type TaskName = keyof typeof TASKS;
export type TaskPayload<N extends TaskName> = z.infer<typeof TASKS[N]["payload"]>;
