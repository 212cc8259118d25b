/** Who may do what: the roles and permissions as the owner gave them, and the one check that verbs make. */
import type { Ctx, PlatformCtx } from "./ctx.ts";
import { DomainError } from "./errors.ts";

export const PERMISSIONS = [
  "create_users",
  "read_users",
  "update_users",
  "delete_users",
  "create_solicitudes",
  "read_own_solicitudes",
  "read_all_solicitudes",
  "update_solicitudes",
  "delete_solicitudes",
  "update_org_settings",
  "view_org_analytics",
  "manage_billing",
  "bulk_operations",
  "api_access",
  "webhook_management",
] as const;

export type Permission = typeof PERMISSIONS[number];

export const ROLES = ["super_admin", "org_admin", "manager", "user", "viewer"] as const;

export type Role = typeof ROLES[number];

export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  super_admin: PERMISSIONS,
  org_admin: [
    "create_users",
    "read_users",
    "update_users",
    "delete_users",
    "read_all_solicitudes",
    "update_org_settings",
    "view_org_analytics",
    "manage_billing",
    "bulk_operations",
    "api_access",
    "webhook_management",
  ],
  manager: [
    "read_users",
    "read_all_solicitudes",
    "create_solicitudes",
    "update_solicitudes",
    "view_org_analytics",
    "bulk_operations",
  ],
  user: ["create_solicitudes", "read_own_solicitudes", "update_solicitudes"],
  viewer: ["read_own_solicitudes"],
};

/** What a member may do: the role's permissions, with the membership's additions and removals. */
export function permissionsOf(
  role: Role,
  changes: { add: readonly string[]; remove: readonly string[] },
): ReadonlySet<Permission> {
  const held = new Set<Permission>(ROLE_PERMISSIONS[role]);
  for (const permission of PERMISSIONS) {
    if (changes.add.includes(permission)) held.add(permission);
    if (changes.remove.includes(permission)) held.delete(permission);
  }
  return held;
}

/** @throws {DomainError} `permission_denied` unless the caller holds at least one of them. */
export function authorize(ctx: Ctx, ...anyOf: [Permission, ...Permission[]]): void {
  if (anyOf.some((permission) => ctx.actor.permissions.has(permission))) return;
  throw new DomainError("permission_denied", {
    detail: `Needs the permission ${anyOf.join(" or ")}, which the role "${ctx.actor.role}" does not have`,
  });
}

/** @throws {DomainError} `permission_denied` unless the caller operates the platform. */
export function authorizePlatform(ctx: PlatformCtx): void {
  if (ctx.actor.role === "super_admin") return;
  throw new DomainError("permission_denied", { detail: "Only operators of the platform may do this" });
}

/** Whether the caller sees the whole organization's solicitudes, or only their own. */
export function canReadAllSolicitudes(ctx: Ctx): boolean {
  return ctx.actor.permissions.has("read_all_solicitudes");
}
