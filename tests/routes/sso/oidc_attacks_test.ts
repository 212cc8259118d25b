/** What an OpenID provider, or somebody between it and LEXIA, may answer: the right thing signs in, all else does not. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { generateKeyPair, SignJWT } from "jose";
import { Browser } from "#tests/support/sso/browser.ts";
import { lastReason } from "#tests/support/sso/last_reason.ts";
import { addProvider } from "#tests/support/sso/providers.ts";
import { type Rogue, startRogueProvider } from "#tests/support/sso/rogue_provider.ts";
import { Lexia } from "#tests/support/lexia.ts";

const ENV = { SSO_ALLOW_HTTP: "true", PUBLIC_URL: "https://lexia.test" };

Deno.test("GET /auth/oidc/{id}/callback", async (t) => {
  await using lexia = await Lexia.start({ env: ENV });
  await using provider = await startRogueProvider();
  await using other = await startRogueProvider();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const [admin, betaAdmin] = [await acme.session("org_admin"), await beta.session("org_admin")];
  const settings = { issuer: provider.issuer, client_id: "lexia", default_role: "user" };
  const secrets = { client_secret: "s3cr3t/with: signs" };
  const id = await addProvider(lexia, acme, admin, {
    kind: "oidc",
    settings: {
      ...settings,
      allowed_email_domains: ["acme.example"],
      second_factor_claims: { amr: ["mfa"] },
    },
    secrets,
  });
  const betaId = await addProvider(lexia, beta, betaAdmin, { kind: "oidc", settings, secrets });
  const [here, there] = [`https://${acme.subdomain}.lexia.test`, `https://${beta.subdomain}.lexia.test`];
  const host = new URL(here).host;

  async function setOut(browser: Browser, at = `${here}/auth/oidc/${id}/start`): Promise<URL> {
    const away = await browser.follow(at, (url) => url.href.startsWith(provider.issuer));
    ok(away instanceof URL, away instanceof Response ? away.url : "");
    return away;
  }

  async function answerWith(
    rogue: Rogue,
    changes: Record<string, string | null> = {},
    browser = new Browser(lexia),
  ): Promise<Response> {
    provider.rogue = rogue;
    return await browser.ask(provider.redirect(await setOut(browser), changes));
  }

  async function refusedWith(response: Response, code: string, what: string): Promise<void> {
    const location = response.headers.get("location");
    deepStrictEqual(
      [response.status, location],
      [303, `/sign-in?error=${code}`],
      `${what}: ${await lastReason(lexia)}`,
    );
    strictEqual(
      response.headers.getSetCookie().some((line) => line.startsWith("__Host-lexia_session")),
      false,
    );
  }

  await t.step("takes the right answer, and shows the secret to the token endpoint alone", async () => {
    const browser = new Browser(lexia);
    const away = await setOut(browser);
    const asked = Object.fromEntries(away.searchParams);
    strictEqual(asked.code_challenge_method, "S256");
    strictEqual(asked.response_type, "code");
    strictEqual(asked.redirect_uri, `${here}/auth/oidc/${id}/callback`);
    ok(!away.href.includes("s3cr3t"));
    const answer = await browser.ask(provider.redirect(away));
    strictEqual(answer.headers.get("location"), "/dashboard", await lastReason(lexia));
    ok(browser.cookie(host, "__Host-lexia_session"));
    strictEqual(browser.cookie(host, "__Host-lexia_oidc"), undefined);
    const [asking] = provider.secrets;
    const expected = `lexia:${encodeURIComponent("s3cr3t/with: signs").replaceAll("%20", "+")}`;
    strictEqual(atob(asking?.authorization?.slice(6) ?? ""), expected);
    match(asking?.body ?? "", /code_verifier=/);
  });

  const { privateKey: wrongKey } = await generateKeyPair("RS256");
  const now = Math.floor(Date.now() / 1_000);
  const base64url = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url", omitPadding: true });

  const REFUSED: Record<string, { rogue: Rogue; changes?: Record<string, string | null>; code?: string }> = {
    "another nonce": { rogue: { claims: { nonce: "another" } } },
    "no nonce": { rogue: { claims: { nonce: undefined } } },
    "another issuer in the token": { rogue: { claims: { iss: "https://other.example" } } },
    "another issuer in the answer": { rogue: {}, changes: { iss: other.issuer } },
    "no issuer in the answer": { rogue: {}, changes: { iss: null } },
    "another audience": { rogue: { claims: { aud: "somebody else" } } },
    "several audiences of which none presents it": { rogue: { claims: { aud: ["lexia", "b"] } } },
    "another party that presents it": { rogue: { claims: { aud: ["lexia", "b"], azp: "b" } } },
    "one that has expired": { rogue: { claims: { iat: now - 600, exp: now - 61 } } },
    "no expiry": { rogue: { claims: { exp: undefined } } },
    "an expiry that is text": { rogue: { claims: { exp: String(now + 300) } } },
    "nobody": { rogue: { claims: { sub: undefined } } },
    "no algorithm": {
      rogue: { token: (claims) => Promise.resolve(`${base64url({ alg: "none" })}.${base64url(claims)}.`) },
    },
    "a signature of another key": { rogue: { token: (_, sign) => sign(wrongKey) } },
    "a key that there is not": { rogue: { token: (_, sign) => sign(undefined, { kid: "k2" }) } },
    "a changed token": {
      rogue: {
        async token(claims, sign) {
          const [head, , signature] = (await sign()).split(".");
          return `${head}.${base64url({ ...claims, sub: "jefa" })}.${signature}`;
        },
      },
    },
    "an HMAC under the client's secret": {
      rogue: {
        token: (claims) =>
          new SignJWT(claims).setProtectedHeader({ alg: "HS256" })
            .sign(new TextEncoder().encode("s3cr3t/with: signs".padEnd(32, "."))),
      },
    },
    "somebody else in the user info": { rogue: { userInfo: { sub: "jefa" } } },
    "no ID token": { rogue: { answer: () => Response.json({ access_token: "at", token_type: "Bearer" }) } },
    "a refusal": { rogue: {}, changes: { code: null, error: "access_denied", error_description: "a\r\nb" } },
    "no code": { rogue: {}, changes: { code: null } },
    "an implicit answer": { rogue: {}, changes: { code: null, id_token: "x.y.z" } },
    "a code of another sign-in": { rogue: {}, changes: { code: crypto.randomUUID() } },
    "a provider that is down": {
      rogue: {},
      changes: { code: null, error: "temporarily_unavailable" },
      code: "sso_provider_unavailable",
    },
    "a redirect in the place of tokens": {
      rogue: { answer: () => new Response(null, { status: 302, headers: { location: other.issuer } }) },
      code: "sso_provider_unavailable",
    },
    "an answer without end": {
      rogue: {
        answer: () => new Response("x".repeat(600_000), { headers: { "content-type": "application/json" } }),
      },
      code: "sso_provider_unavailable",
    },
    "a page in the place of tokens": {
      rogue: { answer: () => new Response("<html>", { headers: { "content-type": "text/html" } }) },
      code: "sso_provider_unavailable",
    },
    "an address outside the allowed domains": {
      rogue: { userInfo: { email: "ana@evil.example" } },
      code: "sso_email_not_allowed",
    },
    "no address": { rogue: { userInfo: { email: 7 } }, code: "sso_email_not_allowed" },
    "more groups than it names": {
      rogue: { claims: { _claim_names: { groups: "src1" } } },
    },
  };
  for (const [what, { rogue, changes, code = "sso_assertion_refused" }] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}`, async () => {
      await refusedWith(await answerWith(rogue, changes), code, what);
      const reason = await lastReason(lexia);
      ok(reason.length > 5 && !/\p{Cc}/u.test(reason), reason);
      await lexia.core.services.limiter.refund("sso:address:192.0.2.1", 60, 900);
    });
  }

  await t.step("refuses a state that it does not know, and a browser that did not set out", async () => {
    provider.rogue = {};
    const browser = new Browser(lexia);
    const back = provider.redirect(await setOut(browser));
    const stranger = new Browser(lexia);
    await refusedWith(await stranger.ask(back), "sso_state_invalid", "no cookie");
    await setOut(stranger);
    await refusedWith(await stranger.ask(back), "sso_state_invalid", "another cookie");
    for (const state of [null, "", "x", `lxo_${"A".repeat(43)}`]) {
      const wrong = new URL(back);
      if (state === null) wrong.searchParams.delete("state");
      else wrong.searchParams.set("state", state);
      await refusedWith(await browser.ask(wrong), "sso_state_invalid", String(state));
    }
    strictEqual((await browser.ask(back)).headers.get("location"), "/dashboard");
    await refusedWith(await browser.ask(back), "sso_state_invalid", "a second time");
  });

  await t.step("refuses an answer at another organization, or for another provider of the same", async () => {
    const browser = new Browser(lexia);
    const back = provider.redirect(await setOut(browser));
    await setOut(browser, `${there}/auth/oidc/${betaId}/start`);
    for (const [place, code] of [[betaId, "sso_state_invalid"], [id, "sso_provider_unavailable"]]) {
      const elsewhere = new URL(`${there}/auth/oidc/${place}/callback${back.search}`);
      await refusedWith(await browser.ask(elsewhere), code ?? "", "another organization");
    }
    const second = await addProvider(lexia, acme, admin, { kind: "oidc", settings, secrets });
    const wrong = new URL(`${here}/auth/oidc/${second}/callback${back.search}`);
    await refusedWith(await browser.ask(wrong), "sso_state_invalid", "another provider");
  });

  await t.step("shares what is on its way with other instances", async () => {
    await using second = await lexia.another({ env: ENV });
    const browser = new Browser(lexia);
    const back = provider.redirect(await setOut(browser));
    strictEqual((await browser.at(second).ask(back)).headers.get("location"), "/dashboard");
    await refusedWith(await browser.at(lexia).ask(back), "sso_state_invalid", "used elsewhere");
  });

  await t.step("counts a second factor that the ID token names, not one that user info does", async () => {
    const given = async (rogue: Rogue) => {
      strictEqual((await answerWith(rogue)).headers.get("location"), "/dashboard");
      const [result] = await lexia.database.owner.batch([{
        text:
          "select second_factor_at is not null from sessions where method = 'oidc' order by id desc limit 1",
      }]);
      return result?.rows[0]?.[0];
    };
    strictEqual(await given({ claims: { amr: ["pwd"] }, userInfo: { amr: ["mfa"] } }), false);
    strictEqual(await given({ claims: { amr: ["pwd", "mfa"] } }), true);
  });

  await t.step("goes nowhere but to a path of its own afterwards", async () => {
    provider.rogue = {};
    for (
      const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    ) {
      const browser = new Browser(lexia);
      const at = `${here}/auth/oidc/${id}/start?next=${encodeURIComponent(next)}`;
      const answer = await browser.ask(provider.redirect(await setOut(browser, at)));
      strictEqual(answer.headers.get("location"), "/dashboard", next);
    }
  });

  await t.step("does not begin at a provider that is off, is none, or cannot be reached", async () => {
    const off = await addProvider(lexia, acme, admin, { kind: "oidc", settings, secrets, isEnabled: false });
    other.discovery = { issuer: provider.issuer };
    const lost = await addProvider(lexia, acme, admin, {
      kind: "oidc",
      settings: { ...settings, issuer: "http://127.0.0.1:9" },
    });
    const impostor = await addProvider(lexia, acme, admin, {
      kind: "oidc",
      settings: { ...settings, issuer: other.issuer },
    });
    for (const one of [off, lost, impostor, betaId, crypto.randomUUID()]) {
      const start = await new Browser(lexia).ask(`${here}/auth/oidc/${one}/start`);
      await refusedWith(start, "sso_provider_unavailable", one);
    }
    strictEqual((await lexia.request(acme.subdomain, "/auth/oidc/1/start")).status, 404);
  });

  await t.step(
    "speaks to nobody without TLS unless the configuration says so, and never beyond this machine",
    async () => {
      await using strict = await lexia.another({ env: { PUBLIC_URL: "https://lexia.test" } });
      const start = await new Browser(strict).ask(`${here}/auth/oidc/${id}/start`);
      await refusedWith(start, "sso_provider_unavailable", "http");
      for (
        const issuer of [
          "http://idp.acme.example",
          "http://10.0.0.1",
          "https://a@idp.example",
          "https://i.example?x",
        ]
      ) {
        const body = { kind: "oidc", name: "x", settings: { ...settings, issuer }, secrets: {} };
        strictEqual((await admin.post("/api/v1/organization/sso", body)).status, 422, issuer);
      }
    },
  );

  await t.step("ends sessions that the provider says are over", async () => {
    provider.rogue = { claims: { sid: "s-77" } };
    const browser = new Browser(lexia);
    await browser.ask(provider.redirect(await setOut(browser)));
    const isIn = async () => (await browser.ask(`${here}/solicitudes`)).status === 200;
    strictEqual(await isIn(), true);
    const token = (changes: Record<string, unknown> = {}) => ({
      iss: provider.issuer,
      aud: "lexia",
      iat: now,
      exp: Math.floor(Date.now() / 1_000) + 120,
      jti: crypto.randomUUID(),
      sid: "s-77",
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
      ...changes,
    });
    const send = (text: string, at = `${here}/auth/oidc/${id}/backchannel-logout`) =>
      new Browser(lexia).post(at, { logout_token: text });
    const WRONG: Record<string, Record<string, unknown>> = {
      "a nonce": { nonce: "n" },
      "no event": { events: {} },
      "neither person nor session": { sid: undefined },
      "another audience": { aud: "b" },
      "another issuer": { iss: other.issuer },
      "a day old": { iat: now - 86_400 },
      "expired": { exp: now - 100 },
    };
    for (const [what, changes] of Object.entries(WRONG)) {
      strictEqual((await send(await provider.sign(token(changes)))).status, 400, what);
    }
    strictEqual((await send(await provider.sign(token(), {}, wrongKey))).status, 400);
    strictEqual((await send("x")).status, 400);
    const forBeta = `${there}/auth/oidc/${betaId}/backchannel-logout`;
    strictEqual((await send(await provider.sign(token()), forBeta)).status, 200, await lastReason(lexia));
    strictEqual((await send(await provider.sign(token({ sid: "s-78" })))).status, 200);
    strictEqual(await isIn(), true);
    const right = await provider.sign(token());
    strictEqual((await send(right)).status, 200);
    strictEqual(await isIn(), false);
    strictEqual((await send(right)).status, 400);
  });
});
