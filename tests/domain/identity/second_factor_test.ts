import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Ctx, PlatformCtx } from "#domain/ctx.ts";
import { DomainError } from "#domain/errors.ts";
import { authenticateBearer } from "#domain/identity/authenticate.ts";
import { confirm } from "#domain/identity/confirm.ts";
import { createPlatformAdmin } from "#domain/identity/create_platform_admin.ts";
import { makeRecoveryCodes } from "#domain/identity/recovery_codes.ts";
import { lacksSecondFactor, requireSecondFactor } from "#domain/identity/second_factor_policy.ts";
import { getSecondFactorState } from "#domain/identity/second_factor_state.ts";
import { beginSession, completeSecondStep, SecondStepAsked } from "#domain/identity/second_step.ts";
import { signIn, signInBrowser } from "#domain/identity/sign_in.ts";
import { beginTotp, confirmTotp, removeTotp } from "#domain/identity/totp.ts";
import { StoreUnavailable } from "#domain/ports.ts";
import { codeOf, wrongCodeOf } from "#tests/support/authenticator.ts";
import {
  ctxOf,
  type Fixture,
  type Member,
  openFixture,
  PASSWORD,
  platformCtxOf,
  refused,
} from "./_fixture.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Steps of 30 s, so that each has a code of its own. */
function nextCode({ clock }: Fixture, secret: string): string {
  clock.advance(31_000);
  return codeOf(secret, clock.now());
}

async function ctxAfter(lexia: Fixture, member: Member, otp?: string): Promise<Ctx> {
  const visitor = lexia.visitor(member.organization);
  const { accessToken } = await signIn(visitor, { email: member.email, password: PASSWORD, otp });
  return await ctxBy(lexia, member, accessToken);
}

async function ctxBy(lexia: Fixture, { organization }: Member, accessToken: string): Promise<Ctx> {
  return ctxOf(lexia, organization, await authenticateBearer(lexia.identity, organization.id, accessToken));
}

/** Somebody with an authenticator app, and what belongs to it. */
async function enrolled(lexia: Fixture, subdomain: string) {
  const member = await lexia.organization(subdomain);
  const ctx = await ctxAfter(lexia, member);
  const { secret } = await beginTotp(ctx, lexia.identity);
  const { recoveryCodes } = await confirmTotp(ctx, lexia.identity, { otp: nextCode(lexia, secret) });
  ok(recoveryCodes);
  return { member, secret, recoveryCodes, visitor: lexia.visitor(member.organization), ctx };
}

async function challengeFrom(work: Promise<unknown>): Promise<SecondStepAsked["step"]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SecondStepAsked) return error.step;
    throw error;
  }
  throw new Error("No second step was asked for");
}

const actions = async (lexia: Fixture, like: string) =>
  (await lexia.rows("select action from audit_log where action like $1 order by id", like)).flat();

