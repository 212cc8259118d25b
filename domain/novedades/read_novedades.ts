/** Who has read what: each for themselves. */
import { sql } from "drizzle-orm";
import { novedadReads } from "#db/schema/novedades.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { getNovedad } from "./get_novedad.ts";
import { isFollowedBy, lockNovedad, type Novedad } from "./novedad.ts";

/** @throws {DomainError} `novedad_not_found` */
export async function readNovedad(ctx: Ctx, id: string): Promise<Novedad> {
  return await mark(ctx, id, { action: "novedad.read", isRead: true });
}

/** Puts it back among what is to be read. @throws {DomainError} `novedad_not_found` */
export async function unreadNovedad(ctx: Ctx, id: string): Promise<Novedad> {
  return await mark(ctx, id, { action: "novedad.unread", isRead: false });
}

async function mark(
  ctx: Ctx,
  id: string,
  { action, isRead }: { action: string; isRead: boolean },
): Promise<Novedad> {
  const headId = await ctx.db.tx(async (tx) => {
    const head = await lockNovedad(tx, ctx, id);
    // Clocks differ: what was there to read is never newer than its reading.
    const readAt = isRead ? new Date(Math.max(ctx.clock.now(), head.newsAt.getTime())) : null;
    await tx.insert(novedadReads).values({ novedadId: head.id, userId: ctx.actor.userId, readAt })
      .onConflictDoUpdate({
        target: [novedadReads.organizationId, novedadReads.novedadId, novedadReads.userId],
        set: { readAt },
      });
    await audit(tx, ctx, { action, targetId: head.id });
    return head.id;
  });
  return await getNovedad(ctx, headId);
}

/**
 * Reads everything within the caller's reach that was found until then, so that nothing counts as read that came while
 * they looked. Answers how many there were.
 */
export async function readAllNovedades(ctx: Ctx, until: Date): Promise<number> {
  const reach = reachOf(ctx);
  const organizationId = ctx.organization.id;
  const userId = sql`${ctx.actor.userId}::uuid`;
  const isVisible = reach === "all" ? sql`true` : isFollowedBy(userId);
  const now = sql`${new Date(ctx.clock.now()).toISOString()}::timestamptz`;
  return await ctx.db.tx(async (tx) => {
    const marked = await tx.execute(sql`
      insert into novedad_reads (novedad_id, user_id, read_at)
      select novedades.id, ${userId}, greatest(${now}, novedades.news_at) from novedades
      left join novedad_reads r on r.organization_id = novedades.organization_id
        and r.novedad_id = novedades.id and r.user_id = ${userId}
      where novedades.organization_id = ${organizationId} and novedades.leader_id is null
        and novedades.news_at <= ${until.toISOString()}::timestamptz and ${isVisible}
        and (r.read_at is null or r.read_at < novedades.news_at)
      on conflict (organization_id, novedad_id, user_id) do update set read_at = excluded.read_at
      returning novedad_id`);
    const data = { count: marked.length, until: until.toISOString() };
    await audit(tx, ctx, { action: "novedad.read_all", targetId: ctx.actor.userId, data });
    return marked.length;
  });
}
