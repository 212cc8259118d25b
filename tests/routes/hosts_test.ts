/** Which organization a request is for, and what is counted against whom. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { browserOf } from "#tests/routes/_searches.ts";
import { Lexia, PASSWORD } from "../support/lexia.ts";
import { movableClock } from "../support/stores.ts";
import { withinOneWindow } from "#tests/support/within_one_window.ts";

const ME = "/auth/me";
const ORGANIZATION = "/api/v1/organization";

Deno.test("hosts", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const beta = await lexia.organization();
  const ana = await acme.session("user");
  const bearer = { authorization: `Bearer ${ana.token}` };
  const own = `${acme.subdomain}.${lexia.baseDomain}`;

  const ANSWERS = [
    { what: "the organization's own host", host: own, status: 200 },
    {
      what: "its host in capitals",
      host: own.toUpperCase().replace(/\..*/, `.${lexia.baseDomain}`),
      status: 200,
    },
    { what: "the API host with its id", host: "api", headers: { "x-organization-id": acme.id }, status: 200 },
    {
      what: "its host, whatever the header says",
      host: own,
      headers: { "x-organization-id": beta.id },
      status: 200,
    },
    {
      what: "its host, whatever a proxy's header says",
      host: own,
      headers: { "x-forwarded-host": "x.test" },
      status: 200,
    },
    { what: "the API host without an id", host: "api", status: 400 },
    {
      what: "the API host with garbage",
      host: "api",
      headers: { "x-organization-id": "' or 1=1 --" },
      status: 400,
    },
    {
      what: "the API host with another's id",
      host: "api",
      headers: { "x-organization-id": beta.id },
      status: 401,
    },
    { what: "another organization's host", host: beta.subdomain, status: 401 },
    { what: "the base domain", host: "", status: 400 },
    { what: "a reserved name", host: "status", status: 400 },
    { what: "a name that nobody has", host: "nobody-has-this", status: 400 },
    { what: "a name below a name", host: `x.${own}`, status: 400 },
    { what: "another domain that begins alike", host: `${own}.evil.test`, status: 400 },
    { what: "an address instead of a name", host: "127.0.0.1", status: 400 },
  ];
  for (const { what, host, headers = {}, status } of ANSWERS) {
    await t.step(`${what}: ${status}`, async () => {
      const response = await lexia.request(host, ORGANIZATION, { headers: { ...bearer, ...headers } });
      const body = await response.json();
      strictEqual(response.status, status, JSON.stringify(body));
      if (status === 200) strictEqual(body.id, acme.id);
      if (status === 400) {
        deepStrictEqual([body.code, body.title], [
          "organization_not_found",
          "Organization not found or inactive",
        ]);
      }
    });
  }

  const NOT_PLAIN = [`a@${own}`, `${own}#.x`, `${own}?x`, `%6f${own.slice(1)}`, `${own}/`, `${own}, ${own}`];
  const ANOTHER = ["", "a@b", "x y", `${beta.subdomain}.${lexia.baseDomain}`, `${own}/x`, "x:99999"];
  for (const host of [...ANOTHER, ...NOT_PLAIN]) {
    await t.step(
      `a Host header "${host}" that is not plainly the request's own host is refused`,
      async () => {
        const request = new Request(`http://${own}${ORGANIZATION}`, { headers: bearer });
        const headers = new Headers(bearer);
        headers.set("host", host);
        const response = await lexia.core.app.fetch(new Request(request, { headers }), {
          remoteAddress: "192.0.2.1",
        });
        strictEqual(response.status, 400);
        strictEqual((await response.json()).code, "host_ambiguous");
      },
    );
  }
});

