/** Organizations with webhooks, and what happens in them, on a whole installation. */
import type { Organization } from "#domain/ctx.ts";
import { recordEvent } from "#domain/events/record_event.ts";
import type { Installation } from "#tests/support/installation.ts";
import { WARNING } from "#tests/support/webhooks.ts";

/** Endpoints as they are kept once somebody has registered them. */
export async function plantEndpoint(
  installation: Installation,
  { id }: Organization,
  url: string,
): Promise<string> {
  const secret = await installation.core.identity.sealer.seal(`whsec_${"A".repeat(43)}=`, "webhook_secret");
  const [row] = await installation.query(
    `insert into webhook_endpoints (organization_id, url, events, secret)
     values ($1, $2, '["quota.warning"]', $3) returning id`,
    [id, url, secret],
  );
  return String(row?.[0]);
}

/** So many events of an organization, in one transaction. */
export async function happenOften(
  { core }: Installation,
  { id }: Organization,
  count: number,
): Promise<void> {
  await core.services.tenantDb(id).tx(async (tx) => {
    for (let i = 0; i < count; i++) {
      await recordEvent(tx, { type: "quota.warning", data: WARNING, occurredAt: new Date() });
    }
  });
}
