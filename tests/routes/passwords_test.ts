import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { codeOf } from "#tests/support/authenticator.ts";
import { Lexia, PASSWORD, type Session } from "#tests/support/lexia.ts";
import { subjectsTo, tokenTo } from "#tests/support/mailed.ts";
import { refused } from "#tests/support/refused.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";
import { withinOneWindow } from "#tests/support/within_one_window.ts";

const NEW = "zorro lampara cuarzo molino 93";
const RESET = "Restablecer su contraseña de LEXIA";
const CHANGED = "Su contraseña de LEXIA cambió";
const HOUR_MS = 3_600_000;

type Fields = Record<string, string>;

async function post(lexia: Lexia, host: string, path: string, body: Fields, address?: string) {
  return await lexia.request(host, path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    address,
  });
}

async function forgot(lexia: Lexia, { host, actor }: Session, address?: string): Promise<void> {
  const answer = await post(lexia, host, "/auth/password/forgot", { email: actor.email }, address);
  deepStrictEqual([answer.status, await answer.text()], [202, ""]);
  await lexia.work();
}

async function loginStatus(lexia: Lexia, { host, actor }: Session, password: string): Promise<number> {
  const answer = await post(lexia, host, "/auth/login", { email: actor.email, password });
  await answer.body?.cancel();
  return answer.status;
}

async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
}

Deno.test("POST /auth/password/forgot and /reset", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const far = await lexia.another();
  const acme = await lexia.organization();
  const reset = (session: Session, token: string, password = NEW) =>
    post(lexia, session.host, "/auth/password/reset", { token, password });

  await t.step("sets a new password, ends all sessions everywhere, and signs nobody in", async () => {
    const member = await acme.session("user", { withPassword: true });
    strictEqual((await member.at(far).get("/auth/me")).status, 200);
    await forgot(lexia, member);
    const token = tokenTo(lexia.mails, member.actor.email);
    const done = await reset(member, token);
    deepStrictEqual([done.status, await done.text(), done.headers.get("set-cookie")], [204, "", null]);
    await refused(await member.get("/auth/me"), 401, "token_invalid");
    clock.advance(5_000);
    await refused(await member.at(far).get("/auth/me"), 401, "token_invalid");
    strictEqual(await loginStatus(lexia, member, PASSWORD), 401);
    strictEqual(await loginStatus(lexia, member, NEW), 200);
    await lexia.work();
    deepStrictEqual(subjectsTo(lexia.mails, member.actor.email), [RESET, CHANGED]);
    const [kept] = await rows(
      lexia,
      "select password_changed_at is not null, email_verified_at is not null from users where id = $1",
      member.actor.userId,
    );
    deepStrictEqual(kept, [true, true]);
  });

  await t.step("answers a used, an earlier, an expired and an unknown link the same", async () => {
    const member = await acme.session("user", { withPassword: true });
    await forgot(lexia, member);
    const earlier = tokenTo(lexia.mails, member.actor.email);
    await forgot(lexia, member);
    const used = tokenTo(lexia.mails, member.actor.email);
    strictEqual((await reset(member, used)).status, 204);
    await forgot(lexia, member);
    const expired = tokenTo(lexia.mails, member.actor.email);
    clock.advance(HOUR_MS);
    const answers = new Set<string>();
    for (const token of [earlier, used, expired, `lxo_${"A".repeat(43)}`, "x"]) {
      const { request_id: _, ...rest } = await refused(await reset(member, token), 404, "reset_link_invalid");
      answers.add(JSON.stringify(rest));
    }
    strictEqual(answers.size, 1);
  });

  await t.step("is used once by many at once, and a weak password does not use it up", async () => {
    const member = await acme.session("user", { withPassword: true });
    await forgot(lexia, member);
    const token = tokenTo(lexia.mails, member.actor.email);
    await refused(await reset(member, token, "corta"), 422, "password_too_weak");
    const all = await Promise.all(Array.from({ length: 5 }, () => reset(member, token)));
    deepStrictEqual(all.map(({ status }) => status).sort(), [204, 404, 404, 404, 404]);
    await Promise.all(all.map((answer) => answer.body?.cancel()));
  });

  await t.step("is good on its own organization's host alone", async () => {
    const [member, beta] = [await acme.session("user", { withPassword: true }), await lexia.organization()];
    await forgot(lexia, member);
    const token = tokenTo(lexia.mails, member.actor.email);
    const elsewhere = await post(lexia, beta.subdomain, "/auth/password/reset", { token, password: NEW });
    await refused(elsewhere, 404, "reset_link_invalid");
  });

  await t.step("sends nothing to strangers, to who is out, and to who has no password", async () => {
    const [without, out] = [await acme.session("user"), await acme.session("user", { withPassword: true })];
    await rows(
      lexia,
      "update organization_users set is_active = false where user_id = $1",
      out.actor.userId,
    );
    await forgot(lexia, without);
    await forgot(lexia, out);
    const answer = await post(lexia, acme.subdomain, "/auth/password/forgot", { email: "nobody@x.test" });
    deepStrictEqual([answer.status, await answer.text()], [202, ""]);
    await lexia.work();
    for (const address of [without.actor.email, out.actor.email, "nobody@x.test"]) {
      deepStrictEqual(subjectsTo(lexia.mails, address), []);
    }
  });

  await t.step("sends five mails an hour to one address, wherever they are asked for", async () => {
    const member = await acme.session("user", { withPassword: true });
    for (let i = 0; i < 8; i++) await forgot(lexia, member, `198.51.100.${i}`);
    strictEqual(subjectsTo(lexia.mails, member.actor.email).length, 5);
  });

  await t.step("takes thirty an hour from one place", async () => {
    await withinOneWindow();
    const statuses: number[] = [];
    for (let i = 0; i < 32; i++) {
      const body = { email: `x${i}@x.test` };
      const answer = await post(lexia, acme.subdomain, "/auth/password/forgot", body, "203.0.113.50");
      await answer.body?.cancel();
      statuses.push(answer.status);
    }
    deepStrictEqual(statuses.filter((status) => status === 202).length, 30);
    deepStrictEqual(statuses.at(-1), 429);
  });

  await t.step(
    "takes eight characters where a second factor stands beside them, and never skips it",
    async () => {
      const member = await acme.session("user", { withPassword: true });
      await rows(
        lexia,
        `insert into totp_secrets (organization_id, user_id, secret, confirmed_at) values ($1, $2, 'v1.x', now())`,
        acme.id,
        member.actor.userId,
      );
      await forgot(lexia, member);
      strictEqual((await reset(member, tokenTo(lexia.mails, member.actor.email), "qz7#kw!p")).status, 204);
    },
  );

  await t.step("holds to the organization's own length", async () => {
    const beta = await lexia.organization();
    const member = await beta.session("user", { withPassword: true });
    await rows(
      lexia,
      "insert into organization_settings (organization_id, password_min_length) values ($1, 40)",
      beta.id,
    );
    clock.advance(5_000);
    await forgot(lexia, member);
    const token = tokenTo(lexia.mails, member.actor.email);
    await refused(await reset(member, token), 422, "password_too_weak");
    strictEqual((await reset(member, token, `${NEW} ${NEW}`)).status, 204);
  });
});

