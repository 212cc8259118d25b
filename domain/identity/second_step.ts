/**
 * The second step of a sign-in, whatever the first one was: password, directory or identity provider. Whoever has
 * recognized somebody calls `beginSession`. It opens the session at once where nothing more is asked, and otherwise
 * offers a challenge, with which `completeSecondStep` opens it.
 */
import { z } from "zod";
import type { SignInMethod } from "#db/schema/sessions.ts";
import { DomainError } from "../errors.ts";
import { accountDb, findAccountById, type Person } from "./_accounts.ts";
import { accountName, type Attempt, type Count, giveBackCounts } from "./_attempts.ts";
import { type GivenFactor, provesFactor } from "./_given_factor.ts";
import { takeGuess } from "./_guesses.ts";
import type { VisitorCtx } from "./identity.ts";
import { type DeviceToken, issueDeviceToken } from "./known_device.ts";
import { offerStep, type OneTimeStep, peekStep, takeStep } from "./one_time.ts";
import {
  type BrowserSession,
  openBrowserSession,
  type OpeningProof,
  openTokenSession,
  type TokenSession,
} from "./open_session.ts";
import { recordAct } from "./record_act.ts";
import { type FactorMethod, factorsOf, methodsOf } from "./second_factors.ts";

export type { GivenFactor } from "./_given_factor.ts";
export type { FactorMethod } from "./second_factors.ts";

interface Sessions {
  token: TokenSession;
  browser: BrowserSession;
}

/** A program's session, of access and refresh tokens, or a browser's, of a cookie. */
export type SessionKind = keyof Sessions;

/** `device` is for the device to keep, so that it is known when it signs in again. */
export type Opened<K extends SessionKind> = Sessions[K] & { person: Person; device: DeviceToken };

/** What is asked of somebody who has a second factor and has not given it. */
export interface SecondStep {
  /** Good for one sign-in, for five minutes. */
  challenge: string;
  methods: FactorMethod[];
}

export type Begun<K extends SessionKind> = { session: Opened<K> } | { step: SecondStep };

export const SECOND_STEP_SECONDS = 5 * 60;

/**
 * Opens a session for somebody who has just been recognized, or asks for their second factor first. `proof` says by
 * what they were recognized, and whether a provider vouches for a second factor. A counted `attempt` is given back once
 * the session is open: not before the second factor was right as well.
 */
export async function beginSession<K extends SessionKind>(
  visitor: VisitorCtx,
  person: Person,
  proof: OpeningProof,
  kind: K,
  attempt?: Attempt,
): Promise<Begun<K>> {
  const methods = proof.hasSecondFactor ? [] : await methodsFor(visitor, person);
  if (methods.length > 0) {
    return { step: await askForFactor(visitor, person, { proof, kind, methods, attempt }) };
  }
  await attempt?.giveBack();
  visitor.services.metrics.increment("sign_ins_total", { result: "success" });
  return { session: await open(visitor, person, proof, kind) };
}

/** What a sign-in throws that is half done. */
export class SecondStepAsked extends DomainError {
  constructor(readonly step: SecondStep) {
    super("mfa_required", { extra: { ...step } });
  }
}

/** The same, for whoever has nothing to do but go on: where more is asked, that is thrown. @throws {SecondStepAsked} */
export async function openOrAsk<K extends SessionKind>(
  visitor: VisitorCtx,
  { person, proof, attempt }: { person: Person; proof: OpeningProof; attempt: Attempt },
  kind: K,
): Promise<Opened<K>> {
  const begun = await beginSession(visitor, person, proof, kind, attempt);
  if ("step" in begun) throw new SecondStepAsked(begun.step);
  return begun.session;
}

/**
 * Ends what `beginSession` began. A wrong code does not use the challenge up; wrong ones are counted for the person.
 * @throws {DomainError} `token_invalid` for a challenge that is none any more, `mfa_invalid`, `too_many_attempts`.
 */
