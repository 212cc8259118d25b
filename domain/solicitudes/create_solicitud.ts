import { and, eq, sql } from "drizzle-orm";
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
import { parseParameters, type SearchParameters } from "./search_parameters.ts";
import { searchText, soughtBy } from "./search_text.ts";
import { type Frequency, NOTIFY_DEFAULT, type NotifyChoice, type Solicitud } from "./solicitud.ts";

interface NewWatch {
  alias?: string | null;
  frequency?: Frequency;
  runOn?: RunOn;
  notify?: Partial<NotifyChoice>;
}

interface NewSimple extends NewWatch {
  tipo?: "simple";
  /** As people write it: spaces, dots and hyphens are fine. */
  radicado: string;
}

interface NewAvanzada extends NewWatch {
  tipo: "avanzada";
  parametros: SearchParameters;
}

export type NewSolicitud = NewSimple | NewAvanzada;

/** What it asks for: a radicado, or a search. */
type Subject = { radicado: Radicado; parametros: null } | { radicado: null; parametros: SearchParameters };

/**
 * Starts following a radicado or a search by name, and queues its first run.
 * @throws {DomainError} `permission_denied`, `radicado_invalid`, `request_invalid` (of a search's parameters),
 * `quota_exceeded`, or `solicitud_duplicate` with the `existing_id` of the one that the person already has.
 */
export async function createSolicitud(ctx: Ctx, input: NewSolicitud): Promise<Solicitud> {
  authorize(ctx, "create_solicitudes");
  const solicitud = await perform(ctx, subjectOf(input, ctx.clock.now()), input);
  ctx.metrics.increment("solicitudes_created_total", {
    organization_id: ctx.organization.id,
    type: solicitud.tipo,
  });
  // Nobody has to wait until it can be seen.
  void reportProgress(ctx, ctx.organization.id, solicitud.id, { stage: "queued" });
  return solicitud;
}

function subjectOf(input: NewSolicitud, now: number): Subject {
  return input.tipo === "avanzada"
    ? { radicado: null, parametros: parseParameters(input.parametros) }
    : { radicado: parseRadicado(input.radicado, now), parametros: null };
}

/** Quota, solicitud, job and audit line in one transaction; without an `Idempotency-Key`, in one round trip. */
async function perform(ctx: Ctx, subject: Subject, input: NewSolicitud): Promise<Solicitud> {
  const limit = ctx.organization.maxQueriesPerMonth;
  const usage = usageValues(ctx);
  const query = insertSolicitud({ ...usage, limit, ...auditValues(ctx), ...valuesOf(ctx, subject, input) });
  const before = limit === null ? [] : lockUsage.map((lock) => lock(usage));
  try {
    return await performOnce(ctx, { before, query }, ([row]) => {
      if (!row) throw new Error("A statement that always answers a row answered none");
      const { used, jobId: _jobId, jobLane: _lane, jobRunAt: _runAt, ...solicitud } = row;
      if (isMade(solicitud)) return solicitud;
      throw limit !== null && used >= limit ? quotaExceeded(ctx, used, limit) : new FollowedAlready();
    });
  } catch (error) {
    throw error instanceof FollowedAlready ? await duplicate(ctx, subject) : error;
  }
}

class FollowedAlready extends Error {}

function valuesOf(ctx: Ctx, { radicado, parametros }: Subject, input: NewSolicitud): Values {
  const alias = input.alias?.trim() || null;
  return {
    ownerId: ctx.actor.userId,
    tipo: parametros ? "avanzada" : "simple",
    radicado,
    parametros: parametros && JSON.stringify(parametros),
    alias,
    frequency: input.frequency ?? "dynamic",
    runOn: input.runOn ?? "judicial_days",
    notify: { ...NOTIFY_DEFAULT, ...input.notify },
    searchText: searchText(radicado, alias, soughtBy(parametros)),
  };
}

async function duplicate(ctx: Ctx, { radicado, parametros }: Subject): Promise<DomainError> {
  const [existing] = await ctx.db.one((db) =>
    db.select({ id: solicitudes.id }).from(solicitudes).where(and(
      eq(solicitudes.organizationId, ctx.organization.id),
      eq(solicitudes.ownerId, ctx.actor.userId),
      radicado === null
        ? sql`${solicitudes.parametros} = ${JSON.stringify(parametros)}::jsonb`
        : eq(solicitudes.radicado, radicado),
    ))
  );
  const detail = radicado === null
    ? `You already search for "${parametros.nombre}" so: open the existing solicitud`
    : `You already follow ${formatRadicado(radicado)}: open the existing solicitud`;
  return new DomainError("solicitud_duplicate", { detail, extra: { existing_id: existing?.id } });
}
