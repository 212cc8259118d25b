import { and, desc, eq, lt } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { asInvitation, type Invitation, INVITATION_FIELDS } from "./invitation.ts";

/** The latest first, whatever became of them. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listInvitations(
  ctx: Ctx,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<Invitation>> {
  authorize(ctx, "create_users");
  // Ids are in the order of time.
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, [isUuid]);
  const rows = await ctx.db.one((db) =>
    db.select(INVITATION_FIELDS).from(invitations).where(and(
      eq(invitations.organizationId, ctx.organization.id),
      before === undefined ? undefined : lt(invitations.id, before),
    )).orderBy(desc(invitations.id)).limit(limit + 1)
  );
  const now = ctx.clock.now();
  return pageOf(rows.map((row) => asInvitation(row, now)), limit, ({ id }) => [id]);
}
