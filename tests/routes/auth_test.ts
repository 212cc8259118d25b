/** Who one is, what one may, and how sessions begin, go on and end, over HTTP. */
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Role } from "#domain/authz.ts";
import { Lexia, PASSWORD } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";
import { movableClock } from "../support/stores.ts";

/** Roles and permissions as the owner of LEXIA gave them. */
const ALL = `create_users read_users update_users delete_users create_solicitudes read_own_solicitudes
  read_all_solicitudes update_solicitudes delete_solicitudes update_org_settings view_org_analytics manage_billing
  bulk_operations api_access webhook_management`;
const GIVEN: Readonly<Record<Role, string>> = {
  super_admin: ALL,
  org_admin: `create_users read_users update_users delete_users read_all_solicitudes update_org_settings
    view_org_analytics manage_billing bulk_operations api_access webhook_management`,
  manager:
    `read_users read_all_solicitudes create_solicitudes update_solicitudes view_org_analytics bulk_operations`,
  user: `create_solicitudes read_own_solicitudes update_solicitudes`,
  viewer: `read_own_solicitudes`,
};

function words(text: string): string[] {
  return text.split(/\s+/).sort();
}

Deno.test("GET /auth/me", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();

  for (const role of ["org_admin", "manager", "user", "viewer"] as const) {
    await t.step(`shows a ${role} what a ${role} may, and nothing more`, async () => {
      const session = await acme.session(role);
      const { second_factor: factor, ...me } = await (await session.get("/auth/me")).json();
      const { userId: id, email, name } = session.actor;
      const isAsked = role === "org_admin";
      deepStrictEqual([factor.enrolled, factor.required, factor.due_at !== null], [false, isAsked, isAsked]);
      deepStrictEqual({ ...me, permissions: me.permissions.toSorted() }, {
        id,
        email,
        name,
        role,
        permissions: words(GIVEN[role]),
        legal_pending: [],
        organization: { id: acme.id, name: acme.record.name, subdomain: acme.subdomain },
      });
    });
  }

  await t.step("shows an operator all fifteen permissions, and no organization", async () => {
    const me = await (await (await lexia.operator()).get("/auth/me")).json();
    deepStrictEqual([me.role, me.organization, me.permissions.toSorted()], ["super_admin", null, words(ALL)]);
    strictEqual(words(ALL).length, 15);
  });

  await t.step("counts what a membership adds and takes away", async () => {
    const session = await acme.session("manager", {
      add: ["api_access"],
      remove: ["read_users", "bulk_operations"],
    });
    const { permissions } = await (await session.get("/auth/me")).json();
    const expected = words(`${GIVEN.manager} api_access`).filter((name) =>
      name !== "read_users" && name !== "bulk_operations"
    );
    deepStrictEqual(permissions.toSorted(), expected);
  });

  await t.step("takes a new name, and nothing else", async () => {
    const session = await acme.session("viewer");
    const changed = await session.send("PUT", "/auth/me", { name: "  Ana  María " });
    strictEqual(changed.status, 200);
    match((await changed.json()).name, /^Ana\s+María$/);
    strictEqual((await (await session.get("/auth/me")).json()).role, "viewer");
    for (
      const extra of [{ role: "org_admin" }, { email: "x@y.example" }, { permissions: ["manage_billing"] }]
    ) {
      await refused(await session.send("PUT", "/auth/me", { name: "Ana", ...extra }), 422, "request_invalid");
    }
    for (const name of ["", "   ", "a".repeat(201), "a\nb"]) {
      const problem = await refused(
        await session.send("PUT", "/auth/me", { name }),
        422,
        "request_invalid",
        name,
      );
      deepStrictEqual(problem.errors?.map(({ field }) => field), ["name"]);
    }
  });
});

