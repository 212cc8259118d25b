import { and, eq, isNull } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import type { IdentityServices } from "./identity.ts";
import { recordAct } from "./record_act.ts";

/** Ends the caller's own session, with all its tokens. Doing it twice is no mistake. */
export async function signOut(ctx: Ctx | PlatformCtx, identity: IdentityServices): Promise<void> {
  const organizationId = "organization" in ctx ? ctx.organization.id : null;
  const { sessionId, userId } = ctx.actor;
  await accountDb(ctx, organizationId, "session.end").tx(async (tx) => {
    const ended = await tx.update(sessions)
      .set({ revokedAt: new Date(ctx.clock.now()), revokedReason: "signed_out" })
      .where(and(
        inAccount(sessions.organizationId, organizationId),
        eq(sessions.id, sessionId),
        isNull(sessions.revokedAt),
      ))
      .returning({ id: sessions.id });
    if (ended.length === 0) return;
    await recordAct(tx, ctx, { organizationId, actorId: userId, action: "session.end", targetId: sessionId });
  });
  identity.sessions.forget(sessionId);
}