Deno.test("a single tenant answers on every host but the operators'", async () => {
  await using lexia = await Lexia.start({ env: { SINGLE_TENANT: "only" } });
  const { services } = lexia.core;
  const { insertOrganization } = await import("#domain/organizations/establish.ts");
  await services.platformDb.tx(
    { purpose: "test" },
    (tx) => insertOrganization(tx, { name: "Only", subdomain: "only", plan: "pro" }),
  );
  strictEqual((await lexia.request("intranet.example", ME)).status, 401);
  strictEqual((await lexia.request("admin", ME)).status, 401);
  const signUp = await lexia.request("", "/auth/register", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  ok(signUp.status >= 400);
});

Deno.test("an organization that is switched off is out within five seconds, everywhere", async () => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  strictEqual((await ana.get(ORGANIZATION)).status, 200);
  // Behind this instance's back, as another one would do it.
  await lexia.database.owner.batch([{
    text: "update organizations set is_active = false where id = $1",
    values: [acme.id],
  }]);
  clock.advance(4_900);
  const response = await ana.get(ORGANIZATION);
  strictEqual(response.status, 400);
  strictEqual((await response.json()).code, "organization_not_found");

  const beta = await lexia.organization();
  const luis = await beta.session("user");
  strictEqual((await luis.get(ORGANIZATION)).status, 200);
  const operator = await lexia.operator();
  strictEqual(
    (await operator.send("PATCH", `/api/v1/admin/organizations/${beta.id}`, { is_active: false })).status,
    200,
  );
  strictEqual((await luis.get(ORGANIZATION)).status, 400, "at once on the instance that did it");
});