Deno.test("An authenticator app", async (t) => {
  await using lexia = await openFixture();
  const member = await lexia.organization("acme");
  const ctx = await ctxAfter(lexia, member);
  const { secret, address } = await beginTotp(ctx, lexia.identity);

  await t.step("is told by an address with issuer, organization and e-mail address", () => {
    const url = new URL(address);
    strictEqual(`${url.protocol}//${url.host}`, "otpauth://totp");
    strictEqual(decodeURIComponent(url.pathname), `/LEXIA:Bufete acme:${member.email}`);
    deepStrictEqual([url.searchParams.get("issuer"), url.searchParams.get("secret")], ["LEXIA", secret]);
    match(secret, /^[A-Z2-7]{32}$/);
  });

  await t.step("counts for nothing before it is confirmed", async () => {
    strictEqual((await getSecondFactorState(ctx)).isEnrolled, false);
    await signIn(lexia.visitor(member.organization), { email: member.email, password: PASSWORD });
    await refused(removeTotp(ctx, lexia.identity), "totp_missing");
  });

  await t.step("refuses a wrong code", async () => {
    const otp = wrongCodeOf(secret, lexia.clock.now());
    await refused(confirmTotp(ctx, lexia.identity, { otp }), "mfa_invalid");
  });

  await t.step("gives ten recovery codes with its confirmation, once", async () => {
    const otp = nextCode(lexia, secret);
    const { recoveryCodes } = await confirmTotp(ctx, lexia.identity, { otp });
    strictEqual(new Set(recoveryCodes).size, 10);
    for (const code of recoveryCodes ?? []) match(code, /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
    await refused(confirmTotp(ctx, lexia.identity, { otp }), "totp_missing");
  });

  await t.step("counts as given in the session that set it up", async () => {
    const [row] = await lexia.rows(
      "select second_factor_at is not null from sessions where id = $1",
      ctx.actor.sessionId,
    );
    deepStrictEqual(row, [true]);
  });

  await t.step("is one at most", async () => {
    const again = await ctxAfter(lexia, member, nextCode(lexia, secret));
    await refused(beginTotp(again, lexia.identity), "totp_exists");
  });

  await t.step("leaves audit lines and mails, and no secret anywhere", async () => {
    deepStrictEqual(await actions(lexia, "second_factor.%"), [
      "second_factor.begin_totp",
      "second_factor.add_totp",
    ]);
    const kinds = await lexia.rows("select payload ->> 'kind' from jobs where task = 'mail.send'");
    deepStrictEqual(kinds.flat(), ["security_notice"]);
    for (const table of ["totp_secrets", "audit_log", "jobs", "one_time_tokens", "recovery_codes"]) {
      const [[text] = []] = await lexia.rows(`select coalesce(string_agg(t::text, ' '), '') from ${table} t`);
      ok(!String(text).includes(secret), table);
    }
  });

  await t.step("is refused when its set-up began too long ago", async () => {
    const other = await lexia.organization("late");
    const late = await ctxAfter(lexia, other);
    const begun = await beginTotp(late, lexia.identity);
    lexia.clock.advance(16 * MINUTE);
    const fresh = await ctxAfter(lexia, other);
    const otp = codeOf(begun.secret, lexia.clock.now());
    await refused(confirmTotp(fresh, lexia.identity, { otp }), "totp_missing");
  });
});

Deno.test("A sign-in with a second factor", async (t) => {
  await using lexia = await openFixture();
  const { member, secret, recoveryCodes, visitor } = await enrolled(lexia, "acme");
  const credentials = { email: member.email, password: PASSWORD };

  await t.step("asks for it after the right password, and not after a wrong one", async () => {
    const step = await challengeFrom(signIn(visitor, credentials));
    match(step.challenge, /^lxo_/);
    deepStrictEqual(step.methods, ["totp", "recovery_code"]);
    await refused(
      signIn(visitor, { ...credentials, password: "not this one at all" }),
      "invalid_credentials",
    );
    await refused(
      signIn(visitor, { ...credentials, password: "not this one at all", otp: "000000" }),
      "invalid_credentials",
    );
  });

  await t.step("takes the code along with the password", async () => {
    const signedIn = await signIn(visitor, { ...credentials, otp: nextCode(lexia, secret) });
    const { actor } = await authenticateBearer(lexia.identity, member.organization.id, signedIn.accessToken);
    strictEqual(actor.proof.secondFactorAt, lexia.clock.now());
  });

  await t.step("takes it in a second step, once for each challenge", async () => {
    const { challenge } = await challengeFrom(signInBrowser(visitor, credentials));
    const given = { otp: nextCode(lexia, secret) };
    await completeSecondStep(visitor, { challenge, given }, "browser");
    const again = { challenge, given: { otp: nextCode(lexia, secret) } };
    await refused(completeSecondStep(visitor, again, "browser"), "token_invalid");
  });

  await t.step("leaves the code good where the challenge is not", async () => {
    const { challenge } = await challengeFrom(signIn(visitor, credentials));
    const otp = nextCode(lexia, secret);
    await refused(completeSecondStep(visitor, { challenge, given: { otp } }, "browser"), "token_invalid");
    await refused(
      completeSecondStep(visitor, { challenge: `lxo_${"A".repeat(43)}`, given: { otp } }, "token"),
      "token_invalid",
    );
    await completeSecondStep(visitor, { challenge, given: { otp } }, "token");
  });

  await t.step("takes a code of the step before and after, and none further away", async () => {
    lexia.clock.advance(10 * MINUTE);
    const at = lexia.clock.now();
    await refused(signIn(visitor, { ...credentials, otp: codeOf(secret, at - 60_000) }), "mfa_invalid");
    await refused(signIn(visitor, { ...credentials, otp: codeOf(secret, at + 60_000) }), "mfa_invalid");
    await signIn(visitor, { ...credentials, otp: codeOf(secret, at - 30_000) });
    await signIn(visitor, { ...credentials, otp: codeOf(secret, at + 30_000) });
  });

  await t.step("takes no code twice, nor an older one after a newer", async () => {
    lexia.clock.advance(10 * MINUTE);
    const older = codeOf(secret, lexia.clock.now());
    lexia.clock.advance(30_000);
    const otp = codeOf(secret, lexia.clock.now());
    await signIn(visitor, { ...credentials, otp });
    await refused(signIn(visitor, { ...credentials, otp }), "mfa_invalid");
    await refused(signIn(visitor, { ...credentials, otp: older }), "mfa_invalid");
  });

  await t.step("of two at once with the same code lets one in", async () => {
    lexia.clock.advance(10 * MINUTE);
    const otp = nextCode(lexia, secret);
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => signIn(visitor, { ...credentials, otp })),
    );
    strictEqual(answers.filter(({ status }) => status === "fulfilled").length, 1);
  });

  await t.step("takes a recovery code once, however it is typed, also for many at once", async () => {
    lexia.clock.advance(16 * MINUTE);
    const [first = "", second = ""] = recoveryCodes;
    await signIn(visitor, { ...credentials, otp: ` ${first.replace("-", "").toUpperCase()} ` });
    await refused(signIn(visitor, { ...credentials, otp: first }), "mfa_invalid");
    const { challenge } = await challengeFrom(signIn(visitor, credentials));
    const given = { recoveryCode: second };
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => completeSecondStep(visitor, { challenge, given }, "token")),
    );
    strictEqual(answers.filter(({ status }) => status === "fulfilled").length, 1);
    const [[left] = []] = await lexia.rows("select count(*)::int from recovery_codes where used_at is null");
    strictEqual(left, 8);
    strictEqual((await actions(lexia, "second_factor.use_recovery_code")).length, 2);
  });

  await t.step("ends with its time, and with a new password", async () => {
    lexia.clock.advance(16 * MINUTE);
    const late = await challengeFrom(signIn(visitor, credentials));
    lexia.clock.advance(5 * MINUTE + 1_000);
    const otp = codeOf(secret, lexia.clock.now());
    const tryLate = completeSecondStep(visitor, { challenge: late.challenge, given: { otp } }, "token");
    await refused(tryLate, "token_invalid");
    const overtaken = await challengeFrom(signIn(visitor, credentials));
    lexia.clock.advance(1_000);
    await lexia.rows(
      "update users set password_changed_at = $2 where id = $1",
      member.userId,
      new Date(lexia.clock.now()).toISOString(),
    );
    await refused(
      completeSecondStep(visitor, { challenge: overtaken.challenge, given: { otp } }, "token"),
      "token_invalid",
    );
  });

  await t.step("is good in its own organization alone", async () => {
    const { challenge } = await challengeFrom(signIn(visitor, credentials));
    const beta = await lexia.organization("beta");
    const given = { otp: nextCode(lexia, secret) };
    const elsewhere = lexia.visitor(beta.organization);
    await refused(completeSecondStep(elsewhere, { challenge, given }, "token"), "token_invalid");
  });
});