Deno.test("An operator's forgotten password", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const far = await lexia.another();
  const acme = await lexia.organization();
  const reset = (host: string, token: string, password = NEW) =>
    post(lexia, host, "/auth/password/reset", { token, password });

  await t.step("is set anew by a link to the admin host, and ends all sessions everywhere", async () => {
    const operator = await lexia.operator();
    strictEqual((await operator.at(far).get("/auth/me")).status, 200);
    await forgot(lexia, operator);
    const mail = lexia.mails.findLast(({ to }) => to.address === operator.actor.email);
    match(mail?.text ?? "", /https?:\/\/admin\.lexia\.test\/password-reset\?token=/);
    const done = await reset("admin", tokenTo(lexia.mails, operator.actor.email));
    deepStrictEqual([done.status, await done.text(), done.headers.get("set-cookie")], [204, "", null]);
    await refused(await operator.get("/auth/me"), 401, "token_invalid");
    clock.advance(5_000);
    await refused(await operator.at(far).get("/auth/me"), 401, "token_invalid");
    strictEqual(await loginStatus(lexia, operator, PASSWORD), 401);
    strictEqual(await loginStatus(lexia, operator, NEW), 200);
    await lexia.work();
    deepStrictEqual(subjectsTo(lexia.mails, operator.actor.email), [RESET, CHANGED]);
    const lines = await rows(
      lexia,
      "select action, organization_id from audit_log where target_id = $1 and action like 'password.%' order by id",
      operator.actor.userId,
    );
    deepStrictEqual(lines, [["password.offer_reset", null], ["password.reset", null]]);
  });

  await t.step("opens nothing without the second factor, which stays", async () => {
    const operator = await lexia.operator();
    const { secret } = await (await operator.post("/auth/2fa/totp")).json();
    const otp = codeOf(secret, clock.now());
    strictEqual((await operator.post("/auth/2fa/totp/confirm", { otp })).status, 200);
    await forgot(lexia, operator);
    const token = tokenTo(lexia.mails, operator.actor.email);
    strictEqual((await reset("admin", token, "qz7#kw!p")).status, 204);
    const body = { email: operator.actor.email, password: "qz7#kw!p" };
    await refused(await post(lexia, "admin", "/auth/login", body), 401, "mfa_required");
    clock.advance(31_000);
    const login = { ...body, otp: codeOf(secret, clock.now()) };
    const answer = await post(lexia, "admin", "/auth/login", login);
    strictEqual(answer.status, 200, await answer.text());
  });

  await t.step("needs a link that is of the platform, unused, the latest and in time", async () => {
    const [operator, member] = [await lexia.operator(), await acme.session("user", { withPassword: true })];
    await forgot(lexia, member);
    const members = tokenTo(lexia.mails, member.actor.email);
    await forgot(lexia, operator);
    const earlier = tokenTo(lexia.mails, operator.actor.email);
    await forgot(lexia, operator);
    const latest = tokenTo(lexia.mails, operator.actor.email);
    await refused(await reset(acme.subdomain, latest), 404, "reset_link_invalid");
    await refused(await reset("admin", latest, "corta"), 422, "password_too_weak");
    const all = await Promise.all(Array.from({ length: 5 }, () => reset("admin", latest)));
    deepStrictEqual(all.map(({ status }) => status).sort(), [204, 404, 404, 404, 404]);
    await Promise.all(all.map((answer) => answer.body?.cancel()));
    await forgot(lexia, operator);
    const expired = tokenTo(lexia.mails, operator.actor.email);
    clock.advance(HOUR_MS);
    for (const token of [members, earlier, latest, expired]) {
      await refused(await reset("admin", token), 404, "reset_link_invalid");
    }
  });

  await t.step("is answered the same to strangers, members and who is out, who get nothing", async () => {
    const [out, member] = [await lexia.operator(), await acme.session("user", { withPassword: true })];
    await rows(lexia, "update users set is_active = false where id = $1", out.actor.userId);
    for (const email of ["nobody@x.test", out.actor.email, member.actor.email]) {
      const answer = await post(lexia, "admin", "/auth/password/forgot", { email });
      deepStrictEqual([answer.status, await answer.text()], [202, ""]);
      await lexia.work();
      deepStrictEqual(subjectsTo(lexia.mails, email), []);
    }
  });

  await t.step("is asked for five times an hour at most, and thirty times from one place", async () => {
    await withinOneWindow();
    const operator = await lexia.operator();
    for (let i = 0; i < 8; i++) await forgot(lexia, operator, `198.51.100.${i}`);
    strictEqual(subjectsTo(lexia.mails, operator.actor.email).length, 5);
    const statuses: number[] = [];
    for (let i = 0; i < 31; i++) {
      const body = { email: `x${i}@x.test` };
      const answer = await post(lexia, "admin", "/auth/password/forgot", body, "203.0.113.51");
      await answer.body?.cancel();
      statuses.push(answer.status);
    }
    deepStrictEqual([statuses.indexOf(429), statuses.at(-1)], [30, 429]);
  });

  await t.step("is asked for on the admin host, and on no other of LEXIA's own", async () => {
    for (const host of ["", "api"]) {
      for (
        const [path, body] of [["forgot", { email: "x@x.test" }], ["reset", {
          token: "x",
          password: NEW,
        }]] as const
      ) {
        await refused(await post(lexia, host, `/auth/password/${path}`, body), 400, "organization_not_found");
      }
      strictEqual((await lexia.request(host, "/password-forgot")).status, 404);
    }
  });

  await t.step("is told in the operator's language", async () => {
    const operator = await lexia.operator();
    await rows(lexia, "update users set locale = 'en' where id = $1", operator.actor.userId);
    await forgot(lexia, operator);
    strictEqual((await reset("admin", tokenTo(lexia.mails, operator.actor.email))).status, 204);
    await lexia.work();
    deepStrictEqual(subjectsTo(lexia.mails, operator.actor.email), [
      "Reset your LEXIA password",
      "Your LEXIA password has changed",
    ]);
  });

  await t.step("is set anew on the admin host's pages, without a script", async () => {
    const operator = await lexia.operator();
    const submit = async (path: string, fields: Fields) =>
      await lexia.request("admin", path, {
        method: "POST",
        headers: { origin: "http://admin.lexia.test", "sec-fetch-site": "same-origin" },
        body: new URLSearchParams(fields),
      });
    match(await (await lexia.request("admin", "/sign-in")).text(), /href="\/password-forgot/);
    const form = await (await lexia.request("admin", "/password-forgot")).text();
    ok(!form.includes('href="/sign-in"'));
    const [known, unknown] = [
      await submit("/password-forgot", { email: operator.actor.email }),
      await submit("/password-forgot", { email: "nobody@x.test" }),
    ];
    strictEqual(await known.text(), await unknown.text());
    await lexia.work();
    const token = tokenTo(lexia.mails, operator.actor.email);
    const page = await lexia.request("admin", `/password-reset?token=${token}`);
    strictEqual(page.headers.get("referrer-policy"), "strict-origin");
    ok((await page.text()).includes(token));
    strictEqual((await submit("/password-reset", { token, password: "corta" })).status, 422);
    const done = await submit("/password-reset", { token, password: NEW });
    const text = await done.text();
    deepStrictEqual([done.status, text.includes('href="/sign-in"')], [200, true]);
    strictEqual((await submit("/password-reset", { token, password: NEW })).status, 404);
  });
});

