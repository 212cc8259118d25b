import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { executions } from "#db/schema/executions.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";

/**
 * Shows that a solicitud's job was buried: it is failed, and one that is watched runs again the next day. Runs in the
 * transaction that buries the job, on the platform's handle.
 */
export async function failSolicitud(
  tx: Db,
  input: { organizationId: string; solicitudId: string; reason: string },
): Promise<void> {
  const { organizationId, solicitudId } = input;
  await tx.update(executions).set({ result: "error", finishedAt: sql`now()`, detail: { code: input.reason } })
    .where(and(
      eq(executions.organizationId, organizationId),
      eq(executions.solicitudId, solicitudId),
      isNull(executions.result),
    ));
  await tx.update(solicitudes).set({
    status: "failed",
    nextRunAt: sql`case when ${solicitudes.frequency} = 'once' then null else now() + interval '1 day' end`,
    updatedAt: sql`now()`,
  }).where(and(
    eq(solicitudes.organizationId, organizationId),
    eq(solicitudes.id, solicitudId),
    ne(solicitudes.status, "paused"),
  ));
}