Deno.test("Wrong second factors", async (t) => {
  await using lexia = await openFixture();
  const { member, secret, visitor, recoveryCodes } = await enrolled(lexia, "acme");
  const credentials = { email: member.email, password: PASSWORD };
  const elsewhere = (index: number) => lexia.visitor(member.organization, `198.51.100.${index}`);

  await t.step("lock it with the tenth, for a quarter of an hour, for the right ones too", async () => {
    const { challenge } = await challengeFrom(signIn(visitor, credentials));
    const wrong = { challenge, given: { otp: wrongCodeOf(secret, lexia.clock.now()) } };
    for (let i = 0; i < 10; i++) {
      await refused(completeSecondStep(elsewhere(i), wrong, "token"), "mfa_invalid");
    }
    const right = { challenge, given: { otp: codeOf(secret, lexia.clock.now() + 30_000) } };
    const { retryAfterSeconds } = await refused(
      completeSecondStep(visitor, right, "token"),
      "too_many_attempts",
    );
    strictEqual(retryAfterSeconds, 15 * 60);
    const recovery = { challenge, given: { recoveryCode: recoveryCodes[0] ?? "" } };
    await refused(completeSecondStep(visitor, recovery, "token"), "too_many_attempts");
    strictEqual((await actions(lexia, "session.second_factor_refused")).length, 10);
  });

  await t.step("lock nobody else", async () => {
    const other = await enrolled(lexia, "beta");
    await ctxAfter(lexia, other.member, nextCode(lexia, other.secret));
  });

  await t.step("open again after that time", async () => {
    lexia.clock.advance(15 * MINUTE);
    await signIn(visitor, { ...credentials, otp: nextCode(lexia, secret) });
  });

  await t.step("are ten for many at once as well", async () => {
    lexia.clock.advance(16 * MINUTE);
    const { challenge } = await challengeFrom(signIn(visitor, credentials));
    const given = { otp: wrongCodeOf(secret, lexia.clock.now()) };
    const codes = await Promise.all(Array.from({ length: 30 }, async () => {
      try {
        await completeSecondStep(visitor, { challenge, given }, "token");
      } catch (error) {
        return error instanceof DomainError ? error.code : error;
      }
    }));
    strictEqual(codes.filter((code) => code === "mfa_invalid").length, 10);
    strictEqual(codes.filter((code) => code === "too_many_attempts").length, 20);
  });

  await t.step("keep the password's attempt counted", async () => {
    lexia.clock.advance(16 * MINUTE);
    const otp = wrongCodeOf(secret, lexia.clock.now());
    for (let i = 0; i < 9; i++) {
      await refused(signIn(elsewhere(100 + i), { ...credentials, otp }), "mfa_invalid");
    }
    await challengeFrom(signIn(elsewhere(120), credentials));
    await refused(signIn(elsewhere(121), credentials), "too_many_attempts");
  });

  await t.step("give the attempt back once the second step was right", async () => {
    lexia.clock.advance(16 * MINUTE);
    for (let i = 0; i < 12; i++) {
      const { challenge } = await challengeFrom(signIn(visitor, credentials));
      const given = { otp: nextCode(lexia, secret) };
      await completeSecondStep(visitor, { challenge, given }, "token");
    }
  });

  await t.step("without the shared store are counted here, and stricter", async () => {
    lexia.clock.advance(16 * MINUTE);
    const { state } = lexia.services;
    const gone = () => Promise.reject(new StoreUnavailable("gone"));
    Object.assign(lexia.services, { state: { read: gone, update: gone } });
    try {
      const { challenge } = await challengeFrom(signIn(visitor, credentials));
      const wrong = { challenge, given: { otp: wrongCodeOf(secret, lexia.clock.now()) } };
      for (let i = 0; i < 3; i++) await refused(completeSecondStep(visitor, wrong, "token"), "mfa_invalid");
      await refused(completeSecondStep(visitor, wrong, "token"), "too_many_attempts");
    } finally {
      Object.assign(lexia.services, { state });
    }
  });
});

