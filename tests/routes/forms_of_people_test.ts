/** Forms of the pages that are not those of a noun: signing up, one's own sessions, one's own data, invitations. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { BY_PASSWORD, openBrowserSession } from "#domain/identity/open_session.ts";
import { FormBrowser } from "#tests/support/form_browser.ts";
import { Lexia, PASSWORD, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { tokenTo } from "#tests/support/mailed.ts";
import { addProvider } from "#tests/support/sso/providers.ts";

const LEGAL = {
  TERMS_VERSION: "2",
  TERMS_URL: "https://example.co/terminos",
  PRIVACY_VERSION: "7",
  PRIVACY_URL: "https://example.co/datos",
};

class Browser extends FormBrowser {
  static async of(lexia: Lexia, { record }: TestOrganization, { actor }: Session): Promise<Browser> {
    const { services, identity } = lexia.core;
    const person = { ...actor, id: actor.userId, organizationId: record.id };
    const visitor = { services, identity, organization: record, address: null, requestId: "test" };
    const { cookieToken } = await openBrowserSession({ ...visitor, userAgent: null }, person, BY_PASSWORD);
    return new Browser(lexia, record.subdomain, `__Host-lexia_session=${cookieToken}`);
  }
}

Deno.test("/sign-up", async (t) => {
  await using lexia = await Lexia.start({ env: LEGAL });
  const visitor = new Browser(lexia, "");
  const subdomain = `n-${crypto.randomUUID().slice(0, 8)}`;
  const fields = {
    organization_name: "Ñungo <b>",
    subdomain,
    name: "Ana Ñungo",
    email: "ana@example.co",
    password: PASSWORD,
  };
  const accepted = { terms: "yes", terms_version: "2", privacy: "yes", privacy_version: "7" };

  await t.step("is linked on the landing page, and on no organization's host", async () => {
    match(await visitor.page("/"), /href="\/sign-up"/);
    const acme = await lexia.organization();
    strictEqual((await new Browser(lexia, acme.subdomain).get("/sign-up")).status, 404);
    strictEqual((await new Browser(lexia, acme.subdomain).post("/sign-up", fields)).status, 404);
  });

  const refusals: [string, Record<string, string>, number, RegExp][] = [
    ["an address with a blank", { subdomain: "a b" }, 422, /id="subdomain-error">Use de 1 a 50/],
    ["a Kelvin sign", { subdomain: "\u212aelvin" }, 422, /id="subdomain-error"/],
    ["a reserved address", { subdomain: "admin" }, 409, /id="subdomain-error">Ese nombre ya está ocupado/],
    ["no name", { name: " " }, 422, /id="name-error"/],
    ["an e-mail address that is none", { email: "ana" }, 422, /id="email-error"/],
    ["a short password", { password: "corta" }, 422, /id="password-error">La contraseña es corta/],
    ["an outdated version", { ...accepted, terms_version: "1" }, 409, /role="alert">.*Esa no es la versión/],
  ];
  for (const [what, change, status, words] of refusals) {
    await t.step(`says what is wrong with ${what}, and keeps what was typed`, async () => {
      const response = await visitor.post("/sign-up", { ...fields, ...change });
      strictEqual(response.status, status);
      const page = await response.text();
      match(page, words);
      match(page, /value="Ñungo &lt;b&gt;"/);
      ok(!page.includes(PASSWORD));
    });
  }

  await t.step("registers an organization, with what was accepted, and leads to its own page", async () => {
    const response = await visitor.post("/sign-up", { ...fields, ...accepted });
    strictEqual(response.status, 200);
    match(await response.text(), new RegExp(`href="https?://${subdomain}\\.lexia\\.test[^"]*/sign-in"`));
    const signedIn = await new Browser(lexia, subdomain).post("/sign-in", {
      email: fields.email,
      password: PASSWORD,
    });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0];
    match(await new Browser(lexia, subdomain, cookie).page("/solicitudes"), /Ñungo &lt;b&gt;/);
  });

  await t.step("is closed where the platform says so", async () => {
    const closed = await lexia.another({ env: { SIGNUP_ENABLED: "false" } });
    const stranger = new Browser(closed, "");
    ok(!(await stranger.page("/")).includes("/sign-up"));
    for (const response of [await stranger.get("/sign-up"), await stranger.post("/sign-up", fields)]) {
      strictEqual(response.status, 403);
      match(await response.text(), /El registro de organizaciones está cerrado/);
    }
  });
});

