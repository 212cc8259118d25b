import { and, eq } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorize, type Permission, permissionsOf, ROLES } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { lockPeople } from "./seats.ts";

/**
 * The caller as they are now, while nobody else changes who is who: of two administrators who remove each other at the
 * same time the second one is no longer any.
 * @throws {DomainError} `not_a_member` or `permission_denied`
 */
export async function actAlone(tx: Db, ctx: Ctx, permission: Permission): Promise<Ctx> {
  authorize(ctx, permission);
  const organizationId = ctx.organization.id;
  await lockPeople(tx, organizationId);
  // LEXIA's own programs are no member that somebody could have removed meanwhile.
  if (ctx.actor.proof.via === "machine") return ctx;
  const [row] = await tx.select({ role: organizationUsers.role, changes: organizationUsers.permissions })
    .from(organizationUsers)
    .innerJoin(
      users,
      and(eq(users.organizationId, organizationUsers.organizationId), eq(users.id, organizationUsers.userId)),
    )
    .where(and(
      eq(organizationUsers.organizationId, organizationId),
      eq(organizationUsers.userId, ctx.actor.userId),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
    ));
  if (!row) throw new DomainError("not_a_member");
  const role = ROLES.find((known) => known === row.role) ?? "viewer";
  // A key may less than its maker.
  const permissions = permissionsOf(role, row.changes).intersection(ctx.actor.permissions);
  const now: Ctx = { ...ctx, actor: { ...ctx.actor, role, permissions } };
  authorize(now, permission);
  return now;
}
