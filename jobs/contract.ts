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
  /** Reads one of a portal's lists of offices. */
  "despachos.read": {
    payload: z.object({ source: z.string(), under: z.string().regex(/^\d{0,9}$/) }),
    lane: 2,
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
  /** Makes the mail of one notification, at once or when quiet hours end. */
  "notification.mail": {
    payload: z.object({ notificationId: z.uuid() }),
    lane: 0,
    maxAttempts: 12,
    leaseSeconds: 30,
  },
  /** Makes one person's digest. */
  "digest.send": {
    payload: z.object({
      userId: z.uuid(),
      way: z.enum(["daily", "weekly"]),
      slotAt: z.iso.datetime(),
    }),
    lane: 2,
    maxAttempts: 12,
    leaseSeconds: 30,
  },
  /** Sends one text message. */
  "text.send": {
    payload: z.object({ notificationId: z.uuid() }),
    lane: 0,
    maxAttempts: 8,
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
  /** Tells operators that an organization asks for another plan. */
  "plan_request.tell": {
    payload: z.object({ planRequestId: z.uuid() }),
    lane: 0,
    maxAttempts: 6,
    leaseSeconds: 30,
  },
  /** Makes one attempt to deliver one message to an organization's endpoint. */
  "webhook.deliver": {
    payload: z.object({ deliveryId: z.uuid(), round: z.int() }),
    lane: 0,
    maxAttempts: 12,
    leaseSeconds: 30,
  },
  /** Makes the file of one export. */
  "export.make": {
    payload: z.object({ exportId: z.uuid() }),
    lane: 1,
    maxAttempts: 6,
    leaseSeconds: 30,
  },
} as const satisfies Record<string, TaskContract>;

export type TaskName = keyof typeof TASKS;
export type TaskPayload<N extends TaskName> = z.infer<typeof TASKS[N]["payload"]>;
