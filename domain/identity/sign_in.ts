import { DomainError } from "../errors.ts";
import { accountDb, findAccount, type Person } from "./_accounts.ts";
import { type Attempt, takeAttempt } from "./_attempts.ts";
import type { VisitorCtx } from "./identity.ts";
import { BY_PASSWORD } from "./open_session.ts";
import { normalizeEmail } from "./person_fields.ts";
import { recordAct } from "./record_act.ts";
import { isSsoEnforced, mayUsePassword } from "./sso/break_glass.ts";
import { beginSessionWithFactor, type Opened, openOrAsk } from "./second_step.ts";

export interface Credentials {
  email: string;
  password: string;
}

/**
 * Signs a program or an app in: an access token, and a refresh token for the next. Who has a second factor gives it as
 * `otp`, or is asked for it.
 * @throws {DomainError} as `recognize`; `SecondStepAsked`, `mfa_invalid`.
 */
export async function signIn(
  visitor: VisitorCtx,
  { otp, ...credentials }: Credentials & { otp?: string },
): Promise<Opened<"token">> {
  const { person, attempt } = await recognizeCounted(visitor, credentials);
  if (otp !== undefined) {
    const first = { proof: BY_PASSWORD, given: { otp }, attempt };
    return await beginSessionWithFactor(visitor, person, first, "token");
  }
  return await openOrAsk(visitor, { person, attempt, proof: BY_PASSWORD }, "token");
}

/** Signs a browser in: the value of its cookie. @throws {DomainError} as `recognize`; `SecondStepAsked`. */
export async function signInBrowser(
  visitor: VisitorCtx,
  credentials: Credentials,
): Promise<Opened<"browser">> {
  const recognized = await recognizeCounted(visitor, credentials);
  return await openOrAsk(visitor, { ...recognized, proof: BY_PASSWORD }, "browser");
}

/**
 * Tells who it is by e-mail address and password. An unknown, an inactive and a wrong one get the same answer after the
 * same work: one look-up, one hash, one line in the audit log. Where single sign-on is enforced that answer is
 * `sso_required`, to everybody but an emergency administrator whose password is right.
 * @throws {DomainError} `invalid_credentials`, `sso_required`, `too_many_attempts` or `sign_in_busy`.
 */
export async function recognize(visitor: VisitorCtx, credentials: Credentials): Promise<Person> {
  const { person, attempt } = await recognizeCounted(visitor, credentials);
  await attempt.giveBack();
  return person;
}

interface Recognized {
  person: Person;
  attempt: Attempt;
}

/** The attempt stays counted until whoever asks gives it back: a right password may be followed by a wrong code. */
async function recognizeCounted(visitor: VisitorCtx, credentials: Credentials): Promise<Recognized> {
  try {
    return await judge(visitor, credentials);
  } catch (error) {
    visitor.services.metrics.increment("sign_ins_total", {
      result: error instanceof DomainError ? RESULTS[error.code] ?? "failed" : "failed",
    });
    throw error;
  }
}

const RESULTS: Readonly<Record<string, string>> = {
  invalid_credentials: "refused",
  sso_required: "refused",
  too_many_attempts: "limited",
  sign_in_busy: "busy",
};

async function judge(visitor: VisitorCtx, { email: typed, password }: Credentials) {
  const email = normalizeEmail(typed);
  const attempt = await takeAttempt(visitor, email ?? "no address");
  let outcome: Outcome;
  try {
    outcome = await comparePassword(visitor, email, password);
  } catch (error) {
    await attempt.giveBack();
    throw error;
  }
  if (!outcome.isRight) {
    await recordRefusal(visitor, outcome.accountId);
    const isEnforced = await isSsoEnforced(visitor.identity, visitor.organization?.id ?? null);
    throw new DomainError(isEnforced ? "sso_required" : "invalid_credentials");
  }
  return { person: outcome.person, attempt };
}

/** What became of a comparison; the account's id is for the audit log. */
export type Outcome = { isRight: true; person: Person } | { isRight: false; accountId: string | null };

/** Looks an account up and hashes once, whether there is one or not. Counts nothing: whoever asks has done so. */
export async function comparePassword(
  visitor: VisitorCtx,
  email: string | undefined,
  password: string,
): Promise<Outcome> {
  const { services, identity, organization } = visitor;
  const account = email === undefined
    ? undefined
    : await findAccount(services, organization?.id ?? null, email);
  const mayUse = email !== undefined && await mayUsePassword(visitor, email);
  const isRight = account?.passwordHash
    ? await identity.hasher.verify(account.passwordHash, password)
    : await identity.hasher.verifyNobody();
  if (!account || !isRight || !account.isActive || !mayUse) {
    return { isRight: false, accountId: account?.id ?? null };
  }
  const { passwordHash: _hash, passwordChangedAt: _changed, isActive: _active, ...person } = account;
  return { isRight: true, person };
}

/** The address typed is not kept: people type passwords into the wrong field. */
export async function recordRefusal(visitor: VisitorCtx, accountId: string | null): Promise<void> {
  const organizationId = visitor.organization?.id ?? null;
  const act = { organizationId, actorId: null, action: "session.refused", targetId: accountId ?? undefined };
  await accountDb(visitor.services, organizationId, "sign_in.record_refusal")
    .one(async (db) => await recordAct(db, visitor, act));
}
