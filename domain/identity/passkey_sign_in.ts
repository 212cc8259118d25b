/** Signing in by a passkey alone: the browser finds it, the device has verified its owner, and so it is two factors. */
import { DomainError } from "../errors.ts";
import { accountDb, findAccountById, type Person } from "./_accounts.ts";
import { takeAttempt } from "./_attempts.ts";
import { answers } from "./_use_passkey.ts";
import {
  CHALLENGE_SECONDS,
  challengeOf,
  type GivenPasskey,
  type RequestOptions,
  requestOptions,
  type Site,
} from "./_webauthn.ts";
import type { VisitorCtx } from "./identity.ts";
import { offerStep, takeStep } from "./one_time.ts";
import { recordAct } from "./record_act.ts";
import { beginSession, type Opened, SecondStepAsked, type SessionKind } from "./second_step.ts";

const PURPOSE = "passkey_sign_in";
/** Longer names of passkeys than WebAuthn has them are counted as one. */
const COUNTED_LENGTH = 100;

/** What a browser needs to find a passkey for the site, whoever is in front of it. */
export async function beginPasskeySignIn(visitor: VisitorCtx, site: Site): Promise<RequestOptions> {
  const { services, organization } = visitor;
  const organizationId = organization?.id ?? null;
  const expiresAt = new Date(services.clock.now() + CHALLENGE_SECONDS * 1_000);
  const challenge = await accountDb(services, organizationId, "passkey.begin_sign_in").one((db) =>
    offerStep(db, { organizationId, userId: null, purpose: PURPOSE, expiresAt })
  );
  return await requestOptions({ site, challenge });
}

/** @throws {DomainError} `mfa_invalid` whatever is wrong, or `too_many_attempts`. */
export async function signInByPasskey<K extends SessionKind>(
  visitor: VisitorCtx,
  given: GivenPasskey,
  kind: K,
): Promise<Opened<K>> {
  const { services } = visitor;
  const attempt = await takeAttempt(visitor, `passkey ${given.response.id.slice(0, COUNTED_LENGTH)}`);
  let person: Person | undefined;
  try {
    person = await whoAnswers(visitor, given);
  } catch (error) {
    await attempt.giveBack();
    throw error;
  }
  if (!person) {
    services.metrics.increment("sign_ins_total", { result: "refused" });
    throw new DomainError("mfa_invalid");
  }
  const proof = { method: "passkey", hasSecondFactor: true } as const;
  const begun = await beginSession(visitor, person, proof, kind, attempt);
  if ("step" in begun) throw new SecondStepAsked(begun.step);
  return begun.session;
}

async function whoAnswers(visitor: VisitorCtx, given: GivenPasskey): Promise<Person | undefined> {
  const { services, organization } = visitor;
  const organizationId = organization?.id ?? null;
  const challenge = challengeOf(given.response) ?? "";
  const userId = await accountDb(services, organizationId, "passkey.sign_in").tx(async (tx) => {
    const by = { organizationId, purpose: PURPOSE, token: challenge, now: services.clock.now() } as const;
    const step = await takeStep(tx, by);
    const userId = step && await answers(tx, services, { organizationId, challenge, given });
    if (userId === undefined) {
      const data = { method: "passkey" };
      await recordAct(tx, visitor, { organizationId, actorId: null, action: "session.refused", data });
    }
    return userId;
  });
  const account = userId === undefined ? undefined : await findAccountById(services, organizationId, userId);
  if (!account?.isActive) return undefined;
  const { passwordHash: _hash, passwordChangedAt: _changed, isActive: _active, ...person } = account;
  return person;
}
