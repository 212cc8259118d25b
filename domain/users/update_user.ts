import { and, eq } from "drizzle-orm";
import { organizationUsers, type PermissionChanges } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize, type Permission, permissionsOf, type Role } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { parseName } from "../identity/person_fields.ts";
import { closeInvitationsOf } from "../invitations/close_invitations.ts";
import { actAlone } from "./acting_member.ts";
import { endAccess } from "./end_access.ts";
import { lockMember, type MemberRecord } from "./member.ts";
import { requireOtherAdministrator, requireSeat } from "./seats.ts";
import { tellMember } from "./tell_member.ts";
import { requireAbove, requireWithinOwn } from "./within_own.ts";

export interface UserChanges {
  name?: string;
  role?: Exclude<Role, "super_admin">;
  permissions?: { add: Permission[]; remove: Permission[] };
  isActive?: boolean;
}

/**
 * Changes what somebody is called, may do, or whether they come in at all. It counts everywhere within 5 seconds.
 * @throws {DomainError} `permission_denied` also for what is above the caller, `fresh_proof_required`, `own_account`,
 * `user_not_found`, `version_conflict`, `last_administrator`, `seats_exceeded`, `request_invalid`.
 */
export async function updateUser(
  ctx: Ctx,
  identity: IdentityServices,
  input: { id: string; expectedUpdatedAt?: Date; changes: UserChanges },
): Promise<MemberRecord> {
  authorize(ctx, "update_users");
  const changes = parsed(input.changes);
  if (concernsAccess(changes)) requireFresh(ctx);
  const { locale } = await identity.organizationSettings.of(ctx.organization.id);

  const { before, after } = await ctx.db.tx(async (tx) => {
    const me = await actAlone(tx, ctx, "update_users");
    const before = await lockMember(tx, ctx, input);
    requireAbove(me, before);
    const now = Math.max(ctx.clock.now(), before.updatedAt.getTime() + 1);
    const after: MemberRecord = { ...before, ...changes, updatedAt: new Date(now) };
    const changed = differences(before, after);
    if (changed.length === 0) return { before, after: before };
    await requireAllowed(tx, me, { before, after });
    await write(tx, ctx, after);
    const ended = await endWhatIsOver(tx, ctx, { before, after });
    await audit(tx, ctx, {
      action: "user.update",
      targetId: after.id,
      data: { before: shown(before, changed), after: shown(after, changed), ...ended },
    });
    await tellMember(tx, ctx, identity.sealer, { before, after, locale });
    return { before, after };
  });
  if (before !== after) identity.sessions.forgetPerson(after.id);
  return after;
}

function parsed({ name, permissions, ...rest }: UserChanges): Partial<MemberRecord> {
  const given = {
    ...rest,
    name: name === undefined ? undefined : parseName(name),
    permissions: permissions &&
      { add: [...new Set(permissions.add)], remove: [...new Set(permissions.remove)] },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function concernsAccess({ role, permissions, isActive }: Partial<MemberRecord>): boolean {
  return role !== undefined || permissions !== undefined || isActive !== undefined;
}

const FIELDS = ["name", "role", "permissions", "isActive"] as const;
type Field = typeof FIELDS[number];

interface Change {
  before: MemberRecord;
  after: MemberRecord;
}

function differences(before: MemberRecord, after: MemberRecord): Field[] {
  return FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** For the audit log, which keeps what somebody may do, and not what they are called. */
function shown(member: MemberRecord, fields: readonly Field[]): Record<string, unknown> {
  const { role, permissions, isActive } = member;
  const all: Record<Field, Record<string, unknown>> = {
    name: { name: "(a name)" },
    role: { role },
    permissions: { permissions },
    isActive: { is_active: isActive },
  };
  return Object.assign({}, ...fields.map((field) => all[field]));
}

async function requireAllowed(tx: Db, me: Ctx, { before, after }: Change): Promise<void> {
  const organizationId = me.organization.id;
  const isAccess = differences(before, after).some((field) => field !== "name");
  if (!isAccess) return;
  if (before.id === me.actor.userId) throw new DomainError("own_account");
  if (after.isActive) requireWithinOwn(me, after, before.permissions);
  const wasAdministrator = before.role === "org_admin" && before.isActive;
  const isAdministrator = after.role === "org_admin" && after.isActive;
  if (wasAdministrator && !isAdministrator) {
    await requireOtherAdministrator(tx, { organizationId, besides: [before.id] });
  }
  if (after.isActive && !before.isActive) await requireSeat(tx, me, { besides: before.email });
}

async function write(tx: Db, { organization }: Ctx, after: MemberRecord): Promise<void> {
  const { id, name, role, isActive, updatedAt } = after;
  const permissions: PermissionChanges = after.permissions;
  // Switching somebody off ends the membership; a row that is off itself belongs to who was removed.
  await tx.update(users).set({ name, updatedAt, ...(isActive ? { isActive } : {}) })
    .where(and(eq(users.organizationId, organization.id), eq(users.id, id)));
  await tx.update(organizationUsers).set({ role, permissions, isActive })
    .where(and(eq(organizationUsers.organizationId, organization.id), eq(organizationUsers.userId, id)));
}

/** Sessions and keys of who is out, and invitations of who may less. */
async function endWhatIsOver(tx: Db, ctx: Ctx, { before, after }: Change): Promise<Record<string, number>> {
  const of = { organizationId: ctx.organization.id, userId: after.id, now: ctx.clock.now() };
  const isOut = before.isActive && !after.isActive;
  const held = permissionsOf(before.role, before.permissions);
  const mayLess = !held.isSubsetOf(permissionsOf(after.role, after.permissions)) ||
    (before.role === "org_admin" && after.role !== "org_admin");
  const ended: Record<string, number> = {};
  if (isOut) {
    const { sessions, keys } = await endAccess(tx, { ...of, reason: "deactivated" });
    Object.assign(ended, { ended_sessions: sessions, revoked_keys: keys });
  }
  if (isOut || mayLess) ended.revoked_invitations = await closeInvitationsOf(tx, of);
  return ended;
}
