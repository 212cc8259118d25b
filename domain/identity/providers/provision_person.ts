import { and, eq } from "drizzle-orm";
import { isUniqueViolation } from "#db/driver.ts";
import { externalIdentities } from "#db/schema/identity_providers.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { permissionsOf } from "../../authz.ts";
import type { Organization } from "../../ctx.ts";
import { DomainError } from "../../errors.ts";
import { lockPeople, requireSeat } from "../../users/seats.ts";
import { asRole, type Person } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import { normalizeEmail } from "../person_fields.ts";
import type { Provider } from "./kinds.ts";
import {
  changeRole,
  type Details,
  findPerson,
  isAddressTaken,
  leavePerson,
  type PersonRow,
  type ProviderActs,
  recordProviderAct,
  returnPerson,
  updateDetails,
  wasTakenOutBy,
} from "./_people.ts";
import { type ProvidedRole, roleFor } from "./provisioning_settings.ts";

/** Somebody whom a provider has recognized, as it describes them. */
export interface OutsidePerson {
  /** What the provider never gives to another person: `sub`, a NameID, an entry's unique id. */
  subject: string;
  email: string;
  /** The provider has made sure that the address is theirs: only then may a member be taken over by it. */
  isEmailVouched: boolean;
  name: string;
  department?: string | null;
  groups: readonly string[];
}

type Outcome =
  | { is: "in"; person: Person; isChanged: boolean }
  | { is: "out"; reason: Refusal; userId: string | null };

/** For the log of operators; the visitor hears no more than `not_a_member`. */
type Refusal =
  | "no_mapped_group"
  | "deactivated"
  | "break_glass"
  | "address_taken"
  | "address_unusable"
  | "subject_unusable";

/**
 * Makes a member of somebody whom a provider has recognized, or brings the member up to date: name, address and
 * department, the role of their groups, and whether they get in at all. All in one transaction.
 * @throws {DomainError} `not_a_member` for who is in no mapped group, was deactivated by an administrator, or has the
 * address of somebody else; `seats_exceeded`.
 */
export async function provisionPerson(
  visitor: VisitorCtx,
  provider: Provider,
  outside: OutsidePerson,
): Promise<Person> {
  const { organization, services, identity } = visitor;
  if (!organization) throw new DomainError("organization_not_found");
  const outcome = await decideOnce(visitor, organization, provider, outside);
  if (outcome.is === "out") {
    if (outcome.userId !== null) identity.sessions.forgetPerson(outcome.userId);
    services.log.info("A provider's sign-in was refused", {
      provider_id: provider.id,
      organization_id: organization.id,
      reason: outcome.reason,
      request_id: visitor.requestId,
    });
    throw new DomainError("not_a_member", {}, { cause: new Error(outcome.reason) });
  }
  if (outcome.isChanged) identity.sessions.forgetPerson(outcome.person.id);
  return outcome.person;
}

/** Where the same person signs in twice at once for the first time, the second one finds what the first has made. */
async function decideOnce(
  visitor: VisitorCtx,
  organization: Organization,
  provider: Provider,
  outside: OutsidePerson,
): Promise<Outcome> {
  const decideNow = () =>
    visitor.services.tenantDb(organization.id).tx((tx) =>
      decide(tx, visitor, organization, provider, outside)
    );
  try {
    return await decideNow();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return await decideNow();
  }
}

async function decide(
  tx: Db,
  visitor: VisitorCtx,
  organization: Organization,
  provider: Provider,
  outside: OutsidePerson,
): Promise<Outcome> {
  const { address, requestId, services: { clock } } = visitor;
  const acts = { organizationId: organization.id, provider, where: { address, requestId }, clock };
  const said = detailsOf(outside);
  const role = roleFor(provider.settings, outside.groups);
  if (!isSubject(outside.subject)) return out("subject_unusable");
  await lockPeople(tx, organization.id);
  const known = await findBySubject(tx, acts, outside.subject);
  if (!known && !said) return out("address_unusable");
  const taken = known || !said ? undefined : await findByAddress(tx, acts, provider, outside, said.email);
  if (taken === "address_taken") return out("address_taken");
  const person = known ?? taken;
  if (!person) {
    if (role === null) return out("no_mapped_group");
    if (!said) return out("address_unusable");
    await requireSeat(tx, { ...visitor.services, organization });
    return await createPerson(tx, acts, outside, said, role);
  }
  if (person.isBreakGlass) return out("break_glass");
  // Where SCIM keeps people, the provider only says who somebody is.
  if (person.managedBy === "scim") {
    if (!person.isUserActive || !person.isMemberActive) return out("deactivated");
    await rememberIdentity(tx, acts, person.id, outside, known === undefined);
    return inside(organization.id, person, false);
  }
  if (role === null) {
    if (known) await leavePerson(tx, acts, person, "no_mapped_group");
    return out("no_mapped_group", person.id);
  }
  if (!person.isUserActive) return out("deactivated");
  if (!person.isMemberActive) {
    if (!known || !await wasTakenOutBy(tx, acts, person.id)) return out("deactivated");
    await requireSeat(tx, { ...visitor.services, organization });
    await returnPerson(tx, acts, person);
  }
  await rememberIdentity(tx, acts, person.id, outside, known === undefined);
  return inside(organization.id, await bringUpToDate(tx, acts, provider, person, { said, role }), true);
}

