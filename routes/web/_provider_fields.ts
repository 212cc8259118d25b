/** Between the settings of an identity provider and the fields of its form. */
import type { ProviderKind } from "#domain/identity/providers/kinds.ts";
import type { ProviderView } from "#domain/identity/providers/view.ts";
import { FORMS } from "#views/sso/provider_fields.ts";
import type { ProviderFields, RoleRule } from "#views/sso/provider_form.tsx";
import { textIn } from "./_page.ts";

export interface TypedProvider {
  fields: ProviderFields;
  roleMap: readonly RoleRule[];
}

const MOST_RULES = 200;
const ATTRIBUTES = ["email", "name", "groups", "subject", "department"] as const;
const CLAIMS = ["email", "name", "groups"] as const;

/** What a new one begins with. */
export const BLANK: Readonly<Record<ProviderKind, TypedProvider>> = {
  oidc: { fields: { scopes: "openid profile email", claim_groups: "groups" }, roleMap: [] },
  saml: { fields: { attribute_email: "email", attribute_groups: "groups" }, roleMap: [] },
  ldap: { fields: { tls: "ldaps", groups_from: "attribute", link_by_email: "yes" }, roleMap: [] },
};

/** Of a form that was read with `all`. */
export function typedIn(kind: ProviderKind, form: Record<string, unknown>): TypedProvider {
  const { connection, people, more } = FORMS[kind];
  const fields = [...connection, ...people, ...more].map(({ name, max = 1_000 }) =>
    [name, textIn(form, name).trim().slice(0, max)] as const
  );
  const [groups, roles] = [textsIn(form.role_group), textsIn(form.role_given)];
  const roleMap = groups.slice(0, MOST_RULES)
    .map((group, i) => ({ group: group.trim().slice(0, 500), role: roles[i] ?? "" }))
    .filter(({ group }) => group !== "");
  return { fields: Object.fromEntries(fields), roleMap };
}

/** Settings as the domain parses them; what was left empty gets its default. */
export function settingsIn(kind: ProviderKind, typed: TypedProvider): Record<string, unknown> {
  const { fields, roleMap } = typed;
  const shared = {
    role_map: roleMap,
    default_role: orNull(fields.default_role),
    link_by_email: fields.link_by_email === "yes",
  };
  switch (kind) {
    case "oidc":
      return { ...shared, ...oidcSettings(fields) };
    case "saml":
      return { ...shared, ...samlSettings(fields) };
    case "ldap":
      return { ...shared, ...ldapSettings(fields) };
  }
}

function oidcSettings(fields: ProviderFields) {
  return {
    issuer: fields.issuer,
    client_id: fields.client_id,
    scopes: orDefault(wordsIn(fields.scopes)),
    claims: named(CLAIMS, (name) => orDefault(fields[`claim_${name}`])),
    allowed_email_domains: wordsIn(fields.allowed_email_domains),
    second_factor_claims: { amr: wordsIn(fields.amr) },
    always_ask: fields.always_ask === "yes",
  };
}

function samlSettings(fields: ProviderFields) {
  return {
    entity_id: fields.entity_id,
    sign_in_url: fields.sign_in_url,
    sign_out_url: orNull(fields.sign_out_url),
    metadata_url: orNull(fields.metadata_url),
    certificates: certificatesIn(fields.certificates),
    name_id_format: orNull(fields.name_id_format),
    attributes: {
      ...named(["email", "name", "groups"], (name) => orDefault(fields[`attribute_${name}`])),
      subject: orNull(fields.attribute_subject),
    },
    allowed_email_domains: wordsIn(fields.allowed_email_domains),
    second_factor_contexts: wordsIn(fields.second_factor_contexts),
    always_ask: fields.always_ask === "yes",
  };
}

function ldapSettings(fields: ProviderFields) {
  return {
    urls: wordsIn(fields.urls),
    tls: fields.tls,
    ca_pem: orNull(fields.ca_pem),
    bind_dn: fields.bind_dn,
    base_dn: fields.base_dn,
    user_filter: orDefault(fields.user_filter),
    attributes: {
      ...named(["email", "name", "subject"], (name) => orDefault(fields[`attribute_${name}`])),
      department: orNull(fields.attribute_department),
    },
    groups: fields.groups_from === "search"
      ? {
        from: "search",
        base_dn: fields.groups_base_dn,
        filter: orDefault(fields.groups_filter),
        is_nested: fields.groups_nested === "yes",
      }
      : { from: "attribute", attribute: orDefault(fields.groups_attribute) },
  };
}

/** The fields of a provider that there is. */
export function fieldsOf({ name, settings }: ProviderView): TypedProvider {
  const { role_map: roleMap, claims, attributes, groups, second_factor_claims: factor, ...plain } = settings;
  const within = (prefix: string, value: unknown, names: readonly string[]) =>
    names.map((one) => [`${prefix}_${one}`, shown(entry(value, one))] as const);
  const fields = [
    ["name", name] as const,
    ...Object.entries(plain).map(([field, value]) => [field, shown(value, field)] as const),
    ...within("claim", claims, CLAIMS),
    ...within("attribute", attributes, ATTRIBUTES),
    ...within("groups", groups, ["from", "attribute", "base_dn", "filter"]),
    ["groups_nested", shown(entry(groups, "is_nested"))] as const,
    ["amr", shown(entry(factor, "amr"), "scopes")] as const,
  ];
  const rules = Array.isArray(roleMap) ? roleMap : [];
  return {
    fields: Object.fromEntries(fields),
    roleMap: rules.map((rule) => ({ group: shown(entry(rule, "group")), role: shown(entry(rule, "role")) })),
  };
}

/** Where an error of the domain belongs: `settings.claims.email` is `claim_email`. */
export function fieldOf(path: string): string {
  const [, within = "", next = ""] = /^(?:settings|secrets)\.([^.]+)(?:\.([^.]+))?/.exec(path) ?? [];
  if (within === "claims") return `claim_${next}`;
  if (within === "attributes") return `attribute_${next}`;
  if (within === "groups") return `groups_${next}`;
  if (within === "second_factor_claims") return "amr";
  return within || path;
}

function shown(value: unknown, field = ""): string {
  if (typeof value === "boolean") return value ? "yes" : "";
  if (Array.isArray(value)) return value.join(field === "scopes" ? " " : "\n");
  return typeof value === "string" ? value : "";
}

function entry(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null
    ? Object.entries(object).find(([key]) => key === name)?.[1]
    : undefined;
}

function textsIn(value: unknown): string[] {
  return [value ?? []].flat().filter((one) => typeof one === "string");
}

function wordsIn(text = ""): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== "");
}

function certificatesIn(text = ""): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
}

function orNull(text: string | undefined): string | null {
  return text || null;
}

function orDefault<T extends string | readonly string[]>(value: T | undefined): T | undefined {
  return value === undefined || value.length === 0 ? undefined : value;
}

function named(names: readonly string[], of: (name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}
