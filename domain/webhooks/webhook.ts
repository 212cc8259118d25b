/** Webhooks, as the people who administer them see them. */
import { and, eq } from "drizzle-orm";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { EVENT_TYPES, type EventType } from "../events/event_types.ts";

export const FORMATS = ["standard", "slack"] as const;
export type WebhookFormat = typeof FORMATS[number];

export const DISABLED_REASONS = ["by_hand", "gone", "failing"] as const;
export type DisabledReason = typeof DISABLED_REASONS[number];

export interface Webhook {
  id: string;
  url: string;
  description: string;
  events: readonly EventType[];
  format: WebhookFormat;
  state: "active" | "disabled";
  disabledReason: DisabledReason | null;
  disabledAt: Date | null;
  /** Attempts that failed since the last one that did not. */
  failures: number;
  failingSince: Date | null;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  /** Until when the secret before the present one signs as well. */
  previousSecretUntil: Date | null;
  createdBy: string | null;
  createdAt: Date;
  /** Changes when somebody changes it: what an ETag is made of. */
  updatedAt: Date;
}

/** With the secret itself, which is shown this once. */
export interface NewWebhook extends Webhook {
  secret: string;
}

export const WEBHOOK_FIELDS = {
  id: webhookEndpoints.id,
  url: webhookEndpoints.url,
  description: webhookEndpoints.description,
  events: webhookEndpoints.events,
  format: webhookEndpoints.format,
  state: webhookEndpoints.state,
  disabledReason: webhookEndpoints.disabledReason,
  disabledAt: webhookEndpoints.disabledAt,
  failures: webhookEndpoints.failures,
  failingSince: webhookEndpoints.failingSince,
  lastSuccessAt: webhookEndpoints.lastSuccessAt,
  lastFailureAt: webhookEndpoints.lastFailureAt,
  previousSecretUntil: webhookEndpoints.previousSecretUntil,
  createdBy: webhookEndpoints.createdBy,
  createdAt: webhookEndpoints.createdAt,
  updatedAt: webhookEndpoints.updatedAt,
};

type Row = Omit<Webhook, "events"> & { events: string[] };

export function asWebhook(row: Row): Webhook {
  return { ...row, events: EVENT_TYPES.filter((type) => row.events.includes(type)) };
}

/** That one webhook of the caller's organization. */
export function isWebhook({ organization }: Pick<Ctx, "organization">, id: string) {
  return and(eq(webhookEndpoints.organizationId, organization.id), eq(webhookEndpoints.id, id));
}

/** Its row, held until the transaction ends. @throws {DomainError} `webhook_not_found` */
export async function lockWebhook(tx: Db, ctx: Ctx, id: string): Promise<Webhook> {
  const [row] = isUuid(id)
    ? await tx.select(WEBHOOK_FIELDS).from(webhookEndpoints).where(isWebhook(ctx, id)).for("update")
    : [];
  if (!row) throw new DomainError("webhook_not_found");
  return asWebhook(row);
}

const MAX_DESCRIPTION = 200;

/** @throws {DomainError} `request_invalid` */
export function parseDescription(text: string): string {
  const description = text.trim();
  if (description.length <= MAX_DESCRIPTION) return description;
  throw invalid("description", "description_invalid", `Give at most ${MAX_DESCRIPTION} characters`);
}

/** @throws {DomainError} `request_invalid` for none at all. */
export function parseEvents(types: readonly EventType[]): EventType[] {
  const chosen = EVENT_TYPES.filter((type) => types.includes(type));
  if (chosen.length > 0) return chosen;
  throw invalid("events", "events_invalid", "Name one event at least");
}

/** What the audit log says of an address: the rest of it may be a secret of the receiver's. */
export function shownAddress(url: string): string {
  return new URL(url).origin;
}

function invalid(field: string, code: string, message: string): DomainError {
  return new DomainError("request_invalid", { errors: [{ field, code, message }] });
}
