/** What an organization that enforces single sign-on lets its emergency administrators do, and nobody else. */
import { and, eq } from "drizzle-orm";
import type { SignInMethod } from "#db/schema/sessions.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../../errors.ts";
import { accountDb } from "../_accounts.ts";
import { sendSecurityNotice } from "../_security_notice.ts";
import type { IdentityServices, VisitorCtx } from "../identity.ts";
import { recordAct } from "../record_act.ts";

/** By what LEXIA itself knows of somebody. */
const LOCAL_METHODS: ReadonlySet<SignInMethod> = new Set(["password", "passkey", "invitation"]);

/** Whether people sign in through the organization's providers alone. Operators of the platform never do. */
export async function isSsoEnforced(
  identity: Pick<IdentityServices, "organizationSettings">,
  organizationId: string | null,
): Promise<boolean> {
  return organizationId !== null && (await identity.organizationSettings.of(organizationId)).ssoEnforced;
}

/**
 * For what sets or resets a password: the same answer to everybody, whether there is an account or not.
 * @throws {DomainError} `sso_required`
 */
export async function requirePasswordsAllowed(
  identity: Pick<IdentityServices, "organizationSettings">,
  organizationId: string | null,
): Promise<void> {
  if (await isSsoEnforced(identity, organizationId)) throw new DomainError("sso_required");
}

/** Whether a password counts for that address. Where it is asked, it is asked of every address, known or not. */
export async function mayUsePassword(visitor: VisitorCtx, email: string): Promise<boolean> {
  const { services, identity, organization } = visitor;
  if (!organization || !await isSsoEnforced(identity, organization.id)) return true;
  const [row] = await accountDb(services, organization.id, "sso.find_break_glass")
    .one((db) => selectBreakGlass(db, organization.id, eq(users.email, email)));
  return row !== undefined;
}

/**
 * Where single sign-on is enforced: holds a session that is being opened to the rule, whatever way led to it; and tells
 * all administrators of one that the rule lets through.
 * @throws {DomainError} `sso_required`
 */
export async function guardLocalSession(
  tx: Db,
  visitor: VisitorCtx,
  session: { id: string; method: SignInMethod; userId: string; email: string },
): Promise<void> {
  const { organization, identity, services, address } = visitor;
  if (!organization || !LOCAL_METHODS.has(session.method)) return;
  const organizationId = organization.id;
  const [row] = await selectBreakGlass(tx, organizationId, eq(users.id, session.userId));
  if (!row) throw new DomainError("sso_required");
  await recordAct(tx, visitor, {
    organizationId,
    actorId: session.userId,
    action: "session.break_glass",
    targetId: session.id,
    data: { method: session.method },
  });
  for (const { userId } of await selectAdministrators(tx, organizationId)) {
    await sendSecurityNotice(tx, identity.sealer, {
      organizationId,
      userId,
      event: "signed_in_by_break_glass",
      about: session.email,
      address,
      now: services.clock.now(),
    });
  }
}

export function selectAdministrators(db: Db, organizationId: string) {
  return db.select({ userId: users.id, hash: users.passwordHash, isBreakGlass: users.isBreakGlass })
    .from(users)
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.userId, users.id), eq(organizationUsers.organizationId, organizationId)),
    )
    .where(isActiveAdministrator(organizationId)).execute();
}

/** Who was taken out of the administrators is no emergency administrator any more. */
function selectBreakGlass(db: Db, organizationId: string, isThem: ReturnType<typeof eq>) {
  return db.select({ id: users.id }).from(users)
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.userId, users.id), eq(organizationUsers.organizationId, organizationId)),
    )
    .where(and(isActiveAdministrator(organizationId), eq(users.isBreakGlass, true), isThem)).execute();
}

export function isActiveAdministrator(organizationId: string) {
  return and(
    eq(users.organizationId, organizationId),
    eq(users.isActive, true),
    eq(organizationUsers.isActive, true),
    eq(organizationUsers.role, "org_admin"),
  );
}
