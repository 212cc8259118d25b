import type { Db } from "#db/tenant_db.ts";
import { recordEvent } from "../events/record_event.ts";
import type { Solicitud } from "./solicitud.ts";

interface Failure {
  solicitud: Pick<Solicitud, "id" | "ownerId" | "radicado" | "completedAt">;
  executionId: string | null;
  reason: string;
  at: Date;
  /** Where the transaction stands in no organization. */
  organizationId?: string;
}

/** Tells that it could not be verified: once, until a trustworthy answer comes again. */
export async function tellFailure(
  tx: Db,
  { solicitud, executionId, reason, at, organizationId }: Failure,
): Promise<void> {
  const { id, ownerId, radicado, completedAt } = solicitud;
  await recordEvent(tx, {
    type: "solicitud.failed",
    organizationId,
    solicitudId: id,
    userId: ownerId,
    key: `solicitud.failed:${id}:${completedAt?.toISOString() ?? "never"}`,
    occurredAt: at,
    data: { solicitud_id: id, radicado, execution_id: executionId, reason },
  });
}
