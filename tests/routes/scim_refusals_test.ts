/** Who is refused at the endpoints of SCIM: each route that the app has under `/scim/`, as the document's are elsewhere. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { PERMISSIONS } from "#domain/authz.ts";
import { newOpaqueToken } from "#domain/identity/opaque_token.ts";
import { makeObject } from "#tests/support/named_objects.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { movableClock } from "#tests/support/stores.ts";
import { tenantState } from "#tests/support/tenant_state.ts";
import { makeKey } from "./_api_keys.ts";
import { Directory, SCIM, scimRefused, type ScimUser } from "./_directory.ts";

const MISSING = "01999999-0000-7000-8000-000000000000";

interface Call {
  title: string;
  method: string;
  path: string;
  body?: unknown;
}

const BODIES: Readonly<Record<string, unknown>> = {
  "POST Users": { userName: "new@company.test", displayName: "New" },
  "PUT Users": { userName: "other@company.test", displayName: "Other" },
  "PATCH Users": { Operations: [{ op: "replace", path: "displayName", value: "Other" }] },
  "POST Groups": { displayName: "New" },
  "PUT Groups": { displayName: "Other" },
  "PATCH Groups": { Operations: [{ op: "replace", path: "displayName", value: "Other" }] },
};

/** Of every route under `/scim/`, with that id where it takes one. */
function callsFor(lexia: Lexia, ids: Record<string, string>): Call[] {
  const routes = lexia.core.app.routes.filter(({ path }) => path.startsWith("/scim/") && !path.includes("*"));
  ok(routes.length >= 17, `Only ${routes.length} routes are seen`);
  return routes.map(({ method, path }) => {
    const kind = path.split("/")[3] ?? "";
    const id = ids[kind] ?? "User";
    const title = `${method} ${path}`;
    return {
      title,
      method,
      path: path.replace(/:\w+/, encodeURIComponent(id)),
      body: BODIES[`${method} ${kind}`],
    };
  });
}

