/** The days on which an organization knows that courts are closed. */
import { and, asc, eq, sql } from "drizzle-orm";
import { courtClosures } from "#db/schema/calendar_rules.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isCalendarDate, isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { performWorkOnce } from "../idempotency.ts";
import { type Page, pageOf } from "../page.ts";

export type CourtClosure = typeof courtClosures.$inferSelect;

export interface NewClosure {
  name: string;
  source?: string | null;
  /** The first 2 to 12 digits of the offices' codes; null: every court. */
  officePrefix?: string | null;
  startsOn: string;
  endsOn: string;
}

const MOST_CLOSURES = 1_000;

/** By the day on which they begin. Every member may read them. */
export async function listClosures(
  ctx: Ctx,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<CourtClosure>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, [isCalendarDate, isUuid]);
  const rows = await ctx.db.one((db) =>
    db.select().from(courtClosures).where(and(
      eq(courtClosures.organizationId, ctx.organization.id),
      after && sql`(${courtClosures.startsOn}, ${courtClosures.id}) > (${after[0]}::date, ${after[1]}::uuid)`,
    )).orderBy(asc(courtClosures.startsOn), asc(courtClosures.id)).limit(limit + 1)
  );
  return pageOf(rows, limit, (last) => [last.startsOn, last.id]);
}

/**
 * Takes the days out of every term that is calculated for these offices.
 * @throws {DomainError} `permission_denied`, `request_invalid`, `closure_limit`
 */
export async function addClosure(ctx: Ctx, input: NewClosure): Promise<CourtClosure> {
  authorize(ctx, "update_org_settings");
  if (input.endsOn < input.startsOn) {
    const message = "Give a day that is not before the first one";
    throw new DomainError("request_invalid", { errors: [{ field: "ends_on", code: "invalid", message }] });
  }
  return await performWorkOnce(ctx, async (tx) => {
    const count = await tx.$count(courtClosures, eq(courtClosures.organizationId, ctx.organization.id));
    if (count >= MOST_CLOSURES) throw new DomainError("closure_limit", { extra: { limit: MOST_CLOSURES } });
    const [made] = await tx.insert(courtClosures).values({ ...input, createdBy: ctx.actor.userId })
      .returning();
    if (!made) throw new Error("An insert that always answers a row answered none");
    await audit(tx, ctx, { action: "closure.add", targetId: made.id, data: { after: stateOf(made) } });
    return made;
  });
}

/** @throws {DomainError} `permission_denied`, `closure_not_found` */
export async function removeClosure(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, "update_org_settings");
  await ctx.db.tx(async (tx) => {
    const [gone] = await tx.delete(courtClosures).where(and(
      eq(courtClosures.organizationId, ctx.organization.id),
      eq(courtClosures.id, id),
    )).returning();
    if (!gone) throw new DomainError("closure_not_found");
    await audit(tx, ctx, { action: "closure.remove", targetId: id, data: { before: stateOf(gone) } });
  });
}

function stateOf({ name, source, officePrefix, startsOn, endsOn }: CourtClosure) {
  return { name, source, office_prefix: officePrefix, starts_on: startsOn, ends_on: endsOn };
}
