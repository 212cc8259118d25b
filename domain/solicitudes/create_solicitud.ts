import { and, eq } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { enqueue } from "#jobs/queue.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { performOnce } from "../idempotency.ts";
import { formatRadicado, parseRadicado } from "../radicado.ts";
import { requireQuota } from "../quota.ts";
import { executionKey } from "./execution_key.ts";
import { reportProgress } from "./progress.ts";
import { searchText } from "./search_text.ts";
import { type Frequency, NOTIFY_DEFAULT, type NotifyChoice, type Solicitud } from "./solicitud.ts";

export interface NewSolicitud {
  /** As people write it: spaces, dots and hyphens are fine. */
  radicado: string;
  alias?: string | null;
  frequency?: Frequency;
  notify?: Partial<NotifyChoice>;
}

/**
 * Starts following a radicado, and queues its first lookup.
 * @throws {DomainError} `permission_denied`, `radicado_invalid`, `quota_exceeded`, or `solicitud_duplicate` with the
 * `existing_id` of the one that the person already has.
 */
export async function createSolicitud(ctx: Ctx, input: NewSolicitud): Promise<Solicitud> {
  authorize(ctx, "create_solicitudes");
  const radicado = parseRadicado(input.radicado, ctx.clock.now());
  const alias = input.alias?.trim() || null;

  const solicitud = await performOnce(ctx, async (tx): Promise<Solicitud> => {
    await requireQuota(tx, ctx);
    const [row] = await tx.insert(solicitudes).values({
      ownerId: ctx.actor.userId,
      radicado,
      alias,
      frequency: input.frequency ?? "dynamic",
      notify: { ...NOTIFY_DEFAULT, ...input.notify },
      searchText: searchText(radicado, alias, []),
    }).onConflictDoNothing().returning();
    if (!row) throw await duplicate(tx, ctx, radicado);

    await enqueue(tx, "solicitud.execute", { solicitudId: row.id, trigger: "created" }, {
      key: executionKey(row.id),
    });
    await audit(tx, ctx, { action: "solicitud.create", targetId: row.id, data: { radicado } });
    return { ...row, lastExecution: null };
  });

  ctx.metrics.increment("solicitudes_created_total", {
    organization_id: ctx.organization.id,
    type: solicitud.tipo,
  });
  await reportProgress(ctx, ctx.organization.id, solicitud.id, { stage: "queued" });
  return solicitud;
}

async function duplicate(tx: Db, ctx: Ctx, radicado: string): Promise<DomainError> {
  const [existing] = await tx.select({ id: solicitudes.id }).from(solicitudes).where(and(
    eq(solicitudes.organizationId, ctx.organization.id),
    eq(solicitudes.ownerId, ctx.actor.userId),
    eq(solicitudes.radicado, radicado),
  ));
  return new DomainError("solicitud_duplicate", {
    detail: `You already follow ${formatRadicado(radicado)}: open the existing solicitud`,
    extra: { existing_id: existing?.id },
  });
}