Deno.test("limits", async (t) => {
  await t.step("count an organization's requests together, and say how many are left", async () => {
    await using lexia = await Lexia.start();
    const acme = await lexia.organization({ maxRequestsPerMinute: 5 });
    const [ana, luis] = [await acme.session("user"), await acme.session("manager")];
    const remaining: (string | null)[] = [];
    await withinOneWindow("minute");
    for (const who of [ana, luis, ana, luis, ana]) {
      const response = await who.get(ORGANIZATION);
      strictEqual(response.status, 200);
      strictEqual(response.headers.get("ratelimit-limit"), "5");
      remaining.push(response.headers.get("ratelimit-remaining"));
    }
    deepStrictEqual(remaining, ["4", "3", "2", "1", "0"]);
    const refused = await luis.get(ORGANIZATION);
    strictEqual(refused.status, 429);
    strictEqual((await refused.json()).code, "rate_limited");
    const wait = Number(refused.headers.get("retry-after"));
    ok(wait >= 1 && wait <= 60, String(wait));
    const other = await (await lexia.organization()).session("user");
    strictEqual((await other.get(ORGANIZATION)).status, 200);
  });

  await t.step("leave the plan's requests to programs while people look at pages", async () => {
    const env = { RATE_LIMIT_PER_MINUTE: "4" };
    await using lexia = await Lexia.start({ env });
    const acme = await lexia.organization({ maxRequestsPerMinute: 2 });
    const ana = await acme.session("user", { withPassword: true });
    const browser = await browserOf(lexia, acme, ana);
    await withinOneWindow("minute");
    const ask = async (times: number, call: () => Promise<Response>) => {
      const statuses = [];
      for (let i = 0; i < times; i++) {
        const response = await call();
        statuses.push(response.status);
        await response.body?.cancel();
      }
      return statuses;
    };
    deepStrictEqual(await ask(3, () => browser.get("/help")), [200, 200, 200]);
    deepStrictEqual(await ask(2, () => browser.get("/api/v1/events")), [200, 429]);
    // The API is the plan's, also where a browser asks.
    deepStrictEqual(await ask(1, () => browser.get(ORGANIZATION)), [200]);
    deepStrictEqual(await ask(2, () => ana.get(ORGANIZATION)), [200, 429]);
    const other = await browserOf(lexia, acme, await acme.session("viewer", { withPassword: true }));
    strictEqual((await other.get("/help")).status, 200);
  });

  await t.step("count strangers by address, which no header changes", async () => {
    await using lexia = await Lexia.start({ env: { RATE_LIMIT_PER_MINUTE: "5" } });
    const { subdomain } = await lexia.organization();
    const ask = (address: string, forwarded: string) =>
      lexia.request(subdomain, ME, {
        address,
        headers: { "x-forwarded-for": forwarded, forwarded: `for=${forwarded}` },
      });
    const statuses = [];
    await withinOneWindow("minute");
    for (let i = 0; i < 7; i++) statuses.push((await ask("198.51.100.7", `203.0.113.${i}`)).status);
    deepStrictEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
    strictEqual((await ask("198.51.100.8", "203.0.113.1")).status, 401);
    strictEqual((await lexia.request("", "/health", { address: "198.51.100.7" })).status, 200);
    strictEqual((await lexia.request("who-is-this", ME, { address: "198.51.100.7" })).status, 429);
  });

  await t.step("believe a configured proxy, and the nearest hop that is none", async () => {
    await using lexia = await Lexia.start({
      env: { RATE_LIMIT_PER_MINUTE: "2", TRUSTED_PROXIES: "10.0.0.0/8" },
    });
    const { subdomain } = await lexia.organization();
    const ask = (forwarded: string) =>
      lexia.request(subdomain, ME, { address: "10.1.2.3", headers: { "x-forwarded-for": forwarded } });
    const statuses = [];
    for (const forged of ["1.1.1.1", "2.2.2.2", "3.3.3.3"]) {
      statuses.push((await ask(`${forged}, 203.0.113.9, 10.9.9.9`)).status);
    }
    deepStrictEqual(statuses, [401, 401, 429]);
    strictEqual((await ask("203.0.113.10")).status, 401);
  });

  await t.step("allow no more than the burst in one second", async () => {
    await using lexia = await Lexia.start({ env: { RATE_LIMIT_BURST: "5", RATE_LIMIT_PER_MINUTE: "300" } });
    const { subdomain } = await lexia.organization();
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async () => (await lexia.request(subdomain, ME)).status),
    );
    const allowed = statuses.filter((status) => status === 401).length;
    ok(allowed >= 5 && allowed <= 15, `${allowed} of 40`);
  });

  await t.step("end attempts on one account, the right password included, and on no other", async () => {
    await withinOneWindow();
    await using lexia = await Lexia.start();
    const acme = await lexia.organization();
    const [ana, luis] = [
      await acme.session("user", { withPassword: true }),
      await acme.session("user", { withPassword: true }),
    ];
    const attempt = async (email: string, password: string, address = "192.0.2.50") => {
      const response = await lexia.request(acme.subdomain, "/auth/login", {
        method: "POST",
        address,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password }),
      });
      return {
        status: response.status,
        code: (await response.json()).code,
        retry: response.headers.get("retry-after"),
      };
    };
    for (let i = 0; i < 10; i++) {
      deepStrictEqual(
        (await attempt(ana.actor.email, "not the password at all")).code,
        "invalid_credentials",
      );
    }
    const late = await attempt(ana.actor.email, PASSWORD);
    deepStrictEqual([late.status, late.code], [429, "too_many_attempts"]);
    ok(Number(late.retry) > 0 && Number(late.retry) <= 900);
    strictEqual((await attempt(luis.actor.email, PASSWORD)).status, 200);
    const nobody = [];
    for (let i = 0; i < 11; i++) {
      nobody.push((await attempt("nobody@acme.test", "not the password at all", "192.0.2.51")).status);
    }
    deepStrictEqual(nobody.slice(-2), [401, 429]);
  });
});