Deno.test("Every endpoint of SCIM", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ clock });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const [directory, stranger] = [await Directory.of(lexia, acme), await Directory.of(lexia, beta)];
  const entitled = await acme.session("org_admin", { add: [...PERMISSIONS] });
  const { key } = await makeKey(entitled, [...PERMISSIONS]);
  const ids = await objectsIn(lexia, acme, entitled.actor.userId);
  const calls = callsFor(lexia, ids);
  const before = await stateOf(lexia, [acme, beta]);

  const send = (host: string, headers: Record<string, string>, { method, path, body }: Call) =>
    lexia.request(host, path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": SCIM }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  const by = (token: string) => ({ authorization: `Bearer ${token}` });
  const here = acme.subdomain;
  const invented = newOpaqueToken("lexia_scim_").token;
  const REFUSED: Record<string, [host: string, headers: Record<string, string>]> = {
    "nobody": [here, {}],
    "nobody on the API host": ["api", {}],
    "nobody on the API host who names it": ["api", { "x-organization-id": acme.id }],
    "a word": [here, by("garbage")],
    "another scheme": [here, { authorization: `Basic ${btoa("ana:secret")}` }],
    "a person who may everything": [here, by(entitled.token)],
    "an API key that may everything": [here, by(key)],
    "an API key on the API host": ["api", by(key)],
    "an invented token": [here, by(invented)],
    "a token with another checksum": [here, by(`${directory.token.slice(0, -2)}AA`)],
    "another organization's token": [here, by(stranger.token)],
    "another organization's token on the API host": [
      "api",
      { ...by(stranger.token), "x-organization-id": acme.id },
    ],
    "the token on the operators' host": ["admin", by(directory.token)],
    "the token on the platform's host": ["", by(directory.token)],
  };
  for (const [who, [host, headers]] of Object.entries(REFUSED)) {
    await t.step(`refuses ${who}`, async () => {
      for (const call of calls) {
        await scimRefused(await send(host, headers, call), 401, undefined, call.title);
      }
    });
  }

  await t.step("refuses a token that was revoked, everywhere within five seconds", async () => {
    await using elsewhere = await lexia.another();
    const ended = await Directory.of(lexia, acme);
    const at = { path: "/scim/v2/Users", init: { headers: by(ended.token) } };
    strictEqual((await elsewhere.request(here, at.path, at.init)).status, 200);
    strictEqual(
      (await ended.admin.send("DELETE", `/api/v1/organization/scim-tokens/${ended.tokenId}`)).status,
      204,
    );
    for (const call of calls) {
      await scimRefused(await send(here, by(ended.token), call), 401, undefined, call.title);
    }
    clock.advance(5_000);
    await scimRefused(await elsewhere.request(here, at.path, at.init), 401);
  });

  await t.step("opens nothing else to a directory", async () => {
    for (const path of ["/auth/me", "/api/v1/users", "/api/v1/organization/scim-tokens"]) {
      strictEqual((await lexia.request(here, path, { headers: by(directory.token) })).status, 401, path);
    }
  });

  await t.step("has changed nothing by all that", async () => {
    deepStrictEqual(await stateOf(lexia, [acme, beta]), before);
  });

  await t.step("tells an id of another organization from none, and from garbage, in nothing", async () => {
    const foreign = callsFor(lexia, await objectsIn(lexia, beta, stranger.admin.actor.userId));
    const untouched = await stateOf(lexia, [beta]);
    const kinds = [MISSING, "1", "' or 1=1 --", "%00", "\u0000"].map((id) =>
      callsFor(lexia, { Users: id, Groups: id })
    );
    for (const [i, call] of foreign.entries()) {
      if (!/(Users|Groups)\/:id/.test(call.title)) continue;
      const answers = [];
      for (const one of [call, ...kinds.map((calls) => calls[i] ?? call)]) {
        answers.push(await scimRefused(await send(here, by(directory.token), one), 404, undefined, one.path));
      }
      strictEqual(new Set(answers).size, 1, call.title);
    }
    deepStrictEqual(await stateOf(lexia, [beta]), untouched);
  });

  await t.step("takes the organization's token, on its host and on the API host", async () => {
    for (const host of [here, "api"]) {
      const own = callsFor(lexia, await objectsIn(lexia, acme, entitled.actor.userId));
      for (const call of own.filter(({ title }) => !title.startsWith("GET /scim/v2/Schemas/"))) {
        const body = unique(call.body);
        const response = await send(host, by(directory.token), { ...call, body });
        ok(response.ok, `${call.title}: ${response.status} ${await response.text()}`);
      }
    }
  });

  await t.step("names no member of another organization in a group", async () => {
    const outsider = await stranger.person();
    const body = { displayName: "Mixed", members: [{ value: outsider.id }] };
    await scimRefused(await directory.send("POST", "/Groups", body), 400, "invalidValue");
    const { Resources } = await directory.list("/Users", { filter: `id eq "${outsider.id}"` });
    deepStrictEqual(Resources, []);
  });

  await t.step("takes the same address in two organizations, and each once", async () => {
    const body = { userName: "both@company.test", displayName: "Both" };
    for (const one of [directory, stranger]) await one.read<ScimUser>("POST", "/Users", body, 201);
    await scimRefused(await directory.send("POST", "/Users", body), 409, "uniqueness");
    const [one, two] = [await directory.person(), await directory.person()];
    const externalId = { op: "add", path: "externalId", value: "x-1" };
    strictEqual((await directory.patch(`/Users/${one.id}`, externalId)).status, 200);
    await scimRefused(await directory.patch(`/Users/${two.id}`, externalId), 409, "uniqueness");
  });
});

