/** Signing in with the name and password of the company's directory. */
import { DomainError } from "../errors.ts";
import type { Person } from "./_accounts.ts";
import { type Attempt, takeAttempt } from "./_attempts.ts";
import type { VisitorCtx } from "./identity.ts";
import { BY_PASSWORD, type OpeningProof } from "./open_session.ts";
import { normalizeEmail } from "./person_fields.ts";
import { findEnabledProviders, type LdapProvider } from "./providers/provider.ts";
import { provisionPerson } from "./providers/provision_person.ts";
import { parseLogin, recognizeByDirectory } from "./providers/recognize_by_directory.ts";
import { beginSessionWithFactor, type Opened, openOrAsk } from "./second_step.ts";
import { comparePassword, type Outcome, recordRefusal, signInBrowser } from "./sign_in.ts";

export interface DirectoryCredentials {
  login: string;
  password: string;
}

interface Recognized {
  person: Person;
  proof: OpeningProof;
}

/**
 * Signs a program or an app in by the organization's directory. An unknown name, a wrong password and a person in no
 * mapped group get the same answer.
 * @throws {DomainError} `organization_not_found`, `provider_not_found` where the organization has no directory,
 * `invalid_credentials`, `too_many_attempts`, `directory_unavailable`, `seats_exceeded`; `SecondStepAsked`,
 * `mfa_invalid`.
 */
export async function signInByDirectory(
  visitor: VisitorCtx,
  { otp, ...credentials }: DirectoryCredentials & { otp?: string },
): Promise<Opened<"token">> {
  const provider = await findDirectory(visitor);
  if (!provider) throw new DomainError("provider_not_found");
  const { attempt, person, proof } = await counted(
    visitor,
    credentials.login,
    () => byDirectory(visitor, provider, credentials),
  );
  if (otp !== undefined) {
    return await beginSessionWithFactor(visitor, person, { proof, given: { otp }, attempt }, "token");
  }
  return await openOrAsk(visitor, { person, proof, attempt }, "token");
}

/**
 * Signs a browser in by the one form there is: with a password of LEXIA's or, where the organization has a directory,
 * that of the directory. Which of them a name has, no answer tells.
 * @throws {DomainError} as `signInByDirectory` and `signInBrowser`.
 */
export async function signInByForm(
  visitor: VisitorCtx,
  { login, password }: DirectoryCredentials,
): Promise<Opened<"browser">> {
  const provider = visitor.organization ? await findDirectory(visitor) : undefined;
  if (!provider) return await signInBrowser(visitor, { email: login, password });
  const recognized = await counted(visitor, login, async () => {
    const own = await comparePassword(visitor, normalizeEmail(login), password);
    if (own.isRight) return { person: own.person, proof: BY_PASSWORD };
    return await byDirectory(visitor, provider, { login, password }, own);
  });
  return await openOrAsk(visitor, recognized, "browser");
}

async function findDirectory({ services, organization }: VisitorCtx): Promise<LdapProvider | undefined> {
  if (!organization) throw new DomainError("organization_not_found");
  const providers = await services.tenantDb(organization.id)
    .one((db) => findEnabledProviders(db, organization.id));
  return providers.find((provider) => provider.kind === "ldap");
}

/** @throws {DomainError} `invalid_credentials`, with its line in the audit log. */
async function byDirectory(
  visitor: VisitorCtx,
  provider: LdapProvider,
  credentials: DirectoryCredentials,
  own?: Extract<Outcome, { isRight: false }>,
): Promise<Recognized> {
  const outside = await recognizeByDirectory(visitor, provider, credentials);
  const person = outside && await memberOf(visitor, provider, outside);
  if (person) {
    return {
      person,
      proof: { method: "ldap", hasSecondFactor: false, provider: { id: provider.id, session: null } },
    };
  }
  await recordRefusal(visitor, own?.accountId ?? null);
  throw new DomainError("invalid_credentials");
}

/** Who is in the directory but does not get in hears what somebody unknown hears. */
async function memberOf(
  visitor: VisitorCtx,
  provider: LdapProvider,
  outside: Parameters<typeof provisionPerson>[2],
): Promise<Person | undefined> {
  try {
    return await provisionPerson(visitor, provider, outside);
  } catch (error) {
    if (error instanceof DomainError && error.code === "not_a_member") return undefined;
    throw error;
  }
}

/** Counted like any password; given back where it was right, or could not be judged. */
async function counted(
  visitor: VisitorCtx,
  login: string,
  judge: () => Promise<Recognized>,
): Promise<Recognized & { attempt: Attempt }> {
  const { metrics } = visitor.services;
  const account = normalizeEmail(login) ?? parseLogin(login)?.toLowerCase() ?? "no name";
  let attempt: Attempt | undefined;
  try {
    attempt = await takeAttempt(visitor, account);
    return { ...await judge(), attempt };
  } catch (error) {
    const code = error instanceof DomainError ? error.code : "failed";
    metrics.increment("sign_ins_total", { result: RESULTS[code] ?? "failed" });
    if (code !== "invalid_credentials") await attempt?.giveBack();
    throw error;
  }
}

const RESULTS: Readonly<Record<string, string>> = {
  invalid_credentials: "refused",
  too_many_attempts: "limited",
  sign_in_busy: "busy",
};
