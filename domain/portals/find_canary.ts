import { desc, eq } from "drizzle-orm";
import { procesos } from "#db/schema/procesos.ts";
import type { PlatformDb } from "#db/tenant_db.ts";

/** The radicado of the public proceso that was verified last: a public number, taken for what the portal must know. */
export async function findCanary(db: PlatformDb): Promise<string | undefined> {
  const [row] = await db.one(
    { purpose: "portal.canary" },
    (one) =>
      one.select({ radicado: procesos.radicado }).from(procesos).where(eq(procesos.isPrivate, false))
        .orderBy(desc(procesos.lastVerifiedAt)).limit(1),
  );
  return row?.radicado;
}
