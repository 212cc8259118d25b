/** People and their groups, as a directory's entries say. */
import type { DirectoryConnection, DirectoryEntry, DirectoryQuery } from "../../ports.ts";
import { fillFilter, nestedFilter, openFilter, parseFilter } from "./ldap_filter.ts";
import type { LdapSettings } from "./ldap_settings.ts";

/** Attributes of an account's state: Active Directory's and OpenLDAP's. */
const STATE = ["userAccountControl", "lockoutTime", "pwdAccountLockedTime"] as const;

const MOST_GROUPS = 1_000;

export interface DirectoryPerson {
  dn: string;
  subject: string;
  email: string;
  name: string;
  department: string | null;
}

/** Two where there are two or more. */
export async function findByLogin(
  connection: DirectoryConnection,
  settings: LdapSettings,
  login: string,
): Promise<DirectoryEntry[]> {
  const template = parseFilter(settings.user_filter);
  return await connection.search(queryFor(settings, fillFilter(template, { login, dn: "" })), 2);
}

/** Everybody whom the user filter can find, page by page. */
export function everybody(
  connection: DirectoryConnection,
  settings: LdapSettings,
  pageSize: number,
): AsyncIterable<DirectoryEntry[]> {
  const filter = fillFilter(openFilter(parseFilter(settings.user_filter)), { login: "", dn: "" });
  return connection.pages(queryFor(settings, filter), pageSize);
}

/** What the entry says of a person, or the attributes that are missing in it. */
export function readPerson(
  entry: DirectoryEntry,
  { attributes }: LdapSettings,
): { person: DirectoryPerson } | { missing: string[] } {
  const first = (name: string) => entry.values.get(name.toLowerCase())?.find((value) => value.trim() !== "");
  const [subject, email] = [first(attributes.subject), first(attributes.email)];
  if (subject === undefined || email === undefined) {
    return { missing: [attributes.subject, attributes.email].filter((name) => first(name) === undefined) };
  }
  const department = attributes.department === null ? undefined : first(attributes.department);
  const name = first(attributes.name) ?? email;
  return { person: { dn: entry.dn, subject, email, name, department: department ?? null } };
}

/** Distinguished names, or whatever the attribute holds. */
export async function groupsOf(
  connection: DirectoryConnection,
  { groups }: LdapSettings,
  entry: DirectoryEntry,
): Promise<string[]> {
  if (groups.from === "attribute") return [...entry.values.get(groups.attribute.toLowerCase()) ?? []];
  const template = parseFilter(groups.filter);
  const filter = fillFilter(groups.is_nested ? nestedFilter(template) : template, {
    login: "",
    dn: entry.dn,
  });
  const query: DirectoryQuery = { base: groups.base_dn, scope: "sub", filter, attributes: ["cn"] };
  return (await connection.search(query, MOST_GROUPS)).map(({ dn }) => dn);
}

export type AccountState = "usable" | "disabled" | "locked";

const DISABLED = 0x2;

/** Of Active Directory's `userAccountControl` and `lockoutTime`, and of OpenLDAP's password policy. */
export function stateOf({ values }: DirectoryEntry): AccountState {
  const control = Number(values.get("useraccountcontrol")?.[0] ?? 0);
  if ((control & DISABLED) !== 0) return "disabled";
  const isLocked = Number(values.get("lockouttime")?.[0] ?? 0) > 0 ||
    values.get("pwdaccountlockedtime")?.[0] !== undefined;
  return isLocked ? "locked" : "usable";
}

function queryFor(settings: LdapSettings, filter: DirectoryQuery["filter"]): DirectoryQuery {
  const { email, name, department, subject } = settings.attributes;
  const { groups } = settings;
  const wanted = [email, name, department, subject, groups.from === "attribute" ? groups.attribute : null];
  const attributes = [...wanted.filter((attribute) => attribute !== null), ...STATE];
  return { base: settings.base_dn, scope: "sub", filter, attributes: [...new Set(attributes)] };
}
