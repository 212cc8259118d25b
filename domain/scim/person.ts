/** People as a directory sees them. Whoever was removed is not among them: see `removePerson`. */
import { and, eq, sql } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { parseEmail, parseName } from "../identity/person_fields.ts";
import type { PersonDraft } from "./attributes.ts";
import type { DirectoryCtx } from "./directory.ts";
import type { Attributes } from "./filter_conditions.ts";
import { resourceMeta } from "./resource_meta.ts";

export interface DirectoryPerson {
  id: string;
  email: string;
  name: string;
  externalId: string | null;
  department: string | null;
  locale: string | null;
  isActive: boolean;
  role: string;
  createdAt: Date;
  updatedAt: Date;
}

export const PERSON_FIELDS = {
  id: users.id,
  email: users.email,
  name: users.name,
  externalId: users.externalId,
  department: users.department,
  locale: users.locale,
  isActive: organizationUsers.isActive,
  role: organizationUsers.role,
  createdAt: users.createdAt,
  updatedAt: users.updatedAt,
};

/** A member, deactivated or not. `users.is_active` is false of those who were removed, or suspended as a person. */
export function isKnown(directory: DirectoryCtx) {
  return and(eq(users.organizationId, directory.organization.id), eq(users.isActive, true));
}

/** The tables and how they belong together, for any selection of `PERSON_FIELDS`. */
export function membershipOf() {
  return and(
    eq(organizationUsers.organizationId, users.organizationId),
    eq(organizationUsers.userId, users.id),
  );
}

/** @throws {DomainError} `scim_resource_not_found`, the same for another organization's. */
export async function findPerson(db: Db, directory: DirectoryCtx, id: string): Promise<DirectoryPerson> {
  const [person] = isUuid(id.toLowerCase())
    ? await db.select(PERSON_FIELDS).from(users).innerJoin(organizationUsers, membershipOf())
      .where(and(isKnown(directory), eq(users.id, id.toLowerCase())))
    : [];
  if (!person) throw new DomainError("scim_resource_not_found");
  return person;
}

/** The same, held until the transaction ends: people change their own rows without `lockPeople`. */
export async function lockPerson(tx: Db, directory: DirectoryCtx, id: string): Promise<DirectoryPerson> {
  if (isUuid(id.toLowerCase())) {
    await tx.select({ id: users.id }).from(users).where(
      and(isKnown(directory), eq(users.id, id.toLowerCase())),
    )
      .for("update");
  }
  return await findPerson(tx, directory, id);
}

export const PERSON_ATTRIBUTES: Attributes = {
  "id": { kind: "id", column: users.id },
  "username": { kind: "lower", column: users.email },
  "emails": { kind: "lower", column: users.email },
  "emails.value": { kind: "lower", column: users.email },
  "emails.type": { kind: "constant", value: "work" },
  "emails.primary": { kind: "constant", value: true },
  "externalid": { kind: "exact", column: users.externalId },
  "displayname": { kind: "text", column: users.name },
  "name.formatted": { kind: "text", column: users.name },
  "department": { kind: "text", column: users.department },
  "preferredlanguage": { kind: "text", column: users.locale },
  "active": { kind: "boolean", condition: sql`${organizationUsers.isActive}` },
  "meta.resourcetype": { kind: "constant", value: "User" },
  "meta.created": { kind: "instant", column: users.createdAt },
  "meta.lastmodified": { kind: "instant", column: users.updatedAt },
};

/** What of a person the directory may change. */
export type PersonChange = Pick<
  DirectoryPerson,
  "email" | "name" | "externalId" | "department" | "locale" | "isActive"
>;

const MAX_TEXT_LENGTH = { externalId: 255, department: 200 };

/**
 * What becomes of `before` by what was said. The user name is the e-mail address; the mail for work is another way of
 * saying it.
 * @throws {DomainError} `request_invalid`, `scim_value_invalid`.
 */
export function settle(draft: PersonDraft, before: PersonChange): PersonChange {
  const email = draft.userName ?? draft.workMail;
  return {
    email: email === undefined ? before.email : parseEmail(email, "userName"),
    name: nameOf(draft, before),
    externalId: short("externalId", draft.externalId, before.externalId),
    department: short("department", draft.department, before.department),
    locale: draft.locale === undefined ? before.locale : draft.locale,
    isActive: draft.isActive ?? before.isActive,
  };
}

/** LEXIA keeps one name. Half of one, given name or family name alone, changes nothing. */
function nameOf({ displayName, formattedName, givenName, familyName }: PersonDraft, before: PersonChange) {
  const both = givenName && familyName ? `${givenName} ${familyName}` : undefined;
  const given = displayName ?? formattedName ?? both;
  if (given) return parseName(given, "displayName");
  return before.name === "" ? givenName ?? familyName ?? "" : before.name;
}

function short(
  field: keyof typeof MAX_TEXT_LENGTH,
  said: string | null | undefined,
  before: string | null,
): string | null {
  if (said === undefined) return before;
  if (said === null) return null;
  const isPlain = said.isWellFormed() && !/[\p{Cc}]/u.test(said) && said.length <= MAX_TEXT_LENGTH[field];
  if (isPlain) return said;
  const detail = `"${field}" has at most ${MAX_TEXT_LENGTH[field]} characters on one line`;
  throw new DomainError("scim_value_invalid", { detail });
}

const USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** As RFC 7643 (section 4.1) writes a person. */
export function personResource(directory: DirectoryCtx, person: DirectoryPerson) {
  const { email, name, externalId, department, locale } = person;
  const resource = {
    schemas: [USER_SCHEMA, ...(department === null ? [] : [ENTERPRISE_SCHEMA])],
    id: person.id,
    ...(externalId === null ? {} : { externalId }),
    userName: email,
    name: { formatted: name },
    displayName: name,
    emails: [{ value: email, type: "work", primary: true }],
    active: person.isActive,
    ...(locale === null ? {} : { preferredLanguage: locale }),
    ...(department === null ? {} : { [ENTERPRISE_SCHEMA]: { department } }),
  };
  return { ...resource, meta: resourceMeta(directory, "User", resource, person) };
}