Deno.test("Sessions over HTTP", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const ana = await acme.session("user", { withPassword: true });

  const post = (path: string, body: unknown, host = acme.subdomain, headers: Record<string, string> = {}) =>
    lexia.request(host, path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const credentials = { email: ana.actor.email, password: PASSWORD };
  const me = (token: string, host = acme.subdomain, headers: Record<string, string> = {}) =>
    lexia.request(host, "/auth/me", { headers: { authorization: `Bearer ${token}`, ...headers } });

  await t.step("begin on the organization's host, or on the API host with its id", async () => {
    const onApi = await post("/auth/login", credentials, "api", { "x-organization-id": acme.id });
    strictEqual(onApi.status, 200);
    const { access_token: token } = await onApi.json();
    strictEqual((await me(token)).status, 200);
    strictEqual((await me(token, "api", { "x-organization-id": acme.id })).status, 200);
    await refused(await me(token, beta.subdomain), 401, "token_invalid");
  });

  await t.step("begin nowhere else, however right the password is", async () => {
    await refused(await post("/auth/login", credentials, beta.subdomain), 401, "invalid_credentials");
    await refused(await post("/auth/login", credentials, "admin"), 401, "invalid_credentials");
    for (const host of ["", "api"]) {
      await refused(await post("/auth/login", credentials, host), 400, "organization_not_found", host);
    }
  });

  await t.step("go on with each refresh token once, on the host that gave it", async () => {
    const { refresh_token: first } = await (await post("/auth/login", credentials)).json();
    await refused(
      await post("/auth/refresh", { refresh_token: first }, beta.subdomain),
      401,
      "token_invalid",
    );
    await refused(await post("/auth/refresh", { refresh_token: first }, "admin"), 401, "token_invalid");
    await refused(await post("/auth/refresh", { refresh_token: first }, ""), 400, "organization_not_found");

    const answer = await post("/auth/refresh", { refresh_token: first });
    strictEqual(answer.headers.get("cache-control"), "no-store");
    const { access_token: token, refresh_token: second } = await answer.json();
    notStrictEqual(first, second);
    strictEqual((await me(token)).status, 200);
    const third = (await (await post("/auth/refresh", { refresh_token: second })).json()).refresh_token;
    await refused(await post("/auth/refresh", { refresh_token: first }), 401, "refresh_token_reused");
    ok(third);
    // Somebody has a copy, so neither side goes on: not with the newest token, not with an access token.
    await refused(await post("/auth/refresh", { refresh_token: third }), 401, "token_invalid");
    await refused(await me(token), 401, "token_invalid");
  });

  await t.step("of two refreshes at once one is right, and the session ends", async () => {
    const { refresh_token: only } = await (await post("/auth/login", credentials)).json();
    const both = await Promise.all([1, 2, 3].map(() => post("/auth/refresh", { refresh_token: only })));
    deepStrictEqual(both.map(({ status }) => status).sort(), [200, 401, 401]);
    const winner = both.find(({ status }) => status === 200);
    const { refresh_token: next } = await winner?.json();
    await refused(await post("/auth/refresh", { refresh_token: next }), 401, "token_invalid");
  });

  await t.step("do not go on with what is no refresh token", async () => {
    for (
      const token of [
        ana.token.slice(0, 200),
        `lxs_${"A".repeat(43)}`,
        "lxr_",
        `lxr_${"A".repeat(43)}`,
        "null",
        " ",
      ]
    ) {
      await refused(await post("/auth/refresh", { refresh_token: token }), 401, "token_invalid", token);
    }
  });

  await t.step("end with the sign-out, with all their tokens and no others", async () => {
    const [here, there] = [
      await (await post("/auth/login", credentials)).json(),
      await (await post("/auth/login", credentials)).json(),
    ];
    const bearer = { authorization: `Bearer ${here.access_token}` };
    strictEqual((await post("/auth/logout", undefined, acme.subdomain, bearer)).status, 204);
    await refused(await me(here.access_token), 401, "token_invalid");
    await refused(await post("/auth/refresh", { refresh_token: here.refresh_token }), 401, "token_invalid");
    strictEqual((await me(there.access_token)).status, 200);
  });

  await t.step("end on every instance within five seconds", async () => {
    await using other = await lexia.another();
    const { access_token: token } = await (await post("/auth/login", credentials)).json();
    const headers = { authorization: `Bearer ${token}` };
    strictEqual((await other.request(acme.subdomain, "/auth/me", { headers })).status, 200);
    strictEqual(
      (await lexia.request(acme.subdomain, "/auth/logout", { method: "POST", headers })).status,
      204,
    );
    clock.advance(4_999);
    await refused(await other.request(acme.subdomain, "/auth/me", { headers }), 401, "token_invalid");
  });

  await t.step("have access tokens for a quarter of an hour, which other instances take", async () => {
    await using other = await lexia.another();
    const { access_token: token, expires_in: seconds } = await (await post("/auth/login", credentials))
      .json();
    strictEqual(seconds, 900);
    clock.advance((seconds - 1) * 1_000);
    const headers = { authorization: `Bearer ${token}` };
    strictEqual((await other.request(acme.subdomain, "/auth/me", { headers })).status, 200);
    // A minute for clocks that differ.
    clock.advance(61_000);
    await refused(await other.request(acme.subdomain, "/auth/me", { headers }), 401, "token_invalid");
  });

  await t.step("can be checked by whoever reads the public keys", async () => {
    const { keys } = await (await lexia.request("", "/.well-known/jwks.json")).json();
    const [head = ""] = ana.token.split(".");
    const { kid, alg } = JSON.parse(
      new TextDecoder().decode(Uint8Array.fromBase64(head, { alphabet: "base64url" })),
    );
    strictEqual(alg, "EdDSA");
    const key = keys.find((one: { kid: string }) => one.kid === kid);
    deepStrictEqual(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x"]);
  });
});

Deno.test("POST /auth/register", async (t) => {
  await using lexia = await Lexia.start();
  const body = {
    organization_name: "Firma Nueva",
    subdomain: "firma-nueva",
    name: "Eva",
    email: "eva@firma.example",
    password: PASSWORD,
  };
  let machine = 0;
  const register = (change: Record<string, unknown>, instance = lexia, host = "") =>
    instance.request(host, "/auth/register", {
      method: "POST",
      address: `198.51.100.${++machine}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body, ...change }),
    });

  for (const subdomain of ["www", "api", "admin", "app", "static", "mail", "status", "ADMIN"]) {
    await t.step(`does not give away the reserved name "${subdomain}"`, async () => {
      await refused(await register({ subdomain }), 409, "subdomain_taken");
    });
  }

  for (const subdomain of ["-a", "a-", "a.b", "a_b", "xn--a", "ácme", "a".repeat(51), "\u212aelvin", "a b"]) {
    await t.step(`refuses "${subdomain}"`, async () => {
      const problem = await refused(await register({ subdomain }), 422, "request_invalid");
      deepStrictEqual(problem.errors?.map(({ field }) => field), ["subdomain"]);
    });
  }

  await t.step("is for the platform's own host and the API host", async () => {
    const { subdomain } = await lexia.organization();
    await refused(await register({}, lexia, subdomain), 404, "not_found");
    await refused(await register({}, lexia, "admin"), 404, "not_found");
  });

  await t.step("can be switched off, and is where there is a single tenant", async () => {
    const CLOSED: Record<string, string>[] = [{ SIGNUP_ENABLED: "false" }, { SINGLE_TENANT: "firma-unica" }];
    for (const env of CLOSED) {
      await using closed = await lexia.another({ env });
      const response = await register({}, closed);
      ok([400, 403].includes(response.status), `${JSON.stringify(env)} ${response.status}`);
      strictEqual(await lexia.core.identity.directory.bySubdomain(body.subdomain), undefined);
    }
  });

  await t.step("gives a name to one of two who want it at once", async () => {
    const both = await Promise.all([register({}), register({ email: "otra@firma.example" })]);
    deepStrictEqual(both.map(({ status }) => status).sort(), [201, 409]);
  });
});