Deno.test("A second factor that is asked for", async (t) => {
  await using lexia = await openFixture();
  const OPERATOR = { name: "Olga", email: "olga@lexia.test", password: PASSWORD };
  await createPlatformAdmin(lexia.services, lexia.identity, OPERATOR);

  const operator = async (otp?: string): Promise<PlatformCtx> => {
    const { email, password } = OPERATOR;
    const { accessToken } = await signIn(lexia.visitor(null), { email, password, otp });
    return platformCtxOf(lexia, await authenticateBearer(lexia.identity, null, accessToken));
  };

  await t.step("is due a week after the first sign-in, of an org_admin and of an operator", async () => {
    const member = await lexia.organization("acme");
    for (const enter of [() => ctxAfter(lexia, member), () => operator()]) {
      const begun = lexia.clock.now();
      const first = await enter();
      const due = begun + 7 * DAY;
      deepStrictEqual(first.actor.secondFactor, { isRequired: true, dueAt: due });
      strictEqual(lacksSecondFactor(first.actor, due - 1), false);
      strictEqual(lacksSecondFactor(first.actor, due), true);
      lexia.clock.advance(1);
      strictEqual((await enter()).actor.secondFactor?.dueAt, due);
    }
  });

  await t.step("lets an operator set it up, and asks for it from then on", async () => {
    const ctx = await operator();
    const { secret, address } = await beginTotp(ctx, lexia.identity);
    match(decodeURIComponent(address), /\/LEXIA:LEXIA:olga@lexia\.test\?/);
    await confirmTotp(ctx, lexia.identity, { otp: nextCode(lexia, secret) });
    await challengeFrom(signIn(lexia.visitor(null), OPERATOR));
    const after = await operator(nextCode(lexia, secret));
    lexia.clock.advance(30 * DAY);
    requireSecondFactor(after.actor, lexia.clock.now());
    await refused(removeTotp(after, lexia.identity), "fresh_proof_required");
    const now = await operator(nextCode(lexia, secret));
    await refused(removeTotp(now, lexia.identity), "second_factor_last");
    strictEqual((await getSecondFactorState(now)).recoveryCodesLeft, 10);
  });

  await t.step("counts where a provider vouches for it", async () => {
    const member = await lexia.organization("gamma");
    await ctxAfter(lexia, member);
    lexia.clock.advance(8 * DAY);
    const visitor = lexia.visitor(member.organization);
    const without = await ctxAfter(lexia, member);
    strictEqual(lacksSecondFactor(without.actor, lexia.clock.now()), true);
    const { id, organizationId, email, name, role, permissions } = {
      ...without.actor,
      id: member.userId,
      organizationId: member.organization.id,
    };
    const person = { id, organizationId, email, name, role, permissions };
    const proof = { method: "oidc", hasSecondFactor: true } as const;
    const begun = await beginSession(visitor, person, proof, "token");
    ok("session" in begun);
    const ctx = await ctxBy(lexia, member, begun.session.accessToken);
    strictEqual(lacksSecondFactor(ctx.actor, lexia.clock.now()), false);
  });

  await t.step("is not asked of a user, unless the organization's settings say so", async () => {
    const member = await lexia.organization("beta");
    await lexia.rows("update organization_users set role = 'user' where user_id = $1", member.userId);
    const before = await ctxAfter(lexia, member);
    deepStrictEqual(before.actor.secondFactor, { isRequired: false, dueAt: null });
    await lexia.rows(
      "insert into organization_settings (organization_id, second_factor) values ($1, 'required')",
      member.organization.id,
    );
    lexia.clock.advance(5_000);
    const after = await ctxAfter(lexia, member);
    deepStrictEqual(after.actor.secondFactor, { isRequired: true, dueAt: lexia.clock.now() + 7 * DAY });
  });

  await t.step("that somebody has must be given in each of their sessions", async () => {
    const member = await lexia.organization("old");
    const old = await signIn(lexia.visitor(member.organization), { email: member.email, password: PASSWORD });
    const ctx = await ctxAfter(lexia, member);
    const { secret } = await beginTotp(ctx, lexia.identity);
    await confirmTotp(ctx, lexia.identity, { otp: nextCode(lexia, secret) });
    const before = await ctxBy(lexia, member, old.accessToken);
    await refused(
      Promise.resolve().then(() => requireSecondFactor(before.actor, lexia.clock.now())),
      "second_factor_enrollment_required",
    );
    const visitor = lexia.visitor(member.organization);
    await confirm(before, visitor, { otp: nextCode(lexia, secret) });
    requireSecondFactor((await ctxBy(lexia, member, old.accessToken)).actor, lexia.clock.now());
  });
});

