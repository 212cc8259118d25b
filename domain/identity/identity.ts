/** What knowing people takes, built once and handed to the verbs of this folder. */
import type { Organization, Services } from "../ctx.ts";
import { OrganizationDirectory } from "../organizations/find_organization.ts";
import type { RateLimiter } from "../ports.ts";
import { databaseKeys } from "./_key_store.ts";
import { AccessTokens } from "./access_tokens.ts";
import { PasswordHasher, type PasswordHasherOptions } from "./password_hash.ts";
import { PasswordRules } from "./password_rules.ts";
import { type Sealer, sealer } from "./sealing.ts";
import { SessionStates } from "./session_state.ts";
import { keysFromConfiguration, SigningKeys } from "./signing_keys.ts";

export interface IdentitySettings {
  secretKey: string;
  /** The platform's public address, without a slash at its end: the `iss` of its tokens. */
  issuer: string;
  signupEnabled: boolean;
  /** A JWK set of private Ed25519 keys; null: keys are made, and kept in the database. */
  jwtPrivateKeys: string | null;
  /** Counts in this process only; stands in, with stricter limits, while the shared one cannot be reached. */
  localLimiter: RateLimiter;
  /** For tests of load. */
  hashing?: PasswordHasherOptions;
}

export interface IdentityServices {
  settings: Pick<IdentitySettings, "issuer" | "signupEnabled">;
  hasher: PasswordHasher;
  passwordRules: PasswordRules;
  sealer: Sealer;
  keys: SigningKeys;
  tokens: AccessTokens;
  sessions: SessionStates;
  directory: OrganizationDirectory;
  localLimiter: RateLimiter;
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
  const keys = settings.jwtPrivateKeys === null
    ? new SigningKeys(databaseKeys(platformDb, seal, log), clock, log)
    : await keysFromConfiguration(settings.jwtPrivateKeys, clock, log);
  return {
    settings: { issuer: settings.issuer, signupEnabled: settings.signupEnabled },
    hasher: new PasswordHasher(settings.hashing),
    passwordRules: new PasswordRules(),
    sealer: seal,
    keys,
    tokens: new AccessTokens(keys, clock, settings.issuer),
    sessions: new SessionStates(services),
    directory: new OrganizationDirectory(services),
    localLimiter: settings.localLimiter,
  };
}