Deno.test("POST /auth/password/change", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const far = await lexia.another();
  const acme = await lexia.organization();
  const change = (session: Session, current_password: string, password: string) =>
    session.post("/auth/password/change", { current_password, password });

  await t.step("changes it, and ends all other sessions everywhere but this one", async () => {
    const member = await acme.session("user", { withPassword: true });
    const login = await post(lexia, member.host, "/auth/login", {
      email: member.actor.email,
      password: PASSWORD,
    });
    const { access_token } = await login.json();
    const elsewhere = { headers: { authorization: `Bearer ${access_token}` } };
    strictEqual((await far.request(member.host, "/auth/me", elsewhere)).status, 200);
    strictEqual((await change(member, PASSWORD, NEW)).status, 204);
    strictEqual((await member.get("/auth/me")).status, 200);
    await refused(await lexia.request(member.host, "/auth/me", elsewhere), 401, "token_invalid");
    clock.advance(5_000);
    await refused(await far.request(member.host, "/auth/me", elsewhere), 401, "token_invalid");
    strictEqual(await loginStatus(lexia, member, NEW), 200);
    await lexia.work();
    deepStrictEqual(subjectsTo(lexia.mails, member.actor.email), [CHANGED]);
  });

  await t.step("refuses a wrong present one, ten times at most", async () => {
    await withinOneWindow();
    const member = await acme.session("user", { withPassword: true });
    for (let i = 0; i < 10; i++) {
      await refused(await change(member, "falsa", NEW), 403, "current_password_wrong");
    }
    await refused(await change(member, PASSWORD, NEW), 429, "too_many_attempts");
  });

  await t.step("refuses a weak one, and an account that has none", async () => {
    const member = await acme.session("user", { withPassword: true });
    await refused(await change(member, PASSWORD, "corta"), 422, "password_too_weak");
    await refused(await change(member, PASSWORD, member.actor.email.repeat(2)), 422, "password_too_weak");
    await refused(await change(await acme.session("user"), PASSWORD, NEW), 409, "password_not_set");
  });

  await t.step("is for operators too", async () => {
    const operator = await lexia.operator();
    strictEqual((await change(operator, PASSWORD, NEW)).status, 204);
  });
});

