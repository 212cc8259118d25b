import { and, eq, isNotNull } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Organization } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { HAS_SECOND_FACTOR } from "./session_state.ts";
import { setPassword } from "./_set_password.ts";
import type { VisitorCtx } from "./identity.ts";
import { peekStep, takeStep } from "./one_time.ts";
import { recordAct } from "./record_act.ts";

/**
 * Sets the password of whoever holds the link. It signs nobody in: a second factor is asked for as ever. All sessions
 * end.
 * @throws {DomainError} `organization_not_found`; `reset_link_invalid`, the same for an unknown, an expired and a used
 * link; `password_too_weak`, `sign_in_busy`.
 */
export async function resetPassword(
  visitor: VisitorCtx,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const { services, identity, organization, address } = visitor;
  if (!organization) throw new DomainError("organization_not_found");
  const person = await findResetting(visitor, organization, token);
  const settings = await identity.organizationSettings.of(organization.id);
  await identity.passwordRules.check(password, {
    about: [person.name, person.email, organization.name, organization.subdomain],
    hasSecondFactor: person.hasSecondFactor,
    minLength: settings.passwordMinLength,
  });
  const passwordHash = await identity.hasher.hash(password);
  const now = services.clock.now();
  await services.tenantDb(organization.id).tx(async (tx) => {
    if (!await takeStep(tx, byToken(organization, token, now))) throw new DomainError("reset_link_invalid");
    const ended = await setPassword(tx, identity.sealer, {
      organization,
      userId: person.id,
      passwordHash,
      reason: "password_reset",
      address,
      now,
      locale: settings.locale,
      provesEmail: true,
    });
    await recordAct(tx, visitor, {
      organizationId: organization.id,
      actorId: person.id,
      action: "password.reset",
      targetId: person.id,
      data: { ended_sessions: ended },
    });
  });
  identity.sessions.forgetPerson(person.id);
}

/** Whether the link opens anything, for the page. */
export async function isResetOpen(visitor: VisitorCtx, token: string): Promise<boolean> {
  const { organization } = visitor;
  if (!organization) return false;
  try {
    await findResetting(visitor, organization, token);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === "reset_link_invalid") return false;
    throw error;
  }
}

/** Looks without using the link up: a password that is too weak leaves it as it is. */
async function findResetting({ services }: VisitorCtx, organization: Organization, token: string) {
  const now = services.clock.now();
  const person = await services.tenantDb(organization.id).tx(async (tx) => {
    const step = await peekStep(tx, byToken(organization, token, now));
    return step?.userId ? await findPerson(tx, organization.id, step.userId) : undefined;
  });
  if (!person) throw new DomainError("reset_link_invalid");
  return person;
}

async function findPerson(tx: Db, organizationId: string, userId: string) {
  const [person] = await tx.select({
    id: users.id,
    name: users.name,
    email: users.email,
    hasSecondFactor: HAS_SECOND_FACTOR,
  }).from(users)
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.organizationId, users.organizationId), eq(organizationUsers.userId, users.id)),
    )
    .where(and(
      eq(users.organizationId, organizationId),
      eq(users.id, userId),
      eq(users.isActive, true),
      eq(organizationUsers.isActive, true),
      isNotNull(users.passwordHash),
    ));
  return person;
}

function byToken({ id: organizationId }: Organization, token: string, now: number) {
  return { organizationId, purpose: "password_reset" as const, token, now };
}
