/** Signing in through a whole OpenID provider, by browser and over HTTP. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Browser } from "#tests/support/sso/browser.ts";
import { startOpenIdServer } from "#tests/support/sso/openid_server.ts";
import { addProvider } from "#tests/support/sso/providers.ts";
import { Lexia } from "#tests/support/lexia.ts";

const ENV = { SSO_ALLOW_HTTP: "true", PUBLIC_URL: "https://lexia.test" };

Deno.test("GET /auth/oidc/{id}/start", async (t) => {
  await using lexia = await Lexia.start({ env: ENV });
  await using provider = await startOpenIdServer();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const host = `${acme.subdomain}.lexia.test`;
  const id = await addProvider(lexia, acme, admin, {
    kind: "oidc",
    settings: {
      issuer: provider.issuer,
      client_id: provider.clientId,
      scopes: ["openid", "profile", "email", "groups"],
      role_map: [{ group: "jefes", role: "manager" }],
      default_role: "user",
    },
    secrets: { client_secret: provider.clientSecret },
  });
  const callback = `https://${host}/auth/oidc/${id}/callback`;
  provider.register({ callback, afterLogout: `https://${host}/sign-in` });
  provider.people.set("ana", {
    email: "ana@acme.example",
    email_verified: true,
    name: "Ana Pérez",
    groups: ["jefes"],
  });
  const isBack = (url: URL) => url.href.startsWith(callback);

  async function comeBack(browser: Browser, login: string, next = "/solicitudes?q=1"): Promise<URL> {
    const start = await browser.follow(
      `https://${host}/auth/oidc/${id}/start?next=${encodeURIComponent(next)}`,
      (url) => url.href.startsWith(provider.issuer),
    );
    ok(start instanceof URL, start instanceof Response ? await start.text() : "");
    return await provider.signIn(browser, start, login, isBack);
  }

  async function signIn(browser: Browser, login: string): Promise<Response> {
    return await browser.ask(await comeBack(browser, login));
  }

  await t.step("signs a new person in, and goes where they wanted to", async () => {
    const browser = new Browser(lexia);
    const back = await comeBack(browser, "ana");
    const answer = await browser.ask(back);
    deepStrictEqual([answer.status, answer.headers.get("location")], [303, "/solicitudes?q=1"]);
    ok(browser.cookie(host, "__Host-lexia_session"));
    const page = await browser.ask(`https://${host}/solicitudes`);
    strictEqual(page.status, 200);
    match(await page.text(), /Ana Pérez/);
  });

  await t.step("gives the role of their groups, and takes it away with them", async () => {
    const roleOf = async () => {
      const [result] = await lexia.database.owner.batch([{
        text: `select role from organization_users m join users u on u.id = m.user_id
               where m.organization_id = $1 and u.email = 'ana@acme.example'`,
        values: [acme.id],
      }]);
      return result?.rows[0]?.[0];
    };
    strictEqual(await roleOf(), "manager");
    provider.people.set("ana", {
      email: "ana@acme.example",
      email_verified: true,
      name: "Ana Pérez",
      groups: [],
    });
    await signIn(new Browser(lexia), "ana");
    strictEqual(await roleOf(), "user");
  });

  await t.step("takes over no account by an address that the provider has not verified", async () => {
    provider.people.set("intruder", { email: admin.actor.email, email_verified: false });
    const answer = await signIn(new Browser(lexia), "intruder");
    strictEqual(answer.headers.get("location"), "/sign-in?error=not_a_member");
  });

  await t.step("shows on the sign-in page how to sign in, and what was wrong", async () => {
    const page = await lexia.request(
      acme.subdomain,
      "/sign-in?error=sso_state_invalid&next=%2Fsolicitudes%3Fq%3D1",
    );
    const html = await page.text();
    match(html, new RegExp(`href="/auth/oidc/${id}/start\\?next=%2Fsolicitudes%3Fq%3D1"`));
    match(html, /Entrar con Company/);
    match(html, /No se pudo completar el ingreso/);
    const made = await (await lexia.request(acme.subdomain, "/sign-in?error=<b>of-mine")).text();
    // The page comes back to where it is when its language is changed: there the address stands as text.
    ok(!made.includes("<b>of-mine") && !/role="alert"/.test(made));
  });

  await t.step("asks for LEXIA's own second factor where the provider vouches for none", async () => {
    const browser = new Browser(lexia);
    await lexia.database.owner.batch([{
      text: `insert into totp_secrets (organization_id, user_id, secret, confirmed_at)
             select organization_id, id, 'sealed', now() from users
             where organization_id = $1 and email = 'ana@acme.example'`,
      values: [acme.id],
    }]);
    const answer = await signIn(browser, "ana");
    strictEqual(answer.status, 200);
    match(await answer.text(), /action="\/sign-in\/second-step"/);
    strictEqual(browser.cookie(host, "__Host-lexia_session"), undefined);
    await lexia.database.owner.batch([{ text: "delete from totp_secrets" }]);
  });

  await t.step("begins on the host that the provider knows, whichever was asked", async () => {
    await using elsewhere = await lexia.another({ env: { ...ENV, PUBLIC_URL: "https://lexia.example" } });
    const start = await elsewhere.request(acme.subdomain, `/auth/oidc/${id}/start?next=%2Fsolicitudes`);
    const location = `https://${acme.subdomain}.lexia.example/auth/oidc/${id}/start?next=%2Fsolicitudes`;
    deepStrictEqual([start.status, start.headers.get("location")], [303, location]);
    deepStrictEqual(start.headers.getSetCookie(), []);
  });

  await t.step(
    "signs out at the provider as well, which ends the other sessions by its own channel",
    async () => {
      const channel = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen: () => {} },
        async (request) =>
          await lexia.request(acme.subdomain, new URL(request.url).pathname, {
            method: "POST",
            headers: { "content-type": request.headers.get("content-type") ?? "" },
            body: await request.text(),
          }),
      );
      provider.register({
        callback,
        afterLogout: `https://${host}/sign-in`,
        backChannelLogout: `http://127.0.0.1:${channel.addr.port}/auth/oidc/${id}/backchannel-logout`,
      });
      const browser = new Browser(lexia);
      strictEqual((await signIn(browser, "ana")).headers.get("location"), "/solicitudes?q=1");
      const kept = await lexia.database.owner.batch([{
        text: "select provider_session from sessions where provider_id is not null order by id desc limit 1",
      }]);
      match(String(kept[0]?.rows[0]?.[0]), /^[0-9a-f]{64}:v1\./);
      // A second session of the same sign-in there.
      const cookie = browser.cookie(host, "__Host-lexia_session") ?? "";
      browser.forget(host, "__Host-lexia_session");
      await signIn(browser, "ana");
      const page = await browser.post(`https://${host}/sign-out`, {}, { "sec-fetch-site": "same-origin" });
      strictEqual(page.status, 200);
      const there = /url=([^"]+)"/.exec(await page.text())?.[1]?.replaceAll("&amp;", "&") ?? "";
      const address = new URL(there);
      strictEqual(address.origin, provider.issuer);
      strictEqual(address.searchParams.get("post_logout_redirect_uri"), `https://${host}/sign-in`);
      ok(address.searchParams.get("id_token_hint"));
      const isIn = async () => {
        const headers = { cookie: `__Host-lexia_session=${cookie}` };
        return (await lexia.request(acme.subdomain, "/solicitudes", { headers })).status === 200;
      };
      strictEqual(await isIn(), true);
      await provider.signOut(browser, address);
      await channel.shutdown();
      strictEqual(await isIn(), false);
    },
  );
});
