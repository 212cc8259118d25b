/** The way out that every notice has: a link that works without signing in (RFC 8058). It opens nothing else. */
import { notificationPreferences } from "#db/schema/notifications.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Organization, Services } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { VisitorCtx } from "../identity/identity.ts";
import { recordAct } from "../identity/record_act.ts";
import { SealBroken, type Sealer } from "../identity/sealing.ts";
import { activePeople, type Person } from "./concerned.ts";

/** Whoever has the link may switch one person's notices by mail off, and do nothing else. */
export async function unsubscribeLink(
  { addressOf }: Pick<Services, "addressOf">,
  sealer: Sealer,
  { organization, userId }: { organization: Pick<Organization, "id" | "subdomain">; userId: string },
): Promise<string> {
  const token = await sealer.seal(`${organization.id} ${userId}`, "unsubscribe");
  return addressOf(organization, `/unsubscribe?token=${token}`);
}

/**
 * Whose link it is.
 * @throws {DomainError} `organization_not_found`, `unsubscribe_link_invalid` also where the person is gone.
 */
export async function findSubscriber(visitor: VisitorCtx, token: string): Promise<Person> {
  const { organization, services } = visitor;
  if (!organization) throw new DomainError("organization_not_found");
  const userId = await subscriberIn(visitor, organization, token);
  return await services.tenantDb(organization.id).tx((tx) => load(tx, organization, userId));
}

/** Switches notices by mail off; again does nothing. @throws {DomainError} as `findSubscriber`. */
export async function unsubscribe(visitor: VisitorCtx, token: string): Promise<Person> {
  const { organization, services } = visitor;
  if (!organization) throw new DomainError("organization_not_found");
  const userId = await subscriberIn(visitor, organization, token);
  return await services.tenantDb(organization.id).tx(async (tx) => {
    const person = await load(tx, organization, userId);
    if (!person.preferences.email) return person;
    const updatedAt = new Date(services.clock.now());
    await tx.insert(notificationPreferences).values({ userId, email: false, updatedAt }).onConflictDoUpdate({
      target: [notificationPreferences.organizationId, notificationPreferences.userId],
      set: { email: false, updatedAt },
    });
    await recordAct(tx, visitor, {
      organizationId: organization.id,
      actorId: null,
      action: "notifications.unsubscribe",
      targetId: userId,
      data: { before: { email: true }, after: { email: false } },
    });
    return { ...person, preferences: { ...person.preferences, email: false } };
  });
}

async function load(tx: Db, { id }: Pick<Organization, "id">, userId: string): Promise<Person> {
  const [person] = await activePeople(tx, id, [userId]);
  if (!person) throw new DomainError("unsubscribe_link_invalid");
  return person;
}

/** The longest that there is is far below this. */
const MOST_CHARACTERS = 500;

async function subscriberIn(
  { identity }: VisitorCtx,
  organization: Pick<Organization, "id">,
  token: string,
): Promise<string> {
  try {
    const [organizationId, userId = ""] = token.length > MOST_CHARACTERS
      ? []
      : (await identity.sealer.open(token, "unsubscribe")).split(" ");
    if (organizationId === organization.id && isUuid(userId)) return userId;
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
  }
  throw new DomainError("unsubscribe_link_invalid");
}
