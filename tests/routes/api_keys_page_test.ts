/** The page of API keys, as a browser uses it. */
import { match, notEqual, ok, strictEqual } from "node:assert/strict";
import { BY_PASSWORD, openBrowserSession } from "#domain/identity/open_session.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { movableClock } from "#tests/support/stores.ts";
import { KeyHolder, makeKey } from "./_api_keys.ts";

const PAGE = "/api-keys";

Deno.test("/api-keys", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const browser = await Browser.of(lexia, acme, admin);

  await t.step("is linked for those who may use the API, and refused to others", async () => {
    const user = await acme.session("user");
    const other = await Browser.of(lexia, acme, user);
    ok((await (await browser.get("/security")).text()).includes('href="/api-keys"'));
    ok(!(await (await other.get("/security")).text()).includes('href="/api-keys"'));
    strictEqual((await other.get(PAGE)).status, 403);
    const nobody = await lexia.request(acme.subdomain, PAGE);
    strictEqual(nobody.headers.get("location"), `/sign-in?next=${encodeURIComponent(PAGE)}`);
  });

  await t.step("offers the person's own permissions, and no others", async () => {
    const page = await (await browser.get(PAGE)).text();
    ok(page.includes('value="read_users"') && !page.includes('value="delete_solicitudes"'));
  });

  await t.step("makes a key, shows it this once, and the key works", async () => {
    const response = await browser.post(PAGE, [
      ["name", "<b>Robot</b>"],
      ["scopes", "read_users"],
      ["scopes", "api_access"],
      ["networks", "192.0.2.0/24, 2001:db8::/32"],
      ["days", "30"],
    ]);
    strictEqual(response.status, 200);
    strictEqual(response.headers.get("cache-control"), "no-store");
    const page = await response.text();
    const [, key = ""] = /value="(lexia_[\w-]{49})"/.exec(page) ?? [];
    notEqual(key, "");
    match(page, /&lt;b&gt;Robot/);
    strictEqual((await new KeyHolder(lexia, key).get("api", "/api/v1/users")).status, 200);
    ok(!(await (await browser.get(PAGE)).text()).includes(key));
  });

  for (
    const [what, fields] of Object.entries(
      {
        "no name": [["name", ""], ["scopes", "read_users"]],
        "no permission": [["name", "Robot"]],
        "an address that is none": [["name", "Robot"], ["scopes", "read_users"], ["networks", "office"]],
      } satisfies Record<string, [string, string][]>,
    )
  ) {
    await t.step(`says what is wrong with ${what}, and keeps what was typed`, async () => {
      const response = await browser.post(PAGE, fields);
      strictEqual(response.status, 422);
      match(await response.text(), /class="wrong" id="(name|scopes|networks)-error"/);
    });
  }

  await t.step("revokes one by its button, and says the same of others' and of none", async () => {
    const { id, key } = await makeKey(admin, ["read_users"]);
    const holder = new KeyHolder(lexia, key);
    strictEqual((await holder.get("api", "/api/v1/users")).status, 200);
    strictEqual((await browser.post(`${PAGE}/${id}/revoke`, [])).headers.get("location"), PAGE);
    strictEqual((await holder.get("api", "/api/v1/users")).status, 401);
    const foreign = await makeKey(await (await lexia.organization()).session("org_admin"), ["api_access"]);
    for (const other of [foreign.id, crypto.randomUUID(), "1"]) {
      strictEqual((await browser.post(`${PAGE}/${other}/revoke`, [])).status, 404);
    }
  });

  await t.step("makes none from another site, and none for who signed in long ago", async () => {
    const fields: [string, string][] = [["name", "Robot"], ["scopes", "read_users"]];
    strictEqual((await browser.post(PAGE, fields, "https://evil.example")).status, 403);
    clock.advance(11 * 60_000);
    const response = await browser.post(PAGE, fields);
    strictEqual(response.status, 403);
    const page = await response.text();
    ok(!/lexia_[\w-]{49}/.test(page));
    match(page, /href="\/security\/confirm\?next=%2Fapi-keys"/);
  });
});

class Browser {
  private constructor(
    private readonly lexia: Lexia,
    private readonly host: string,
    private readonly cookie: string,
  ) {}

  static async of(
    lexia: Lexia,
    { record, subdomain }: TestOrganization,
    { actor }: Session,
  ): Promise<Browser> {
    const { services, identity } = lexia.core;
    const visitor = {
      services,
      identity,
      organization: record,
      address: null,
      requestId: "test",
      userAgent: null,
    };
    const person = { ...actor, id: actor.userId, organizationId: record.id };
    const { cookieToken } = await openBrowserSession(visitor, person, BY_PASSWORD);
    return new Browser(lexia, subdomain, `__Host-lexia_session=${cookieToken}`);
  }

  get(path: string): Promise<Response> {
    return this.lexia.request(this.host, path, { headers: { accept: "text/html", cookie: this.cookie } });
  }

  post(path: string, fields: [string, string][], origin?: string): Promise<Response> {
    const own = `http://${this.host}.${this.lexia.baseDomain}`;
    return this.lexia.request(this.host, path, {
      method: "POST",
      headers: { accept: "text/html", cookie: this.cookie, origin: origin ?? own },
      body: new URLSearchParams(fields),
    });
  }
}
