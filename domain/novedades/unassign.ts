import { and, eq } from "drizzle-orm";
import { novedades } from "#db/schema/novedades.ts";
import type { Db } from "#db/tenant_db.ts";

/** Takes somebody's novedades from them, who leaves: they are nobody's then. */
export async function unassign(
  tx: Db,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<void> {
  await tx.update(novedades).set({ assignedTo: null, assignedBy: null, assignedAt: null })
    .where(and(eq(novedades.organizationId, organizationId), eq(novedades.assignedTo, userId)));
}
