/** Deliveries, as the people who administer webhooks see them. */
import { webhookAttempts, webhookDeliveries } from "#db/schema/webhooks.ts";
import { type Reason, REASONS } from "./outcome.ts";

export const DELIVERY_STATUSES = ["pending", "held", "delivered", "failed"] as const;
export type DeliveryStatus = typeof DELIVERY_STATUSES[number];

export interface Delivery {
  /** The `webhook-id`. */
  id: string;
  endpointId: string;
  eventId: string;
  eventType: string;
  status: DeliveryStatus;
  attempts: number;
  /** Null: nothing more is to come. */
  nextAttemptAt: Date | null;
  /** Of the latest answer. */
  lastStatus: number | null;
  lastReason: Reason | null;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface Attempt {
  attempt: number;
  startedAt: Date;
  durationMs: number;
  status: number | null;
  reason: Reason | null;
  excerpt: string | null;
}

/** With what was sent, and every attempt. */
export interface DeliveryRecord extends Delivery {
  body: string;
  made: readonly Attempt[];
}

export const DELIVERY_FIELDS = {
  id: webhookDeliveries.id,
  endpointId: webhookDeliveries.endpointId,
  eventId: webhookDeliveries.eventId,
  eventType: webhookDeliveries.eventType,
  status: webhookDeliveries.status,
  attempts: webhookDeliveries.attempts,
  nextAttemptAt: webhookDeliveries.nextAttemptAt,
  lastStatus: webhookDeliveries.lastStatus,
  lastReason: webhookDeliveries.lastReason,
  createdAt: webhookDeliveries.createdAt,
  finishedAt: webhookDeliveries.finishedAt,
};

export const ATTEMPT_FIELDS = {
  attempt: webhookAttempts.attempt,
  startedAt: webhookAttempts.startedAt,
  durationMs: webhookAttempts.durationMs,
  status: webhookAttempts.status,
  reason: webhookAttempts.reason,
  excerpt: webhookAttempts.excerpt,
};

type Row = Omit<Delivery, "lastReason"> & { lastReason: string | null };

export function asDelivery(row: Row): Delivery {
  return { ...row, lastReason: reasonOf(row.lastReason) };
}

export function reasonOf(code: string | null): Reason | null {
  return REASONS.find((reason) => reason === code) ?? null;
}
