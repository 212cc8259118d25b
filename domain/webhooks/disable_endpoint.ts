import { and, eq, inArray, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { webhookDeliveries, webhookEndpoints } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Sealer } from "../identity/sealing.ts";
import { tellAdministrators } from "../organizations/tell_administrators.ts";
import type { DisabledReason } from "./webhook.ts";

interface Endpoint {
  organizationId: string;
  id: string;
  url: string;
  description: string;
}

/** Nothing more goes there, and what waits for it has failed: it can be sent again by hand. Its row must be locked. */
export async function disableEndpoint(
  tx: Db,
  { organizationId, id }: Pick<Endpoint, "organizationId" | "id">,
  { reason, at }: { reason: DisabledReason; at: Date },
): Promise<void> {
  await tx.update(webhookEndpoints).set({ state: "disabled", disabledReason: reason, disabledAt: at })
    .where(and(eq(webhookEndpoints.organizationId, organizationId), eq(webhookEndpoints.id, id)));
  await tx.update(webhookDeliveries).set({
    status: "failed",
    lastReason: "endpoint_disabled",
    nextAttemptAt: null,
    finishedAt: at,
    isQueued: false,
  }).where(and(
    eq(webhookDeliveries.organizationId, organizationId),
    eq(webhookDeliveries.endpointId, id),
    inArray(webhookDeliveries.status, ["pending", "held"]),
    // What is under way says by itself what came of it.
    sql`coalesce(${webhookDeliveries.sendingUntil} <= now(), true)`,
  ));
}

/** Tells the administrators of an endpoint that LEXIA has disabled, in the transaction that did. */
export async function noticeWebhookDisabled(
  tx: Db,
  sealer: Sealer,
  { organizationId, url, description }: Endpoint,
  { reason, at }: { reason: Exclude<DisabledReason, "by_hand">; at: Date },
): Promise<void> {
  const [organization] = await tx.select({ name: organizations.name }).from(organizations)
    .where(eq(organizations.id, organizationId));
  const says = {
    organization: organization?.name ?? "",
    host: new URL(url).host,
    description,
    reason,
    at: at.toISOString(),
  };
  await tellAdministrators(
    tx,
    sealer,
    organizationId,
    (locale) => ({ kind: "webhook_disabled", locale, says }),
  );
}
