import { and, eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import { type Permission, permissionsOf, ROLES } from "../authz.ts";
import type { Actor, JobCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { ORGANIZATION_FIELDS } from "../organizations/find_organization.ts";
import { tenantContext } from "../tenant_context.ts";
import type { Reader } from "./reader.ts";

/**
 * Reads for whoever asked for an export: with what they may at this moment, and were allowed when they asked. Throws
 * `not_a_member` once they are none.
 */
export function makersReader(ctx: JobCtx, of: { userId: string; allowed: readonly string[] }): Reader {
  return async () => {
    const [row] = await ctx.db.one((db) =>
      db.select({
        organization: ORGANIZATION_FIELDS,
        email: users.email,
        name: users.name,
        role: organizationUsers.role,
        changes: organizationUsers.permissions,
      }).from(organizationUsers)
        .innerJoin(users, and(eq(users.organizationId, ctx.organizationId), eq(users.id, of.userId)))
        .innerJoin(organizations, eq(organizations.id, ctx.organizationId))
        .where(and(
          eq(organizationUsers.organizationId, ctx.organizationId),
          eq(organizationUsers.userId, of.userId),
          eq(organizationUsers.isActive, true),
          eq(users.isActive, true),
          eq(organizations.isActive, true),
        ))
    );
    if (!row) throw new DomainError("not_a_member");
    const role = ROLES.find((known) => known === row.role) ?? "viewer";
    const held = permissionsOf(role, row.changes);
    const permissions = new Set<Permission>([...held].filter((one) => isWithin(of.allowed, one)));
    const { organization, email, name } = row;
    const actor: Actor = { userId: of.userId, email, name, role, permissions, ...unproven(ctx) };
    const request = { organization, actor, requestId: ctx.job.id, address: null };
    return tenantContext(ctx, request);
  };
}

/** Who was allowed to read all was so with their own. */
function isWithin(allowed: readonly string[], permission: Permission): boolean {
  return allowed.includes(permission) ||
    (permission === "read_own_solicitudes" && allowed.includes("read_all_solicitudes"));
}

/** Nobody has signed in: as with a program, nothing counts as confirmed. */
function unproven({ job }: JobCtx): Pick<Actor, "sessionId" | "proof" | "hasSecondFactor"> {
  return {
    sessionId: job.id,
    proof: {
      via: "api_key",
      method: "api_key",
      authenticatedAt: 0,
      secondFactorAt: null,
      impersonatorId: null,
    },
    hasSecondFactor: false,
  };
}
