import { and, count, eq } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import { isUniqueViolation } from "#db/driver.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize, type Role, ROLE_PERMISSIONS } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { parseEmail, parseName } from "../identity/person_fields.ts";
import type { Member } from "./list_users.ts";

export interface NewUser {
  name: string;
  email: string;
  password: string;
  role: Exclude<Role, "super_admin">;
}

/**
 * Makes somebody a member, with a password to hand over.
 * @throws {DomainError} `permission_denied` also for a role that may more than the caller, `request_invalid`,
 * `password_too_weak`, `user_exists`, `seats_exceeded`, `sign_in_busy`.
 */
export async function addUser(ctx: Ctx, identity: IdentityServices, input: NewUser): Promise<Member> {
  authorize(ctx, "create_users");
  requireWithinOwn(ctx, input.role);
  const [name, email] = [parseName(input.name), parseEmail(input.email)];
  await identity.passwordRules.check(input.password, { about: [name, email, ctx.organization.name] });
  const passwordHash = await identity.hasher.hash(input.password);
  try {
    return await ctx.db.tx(async (tx) => {
      await requireSeat(tx, ctx);
      const [user] = await tx.insert(users).values({ name, email, passwordHash }).returning({ id: users.id });
      if (!user) throw new Error("The database made no user");
      const [membership] = await tx.insert(organizationUsers).values({ userId: user.id, role: input.role })
        .returning({ joinedAt: organizationUsers.joinedAt });
      if (!membership) throw new Error("The database made no membership");
      await audit(tx, ctx, { action: "user.add", targetId: user.id, data: { role: input.role } });
      const { joinedAt } = membership;
      return { id: user.id, email, name, role: input.role, isActive: true, joinedAt, lastSignInAt: null };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError("user_exists");
    throw error;
  }
}

/**
 * Nobody gives what they could not have themselves. An org_admin may make anybody but an operator: the role stands
 * above manager and user although it does not hold all of their permissions.
 */
function requireWithinOwn(ctx: Ctx, role: Role): void {
  if (ctx.actor.role === "org_admin" || ctx.actor.role === "super_admin") return;
  if (ROLE_PERMISSIONS[role].every((permission) => ctx.actor.permissions.has(permission))) return;
  throw new DomainError("permission_denied", {
    detail: `You cannot give the role "${role}": it may more than you`,
  });
}

/** Locks the organization's memberships, so that two at once do not take the last seat twice. */
async function requireSeat(tx: Db, ctx: Ctx): Promise<void> {
  const limit = ctx.organization.maxUsers;
  if (limit === null) return;
  await tx.select({ id: organizationUsers.id }).from(organizationUsers)
    .where(eq(organizationUsers.organizationId, ctx.organization.id)).for("update");
  const [seats] = await tx.select({ taken: count() }).from(organizationUsers).where(and(
    eq(organizationUsers.organizationId, ctx.organization.id),
    eq(organizationUsers.isActive, true),
  ));
  if ((seats?.taken ?? 0) < limit) return;
  throw new DomainError("seats_exceeded", {
    detail: `All ${limit} seats of the plan are taken`,
    extra: { limit, upgrade_url: ctx.upgradeUrl(ctx.organization) },
  });
}
