/** Directories whose people are to be compared again: once a day, and each hour while that fails. */
import { and, eq, sql } from "drizzle-orm";
import { identityProviders } from "#db/schema/identity_providers.ts";
import { organizations } from "#db/schema/organizations.ts";
import type { PlatformDb } from "#db/tenant_db.ts";
import { enqueue } from "./queue.ts";

/** In one tick; the rest is due at the next. */
const BATCH = 200;

const isDue = sql`(${identityProviders.syncedAt} is null
  or ${identityProviders.syncedAt} <= now() - case when ${identityProviders.syncError} is null
    then interval '1 day' else interval '1 hour' end)`;

export async function enqueueDueDirectories(db: PlatformDb): Promise<void> {
  await db.tx({ purpose: "directories.schedule" }, async (tx) => {
    const due = await tx.select({
      providerId: identityProviders.id,
      organizationId: identityProviders.organizationId,
    }).from(identityProviders)
      .innerJoin(organizations, eq(organizations.id, identityProviders.organizationId))
      .where(and(
        eq(identityProviders.kind, "ldap"),
        eq(identityProviders.isEnabled, true),
        eq(organizations.isActive, true),
        isDue,
      )).limit(BATCH);
    for (const { providerId, organizationId } of due) {
      await enqueue(tx, "directory.sync", { providerId }, {
        key: `directory.sync:${providerId}`,
        organizationId,
      });
    }
  });
}
