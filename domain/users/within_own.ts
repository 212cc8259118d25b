/** Nobody gives what they could not have themselves, nor changes somebody who may more than they. */
import type { PermissionChanges } from "#db/schema/organization_users.ts";
import { type Permission, PERMISSIONS, permissionsOf, type Role, ROLE_PERMISSIONS, ROLES } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

/** What somebody is to become: a role, and what is added to and taken from its permissions. */
export interface Standing {
  role: Role;
  permissions: PermissionChanges;
}

export const NO_CHANGES: PermissionChanges = { add: [], remove: [] };

/**
 * An org_admin's role stands above manager and user although it does not hold all of their permissions; what was taken
 * from the caller's own role they cannot give either. Additions that somebody has already are not given anew.
 * @throws {DomainError} `permission_denied`
 */
export function requireWithinOwn(
  { actor }: Pick<Ctx, "actor">,
  wanted: Standing,
  held: PermissionChanges = NO_CHANGES,
): void {
  const givable = givableBy(actor);
  const ofRole = permissionsOf(wanted.role, { add: [], remove: wanted.permissions.remove });
  if (wanted.role === "super_admin" || !ofRole.isSubsetOf(givable)) {
    throw new DomainError("permission_denied", {
      detail: `You cannot give the role "${wanted.role}": it may more than you`,
    });
  }
  const own: ReadonlySet<string> = actor.permissions;
  const more = wanted.permissions.add.filter((name) => !held.add.includes(name) && !own.has(name));
  if (more.length === 0) return;
  throw new DomainError("permission_denied", {
    detail: `You cannot give permissions that you do not have: ${more.join(", ")}`,
  });
}

/** Whether the caller may change that member at all. @throws {DomainError} `permission_denied` */
export function requireAbove({ actor }: Pick<Ctx, "actor">, { role, permissions }: Standing): void {
  if (actor.role === "org_admin") return;
  if (permissionsOf(role, permissions).isSubsetOf(reachOf(actor))) return;
  throw new DomainError("permission_denied", { detail: "This person may more than you" });
}

/** What a page offers the caller of that member: the roles that they may give, and the permissions that they may add. */
export function offeredTo(
  { actor }: Pick<Ctx, "actor">,
  { role, permissions }: Standing,
): { isWithinReach: boolean; roles: Role[]; permissions: Permission[] } {
  const givable = givableBy(actor);
  const own = new Set(ROLE_PERMISSIONS[role]);
  return {
    isWithinReach: actor.role === "org_admin" || permissionsOf(role, permissions).isSubsetOf(reachOf(actor)),
    roles: ROLES.filter((one) =>
      one !== "super_admin" &&
      permissionsOf(one, { add: [], remove: permissions.remove }).isSubsetOf(givable)
    ),
    permissions: PERMISSIONS.filter((one) => (own.has(one) ? givable : actor.permissions).has(one)),
  };
}

const OF_OTHER_ROLES = new Set<Permission>(
  [...ROLE_PERMISSIONS.manager, ...ROLE_PERMISSIONS.user, ...ROLE_PERMISSIONS.viewer]
    .filter((permission) => !ROLE_PERMISSIONS.org_admin.includes(permission)),
);

function givableBy(actor: Ctx["actor"]): ReadonlySet<Permission> {
  return actor.role === "org_admin" ? actor.permissions.union(OF_OTHER_ROLES) : reachOf(actor);
}

/** Who reads all solicitudes reads their own among them. */
function reachOf({ permissions }: Ctx["actor"]): ReadonlySet<Permission> {
  if (!permissions.has("read_all_solicitudes")) return permissions;
  return permissions.union(new Set<Permission>(["read_own_solicitudes"]));
}