Deno.test("A fresh proof", async (t) => {
  await using lexia = await openFixture();
  const member = await lexia.organization("acme");
  const visitor = lexia.visitor(member.organization);
  const { organization } = member;
  const { sessionId } = await signIn(visitor, { email: member.email, password: PASSWORD });
  const ctx = async () => {
    return ctxOf(lexia, organization, await lexia.identity.sessions.load(organization.id, sessionId));
  };

  await t.step("is needed ten minutes after the sign-in, and given by the password", async () => {
    lexia.clock.advance(10 * MINUTE + 1);
    await refused(beginTotp(await ctx(), lexia.identity), "fresh_proof_required");
    await refused(confirm(await ctx(), visitor, { password: "not this one at all" }), "invalid_credentials");
    await refused(confirm(await ctx(), visitor, { otp: "123456" }), "mfa_invalid");
    await confirm(await ctx(), visitor, { password: PASSWORD });
    await beginTotp(await ctx(), lexia.identity);
  });

  await t.step("is the second factor, where there is one", async () => {
    const { secret } = await beginTotp(await ctx(), lexia.identity);
    await confirmTotp(await ctx(), lexia.identity, { otp: nextCode(lexia, secret) });
    lexia.clock.advance(11 * MINUTE);
    await confirm(await ctx(), visitor, { password: PASSWORD });
    await refused(makeRecoveryCodes(await ctx(), lexia.identity), "fresh_proof_required");
    await confirm(await ctx(), visitor, { otp: nextCode(lexia, secret) });
    const codes = await makeRecoveryCodes(await ctx(), lexia.identity);
    strictEqual(codes.length, 10);
    lexia.clock.advance(11 * MINUTE);
    await confirm(await ctx(), visitor, { recoveryCode: codes[0] ?? "" });
    await makeRecoveryCodes(await ctx(), lexia.identity);
    await refused(confirm(await ctx(), visitor, { recoveryCode: codes[1] ?? "" }), "mfa_invalid");
  });

  await t.step("is limited as a sign-in is", async () => {
    lexia.clock.advance(16 * MINUTE);
    const wrong = { password: "not this one at all" };
    for (let i = 0; i < 10; i++) await refused(confirm(await ctx(), visitor, wrong), "invalid_credentials");
    await refused(confirm(await ctx(), visitor, { password: PASSWORD }), "too_many_attempts");
  });

  await t.step("is nothing that a key, or an operator who looks in, can give", async () => {
    const own = await ctx();
    for (const change of [{ via: "api_key" as const }, { impersonatorId: crypto.randomUUID() }]) {
      const proof = { ...own.actor.proof, ...change };
      const theirs = { ...own, actor: { ...own.actor, proof } };
      await refused(confirm(theirs, visitor, { password: PASSWORD }), "permission_denied");
    }
  });
});
