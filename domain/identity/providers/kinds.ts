/** The kinds of providers, each with the shape of its settings and of its secrets. */
import type { z } from "zod";
import { LdapSecrets, LdapSettings } from "./ldap_settings.ts";
import { OidcSecrets, OidcSettings } from "./oidc_settings.ts";
import { SamlSecrets, SamlSettings } from "./saml_settings.ts";

export const PROVIDER_KINDS = ["ldap", "oidc", "saml"] as const;
export type ProviderKind = typeof PROVIDER_KINDS[number];

interface SettingsByKind {
  ldap: LdapSettings;
  oidc: OidcSettings;
  saml: SamlSettings;
}

interface SecretsByKind {
  ldap: LdapSecrets;
  oidc: OidcSecrets;
  saml: SamlSecrets;
}

interface Kind<K extends ProviderKind> {
  settings: z.ZodType<SettingsByKind[K]>;
  /** Each of them may be missing. */
  secrets: z.ZodType<Partial<SecretsByKind[K]>>;
  secretNames: readonly (keyof SecretsByKind[K] & string)[];
  /**
   * Where secrets go and whom LEXIA believes to be there. Whoever changes it gives the secrets anew: they must not
   * reach a machine for which they were not meant.
   */
  destination(settings: SettingsByKind[K]): unknown;
}

export const KINDS: { readonly [K in ProviderKind]: Kind<K> } = {
  ldap: {
    settings: LdapSettings,
    secrets: LdapSecrets.partial(),
    secretNames: ["bind_password"],
    destination: ({ urls, tls, ca_pem }) => [urls, tls, ca_pem],
  },
  oidc: {
    settings: OidcSettings,
    secrets: OidcSecrets.partial(),
    secretNames: ["client_secret"],
    destination: ({ issuer }) => issuer,
  },
  saml: {
    settings: SamlSettings,
    secrets: SamlSecrets.partial(),
    secretNames: ["private_key"],
    // The key signs and opens; it goes nowhere.
    destination: () => null,
  },
};

interface ProviderFacts {
  id: string;
  /** On the button of the sign-in page. */
  name: string;
  isEnabled: boolean;
  syncedAt: Date | null;
  syncError: string | null;
  createdAt: Date;
  /** Changes with every update. */
  updatedAt: Date;
}

interface ProviderOf<K extends ProviderKind> extends ProviderFacts {
  kind: K;
  settings: SettingsByKind[K];
  /** Sealed; `openSecrets` of `provider.ts` opens them. */
  sealedSecrets: string | null;
}

export type LdapProvider = ProviderOf<"ldap">;
export type OidcProvider = ProviderOf<"oidc">;
export type SamlProvider = ProviderOf<"saml">;
export type Provider = LdapProvider | OidcProvider | SamlProvider;
export type ProviderSecrets<K extends ProviderKind> = Partial<SecretsByKind[K]>;
