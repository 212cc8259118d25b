import { and, eq } from "drizzle-orm";
import { novedades } from "#db/schema/novedades.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { getNovedad } from "./get_novedad.ts";
import { lockNovedad, type Novedad, WORKERS } from "./novedad.ts";

/**
 * Says that the caller has taken note of it for the organization. The first one to do so stays.
 * @throws {DomainError} `permission_denied`, `novedad_not_found`
 */
export async function acknowledgeNovedad(ctx: Ctx, id: string): Promise<Novedad> {
  authorize(ctx, ...WORKERS);
  const headId = await ctx.db.tx(async (tx) => {
    const head = await lockNovedad(tx, ctx, id);
    if (head.acknowledgedAt === null) {
      await tx.update(novedades)
        .set({ acknowledgedBy: ctx.actor.userId, acknowledgedAt: new Date(ctx.clock.now()) })
        .where(and(eq(novedades.organizationId, ctx.organization.id), eq(novedades.id, head.id)));
    }
    const data = { is_first: head.acknowledgedAt === null };
    await audit(tx, ctx, { action: "novedad.acknowledge", targetId: head.id, data });
    return head.id;
  });
  return await getNovedad(ctx, headId);
}