Deno.test("/security: sessions", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const [here, there] = [await Browser.of(lexia, acme, ana), await Browser.of(lexia, acme, ana)];

  await t.step("are all shown, and this one cannot be ended from the list", async () => {
    const page = await here.page("/security");
    strictEqual([...page.matchAll(/Esta sesión/g)].length, 1);
    strictEqual([...page.matchAll(/action="\/security\/sessions\/[0-9a-f-]{36}\/end"/g)].length, 2);
  });

  await t.step("end one by one, and nobody else's does", async () => {
    const page = await here.page("/security");
    const other = await Browser.of(lexia, acme, await acme.session("user"));
    const [, path = ""] = /action="(\/security\/sessions\/[0-9a-f-]{36}\/end)"/.exec(page) ?? [];
    strictEqual((await other.post(path)).status, 404);
    strictEqual((await here.post("/security/sessions/1/end")).status, 404);
    strictEqual((await there.get("/security")).status, 200);
    strictEqual((await here.post(path)).headers.get("location"), "/security");
    strictEqual((await there.get("/security")).status, 303);
  });

  await t.step("end all but this one", async () => {
    strictEqual((await here.post("/security/sessions/end-others")).status, 303);
    strictEqual((await ana.get("/auth/me")).status, 401);
    ok(!(await here.page("/security")).includes("Cerrar todas las demás"));
  });
});

Deno.test("/legal: one's own data", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const [admin, ana] = [await acme.session("org_admin"), await acme.session("user")];
  const browser = await Browser.of(lexia, acme, ana);

  await t.step("can be had as a file, by a link from every page", async () => {
    match(await browser.page("/solicitudes"), /href="\/legal"/);
    const [, path = ""] = /href="([^"]+)" download/.exec(await browser.page("/legal")) ?? [];
    const file = await browser.get(path);
    match(file.headers.get("content-disposition") ?? "", /^attachment/);
    ok((await file.text()).includes(ana.actor.email));
  });

  await t.step("can be asked to be removed, which administrators are told", async () => {
    const response = await browser.post("/legal/removal");
    strictEqual(response.headers.get("location"), "/legal?asked");
    match(await browser.page("/legal?asked"), /Su solicitud quedó registrada/);
    await lexia.work();
    deepStrictEqual(lexia.mails.map(({ to }) => to.address), [admin.actor.email]);
  });
});

Deno.test("/invitation", async (t) => {
  await using lexia = await Lexia.start({ env: LEGAL });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const visitor = new Browser(lexia, acme.subdomain);
  const set = async (column: "sso_enforced" | "password_min_length", value: unknown) => {
    await lexia.database.owner.batch([{
      text: `insert into organization_settings (organization_id, ${column}) values ($1, $2)
             on conflict (organization_id) do update set ${column} = excluded.${column}`,
      values: [acme.id, value],
    }]);
    return new Browser(await lexia.another({ env: LEGAL }), acme.subdomain);
  };

  async function invite(): Promise<string> {
    const email = `p-${crypto.randomUUID().slice(0, 8)}@people.test`;
    strictEqual((await admin.post("/api/v1/invitations", { email, role: "user" })).status, 201);
    await lexia.work();
    return tokenTo(lexia.mails, email);
  }

  await t.step("asks for each document in force, with its version and where to read it", async () => {
    const page = await visitor.page(`/invitation?token=${await invite()}`);
    for (const [name, url] of [["terms", LEGAL.TERMS_URL], ["privacy", LEGAL.PRIVACY_URL]]) {
      match(page, new RegExp(`name="accept_${name}" value="yes" +required`));
      ok(page.includes(`href="${url}"`));
    }
  });

  for (
    const [what, accepts, next] of [
      ["both", { accept_terms: "yes", accept_privacy: "yes" }, 200],
      ["one of them", { accept_terms: "yes" }, 303],
    ] as const
  ) {
    await t.step(`takes down what was accepted: ${what}`, async () => {
      const fields = { token: await invite(), name: "Ana", password: PASSWORD, ...accepts };
      const response = await visitor.post("/invitation", fields);
      strictEqual(response.status, 303);
      const cookie = response.headers.get("set-cookie")?.split(";")[0];
      strictEqual((await new Browser(lexia, acme.subdomain, cookie).get("/solicitudes")).status, next);
    });
  }

  await t.step("says the length that the organization asks of passwords", async () => {
    const late = await set("password_min_length", 21);
    match(await late.page(`/invitation?token=${await invite()}`), /Al menos 21 caracteres/);
  });

  await t.step("leads to the provider where the organization takes no passwords", async () => {
    const settings = { issuer: "https://login.example.co", client_id: "lexia" };
    const id = await addProvider(lexia, acme, admin, { name: "Microsoft", kind: "oidc", settings });
    const late = await set("sso_enforced", true);
    const page = await late.page(`/invitation?token=${await invite()}`);
    match(page, new RegExp(`href="/auth/oidc/${id}/start\\?next=`));
    ok(!page.includes('name="password"'));
  });
});
