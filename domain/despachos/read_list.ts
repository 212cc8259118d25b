import { and, eq, sql } from "drizzle-orm";
import { despachoLists, type StoredOffice } from "#db/schema/despacho_lists.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import type { NoAnswer } from "../portals/portal.ts";
import { wasAsked } from "../portals/was_asked.ts";

/** Whose turn it takes in the portal's pace. */
const TENANT = "platform";
const PATIENCE_SECONDS = 900;

/** Reads one of the portal's lists anew, as a job of the platform's; one that the portal does not have stays as it is. */
export async function readDespachoList(
  ctx: Omit<JobCtx, "organizationId">,
  { source, under }: { source: string; under: string },
): Promise<void> {
  const { job, clock } = ctx;
  if (source !== ctx.portal.source) return await ctx.db.tx((tx) => job.complete(tx));
  const answer = await ctx.portal.readOffices(under, { lane: job.lane, tenant: TENANT, signal: job.signal });
  await ctx.db.tx(async (tx) => {
    if (answer.outcome === "unverified" || answer.outcome === "unavailable") {
      return await tryLater(tx, ctx, answer);
    }
    await job.hold(tx);
    if (answer.outcome === "found") {
      await save(tx, { source, under, items: answer.offices, at: new Date(clock.now()) });
    } else ctx.log.warn("The portal has no such list of offices", { source, under });
    await job.complete(tx);
  });
}

async function tryLater(
  tx: Db,
  { job, clock }: Omit<JobCtx, "organizationId">,
  { reason, retryAt }: NoAnswer,
): Promise<void> {
  const counts = wasAsked(reason);
  // The next look at what is due tries again.
  if (counts && job.attempt >= job.maxAttempts) return await job.complete(tx);
  const wait = ((retryAt ?? 0) - clock.now()) / 1_000;
  await job.reschedule(tx, { inSeconds: Math.max(wait, PATIENCE_SECONDS), reason, counts });
}

async function save(
  tx: Db,
  { source, under, items, at }: { source: string; under: string; items: StoredOffice[]; at: Date },
): Promise<void> {
  const isSame = sql`${despachoLists.items} is not distinct from ${JSON.stringify(items)}::jsonb`;
  await tx.update(despachoLists).set({
    items,
    version: sql`${despachoLists.version} + case when ${isSame} then 0 else 1 end`,
    changedAt:
      sql`case when ${isSame} then ${despachoLists.changedAt} else ${at.toISOString()}::timestamptz end`,
    readAt: at,
    triedAt: at,
  }).where(and(eq(despachoLists.source, source), eq(despachoLists.under, under)));
}
