import { and, eq } from "drizzle-orm";
import type { Values } from "#db/prepared.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { auditValues } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { performOnce } from "../idempotency.ts";
import { formatRadicado, parseRadicado, type Radicado } from "../radicado.ts";
import { lockUsage, quotaExceeded, usageValues } from "../quota.ts";
import { insertSolicitud, isMade } from "./_insert_solicitud.ts";
import { reportProgress } from "./progress.ts";
import type { RunOn } from "./run_days.ts";
import { searchText } from "./search_text.ts";
import { type Frequency, NOTIFY_DEFAULT, type NotifyChoice, type Solicitud } from "./solicitud.ts";

export interface NewSolicitud {
  /** As people write it: spaces, dots and hyphens are fine. */
  radicado: string;
  alias?: string | null;
  frequency?: Frequency;
  runOn?: RunOn;
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
  const solicitud = await perform(ctx, radicado, input);
  ctx.metrics.increment("solicitudes_created_total", {
    organization_id: ctx.organization.id,
    type: solicitud.tipo,
  });
  // Nobody has to wait until it can be seen.
  void reportProgress(ctx, ctx.organization.id, solicitud.id, { stage: "queued" });
  return solicitud;
}

/** Quota, solicitud, job and audit line in one transaction; without an `Idempotency-Key`, in one round trip. */
async function perform(ctx: Ctx, radicado: Radicado, input: NewSolicitud): Promise<Solicitud> {
  const limit = ctx.organization.maxQueriesPerMonth;
  const usage = usageValues(ctx);
  const query = insertSolicitud({ ...usage, limit, ...auditValues(ctx), ...valuesOf(ctx, radicado, input) });
  const before = limit === null ? [] : lockUsage.map((lock) => lock(usage));
  try {
    return await performOnce(ctx, { before, query }, ([row]) => {
      if (!row) throw new Error("A statement that always answers a row answered none");
      const { used, jobId: _jobId, jobLane: _lane, jobRunAt: _runAt, ...solicitud } = row;
      if (isMade(solicitud)) return solicitud;
      throw limit !== null && used >= limit ? quotaExceeded(ctx, used, limit) : new FollowedAlready();
    });
  } catch (error) {
    throw error instanceof FollowedAlready ? await duplicate(ctx, radicado) : error;
  }
}

class FollowedAlready extends Error {}

function valuesOf(ctx: Ctx, radicado: Radicado, input: NewSolicitud): Values {
  const alias = input.alias?.trim() || null;
  return {
    ownerId: ctx.actor.userId,
    radicado,
    alias,
    frequency: input.frequency ?? "dynamic",
    runOn: input.runOn ?? "judicial_days",
    notify: { ...NOTIFY_DEFAULT, ...input.notify },
    searchText: searchText(radicado, alias, []),
  };
}

async function duplicate(ctx: Ctx, radicado: string): Promise<DomainError> {
  const [existing] = await ctx.db.one((db) =>
    db.select({ id: solicitudes.id }).from(solicitudes).where(and(
      eq(solicitudes.organizationId, ctx.organization.id),
      eq(solicitudes.ownerId, ctx.actor.userId),
      eq(solicitudes.radicado, radicado),
    ))
  );
  return new DomainError("solicitud_duplicate", {
    detail: `You already follow ${formatRadicado(radicado)}: open the existing solicitud`,
    extra: { existing_id: existing?.id },
  });
}
