import { and, eq, isNull, sql } from "drizzle-orm";
import { executions } from "#db/schema/executions.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { tellFailure } from "./_tell_failure.ts";
import { latestExecution } from "./last_execution.ts";

/**
 * Shows and tells that a solicitud's job was buried: it is failed, and one that is watched runs again the next day. Runs in the
 * transaction that buries the job, on the platform's handle.
 */
export async function failSolicitud(
  tx: Db,
  input: { organizationId: string; solicitudId: string; reason: string },
): Promise<void> {
  const { organizationId, solicitudId } = input;
  const [lost] = await tx.update(executions).set({
    result: "error",
    finishedAt: sql`now()`,
    detail: { code: input.reason },
  })
    .where(and(
      eq(executions.organizationId, organizationId),
      eq(executions.solicitudId, solicitudId),
      isNull(executions.result),
    )).returning({ id: executions.id });
  const isPaused = sql`${solicitudes.status} = 'paused'`;
  const [failed] = await tx.update(solicitudes).set({
    status: sql`case when ${isPaused} then 'paused' else 'failed' end`,
    nextRunAt:
      sql`case when ${isPaused} or ${solicitudes.frequency} = 'once' then null else now() + interval '1 day' end`,
    lastExecution: latestExecution(),
    updatedAt: sql`now()`,
  }).where(and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.id, solicitudId))).returning();
  if (!failed || failed.status === "paused") return;
  await tellFailure(tx, {
    solicitud: failed,
    executionId: lost?.id ?? null,
    reason: input.reason,
    at: failed.updatedAt,
    organizationId,
  });
}
