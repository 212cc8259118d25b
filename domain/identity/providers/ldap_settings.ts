import { z } from "zod";
import { type FilterTemplate, hasPlace, parseFilter } from "./ldap_filter.ts";
import { line, PROVISIONING } from "./provisioning_settings.ts";

/** A name as RFC 4512 (section 2.5) has it, without options. */
const attribute = z.string().trim().max(100).regex(
  /^[A-Za-z][A-Za-z0-9-]*$/,
  "Give an attribute's name, such as mail",
);

const address = z.string().trim().max(300).refine(isDirectoryAddress, "Give ldaps://host or ldap://host");

const certificates = z.string().trim().max(100_000).regex(
  /^(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/,
  "Give one or more certificates in PEM, each from BEGIN CERTIFICATE to END CERTIFICATE",
);

/** A filter that can be read, and of which `isRight` holds. */
function filter(isRight: (template: FilterTemplate) => boolean, otherwise: string) {
  return z.string().trim().max(2_000).superRefine((text, problem) => {
    try {
      if (!isRight(parseFilter(text))) problem.addIssue({ code: "custom", message: otherwise });
    } catch (error) {
      problem.addIssue({
        code: "custom",
        message: error instanceof Error ? error.message : "Cannot read it",
      });
    }
  });
}

const userFilter = filter(
  (template) => hasPlace(template, "login") && !hasPlace(template, "dn"),
  "Say with {login} where the typed name goes",
);

const groupFilter = filter(
  (template) => hasPlace(template, "dn") && !hasPlace(template, "login"),
  "Say with {dn} where the person's distinguished name goes",
);

const AttributeMap = z.strictObject({
  email: attribute.default("mail"),
  name: attribute.default("cn"),
  department: attribute.nullable().default(null),
  /** What the directory never gives to another entry: `objectGUID` of Active Directory, `entryUUID` of OpenLDAP. */
  subject: attribute.default("entryUUID"),
});

/** A directory: OpenLDAP, Active Directory or another one that speaks LDAP 3. */
export const LdapSettings = z.strictObject({
  /** Tried in their order; the next one where one cannot be reached. */
  urls: z.array(address).min(1).max(5),
  /** `plain` only where the operator of LEXIA allows it. */
  tls: z.enum(["ldaps", "starttls", "plain"]).default("ldaps"),
  /** Authorities to trust instead of the system's. */
  ca_pem: certificates.nullable().default(null),
  bind_dn: line(500),
  base_dn: line(500),
  user_filter: userFilter.default(
    "(&(objectClass=person)(|(uid={login})(mail={login})(sAMAccountName={login})))",
  ),
  attributes: AttributeMap.prefault({}),
  /** Where somebody's groups stand: in an attribute of the person, or in entries of their own. */
  groups: z.discriminatedUnion("from", [
    z.strictObject({ from: z.literal("attribute"), attribute: attribute.default("memberOf") }),
    z.strictObject({
      from: z.literal("search"),
      base_dn: line(500),
      /** `{dn}` stands for the person's distinguished name. */
      filter: groupFilter.default("(&(objectClass=groupOfNames)(member={dn}))"),
      /** Active Directory: groups within groups as well. */
      is_nested: z.boolean().default(false),
    }),
  ]).prefault({ from: "attribute" }),
  connect_timeout_ms: z.int().min(200).max(15_000).default(3_000),
  operation_timeout_ms: z.int().min(200).max(30_000).default(5_000),
  link_by_email: z.boolean().default(true),
  ...PROVISIONING,
}).superRefine(({ urls, tls }, problem) => {
  const scheme = tls === "ldaps" ? "ldaps:" : "ldap:";
  for (const [at, url] of urls.entries()) {
    if (!isDirectoryAddress(url) || new URL(url).protocol === scheme) continue;
    problem.addIssue({
      code: "custom",
      path: ["urls", at],
      message: `With tls "${tls}" it begins with ${scheme}//`,
    });
  }
});

export const LdapSecrets = z.strictObject({
  bind_password: z.string().min(1).max(1_000).refine((text) => !text.includes("\0"), "Leave out NUL"),
});

export type LdapSettings = z.output<typeof LdapSettings>;
export type LdapSecrets = z.output<typeof LdapSecrets>;

function isDirectoryAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
  const isBare = username === "" && password === "" && search === "" && hash === "" && /^\/?$/.test(pathname);
  return (protocol === "ldap:" || protocol === "ldaps:") && hostname !== "" && isBare;
}
