/** The second factor over HTTP: programs, operators, and pages without a script. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { codeOf, wrongCodeOf } from "#tests/support/authenticator.ts";
import { Lexia, PASSWORD, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { movableClock } from "#tests/support/stores.ts";

const DAY = 24 * 3_600_000;
/** The database has a clock of its own, which says when jobs and rows are due. */
const startClock = () => movableClock(Date.now());

Deno.test("POST /auth/2fa/…", async (t) => {
  const clock = startClock();
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const nextCode = (secret: string) => {
    clock.advance(31_000);
    return codeOf(secret, clock.now());
  };

  async function enroll(session: Session): Promise<{ secret: string; codes: string[] }> {
    const begun = await (await session.post("/auth/2fa/totp")).json();
    match(begun.uri, /^otpauth:\/\/totp\/LEXIA/);
    match(begun.qr_svg, /^<svg /);
    const answer = await session.post("/auth/2fa/totp/confirm", { otp: nextCode(begun.secret) });
    strictEqual(answer.status, 200);
    strictEqual(answer.headers.get("cache-control"), "no-store");
    return { secret: begun.secret, codes: (await answer.json()).recovery_codes };
  }

  const login = (session: Session, more: Record<string, unknown> = {}) =>
    lexia.request(session.host, "/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: session.actor.email, password: PASSWORD, ...more }),
    });
  const verify = (session: Session, body: unknown) =>
    lexia.request(session.host, "/auth/2fa/verify", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  for (const who of ["org_admin", "super_admin"] as const) {
    await t.step(`signs a ${who} in with a code, by a challenge or along with the password`, async () => {
      const session = who === "super_admin"
        ? await lexia.operator()
        : await acme.session(who, { withPassword: true });
      const { secret, codes } = await enroll(session);
      strictEqual(codes.length, 10);
      const me = await (await session.get("/auth/me")).json();
      deepStrictEqual(me.second_factor, { enrolled: true, required: true, due_at: null });

      const asked = await refused(await login(session), 401, "mfa_required");
      deepStrictEqual(asked.methods, ["totp", "recovery_code"]);
      const wrong = { challenge: asked.challenge, otp: wrongCodeOf(secret, clock.now()) };
      await refused(await verify(session, wrong), 401, "mfa_invalid");
      const done = await verify(session, { challenge: asked.challenge, otp: nextCode(secret) });
      strictEqual(done.status, 200);
      strictEqual((await done.json()).user.role, who);
      strictEqual((await login(session, { otp: nextCode(secret) })).status, 200);
      strictEqual((await login(session, { otp: codes[0] })).status, 200);
      await refused(await login(session, { otp: codes[0] }), 401, "mfa_invalid");
      await refused(await session.send("DELETE", "/auth/2fa/totp"), 409, "second_factor_last");

      await lexia.work();
      const told = lexia.mails.filter(({ to }) => to.address === session.actor.email);
      strictEqual(told.length, 2, "the factor was added, and a recovery code used");
    });
  }

  await t.step("takes one of the factors, no less and no more", async () => {
    const session = await acme.session("user");
    for (const body of [{}, { otp: "123456", recovery_code: "abcde-fghjk" }]) {
      await refused(await session.post("/auth/confirm", body), 422, "request_invalid");
      await refused(await verify(session, { challenge: "lxo_x", ...body }), 422, "request_invalid");
    }
  });

  await t.step("lets a user, of whom none is asked, remove it again", async () => {
    const session = await acme.session("user", { withPassword: true });
    await enroll(session);
    strictEqual((await session.send("DELETE", "/auth/2fa/totp")).status, 204);
    const state = await (await session.get("/auth/2fa")).json();
    deepStrictEqual([state.enrolled, state.totp, state.recovery_codes_left], [false, null, 0]);
    strictEqual((await login(session)).status, 200);
  });

  await t.step("holds an administrator back after the grace period, until one is set up", async () => {
    const session = await acme.session("org_admin", { withPassword: true });
    strictEqual((await session.get("/api/v1/users")).status, 200);
    clock.advance(7 * DAY);
    const answer = await (await login(session)).json();
    const late = (method: string, path: string, body?: unknown) =>
      lexia.request(acme.subdomain, path, {
        method,
        headers: {
          authorization: `Bearer ${answer.access_token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    await refused(await late("GET", "/api/v1/users"), 403, "second_factor_enrollment_required");
    const { secret } = await (await late("POST", "/auth/2fa/totp")).json();
    const otp = nextCode(secret);
    strictEqual((await late("POST", "/auth/2fa/totp/confirm", { otp })).status, 200);
    strictEqual((await late("GET", "/api/v1/users")).status, 200);
  });
});

Deno.test("/security without a script", async (t) => {
  const clock = startClock();
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const { actor } = await acme.session("org_admin", { withPassword: true });
  let cookie: string | undefined;

  async function send(
    path: string,
    fields?: Record<string, string>,
  ): Promise<{ page: string; response: Response }> {
    const response = await lexia.request(acme.subdomain, path, {
      method: fields === undefined ? "GET" : "POST",
      headers: {
        accept: "text/html",
        ...(fields === undefined ? {} : { origin: `http://${acme.subdomain}.${lexia.baseDomain}` }),
        ...(cookie === undefined ? {} : { cookie }),
      },
      body: fields && new URLSearchParams(fields),
    });
    const given = response.headers.getSetCookie().find((one) => one.startsWith("__Host-lexia_session="));
    if (given) cookie = given.split(";")[0];
    return { response, page: await response.text() };
  }

  const credentials = { email: actor.email, password: PASSWORD };
  let secret = "";
  let recovery = "";

  await t.step("sends who has signed in too often without one to it, and from there nowhere", async () => {
    clock.advance(8 * DAY);
    strictEqual((await send("/sign-in", { ...credentials, next: "/solicitudes" })).response.status, 303);
    const { response } = await send("/solicitudes");
    deepStrictEqual([response.status, response.headers.get("location")], [303, "/security"]);
    match((await send("/security")).page, /El plazo terminó/);
  });

  await t.step("sets an authenticator app up, and shows the recovery codes once", async () => {
    const { page } = await send("/security/totp", {});
    match(page, /src="data:image\/svg\+xml;base64,/);
    secret = /<code[^>]*>([A-Z2-7 ]{39})<\/code>/.exec(page)?.[1]?.replaceAll(" ", "") ?? "";
    const wrong = await send("/security/totp/confirm", { otp: wrongCodeOf(secret, clock.now()) });
    strictEqual(wrong.response.status, 401);
    // What the app has read stays good, so the same picture is shown again.
    ok(wrong.page.includes(/src="(data:image\/svg[^"]+)"/.exec(page)?.[1] ?? "none"));
    match(wrong.page, /role="alert"|notice/);
    const { page: done } = await send("/security/totp/confirm", { otp: codeOf(secret, clock.now()) });
    const codes = [...done.matchAll(/<code>([a-z0-9]{5}-[a-z0-9]{5})<\/code>/g)].map(([, code = ""]) => code);
    strictEqual(codes.length, 10);
    recovery = codes[0] ?? "";
    const { page: after } = await send("/security");
    ok(!after.includes(recovery));
    match(after, /Quedan 10 de 10/);
    strictEqual((await send("/solicitudes")).response.status, 200);
  });

  await t.step("signs in with a second page, by a code or a recovery code", async () => {
    for (const code of [() => codeOf(secret, clock.now()), () => recovery]) {
      cookie = undefined;
      clock.advance(31_000);
      const { response, page } = await send("/sign-in", { ...credentials, next: "/security" });
      deepStrictEqual([response.status, cookie], [200, undefined]);
      const challenge = /name="challenge" value="(lxo_[\w-]+)"/.exec(page)?.[1] ?? "";
      const wrong = await send("/sign-in/second-step", { challenge, next: "/security", code: "000-nothing" });
      strictEqual(wrong.response.status, 401);
      ok(wrong.page.includes(challenge), "the challenge is good for another try");
      const done = await send("/sign-in/second-step", { challenge, next: "/security", code: code() });
      deepStrictEqual([done.response.status, done.response.headers.get("location")], [303, "/security"]);
    }
    match((await send("/security")).page, /Quedan 9 de 10/);
  });

  await t.step(
    "asks for a fresh proof before a change, and keeps the last factor that is asked for",
    async () => {
      clock.advance(11 * 60_000);
      const { response } = await send("/security/totp/remove", {});
      deepStrictEqual([response.status, response.headers.get("location")], [303, "/security/confirm"]);
      match((await send("/security/confirm")).page, /Confirme quién es/);
      const wrong = await send("/security/confirm", { code: wrongCodeOf(secret, clock.now()), next: "" });
      strictEqual(wrong.response.status, 401);
      const proof = await send("/security/confirm", { code: codeOf(secret, clock.now()), next: "" });
      strictEqual(proof.response.headers.get("location"), "/security");
      const kept = await send("/security/totp/remove", {});
      strictEqual(kept.response.status, 409);
      match(kept.page, /último segundo factor/);
      match((await send("/security/recovery-codes", {})).page, /Sus códigos de recuperación/);
    },
  );

  await t.step("begins anew where the challenge has had its time", async () => {
    cookie = undefined;
    const { page } = await send("/sign-in", credentials);
    const challenge = /name="challenge" value="(lxo_[\w-]+)"/.exec(page)?.[1] ?? "";
    clock.advance(6 * 60_000);
    const late = await send("/sign-in/second-step", { challenge, code: codeOf(secret, clock.now()) });
    strictEqual(late.response.status, 401);
    match(late.page, /<h1>Entrar<\/h1>/);
  });
});
