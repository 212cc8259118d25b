/** What knowing people takes, built once and handed to the verbs of this folder. */
import type { Organization, Services } from "../ctx.ts";
import { OperatorNames } from "../impersonations/operator_names.ts";
import { LegalAcceptances, type LegalDocuments, NO_DOCUMENTS } from "../personal_data/legal_acceptances.ts";
import { OrganizationDirectory } from "../organizations/find_organization.ts";
import { SettingsDirectory } from "../organizations/settings.ts";
import type { ProviderFetch, RateLimiter } from "../ports.ts";
import { databaseKeys } from "./_key_store.ts";
import { AccessTokens } from "./access_tokens.ts";
import { OidcClients } from "./oidc/oidc_clients.ts";
import { OtherOrganizations } from "./other_organizations.ts";
import { PasswordHasher, type PasswordHasherOptions } from "./password_hash.ts";
import { PasswordRules } from "./password_rules.ts";
import { EnabledProviders } from "./providers/enabled_providers.ts";
import { ProgramKeys } from "./program_keys.ts";
import { type Sealer, sealer } from "./sealing.ts";
import { GRACE_DAYS } from "./second_factor_policy.ts";
import { SessionStates } from "./session_state.ts";
import { keysFromConfiguration, SigningKeys } from "./signing_keys.ts";

export interface IdentitySettings {
  secretKey: string;
  /** The platform's public address, without a slash at its end: the `iss` of its tokens. */
  issuer: string;
  signupEnabled: boolean;
  /** What people are asked to accept; nothing where it is absent. */
  legal?: LegalDocuments;
  /** A JWK set of private Ed25519 keys; null: keys are made, and kept in the database. */
  jwtPrivateKeys: string | null;
  /** Counts in this process only; stands in, with stricter limits, while the shared one cannot be reached. */
  localLimiter: RateLimiter;
  /** How identity providers are asked; absent: none is. */
  sso?: SsoSettings;
  /** How long somebody of whom a second factor is asked may go without one. */
  secondFactorGraceDays?: number;
  /** For tests of load. */
  hashing?: PasswordHasherOptions;
}

export interface SsoSettings {
  fetch: ProviderFetch;
  /** Whether providers on this very machine may do without TLS. */
  allowHttp: boolean;
}

const NO_SSO: SsoSettings = {
  fetch: () => Promise.reject(new Error("Identity providers are not asked here")),
  allowHttp: false,
};

export interface IdentityServices {
  settings: Pick<IdentitySettings, "issuer" | "signupEnabled"> & { legal: LegalDocuments };
  hasher: PasswordHasher;
  passwordRules: PasswordRules;
  sealer: Sealer;
  keys: SigningKeys;
  tokens: AccessTokens;
  sessions: SessionStates;
  programKeys: ProgramKeys;
  directory: OrganizationDirectory;
  organizationSettings: SettingsDirectory;
  enabledProviders: EnabledProviders;
  otherOrganizations: OtherOrganizations;
  legal: LegalAcceptances;
  operators: OperatorNames;
  localLimiter: RateLimiter;
  sso: SsoSettings;
  oidc: OidcClients;
}

/** A request before anybody has been recognized. */
export interface VisitorCtx {
  services: Services;
  identity: IdentityServices;
  /** Null on the platform's own hosts. */
  organization: Organization | null;
  address: string | null;
  requestId: string;
  userAgent: string | null;
  /** What the device brings that was given to it by `issueDeviceToken`. */
  deviceToken?: string | null;
}

/** @throws {Error} when the keys of the configuration cannot be used. Touches neither database nor store. */
export async function createIdentity(
  services: Services,
  settings: IdentitySettings,
): Promise<IdentityServices> {
  const { clock, log, platformDb } = services;
  const seal = sealer(settings.secretKey);
  const sso = settings.sso ?? NO_SSO;
  const graceDays = settings.secondFactorGraceDays ?? GRACE_DAYS;
  const legal = settings.legal ?? NO_DOCUMENTS;
  const keys = settings.jwtPrivateKeys === null
    ? new SigningKeys(databaseKeys(platformDb, seal, log), clock, log)
    : await keysFromConfiguration(settings.jwtPrivateKeys, clock, log);
  return {
    settings: { issuer: settings.issuer, signupEnabled: settings.signupEnabled, legal },
    hasher: new PasswordHasher(settings.hashing),
    passwordRules: new PasswordRules(),
    sealer: seal,
    keys,
    tokens: new AccessTokens(keys, clock, settings.issuer),
    sessions: new SessionStates(services, { graceMs: graceDays * 24 * 3_600_000 }),
    programKeys: new ProgramKeys(services, settings.localLimiter),
    directory: new OrganizationDirectory(services),
    organizationSettings: new SettingsDirectory(services),
    enabledProviders: new EnabledProviders(services),
    otherOrganizations: new OtherOrganizations(services),
    legal: new LegalAcceptances(services, legal),
    operators: new OperatorNames(services),
    localLimiter: settings.localLimiter,
    sso,
    oidc: new OidcClients(clock, seal, sso),
  };
}
