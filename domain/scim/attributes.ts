/** What a directory writes about a person, brought from its many ways of saying it into one. */
import { DomainError } from "../errors.ts";
import { attributeName, matchesElement, parseFilter } from "./filter.ts";

/** What was said; absent: nothing. */
export interface PersonDraft {
  userName?: string;
  workMail?: string;
  displayName?: string | null;
  formattedName?: string | null;
  givenName?: string | null;
  familyName?: string | null;
  externalId?: string | null;
  isActive?: boolean;
  department?: string | null;
  locale?: string | null;
}

export type Json = Record<string, unknown>;

/** Attributes of the standard's schemas that LEXIA does not keep: said in vain, and no mistake. */
const NOT_KEPT = new Set([
  ...[
    "schemas",
    "id",
    "meta",
    "groups",
    "password",
    "nickname",
    "profileurl",
    "title",
    "usertype",
    "timezone",
  ],
  ...["phonenumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509certificates"],
  ...["employeenumber", "costcenter", "organization", "division", "manager"],
]);
/** Which of them it is a mistake to name in a path. */
const FIXED = new Set(["id", "meta", "schemas", "groups"]);
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user";

/** Takes over what a resource says; unknown attributes are passed over. */
export function readPerson(body: Json, draft: PersonDraft = {}): PersonDraft {
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() === ENTERPRISE) readPerson(objectIn(value, name), draft);
    else if (/[.[]/.test(name.replace(/:\d\.\d:/, ":"))) setAtPath(draft, name, value);
    else set(draft, attributeName(name), value);
  }
  return draft;
}

/**
 * Sets what a path of RFC 7644 (section 3.5.2) names; undefined takes it away.
 * @throws {DomainError} `scim_path_invalid`, `scim_attribute_fixed`, `scim_value_invalid`.
 */
export function setAtPath(draft: PersonDraft, path: string, value: unknown): void {
  if (path.toLowerCase() === ENTERPRISE) return void readPerson(objectIn(value, path), draft);
  const { attribute, filter, sub } = readPath(path);
  if (FIXED.has(attribute)) {
    throw new DomainError("scim_attribute_fixed", { detail: `"${path}" is LEXIA's own` });
  }
  if (NOT_KEPT.has(attribute)) return;
  // There is one address only, for work.
  if (filter && !(attribute === "emails" && matchesElement(filter, { type: "work", primary: true }))) return;
  const name = sub === undefined ? attribute : `${attribute}.${sub}`;
  if (!set(draft, name, value)) throw invalidPath(path);
}

export function readPath(path: string) {
  const found = /^([a-z$][\w$-]*)(?:\[(.{1,500})\])?(?:\.([a-z$][\w$-]*))?$/.exec(attributeName(path));
  const [, attribute, inner, sub] = found ?? [];
  if (attribute === undefined) throw invalidPath(path);
  // The filter keeps the case of its values.
  const written = inner === undefined ? undefined : path.slice(path.indexOf("[") + 1, path.lastIndexOf("]"));
  return { attribute, sub, filter: written === undefined ? undefined : parseFilter(written) };
}

export function invalidPath(path: string): DomainError {
  return new DomainError("scim_path_invalid", { detail: `Cannot use the path "${path.slice(0, 200)}"` });
}

/** Returns whether there is such an attribute. */
function set(draft: PersonDraft, name: string, value: unknown): boolean {
  switch (name) {
    case "username":
      draft.userName = textIn(value, name);
      return true;
    case "emails":
      draft.workMail = workMailIn(value) ?? draft.workMail;
      return true;
    case "emails.value":
      draft.workMail = textIn(value, name);
      return true;
    case "emails.type":
    case "emails.primary":
    case "emails.display":
      return true;
    case "active":
      draft.isActive = booleanIn(value, name);
      return true;
    case "name":
      for (const [part, text] of Object.entries(value === undefined ? {} : objectIn(value, name))) {
        set(draft, `name.${part.toLowerCase()}`, text);
      }
      return true;
    case "name.middlename":
    case "name.honorificprefix":
    case "name.honorificsuffix":
      return true;
    default:
      return setText(draft, name, value);
  }
}

const TEXTS = {
  "displayname": "displayName",
  "name.formatted": "formattedName",
  "name.givenname": "givenName",
  "name.familyname": "familyName",
  "externalid": "externalId",
  "department": "department",
} as const;

function setText(draft: PersonDraft, name: string, value: unknown): boolean {
  if (name === "preferredlanguage" || name === "locale") {
    const text = optionalTextIn(value, name)?.slice(0, 2).toLowerCase();
    draft.locale = text === "es" || text === "en" ? text : null;
    return true;
  }
  const field = Object.entries(TEXTS).find(([known]) => known === name)?.[1];
  if (field) draft[field] = optionalTextIn(value, name);
  return field !== undefined || NOT_KEPT.has(name);
}

/** The primary one, that for work, or the first. */
function workMailIn(value: unknown): string | undefined {
  const mails = (Array.isArray(value) ? value : value === undefined ? [] : [value])
    .map((mail) => typeof mail === "string" ? { value: mail } : objectIn(mail, "emails"));
  const chosen = mails.find(({ primary }) => primary === true || primary === "True") ??
    mails.find(({ type }) => type === "work") ?? mails[0];
  return chosen?.value === undefined || chosen.value === null
    ? undefined
    : textIn(chosen.value, "emails.value");
}

/** @throws {DomainError} `scim_value_invalid` */
export function objectIn(value: unknown, name: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidValue(name, "an object");
  }
  // Neither null nor a list: its members are by name.
  return value as Json;
}

export function textIn(value: unknown, name: string): string {
  if (typeof value !== "string" || value.trim() === "") throw invalidValue(name, "a text");
  return value.trim();
}

export function optionalTextIn(value: unknown, name: string): string | null {
  // Entra ID sends an empty text for what it takes away.
  if (value === undefined || value === null || value === "") return null;
  return textIn(value, name);
}

/** Entra ID writes them as texts, with a capital. */
function booleanIn(value: unknown, name: string): boolean {
  const written = Array.isArray(value) && value.length === 1 ? Object(value[0]).value : value;
  if (typeof written === "boolean") return written;
  const text = typeof written === "string" ? written.toLowerCase() : "";
  if (text === "true" || text === "false") return text === "true";
  throw invalidValue(name, "true or false");
}

export function invalidValue(name: string, wanted: string): DomainError {
  return new DomainError("scim_value_invalid", { detail: `"${name.slice(0, 100)}" needs ${wanted}` });
}