export async function completeSecondStep<K extends SessionKind>(
  visitor: VisitorCtx,
  { challenge: token, given }: { challenge: string; given: GivenFactor },
  kind: K,
): Promise<Opened<K>> {
  const { person, waiting } = await findSecondStep(visitor, token);
  if (waiting.kind !== kind) throw new DomainError("token_invalid");
  const by = { organizationId: person.organizationId, purpose: PURPOSE, token };
  await giveFactor(visitor, person, given, async (tx) => {
    if (await takeStep(tx, { ...by, now: visitor.services.clock.now() })) return;
    throw new DomainError("token_invalid");
  });
  await giveBackCounts(visitor, waiting.counts);
  const { method, provider, expiresAt } = waiting;
  const proof: OpeningProof = {
    method,
    hasSecondFactor: true,
    ...(provider && { provider }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
  };
  return await open(visitor, person, proof, kind);
}

/** The person whose sign-in waits. @throws {DomainError} `token_invalid` */
export async function findSecondStep(
  visitor: VisitorCtx,
  token: string,
): Promise<{ person: Person; waiting: Waiting }> {
  const { services, organization } = visitor;
  const organizationId = organization?.id ?? null;
  const step = await accountDb(services, organizationId, "second_step.find").one((db) =>
    peekStep(db, { organizationId, purpose: PURPOSE, token, now: services.clock.now() })
  );
  const waiting = step && waitingOf(step);
  const account = step?.userId ? await findAccountById(services, organizationId, step.userId) : undefined;
  if (!waiting || !account?.isActive) throw new DomainError("token_invalid");
  const changedAt = account.passwordChangedAt?.getTime() ?? 0;
  if (waiting.method === "password" && changedAt > waiting.startedAt) throw new DomainError("token_invalid");
  const { passwordHash: _hash, passwordChangedAt: _changed, isActive: _active, ...person } = account;
  return { person, waiting };
}

/** What a waiting sign-in asks for, once more. @throws {DomainError} `token_invalid` */
export async function getSecondStep(visitor: VisitorCtx, challenge: string): Promise<SecondStep> {
  const { person } = await findSecondStep(visitor, challenge);
  return { challenge, methods: await methodsFor(visitor, person) };
}

/**
 * For a sign-in that brings its code along.
 * @throws {DomainError} `mfa_invalid`, `too_many_attempts`.
 */
export async function beginSessionWithFactor<K extends SessionKind>(
  visitor: VisitorCtx,
  person: Person,
  { proof, given, attempt }: { proof: OpeningProof; given: GivenFactor; attempt: Attempt },
  kind: K,
): Promise<Opened<K>> {
  const methods = await methodsFor(visitor, person);
  if (methods.length > 0) await giveFactor(visitor, person, given);
  else visitor.services.metrics.increment("sign_ins_total", { result: "success" });
  await attempt.giveBack();
  return await open(visitor, person, { ...proof, hasSecondFactor: methods.length > 0 }, kind);
}

const PURPOSE = "second_factor_sign_in" as const;

/** What the step remembers of the first one. */
const Waiting = z.object({
  kind: z.enum(["token", "browser"]),
  method: z.custom<SignInMethod>((value) => typeof value === "string"),
  provider: z.object({ id: z.string(), session: z.string().nullable() }).optional(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number().optional(),
  startedAt: z.number(),
  counts: z.array(z.custom<Count>((value) => typeof value === "object")),
});
type Waiting = z.output<typeof Waiting>;

function waitingOf(step: OneTimeStep): Waiting | undefined {
  return Waiting.safeParse(step.data).data;
}

async function methodsFor({ services }: VisitorCtx, { id, organizationId }: Person): Promise<FactorMethod[]> {
  const db = accountDb(services, organizationId, "second_step.methods");
  return methodsOf(await db.one((db) => factorsOf(db, organizationId, id)));
}

async function askForFactor(
  visitor: VisitorCtx,
  person: Person,
  { proof, kind, methods, attempt }: {
    proof: OpeningProof;
    kind: SessionKind;
    methods: FactorMethod[];
    attempt?: Attempt;
  },
): Promise<SecondStep> {
  const { services } = visitor;
  const { id: userId, organizationId } = person;
  const now = services.clock.now();
  const waiting: Waiting = {
    kind,
    method: proof.method,
    provider: proof.provider,
    expiresAt: proof.expiresAt?.getTime(),
    startedAt: now,
    counts: [...attempt?.counts ?? []],
  };
  const challenge = await accountDb(services, organizationId, "second_step.ask").tx(async (tx) => {
    await recordAct(tx, visitor, {
      organizationId,
      actorId: null,
      action: "session.second_factor_asked",
      targetId: userId,
      data: { method: proof.method },
    });
    const expiresAt = new Date(now + SECOND_STEP_SECONDS * 1_000);
    return await offerStep(tx, { organizationId, userId, purpose: PURPOSE, expiresAt, data: { ...waiting } });
  });
  services.metrics.increment("sign_ins_total", { result: "second_factor_asked" });
  return { challenge, methods };
}

/** Counts it as a guess first; `alongside` belongs to the use of the factor, and undoes it where it throws. */
async function giveFactor(
  visitor: VisitorCtx,
  person: Person,
  given: GivenFactor,
  alongside?: Parameters<typeof provesFactor>[3],
): Promise<void> {
  const { metrics } = visitor.services;
  try {
    const guess = await takeGuess(visitor, person.id);
    await guess.judge(() => provesFactor(visitor, person, given, alongside));
    metrics.increment("sign_ins_total", { result: "success" });
  } catch (error) {
    const code = error instanceof DomainError ? error.code : "";
    const result = code === "mfa_invalid" ? "refused" : code === "too_many_attempts" ? "limited" : "failed";
    metrics.increment("sign_ins_total", { result });
    throw error;
  }
}

async function open<K extends SessionKind>(
  visitor: VisitorCtx,
  person: Person,
  proof: OpeningProof,
  kind: K,
): Promise<Opened<K>> {
  const openers: { [Kind in SessionKind]: () => Promise<Sessions[Kind]> } = {
    token: () => openTokenSession(visitor, person, proof),
    browser: () => openBrowserSession(visitor, person, proof),
  };
  const session = await openers[kind]();
  const { services, identity } = visitor;
  const account = accountName(visitor, person.email);
  const device = await issueDeviceToken(identity.sealer, account, services.clock.now());
  return { ...session, person, device };
}
