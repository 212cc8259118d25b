import { z } from "zod";
import { isProviderAddress } from "./provider_address.ts";
import { line, PROVISIONING } from "./provisioning_settings.ts";
import { emailDomains } from "./email_domains.ts";

/** A claim's name; dots lead into objects, such as `realm_access.roles` of Keycloak. */
const claim = line(200);

/** An OpenID provider, such as Entra ID or Google Workspace. */
export const OidcSettings = z.strictObject({
  /** As its discovery document names itself, to the letter. */
  issuer: line(500).refine(isProviderAddress, "Give an address that begins with https://, without ? and #"),
  client_id: line(300),
  /** `openid` is always among them. */
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/)).max(20)
    .default(["openid", "profile", "email"]),
  claims: z.strictObject({
    email: claim.default("email"),
    email_verified: claim.default("email_verified"),
    name: claim.default("name"),
    groups: claim.default("groups"),
  }).prefault({}),
  /** Of people with addresses in these domains only; empty: in any. */
  allowed_email_domains: emailDomains,
  /** Only addresses that the provider says it has verified count. */
  link_by_email: z.boolean().default(false),
  /** What an ID token says where the provider has asked for a second factor; empty: LEXIA asks for its own. */
  second_factor_claims: z.strictObject({
    amr: z.array(line(100)).max(20).default([]),
    acr: z.array(line(200)).max(20).default([]),
  }).prefault({}),
  /** The provider is to ask who it is at each sign-in, and to say that it has. */
  always_ask: z.boolean().default(false),
  ...PROVISIONING,
});

/** Without a secret the client is a public one, which PKCE protects. */
export const OidcSecrets = z.strictObject({ client_secret: line(1_000) });

export type OidcSettings = z.output<typeof OidcSettings>;
export type OidcSecrets = z.output<typeof OidcSecrets>;
