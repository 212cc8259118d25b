import { audit } from "../audit.ts";
import { authorize, type Role } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { parseEmail, parseName } from "../identity/person_fields.ts";
import { performWorkOnce } from "../idempotency.ts";
import { closeInvitationTo } from "../invitations/close_invitations.ts";
import { actAlone } from "./acting_member.ts";
import { joinOrganization } from "./join_organization.ts";
import type { Member } from "./list_users.ts";
import { lockPeople, requireSeat } from "./seats.ts";
import { NO_CHANGES, requireWithinOwn } from "./within_own.ts";

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
  const standing = { role: input.role, permissions: NO_CHANGES };
  requireWithinOwn(ctx, standing);
  const [name, email] = [parseName(input.name), parseEmail(input.email)];
  const { passwordMinLength: minLength } = await identity.organizationSettings.of(ctx.organization.id);
  await identity.passwordRules.check(input.password, {
    about: [name, email, ctx.organization.name],
    minLength,
  });
  const passwordHash = await identity.hasher.hash(input.password);
  return await performWorkOnce(ctx, async (tx) => {
    requireWithinOwn(await actAlone(tx, ctx, "create_users"), standing);
    await requireSeat(tx, ctx, { besides: email });
    const at = { organizationId: ctx.organization.id, now: ctx.clock.now() };
    const joining = { name, email, passwordHash, ...standing, emailVerifiedAt: null };
    const { userId, joinedAt } = await joinOrganization(tx, at, joining);
    await closeInvitationTo(tx, { ...at, email });
    await audit(tx, ctx, { action: "user.add", targetId: userId, data: { role: input.role } });
    return { id: userId, email, name, role: input.role, isActive: true, joinedAt, lastSignInAt: null };
  }, { lock: lockPeople });
}
