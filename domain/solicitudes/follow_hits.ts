import { auditValues } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { performOnce } from "../idempotency.ts";
import { lockUsage, quotaExceeded, usageValues } from "../quota.ts";
import { parseRadicado } from "../radicado.ts";
import { type Followed, insertFollowed } from "./_insert_followed.ts";
import { getSolicitud } from "./get_solicitud.ts";
import type { RunOn } from "./run_days.ts";
import { type Frequency, NOTIFY_DEFAULT, type NotifyChoice } from "./solicitud.ts";

export interface FollowInput {
  /** The search. */
  id: string;
  /** As people write them; null: every hit that the search shows. */
  radicados: readonly string[] | null;
  frequency?: Frequency;
  runOn?: RunOn;
  notify?: Partial<NotifyChoice>;
}

/** What became of one radicado. `held`: it waits for next month's queries. */
export interface FollowedRadicado {
  radicado: string;
  status: "created" | "held" | "already_followed" | "not_a_hit";
  /** The caller's solicitud of it; null where there is none, or where it was made this very moment elsewhere. */
  solicitudId: string | null;
}

/**
 * Makes solicitudes of hits, all of them in one transaction; what the caller follows already is told, not refused.
 * @throws {DomainError} `permission_denied`, `solicitud_not_found`, `radicado_invalid`, or `quota_exceeded` where nothing
 * is left of the month; where less is left than is wanted, the rest is held.
 */
export async function followHits(ctx: Ctx, input: FollowInput): Promise<FollowedRadicado[]> {
  authorize(ctx, "create_solicitudes");
  const { id } = await getSolicitud(ctx, input.id);
  const now = ctx.clock.now();
  const radicados = input.radicados && [...new Set(input.radicados.map((one) => parseRadicado(one, now)))];
  const limit = ctx.organization.maxQueriesPerMonth;
  const usage = usageValues(ctx);
  const values = {
    ...usage,
    ...auditValues(ctx),
    limit,
    searchId: id,
    ownerId: ctx.actor.userId,
    frequency: input.frequency ?? "dynamic",
    runOn: input.runOn ?? "judicial_days",
    notify: JSON.stringify({ ...NOTIFY_DEFAULT, ...input.notify }),
  };
  const before = limit === null ? [] : lockUsage.map((lock) => lock(usage));
  const followed = await performOnce(
    ctx,
    { before, query: insertFollowed(values, { radicados }) },
    (rows) => {
      const [{ used, fresh } = { used: 0, fresh: 0 }] = rows;
      if (limit !== null && fresh > 0 && used >= limit) throw quotaExceeded(ctx, used, limit);
      return [...rows.flatMap(outcomeOf), ...notHits(rows, radicados ?? [])];
    },
  );
  const created = followed.filter(({ status }) => status === "created" || status === "held").length;
  const labels = { organization_id: ctx.organization.id, type: "simple" };
  ctx.metrics.increment("solicitudes_created_total", labels, created);
  return followed;
}

function outcomeOf({ radicado, solicitudId, status }: Followed): FollowedRadicado[] {
  return radicado === null || status === null ? [] : [{ radicado, status, solicitudId }];
}

function notHits(rows: readonly Followed[], radicados: readonly string[]): FollowedRadicado[] {
  const hits = new Set(rows.map(({ radicado }) => radicado));
  return radicados.filter((radicado) => !hits.has(radicado))
    .map((radicado) => ({ radicado, status: "not_a_hit", solicitudId: null }));
}
