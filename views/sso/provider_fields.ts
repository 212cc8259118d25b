/** What the form of each kind of provider asks for, and how. */
import type { FieldName } from "./provider_words.ts";
import type { Kind } from "./words.ts";

export interface FieldSpec {
  name: FieldName;
  control: "text" | "lines" | "tick" | "secret" | "choice" | "role";
  /** Of lines. */
  rows?: number;
  max?: number;
  isRequired?: boolean;
}

export interface FormSpec {
  connection: readonly FieldSpec[];
  people: readonly FieldSpec[];
  more: readonly FieldSpec[];
}

const NAME = text("name", 100, true);
const DOMAINS = lines("allowed_email_domains", 2, 5_000);
const PEOPLE = [tick("link_by_email"), { name: "default_role", control: "role" }] as const;

export const FORMS: Readonly<Record<Kind, FormSpec>> = {
  oidc: {
    connection: [NAME, text("issuer", 500, true), text("client_id", 300, true), secret("client_secret")],
    people: [DOMAINS, ...PEOPLE],
    more: [
      text("scopes", 500),
      text("claim_email", 200),
      text("claim_name", 200),
      text("claim_groups", 200),
      text("amr", 500),
      tick("always_ask"),
    ],
  },
  saml: {
    connection: [
      NAME,
      lines("metadata_xml", 4, 300_000),
      text("entity_id", 500),
      text("sign_in_url", 1_000),
      text("sign_out_url", 1_000),
      text("metadata_url", 1_000),
      lines("certificates", 4, 100_000),
    ],
    people: [DOMAINS, ...PEOPLE],
    more: [
      text("attribute_email", 300),
      text("attribute_name", 300),
      text("attribute_groups", 300),
      text("attribute_subject", 300),
      text("name_id_format", 200),
      lines("second_factor_contexts", 2, 6_000),
      tick("always_ask"),
    ],
  },
  ldap: {
    connection: [
      NAME,
      lines("urls", 2, 1_600),
      { name: "tls", control: "choice" },
      text("bind_dn", 500, true),
      secret("bind_password"),
      text("base_dn", 500, true),
      lines("ca_pem", 3, 100_000),
    ],
    people: PEOPLE,
    more: [
      text("user_filter", 2_000),
      text("attribute_email", 100),
      text("attribute_name", 100),
      text("attribute_department", 100),
      text("attribute_subject", 100),
      { name: "groups_from", control: "choice" },
      text("groups_attribute", 100),
      text("groups_base_dn", 500),
      text("groups_filter", 2_000),
      tick("groups_nested"),
    ],
  },
};

function text(name: FieldName, max: number, isRequired = false): FieldSpec {
  return { name, control: "text", max, isRequired };
}

function lines(name: FieldName, rows: number, max: number): FieldSpec {
  return { name, control: "lines", rows, max };
}

function tick(name: FieldName): FieldSpec {
  return { name, control: "tick" };
}

function secret(name: FieldName): FieldSpec {
  return { name, control: "secret", max: 1_000 };
}
