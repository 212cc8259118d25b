/** What LEXIA holds about somebody: Law 1581 of 2012, article 8 (a) and (f), gives people the right to see it. */
import { and, eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { accountDb } from "../identity/account_db.ts";
import { requireFresh, requireOwnSession } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { audienceOf } from "../identity/open_session.ts";
import { recordAct } from "../identity/record_act.ts";
import { personalData } from "./_collect.ts";

export interface PersonalData {
  fileName: string;
  /** One JSON document. Throws where the caller's session ends meanwhile. */
  pieces: AsyncGenerator<string>;
}

/** Everything about the caller. Neither a key nor somebody who looks in may ask. @throws {DomainError} `permission_denied` */
export async function getOwnData(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
): Promise<PersonalData> {
  requireOwnSession(ctx);
  const organizationId = "organization" in ctx ? ctx.organization.id : null;
  const { userId, sessionId } = ctx.actor;
  const db = accountDb(ctx, organizationId, "personal_data.read");
  await db.tx((tx) =>
    recordAct(tx, ctx, { organizationId, actorId: userId, action: "user.data_read", targetId: userId })
  );
  const hold = () => identity.sessions.load(audienceOf(organizationId), sessionId);
  const generatedAt = new Date(ctx.clock.now());
  return fileOf(generatedAt, personalData(db, { organizationId, userId }, { generatedAt, hold }));
}

/**
 * Everything about a member, for an administrator who answers that person's request.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `user_not_found`.
 */
export async function getMemberData(
  ctx: Ctx,
  identity: IdentityServices,
  userId: string,
): Promise<PersonalData> {
  authorize(ctx, "update_users");
  requireFresh(ctx);
  const organizationId = ctx.organization.id;
  await ctx.db.tx(async (tx) => {
    const [found] = await tx.select({ id: users.id }).from(users)
      .where(and(eq(users.organizationId, organizationId), eq(users.id, userId)));
    if (!found) throw new DomainError("user_not_found");
    await audit(tx, ctx, { action: "user.data_read", targetId: userId });
  });
  const hold = () => identity.sessions.load(audienceOf(organizationId), ctx.actor.sessionId);
  const generatedAt = new Date(ctx.clock.now());
  return fileOf(generatedAt, personalData(ctx.db, { organizationId, userId }, { generatedAt, hold }));
}

function fileOf(generatedAt: Date, pieces: AsyncGenerator<string>): PersonalData {
  return { fileName: `lexia-personal-data-${generatedAt.toISOString().slice(0, 10)}.json`, pieces };
}