Deno.test("A directory's mistakes", async (t) => {
  await using lexia = await Lexia.start();
  const directory = await Directory.of(lexia, await lexia.organization());
  const { id } = await directory.person();
  const group = await directory.read<{ id: string }>("POST", "/Groups", { displayName: "Some" }, 201);
  const operation = (more: object) => ({ Operations: [more] });

  const MISTAKES: [what: string, method: string, path: string, body: unknown, type: string][] = [
    ["no JSON", "POST", "/Users", "{", "invalidSyntax"],
    ["a list", "POST", "/Users", "[]", "invalidSyntax"],
    ["no user name", "POST", "/Users", { displayName: "x" }, "invalidValue"],
    ["a user name that is no address", "POST", "/Users", { userName: "eva" }, "invalidValue"],
    ["active as a word", "POST", "/Users", { userName: "a@b.test", active: "perhaps" }, "invalidValue"],
    ["a name with NUL", "POST", "/Users", { userName: "a@b.test", displayName: "a\0b" }, "invalidValue"],
    ["an id with NUL", "POST", "/Users", { userName: "a@b.test", externalId: "a\0b" }, "invalidValue"],
    ["no operations", "PATCH", `/Users/${id}`, {}, "invalidSyntax"],
    [
      "an unknown operation",
      "PATCH",
      `/Users/${id}`,
      operation({ op: "move", path: "active" }),
      "invalidSyntax",
    ],
    ["remove without path", "PATCH", `/Users/${id}`, operation({ op: "remove" }), "noTarget"],
    [
      "an unknown attribute",
      "PATCH",
      `/Users/${id}`,
      operation({ op: "add", path: "shoe", value: 1 }),
      "invalidPath",
    ],
    [
      "a path in pieces",
      "PATCH",
      `/Users/${id}`,
      operation({ op: "add", path: "emails[", value: 1 }),
      "invalidPath",
    ],
    [
      "an id to set",
      "PATCH",
      `/Users/${id}`,
      operation({ op: "replace", path: "id", value: "1" }),
      "mutability",
    ],
    ["no group name", "POST", "/Groups", {}, "invalidValue"],
    [
      "a filter on a set",
      "PATCH",
      `/Groups/${group.id}`,
      operation({ op: "add", path: 'members[value eq "x"]' }),
      "invalidPath",
    ],
    [
      "an unknown member",
      "PATCH",
      `/Groups/${group.id}`,
      operation({ op: "add", path: "members", value: [{ value: MISSING }] }),
      "invalidValue",
    ],
    ["a bad filter", "GET", "/Users?filter=userName%20is%20x", undefined, "invalidFilter"],
    ["a filter on what is not kept", "GET", "/Users?filter=password%20pr", undefined, "invalidFilter"],
    ["a page of words", "GET", "/Users?count=many", undefined, "invalidValue"],
  ];
  for (const [what, method, path, body, type] of MISTAKES) {
    await t.step(`answer 400 ${type} to ${what}`, async () => {
      await scimRefused(await directory.send(method, path, body), 400, type);
    });
  }

  await t.step("answer 415 to another type, and 404 to another path", async () => {
    await scimRefused(await directory.send("POST", "/Users", "x=1", { "content-type": "text/plain" }), 415);
    await scimRefused(await directory.send("GET", "/Devices"), 404);
  });

  await t.step("break nothing, whatever is sent", async () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom("\0", "\ud800", "' or 1=1 --", "%", { value: ["\0"] }, [[]], 2 ** 60),
    );
    const names = fc.constantFrom(
      ...["userName", "active", "emails", "name", "name.givenName", "displayName", "externalId", "members"],
      ...['emails[type eq "work"].value', 'members[value eq "1"]', "department", "__proto__", "a.b.c", "["],
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    );
    const someOp = fc.record({
      op: fc.constantFrom("add", "Replace", "remove", "x"),
      path: fc.option(fc.oneof(names, fc.string({ maxLength: 40 })), { nil: undefined }),
      value: fc.oneof(anything, fc.dictionary(names, anything, { maxKeys: 3 })),
    });
    const requests = fc.oneof(
      fc.record({
        method: fc.constantFrom("POST", "PUT"),
        body: fc.dictionary(names, anything, { maxKeys: 5 }),
      }),
      fc.record({
        method: fc.constant("PATCH"),
        body: fc.record({ Operations: fc.array(someOp, { maxLength: 3 }) }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(requests, fc.constantFrom("Users", "Groups"), async ({ method, body }, kind) => {
        const path = method === "POST" ? `/${kind}` : `/${kind}/${kind === "Users" ? id : group.id}`;
        const response = await directory.send(method, path, body);
        const text = await response.text();
        ok(response.status < 500, `${method} ${path} ${JSON.stringify(body)}: ${response.status} ${text}`);
      }),
      { numRuns: 200, seed: 20_261_126 },
    );
  });
});

/** Someone and a group of that organization. */
async function objectsIn(lexia: Lexia, { id }: TestOrganization, userId: string) {
  const owner = { organizationId: id, userId };
  const query = (text: string, values: unknown[]) => change(lexia, text, ...values);
  const make = (path: string) =>
    makeObject({ path, title: path, method: "GET", responses: {} }, query, owner);
  return { Users: await make("/scim/v2/Users/"), Groups: await make("/scim/v2/Groups/") };
}

/** So that it can be sent twice. */
function unique(body: unknown): unknown {
  const text = JSON.stringify(body);
  const word = crypto.randomUUID().slice(0, 8);
  return text &&
    JSON.parse(text.replace("@company", `-${word}@company`).replace(/"(New|Other)"/g, `"$1 ${word}"`));
}

async function change(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
}

/** Signing in and making tokens is how the tests ask, and writes to these. */
const OF_ASKING = ["sessions", "refresh_tokens", "audit_log", "scim_tokens", "users", "organization_users"];

async function stateOf(lexia: Lexia, organizations: TestOrganization[]): Promise<unknown[]> {
  const states = [];
  for (const { id } of organizations) {
    const query = (text: string, values: unknown[]) => change(lexia, text, ...values);
    const [people] = await change(
      lexia,
      "select count(*)::int from users where organization_id = $1 and managed_by is not null",
      id,
    );
    states.push([await tenantState(query, id, { without: OF_ASKING }), people]);
  }
  return states;
}
