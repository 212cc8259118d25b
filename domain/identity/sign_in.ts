import { DomainError } from "../errors.ts";
import { accountDb, findAccount, type Person } from "./_accounts.ts";
import { accountName, takeAttempt } from "./_attempts.ts";
import type { VisitorCtx } from "./identity.ts";
import { type DeviceToken, issueDeviceToken } from "./known_device.ts";
import {
  type BrowserSession,
  openBrowserSession,
  openTokenSession,
  type TokenSession,
} from "./open_session.ts";
import { normalizeEmail } from "./person_fields.ts";
import { recordAct } from "./record_act.ts";

export interface Credentials {
  email: string;
  password: string;
}

/** `device` is for the device to keep, so that it is known when it signs in again. */
export type SignedIn<S> = S & { person: Person; device: DeviceToken };

/**
 * Signs a program or an app in: an access token, and a refresh token for the next.
 * @throws {DomainError} as `recognize`.
 */
export async function signIn(visitor: VisitorCtx, credentials: Credentials): Promise<SignedIn<TokenSession>> {
  const person = await recognize(visitor, credentials);
  return { ...await openTokenSession(visitor, person), ...await known(visitor, person) };
}

/** Signs a browser in: the value of its cookie. @throws {DomainError} as `recognize`. */
export async function signInBrowser(
  visitor: VisitorCtx,
  credentials: Credentials,
): Promise<SignedIn<BrowserSession>> {
  const person = await recognize(visitor, credentials);
  return { ...await openBrowserSession(visitor, person), ...await known(visitor, person) };
}

async function known(visitor: VisitorCtx, person: Person): Promise<{ person: Person; device: DeviceToken }> {
  const { services, identity } = visitor;
  const account = accountName(visitor, person.email);
  return { person, device: await issueDeviceToken(identity.sealer, account, services.clock.now()) };
}

/**
 * Tells who it is by e-mail address and password. An unknown, an inactive and a wrong one get the same answer after the
 * same work: one look-up, one hash, one line in the audit log.
 * @throws {DomainError} `invalid_credentials`, `too_many_attempts` or `sign_in_busy`.
 */
export async function recognize(visitor: VisitorCtx, credentials: Credentials): Promise<Person> {
  const { metrics } = visitor.services;
  try {
    const person = await judge(visitor, credentials);
    metrics.increment("sign_ins_total", { result: "success" });
    return person;
  } catch (error) {
    metrics.increment("sign_ins_total", {
      result: error instanceof DomainError ? RESULTS[error.code] ?? "failed" : "failed",
    });
    throw error;
  }
}

const RESULTS: Readonly<Record<string, string>> = {
  invalid_credentials: "refused",
  too_many_attempts: "limited",
  sign_in_busy: "busy",
};

async function judge(visitor: VisitorCtx, { email: typed, password }: Credentials): Promise<Person> {
  const email = normalizeEmail(typed);
  const attempt = await takeAttempt(visitor, email ?? "no address");
  let outcome: Outcome;
  try {
    outcome = await compare(visitor, email, password);
  } catch (error) {
    await attempt.giveBack();
    throw error;
  }
  if (!outcome.isRight) {
    await recordRefusal(visitor, outcome.accountId);
    throw new DomainError("invalid_credentials");
  }
  await attempt.giveBack();
  return outcome.person;
}

type Outcome = { isRight: true; person: Person } | { isRight: false; accountId: string | null };

async function compare(visitor: VisitorCtx, email: string | undefined, password: string): Promise<Outcome> {
  const { services, identity, organization } = visitor;
  const account = email === undefined
    ? undefined
    : await findAccount(services, organization?.id ?? null, email);
  const isRight = account?.passwordHash
    ? await identity.hasher.verify(account.passwordHash, password)
    : await identity.hasher.verifyNobody();
  if (!account || !isRight || !account.isActive) return { isRight: false, accountId: account?.id ?? null };
  const { passwordHash: _hash, isActive: _active, ...person } = account;
  return { isRight: true, person };
}

/** The address typed is not kept: people type passwords into the wrong field. */
async function recordRefusal(visitor: VisitorCtx, accountId: string | null): Promise<void> {
  const organizationId = visitor.organization?.id ?? null;
  const act = { organizationId, actorId: null, action: "session.refused", targetId: accountId ?? undefined };
  await accountDb(visitor.services, organizationId, "sign_in.record_refusal")
    .one(async (db) => await recordAct(db, visitor, act));
}