Deno.test("Pages of passwords", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const member = await acme.session("user", { withPassword: true });
  const { host } = member;

  async function submit(path: string, fields: Fields, cookie?: string): Promise<Response> {
    return await lexia.request(host, path, {
      method: "POST",
      headers: {
        origin: `http://${host}.lexia.test`,
        "sec-fetch-site": "same-origin",
        ...(cookie === undefined ? {} : { cookie }),
      },
      body: new URLSearchParams(fields),
    });
  }

  await t.step("lead from the sign-in page to a new password", async () => {
    match(await (await lexia.request(host, "/sign-in")).text(), /href="\/password-forgot"/);
    strictEqual((await lexia.request(host, "/password-forgot")).status, 200);
    const [known, unknown] = [
      await submit("/password-forgot", { email: member.actor.email }),
      await submit("/password-forgot", { email: "nobody@x.test" }),
    ];
    strictEqual(await known.text(), await unknown.text());
    await lexia.work();
    const token = tokenTo(lexia.mails, member.actor.email);
    const page = await lexia.request(host, `/password-reset?token=${token}`);
    strictEqual(page.headers.get("referrer-policy"), "strict-origin");
    ok((await page.text()).includes(token));
    const weak = await submit("/password-reset", { token, password: "corta" });
    deepStrictEqual([weak.status, (await weak.text()).includes("La contraseña es corta")], [422, true]);
    strictEqual((await submit("/password-reset", { token, password: NEW })).status, 200);
    strictEqual((await submit("/password-reset", { token, password: NEW })).status, 404);
    strictEqual((await lexia.request(host, `/password-reset?token=${token}`)).status, 404);
  });

  await t.step("change it for who is signed in", async () => {
    const signedIn = await submit("/sign-in", { email: member.actor.email, password: NEW });
    const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const wrong = await submit("/password-change", { current_password: "x", password: PASSWORD }, cookie);
    strictEqual(wrong.status, 403);
    const done = await submit("/password-change", { current_password: NEW, password: PASSWORD }, cookie);
    match(await done.text(), /La contraseña cambió/);
    strictEqual((await lexia.request(host, "/password-change")).status, 303);
  });
});
