/** Webhooks and their deliveries, as the pages show them. */
import type { EventType } from "../notifications/words.ts";

export type WebhookState = "active" | "failing" | "disabled" | "gone";
export type DeliveryState = "pending" | "held" | "delivered" | "failed";

export interface WebhookProps {
  id: string;
  url: string;
  description: string;
  events: readonly EventType[];
  format: "standard" | "slack";
  state: "active" | "disabled";
  disabledReason: "by_hand" | "gone" | "failing" | null;
  failures: number;
  lastSuccessAt: Date | null;
  previousSecretUntil: Date | null;
}

/** As they are typed and shown. */
export interface WebhookFields {
  url: string;
  description: string;
  events: readonly string[];
  format: string;
}

export interface DeliveryProps {
  id: string;
  eventType: string;
  status: DeliveryState;
  attempts: number;
  nextAttemptAt: Date | null;
  lastStatus: number | null;
  lastReason: string | null;
  createdAt: Date;
  /** Of the latest attempt; null before the first. */
  durationMs: number | null;
  excerpt: string | null;
}

export interface AttemptProps {
  attempt: number;
  startedAt: Date;
  durationMs: number;
  status: number | null;
  reason: string | null;
  excerpt: string | null;
}

/** What a person should know of it first. */
export function stateOf({ state, disabledReason, failures }: WebhookProps): WebhookState {
  if (state === "disabled") return disabledReason === "by_hand" ? "disabled" : "gone";
  return failures > 0 ? "failing" : "active";
}