/** Where a provider maps no groups, roles are given in LEXIA. */
export async function bringUpToDate(
  tx: Db,
  acts: ProviderActs,
  { settings }: Pick<Provider, "settings">,
  person: PersonRow,
  { said, role }: { said: Details | undefined; role: ProvidedRole },
): Promise<PersonRow> {
  const isMapped = settings.role_map.length > 0;
  const held = isMapped ? await changeRole(tx, acts, person, role) : person.role;
  const details = said ? await updateDetails(tx, acts, person, said) : {};
  return { ...person, ...details, role: held };
}

/** Undefined where the provider gives no address that can be used. */
export function detailsOf(
  { email: given, name, department }: Pick<OutsidePerson, "email" | "name" | "department">,
): Details | undefined {
  const email = normalizeEmail(given);
  if (email === undefined) return undefined;
  return { email, name: oneLine(name) || email, department: oneLine(department ?? "") || null };
}

const MOST_CHARACTERS = 200;
const MOST_GROUPS = 1_000;

function oneLine(text: string): string {
  const plain = text.toWellFormed().normalize("NFC").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return Array.from(plain).slice(0, MOST_CHARACTERS).join("").slice(0, MOST_CHARACTERS).toWellFormed().trim();
}

function isSubject(subject: string): boolean {
  return subject.length >= 1 && subject.length <= 500 && subject.isWellFormed() && !/\p{Cc}/u.test(subject);
}

async function findBySubject(tx: Db, acts: ProviderActs, subject: string): Promise<PersonRow | undefined> {
  const [known] = await tx.select({ userId: externalIdentities.userId }).from(externalIdentities)
    .where(and(isOfProvider(acts), eq(externalIdentities.subject, subject)));
  return known && await findPerson(tx, acts.organizationId, { userId: known.userId });
}

/** A member with that address, where the provider may take them over: `address_taken` where it may not. */
async function findByAddress(
  tx: Db,
  acts: ProviderActs,
  provider: Provider,
  outside: OutsidePerson,
  email: string,
): Promise<PersonRow | "address_taken" | undefined> {
  if (!await isAddressTaken(tx, acts.organizationId, email)) return undefined;
  if (!provider.settings.link_by_email || !outside.isEmailVouched) return "address_taken";
  const person = await findPerson(tx, acts.organizationId, { email });
  if (!person) return "address_taken";
  // An address that the directory has given to somebody new must not open the account of who had it before.
  const [other] = await tx.select({ id: externalIdentities.id }).from(externalIdentities)
    .where(and(isOfProvider(acts), eq(externalIdentities.userId, person.id)));
  return other ? "address_taken" : person;
}

async function createPerson(
  tx: Db,
  acts: ProviderActs,
  outside: OutsidePerson,
  said: Details,
  role: ProvidedRole,
): Promise<Outcome> {
  const [user] = await tx.insert(users).values({ ...said, managedBy: acts.provider.kind })
    .returning({ id: users.id });
  if (!user) throw new Error("The database made no user");
  await tx.insert(organizationUsers).values({ userId: user.id, role });
  await rememberIdentity(tx, acts, user.id, outside, true);
  await recordProviderAct(tx, acts, { action: "user.add", targetId: user.id, data: { role } });
  const changes = { add: [], remove: [] };
  return inside(acts.organizationId, { ...said, id: user.id, role, changes }, false);
}

async function rememberIdentity(
  tx: Db,
  acts: ProviderActs,
  userId: string,
  { subject, groups }: OutsidePerson,
  isNew: boolean,
): Promise<void> {
  const seen = { groups: groups.slice(0, MOST_GROUPS), lastSeenAt: new Date(acts.clock.now()) };
  if (!isNew) {
    await tx.update(externalIdentities).set(seen)
      .where(and(isOfProvider(acts), eq(externalIdentities.subject, subject)));
    return;
  }
  const { organizationId, provider } = acts;
  await tx.insert(externalIdentities)
    .values({ ...seen, organizationId, providerId: provider.id, userId, subject });
  await recordProviderAct(tx, acts, { action: "user.link", targetId: userId });
}

function isOfProvider({ organizationId, provider }: ProviderActs) {
  return and(
    eq(externalIdentities.organizationId, organizationId),
    eq(externalIdentities.providerId, provider.id),
  );
}

function out(reason: Refusal, userId: string | null = null): Outcome {
  return { is: "out", reason, userId };
}

function inside(
  organizationId: string,
  { id, email, name, role, changes }: Pick<PersonRow, "id" | "email" | "name" | "role" | "changes">,
  isChanged: boolean,
): Outcome {
  const person = {
    id,
    organizationId,
    email,
    name,
    role: asRole(role),
    permissions: permissionsOf(asRole(role), changes),
  };
  return { is: "in", person, isChanged };
}
