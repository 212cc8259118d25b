import { and, eq, sql } from "drizzle-orm";
import { novedades } from "#db/schema/novedades.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize, permissionsOf, ROLES } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { getNovedad } from "./get_novedad.ts";
import { isFollowedBy, lockNovedad, type Novedad, WORKERS } from "./novedad.ts";

/**
 * Gives it to a colleague, or with null to nobody.
 * @throws {DomainError} `permission_denied`, `novedad_not_found`, `request_invalid` for who is no active member or may
 * not see it
 */
export async function assignNovedad(
  ctx: Ctx,
  { id, userId }: { id: string; userId: string | null },
): Promise<Novedad> {
  authorize(ctx, ...WORKERS);
  const headId = await ctx.db.tx(async (tx) => {
    const head = await lockNovedad(tx, ctx, id);
    if (userId !== null && !await maySee(tx, ctx, { novedadId: head.id, userId })) throw refusal();
    const assignedAt = new Date(ctx.clock.now());
    await tx.update(novedades).set(
      userId === null
        ? { assignedTo: null, assignedBy: null, assignedAt: null }
        : { assignedTo: userId, assignedBy: ctx.actor.userId, assignedAt },
    ).where(and(eq(novedades.organizationId, ctx.organization.id), eq(novedades.id, head.id)));
    const data = { before: { assigned_to: head.assignedTo }, after: { assigned_to: userId } };
    await audit(tx, ctx, { action: "novedad.assign", targetId: head.id, data });
    return head.id;
  });
  return await getNovedad(ctx, headId);
}

/** Somebody with a seat, whose permissions and solicitudes show it to them; the membership stays as it is meanwhile. */
async function maySee(
  tx: Db,
  ctx: Ctx,
  { novedadId, userId }: { novedadId: string; userId: string },
): Promise<boolean> {
  const organizationId = ctx.organization.id;
  const [member] = await tx.select({
    role: organizationUsers.role,
    changes: organizationUsers.permissions,
    isFollower: sql<boolean>`exists (
      select 1 from ${novedades} where ${novedades.organizationId} = ${organizationId}
        and ${novedades.id} = ${novedadId} and ${isFollowedBy(sql`${userId}::uuid`)}
    )`,
  }).from(organizationUsers).innerJoin(
    users,
    and(eq(users.organizationId, organizationUsers.organizationId), eq(users.id, organizationUsers.userId)),
  ).where(and(
    eq(organizationUsers.organizationId, organizationId),
    eq(organizationUsers.userId, userId),
    eq(organizationUsers.isActive, true),
    eq(users.isActive, true),
  )).for("share", { of: organizationUsers });
  if (!member) return false;
  const role = ROLES.find((known) => known === member.role) ?? "viewer";
  const permissions = permissionsOf(role, member.changes);
  return permissions.has("read_all_solicitudes") ||
    (permissions.has("read_own_solicitudes") && member.isFollower);
}

function refusal(): DomainError {
  return new DomainError("request_invalid", {
    errors: [{
      field: "user_id",
      code: "assignee_invalid",
      message: "Choose an active colleague who follows this case, or who may read all",
    }],
  });
}
