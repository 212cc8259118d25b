import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { DEFAULT_SETTINGS } from "../organizations/settings.ts";
import { accountDb } from "./_accounts.ts";
import { HAS_SECOND_FACTOR } from "./session_state.ts";
import { setPassword } from "./_set_password.ts";
import type { VisitorCtx } from "./identity.ts";
import { peekStep, takeStep } from "./one_time.ts";
import { recordAct } from "./record_act.ts";

/**
 * Sets the password of whoever holds the link: a member, or where there is no organization an operator of the platform.
 * It signs nobody in: a second factor is asked for as ever. All sessions end.
 * @throws {DomainError} `reset_link_invalid`, the same for an unknown, an expired and a used link; `password_too_weak`,
 * `sign_in_busy`.
 */
export async function resetPassword(
  visitor: VisitorCtx,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const { services, identity, organization, address } = visitor;
  const organizationId = organization?.id ?? null;
  const person = await findResetting(visitor, token);
  const settings = organization ? await identity.organizationSettings.of(organization.id) : DEFAULT_SETTINGS;
  await identity.passwordRules.check(password, {
    about: [person.name, person.email, ...(organization ? [organization.name, organization.subdomain] : [])],
    hasSecondFactor: person.hasSecondFactor,
    minLength: settings.passwordMinLength,
  });
  const passwordHash = await identity.hasher.hash(password);
  const now = services.clock.now();
  await accountDb(services, organizationId, "password.reset").tx(async (tx) => {
    if (!await takeStep(tx, byToken(organizationId, token, now))) throw new DomainError("reset_link_invalid");
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
      organizationId,
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
  try {
    await findResetting(visitor, token);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === "reset_link_invalid") return false;
    throw error;
  }
}

/** Looks without using the link up: a password that is too weak leaves it as it is. */
async function findResetting({ services, organization }: VisitorCtx, token: string) {
  const now = services.clock.now();
  const organizationId = organization?.id ?? null;
  const person = await accountDb(services, organizationId, "password.find_link").tx(async (tx) => {
    const step = await peekStep(tx, byToken(organizationId, token, now));
    return step?.userId ? await findPerson(tx, organizationId, step.userId) : undefined;
  });
  if (!person) throw new DomainError("reset_link_invalid");
  return person;
}

const PERSON = { id: users.id, name: users.name, email: users.email, hasSecondFactor: HAS_SECOND_FACTOR };

async function findPerson(tx: Db, organizationId: string | null, userId: string) {
  const isThem = and(eq(users.id, userId), eq(users.isActive, true), isNotNull(users.passwordHash));
  const [person] = organizationId === null
    ? await tx.select(PERSON).from(users)
      .innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
      .where(and(isNull(users.organizationId), isThem))
    : await tx.select(PERSON).from(users)
      .innerJoin(
        organizationUsers,
        and(
          eq(organizationUsers.organizationId, users.organizationId),
          eq(organizationUsers.userId, users.id),
        ),
      )
      .where(and(eq(users.organizationId, organizationId), eq(organizationUsers.isActive, true), isThem));
  return person;
}

function byToken(organizationId: string | null, token: string, now: number) {
  return { organizationId, purpose: "password_reset" as const, token, now };
}
