import { and, eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { webhookDeliveries, webhookEndpoints } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";

export type DeliveryRow = typeof webhookDeliveries.$inferSelect;
export type EndpointRow = typeof webhookEndpoints.$inferSelect;

export interface LockedDelivery {
  delivery: DeliveryRow;
  endpoint: EndpointRow;
  organization: { plan: string; isActive: boolean };
}

/**
 * A delivery and its endpoint, both held until the transaction ends: the endpoint first, as whoever changes several
 * deliveries of one has it.
 */
export async function lockDelivery(
  tx: Db,
  { organizationId, deliveryId }: { organizationId: string; deliveryId: string },
): Promise<LockedDelivery | undefined> {
  const [found] = await tx.select({
    endpoint: webhookEndpoints,
    delivery: webhookDeliveries,
    organization: { plan: organizations.plan, isActive: organizations.isActive },
  }).from(webhookEndpoints)
    .innerJoin(
      webhookDeliveries,
      and(
        eq(webhookEndpoints.organizationId, webhookDeliveries.organizationId),
        eq(webhookEndpoints.id, webhookDeliveries.endpointId),
      ),
    )
    .innerJoin(organizations, eq(organizations.id, webhookDeliveries.organizationId))
    .where(and(eq(webhookDeliveries.organizationId, organizationId), eq(webhookDeliveries.id, deliveryId)))
    .for("update", { of: [webhookEndpoints, webhookDeliveries] });
  return found;
}

export async function updateDelivery(
  tx: Db,
  { organizationId, id }: Pick<DeliveryRow, "organizationId" | "id">,
  changes: Parameters<ReturnType<typeof tx.update<typeof webhookDeliveries>>["set"]>[0],
): Promise<void> {
  await tx.update(webhookDeliveries).set(changes)
    .where(and(eq(webhookDeliveries.organizationId, organizationId), eq(webhookDeliveries.id, id)));
}