Deno.test("sign-in over HTTP", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user", { withPassword: true });
  const post = (path: string, body: unknown, host = acme.subdomain) =>
    lexia.request(host, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  await t.step("gives a pair of tokens, and the person", async () => {
    const response = await post("/auth/login", {
      email: ` ${ana.actor.email.toUpperCase()} `,
      password: PASSWORD,
    });
    strictEqual(response.status, 200);
    strictEqual(response.headers.get("cache-control"), "no-store");
    const { access_token, refresh_token, token_type, expires_in, user } = await response.json();
    deepStrictEqual([token_type, expires_in, user.id, user.role], ["bearer", 900, ana.actor.userId, "user"]);
    const [head = "", claims = ""] = access_token.split(".").map((part: string) => part);
    strictEqual(JSON.parse(atob(head.replaceAll("-", "+").replaceAll("_", "/"))).alg, "EdDSA");
    strictEqual(JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).aud, acme.id);

    const next = await (await post("/auth/refresh", { refresh_token })).json();
    match(next.refresh_token, /^lxr_/);
    const again = await post("/auth/refresh", { refresh_token });
    strictEqual((await again.json()).code, "refresh_token_reused");
    strictEqual(
      (await post("/auth/refresh", { refresh_token: next.refresh_token })).status,
      401,
      "the family has ended",
    );
    const me = await lexia.request(acme.subdomain, ME, {
      headers: { authorization: `Bearer ${next.access_token}` },
    });
    strictEqual(me.status, 401);
  });

  await t.step("answers the same for a wrong password and a person who is not there", async () => {
    const answers = await Promise.all(
      [ana.actor.email, "nobody@nowhere.test", "no address"].map(async (email) => {
        const response = await post("/auth/login", { email, password: "some other long password" });
        const { request_id: _, ...problem } = await response.json();
        return { status: response.status, problem };
      }),
    );
    deepStrictEqual(answers[0], answers[1]);
    deepStrictEqual(answers[1], answers[2]);
    strictEqual(answers[0]?.problem.code, "invalid_credentials");
  });

  await t.step("begins with signing up an organization, whose administrator makes the people", async () => {
    const registered = await post("/auth/register", {
      organization_name: "Nueva Firma",
      subdomain: "nueva",
      name: "Eva",
      email: "eva@nueva.test",
      password: PASSWORD,
    }, "");
    strictEqual(registered.status, 201);
    strictEqual((await registered.json()).user.role, "org_admin");
    const taken = await post("/auth/register", {
      organization_name: "Otra",
      subdomain: "nueva",
      name: "Eva",
      email: "eva@otra.test",
      password: PASSWORD,
    }, "api");
    strictEqual((await taken.json()).code, "subdomain_taken");
    const { access_token } =
      await (await post("/auth/login", { email: "eva@nueva.test", password: PASSWORD }, "nueva")).json();
    const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
    const person = { name: "Paz", email: "paz@nueva.test", password: PASSWORD, role: "user" };
    const added = await lexia.request("nueva", "/api/v1/users", {
      method: "POST",
      headers,
      body: JSON.stringify(person),
    });
    strictEqual(added.status, 201);
    strictEqual(
      (await post("/auth/login", { email: "paz@nueva.test", password: PASSWORD }, "nueva")).status,
      200,
    );
    const people = await (await lexia.request("nueva", "/api/v1/users", { headers })).json();
    deepStrictEqual(people.items.map(({ role }: { role: string }) => role), ["user", "org_admin"]);
  });

  for (
    const [what, password, code] of [
      ["a short password", "corta", "password_too_weak"],
      ["a common password", "passwordpassword", "password_too_weak"],
      ["the organization's own name", "nuevafirmanuevafirma", "password_too_weak"],
    ] as const
  ) {
    await t.step(`refuses ${what}`, async () => {
      const response = await post("/auth/register", {
        organization_name: "Nueva Firma",
        subdomain: "weak",
        name: "Eva",
        email: "eva@weak.test",
        password,
      }, "");
      strictEqual(response.status, 422);
      const problem = await response.json();
      deepStrictEqual([problem.code, problem.errors[0].field], [code, "password"]);
    });
  }
});
