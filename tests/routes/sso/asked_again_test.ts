/** Providers that are to ask who it is, at each sign-in or for a fresh proof, and are believed only where they say so. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Browser, formIn } from "#tests/support/sso/browser.ts";
import { lastReason } from "#tests/support/sso/last_reason.ts";
import { startOpenIdServer } from "#tests/support/sso/openid_server.ts";
import { addProvider } from "#tests/support/sso/providers.ts";
import { startRogueProvider } from "#tests/support/sso/rogue_provider.ts";
import {
  assertionXml,
  base64,
  newSamlKey,
  requestIn,
  type ResponseParts,
  responseXml,
  signed,
} from "#tests/support/sso/saml_forge.ts";
import { startSamlServer } from "#tests/support/sso/saml_server.ts";
import { problemWords } from "#views/problems/words.ts";
import { Lexia, PASSWORD } from "#tests/support/lexia.ts";

const ENV = { SSO_ALLOW_HTTP: "true", PUBLIC_URL: "https://lexia.test" };
const FROM_HERE = { "sec-fetch-site": "same-origin" };

Deno.test("always_ask of an OpenID provider", async (t) => {
  await using lexia = await Lexia.start({ env: ENV });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const here = `https://${acme.subdomain}.lexia.test`;

  await t.step("makes a whole provider ask somebody whom it knows", async () => {
    await using provider = await startOpenIdServer();
    const settings = { issuer: provider.issuer, client_id: provider.clientId, default_role: "user" };
    const secrets = { client_secret: provider.clientSecret };
    const id = await addProvider(lexia, acme, admin, { kind: "oidc", settings, secrets });
    const callback = `${here}/auth/oidc/${id}/callback`;
    provider.register({ callback, afterLogout: `${here}/sign-in` });
    provider.people.set("ana", { email: "ana@there.example", email_verified: true });
    const browser = new Browser(lexia);
    const pagesOfSignIn = async () => {
      browser.forget(new URL(here).host, "__Host-lexia_session");
      browser.visited.length = 0;
      const away = await browser.follow(
        `${here}/auth/oidc/${id}/start`,
        (url) => url.href.startsWith(provider.issuer),
      );
      ok(away instanceof URL);
      const back = await provider.signIn(browser, away, "ana", (url) => url.href.startsWith(callback));
      const answer = await browser.ask(back);
      strictEqual(answer.headers.get("location"), "/dashboard", await lastReason(lexia));
      return browser.visited.filter((address) => address.includes("/interaction/")).length;
    };
    ok(await pagesOfSignIn() > 0);
    strictEqual(await pagesOfSignIn(), 0);
    const changed = await admin.send("PATCH", `/api/v1/organization/sso/${id}`, {
      settings: { always_ask: true },
    });
    strictEqual(changed.status, 200);
    ok(await pagesOfSignIn() > 0);
    ok(await pagesOfSignIn() > 0);
  });

  await using provider = await startRogueProvider();
  const settings = { issuer: provider.issuer, client_id: "lexia", default_role: "user", always_ask: true };
  const id = await addProvider(lexia, acme, admin, { kind: "oidc", settings });
  const now = () => Math.floor(Date.now() / 1_000);

  async function signInAt(time: unknown): Promise<string | null> {
    provider.rogue = { claims: { auth_time: time } };
    const browser = new Browser(lexia);
    const away = new URL((await browser.ask(`${here}/auth/oidc/${id}/start`)).headers.get("location") ?? "");
    deepStrictEqual([away.searchParams.get("prompt"), away.searchParams.get("max_age")], ["login", "0"]);
    return (await browser.ask(provider.redirect(away))).headers.get("location");
  }

  await t.step("takes somebody who has just been asked, with a clock that is 30 seconds slow", async () => {
    strictEqual(await signInAt(now()), "/dashboard");
    strictEqual(await signInAt(now() - 30), "/dashboard");
  });

  const REFUSED: Record<string, [time: () => unknown, reason: RegExp]> = {
    "who was asked an hour ago": [() => now() - 3_600, /was to ask who it is/],
    "who was asked two minutes before": [() => now() - 120, /was to ask who it is/],
    "of whom that is not said": [() => undefined, /does not say when/],
    "of whom it is said in no number": [() => String(now()), /auth_time/],
    "who will be asked in an hour": [() => now() + 3_600, /in the future/],
  };
  for (const [what, [time, reason]] of Object.entries(REFUSED)) {
    await t.step(`refuses somebody ${what}`, async () => {
      strictEqual(await signInAt(time()), "/sign-in?error=sso_assertion_refused");
      match(await lastReason(lexia), reason);
    });
  }
});

Deno.test("always_ask of a SAML provider", async (t) => {
  await using lexia = await Lexia.start({ env: ENV });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const here = `https://${acme.subdomain}.lexia.test`;
  const key = await newSamlKey("idp");
  const common = { certificates: [key.certificate], default_role: "user" };

  await t.step("signs in by a whole provider that does as it is asked", async () => {
    const settings = {
      ...common,
      entity_id: "later",
      sign_in_url: "https://later.example",
      always_ask: true,
    };
    const id = await addProvider(lexia, acme, admin, { kind: "saml", settings });
    await using provider = await startSamlServer(key, {
      acs: `${here}/auth/saml/${id}/acs`,
      encryptFor: null,
    });
    const email = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    const changes = {
      entity_id: provider.issuer,
      sign_in_url: provider.signInUrl,
      attributes: { email },
    };
    await admin.send("PATCH", `/api/v1/organization/sso/${id}`, { settings: changes });
    const browser = new Browser(lexia);
    const page = await browser.follow(`${here}/auth/saml/${id}/start`);
    ok(page instanceof Response);
    const { action, fields } = formIn(await page.text(), provider.signInUrl);
    const answer = await browser.post(action, fields, { "sec-fetch-site": "cross-site" });
    strictEqual(answer.headers.get("location"), "/dashboard", await lastReason(lexia));
  });

  const idp = { ...common, entity_id: "https://idp.example/m", sign_in_url: "https://idp.example/sso" };
  const asking = await addProvider(lexia, acme, admin, {
    kind: "saml",
    settings: { ...idp, always_ask: true },
  });
  const trusting = await addProvider(lexia, acme, admin, { kind: "saml", settings: idp });

  async function signInAt(id: string, authenticatedAt: number | null): Promise<string | null> {
    const browser = new Browser(lexia);
    const away = await browser.ask(`${here}/auth/saml/${id}/start`);
    const asked = requestIn(new URL(away.headers.get("location") ?? ""));
    strictEqual(/ForceAuthn="true"/.test(asked.xml), id === asking, asked.xml);
    const parts: ResponseParts = {
      acs: `${here}/auth/saml/${id}/acs`,
      audience: `${here}/auth/saml/${id}/metadata`,
      issuer: "https://idp.example/m",
      requestId: asked.id,
      now: Date.now(),
      nameId: id,
      attributes: { email: [`${id}@acme.example`] },
      authenticatedAt,
    };
    const response = base64(signed(responseXml(parts, assertionXml(parts)), { key }));
    const fields = { SAMLResponse: response, RelayState: asked.relayState };
    return (await browser.post(parts.acs, fields, { "sec-fetch-site": "cross-site" })).headers.get(
      "location",
    );
  }

  await t.step("asks with ForceAuthn, and takes who has been asked since", async () => {
    for (const seconds of [0, -30]) strictEqual(await signInAt(asking, seconds), "/dashboard");
    for (const seconds of [0, -3_600, null]) strictEqual(await signInAt(trusting, seconds), "/dashboard");
  });

  const REFUSED: Record<string, [seconds: number | null, reason: RegExp]> = {
    "an hour ago": [-3_600, /was to ask who it is/],
    "two minutes before": [-120, /was to ask who it is/],
    "at no time": [null, /does not say when/],
    "in an hour": [3_600, /in the future/],
  };
  for (const [what, [seconds, reason]] of Object.entries(REFUSED)) {
    await t.step(`refuses somebody who was asked ${what}`, async () => {
      strictEqual(await signInAt(asking, seconds), "/sign-in?error=sso_assertion_refused");
      match(await lastReason(lexia), reason);
    });
  }
});

Deno.test("GET /auth/confirm", async (t) => {
  await using lexia = await Lexia.start({ env: ENV });
  await using provider = await startRogueProvider();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin", { withPassword: true });
  const here = `https://${acme.subdomain}.lexia.test`;
  const { host } = new URL(here);
  const settings = { issuer: provider.issuer, client_id: "lexia", default_role: "user" };
  const id = await addProvider(lexia, acme, admin, { kind: "oidc", settings });
  const other = await addProvider(lexia, acme, admin, { kind: "oidc", settings });
  const now = () => Math.floor(Date.now() / 1_000);
  const browser = new Browser(lexia);

  async function query(text: string, ...values: unknown[]): Promise<unknown[][]> {
    const [result] = await lexia.database.owner.batch([{ text, values }]);
    return result?.rows ?? [];
  }

  async function comeBack(
    who: Browser,
    path: string,
    claims: Record<string, unknown> = {},
  ): Promise<Response> {
    const away = await who.follow(here + path, (url) => url.href.startsWith(provider.issuer));
    ok(away instanceof URL, away instanceof Response ? await away.text() : "");
    const userInfo = claims.sub === undefined ? {} : { sub: claims.sub };
    provider.rogue = { claims: { auth_time: now(), ...claims }, userInfo };
    return await who.ask(provider.redirect(away));
  }

  /** An hour after the sign-in. */
  async function grownStale(): Promise<void> {
    await query("update sessions set authenticated_at = now() - interval '1 hour'");
    lexia.core.identity.sessions.forgetOrganization(acme.id);
  }

  async function isFresh(who = browser): Promise<boolean> {
    const answer = await who.post(`${here}/security/totp`, {}, FROM_HERE);
    if (answer.status === 200) return true;
    deepStrictEqual([answer.status, answer.headers.get("location")], [303, "/security/confirm"]);
    return false;
  }

  const path = `/auth/oidc/${id}/start?for=confirm`;

  await t.step("leads somebody without a password to the provider that they came in through", async () => {
    await comeBack(browser, `/auth/oidc/${id}/start`);
    strictEqual(await isFresh(), true);
    await grownStale();
    strictEqual(await isFresh(), false);
    const ways = await (await browser.ask(`${here}/auth/confirm`)).json();
    deepStrictEqual(ways, { methods: ["provider"], provider: { name: "Company's oidc", path } });
    const page = await (await browser.ask(`${here}/security/confirm?next=%2Fsecurity`)).text();
    match(page, /href="\/auth\/oidc\/[^"]*for=confirm&amp;next=%2Fsecurity"/);
    ok(!page.includes('name="password"'));
    const refusal = await browser.post(`${here}/auth/2fa/totp`, {}, FROM_HERE);
    const problem = await refusal.json();
    deepStrictEqual([problem.code, problem.methods], ["fresh_proof_required", ["provider"]]);
    match(problem.detail, /GET \/auth\/confirm/);
  });

  await t.step("takes a sign-in there as the proof, and keeps the session", async () => {
    const before = await query("select id from sessions where organization_id = $1", acme.id);
    const cookie = browser.cookie(host, "__Host-lexia_session");
    const answer = await comeBack(browser, `${path}&next=%2Fsecurity`, { sid: "s2" });
    deepStrictEqual(
      [answer.status, answer.headers.get("location")],
      [303, "/security"],
      await lastReason(lexia),
    );
    strictEqual(browser.cookie(host, "__Host-lexia_session"), cookie);
    strictEqual(await isFresh(), true);
    deepStrictEqual(await query("select id from sessions where organization_id = $1", acme.id), before);
    const [line] = await query(
      "select actor_id is not null, data->>'by' from audit_log where action = 'session.confirm' order by id desc limit 1",
    );
    deepStrictEqual(line, [true, "oidc"]);
  });

  const REFUSED: Record<string, { claims: Record<string, unknown>; code: string; reason: RegExp }> = {
    "somebody else": {
      claims: { sub: "eva" },
      code: "sso_assertion_refused",
      reason: /another person/,
    },
    "who was not asked": {
      claims: { auth_time: 1 },
      code: "sso_assertion_refused",
      reason: /was to ask who it is/,
    },
    "of whom it is not said": {
      claims: { auth_time: undefined },
      code: "sso_assertion_refused",
      reason: /does not say when/,
    },
  };
  for (const [what, { claims, code, reason }] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}, and says so where one can try again`, async () => {
      await grownStale();
      const answer = await comeBack(browser, path, claims);
      strictEqual(answer.headers.get("location"), `/security/confirm?error=${code}`);
      match(await lastReason(lexia), reason);
      const page = await browser.ask(`${here}/security/confirm?error=${code}`);
      ok((await page.text()).includes(problemWords(code).title));
      strictEqual(await isFresh(), false);
    });
  }

  await t.step("makes nobody a member by that", async () => {
    deepStrictEqual(await query("select subject from external_identities"), [["ana"]]);
  });

  await t.step("refuses another provider than the one that the session came from", async () => {
    await query(
      `insert into external_identities (organization_id, provider_id, user_id, subject)
       select organization_id, $1, user_id, subject from external_identities`,
      other,
    );
    await grownStale();
    const answer = await comeBack(browser, `/auth/oidc/${other}/start?for=confirm`);
    strictEqual(answer.headers.get("location"), "/security/confirm?error=sso_state_invalid");
    strictEqual(await isFresh(), false);
  });

  await t.step("refuses it for a session that began by a password", async () => {
    const desk = new Browser(lexia);
    const { email, userId } = admin.actor;
    await desk.post(`${here}/sign-in`, { email, password: PASSWORD }, FROM_HERE);
    deepStrictEqual(await (await desk.ask(`${here}/auth/confirm`)).json(), {
      methods: ["password"],
      provider: null,
    });
    await query(
      `insert into external_identities (organization_id, provider_id, user_id, subject)
       values ($1, $2, $3, 'jefa')`,
      acme.id,
      id,
      userId,
    );
    await grownStale();
    const answer = await comeBack(desk, path, { sub: "jefa" });
    strictEqual(answer.headers.get("location"), "/security/confirm?error=sso_state_invalid");
    strictEqual(await isFresh(desk), false);
  });

  await t.step("sends who has no session to sign in", async () => {
    const answer = await new Browser(lexia).ask(`${here}${path}&next=%2Fsecurity`);
    strictEqual(answer.headers.get("location"), "/sign-in?next=%2Fsecurity");
    strictEqual((await new Browser(lexia).ask(`${here}/auth/confirm`)).status, 401);
  });

  await t.step("proves nothing once the session has ended", async () => {
    const away = await browser.follow(here + path, (url) => url.href.startsWith(provider.issuer));
    ok(away instanceof URL);
    await query("update sessions set revoked_at = now() where provider_id is not null");
    lexia.core.identity.sessions.forgetOrganization(acme.id);
    provider.rogue = { claims: { auth_time: now() } };
    const answer = await browser.ask(provider.redirect(away));
    strictEqual(answer.headers.get("location"), "/security/confirm?error=sso_state_invalid");
    const page = await browser.ask(`${here}/solicitudes`);
    ok(page.headers.get("location")?.startsWith("/sign-in"), String(page.status));
  });

  await t.step("asks who has a second factor for that one", async () => {
    const again = new Browser(lexia);
    await comeBack(again, `/auth/oidc/${id}/start`);
    await query(
      `update totp_secrets set confirmed_at = now() where user_id in
       (select user_id from external_identities where subject = 'ana')`,
    );
    deepStrictEqual(await (await again.ask(`${here}/auth/confirm`)).json(), {
      methods: ["totp"],
      provider: null,
    });
  });
});
