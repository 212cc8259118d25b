/**
 * Who is refused, for every operation that the API's own document describes: a new endpoint is held to the same from
 * its first day. Acme's people ask; Beta and everybody else must not notice.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { PERMISSIONS, permissionsOf, type Role, ROLES } from "#domain/authz.ts";
import { bodyFor, encodedBody, hasId, lacks, missingCode, pathFor } from "#tests/support/api_calls.ts";
import { makeObject } from "#tests/support/named_objects.ts";
import { type Operation, operationsOf, readDocument } from "#tests/support/api_document.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { type ProblemDocument, refused } from "#tests/support/refused.ts";
import { tenantState } from "#tests/support/tenant_state.ts";

/** What is open to everybody, and nothing else. */
const PUBLIC = [
  "GET /.well-known/jwks.json",
  "GET /auth/invitations/{token}",
  "GET /health",
  "GET /metrics",
  "GET /ready",
  "POST /auth/2fa/verify",
  "POST /auth/2fa/verify/options",
  "POST /auth/invitations/{token}",
  "POST /auth/ldap-login",
  "POST /auth/login",
  "POST /auth/passkeys/login",
  "POST /auth/passkeys/options",
  "POST /auth/password/forgot",
  "POST /auth/password/reset",
  "POST /auth/refresh",
  "POST /auth/register",
];

/** Takes whoever proves who they are, which nobody does with the example's password. */
const PROVES = "POST /auth/confirm";

const MISSING = "01999999-0000-7000-8000-000000000000";
const TENANT_ROLES = ROLES.filter((role): role is Exclude<Role, "super_admin"> => role !== "super_admin");

interface Call {
  operation: Operation;
  path: string;
  body?: unknown;
}

type Sender = (call: Call) => Promise<Response>;

Deno.test("Every operation of the API", async (t) => {
  await using lexia = await Lexia.start();
  const document = await readDocument(lexia);
  const operations = operationsOf(document);
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const all = { add: [...PERMISSIONS] };
  const [entitled, stranger] = [await acme.session("org_admin", all), await beta.session("org_admin", all)];
  const operator = await lexia.operator();

  /** The request of the document's own examples, for an object of that organization. */
  async function callOf(operation: Operation, { id }: TestOrganization, ownerId: string): Promise<Call> {
    const query = (text: string, values: unknown[]) => change(lexia, text, ...values);
    const owner = { organizationId: id, userId: ownerId };
    const path = hasId(operation)
      ? pathFor(operation, await makeObject(operation, query, owner))
      : pathFor(operation, "");
    return { operation, path, body: bodyFor(document, operation) };
  }

  const guarded = operations.filter(({ security }) => security?.length !== 0);
  const forMembers = guarded.filter((operation) => operation["x-role"] === undefined);
  const forOperators = guarded.filter((operation) => operation["x-role"] !== undefined);

  await t.step("is open to everybody only where the list says so", () => {
    const open = operations.filter(({ security }) => security?.length === 0);
    deepStrictEqual(open.map(({ title }) => title).sort(), PUBLIC);
    for (const operation of guarded) ok(operation.security, `${operation.title}: say who may call it`);
  });

  await t.step("names permissions or a role that there are", () => {
    for (const operation of forMembers) {
      const permissions = operation["x-permissions"];
      ok(permissions, `${operation.title}: needs x-permissions`);
      for (const name of permissions) ok(PERMISSIONS.some((known) => known === name), name);
    }
    for (const operation of forOperators) strictEqual(operation["x-role"], "super_admin", operation.title);
    ok(forMembers.length > 0 && forOperators.length > 0);
  });

  const before = await fingerprints(lexia, [acme, beta]);
  const calls = new Map<Operation, Call>();
  for (const operation of guarded) calls.set(operation, await callOf(operation, acme, entitled.actor.userId));
  const prepared = await fingerprints(lexia, [acme, beta]);
  deepStrictEqual(before.get(beta.id), prepared.get(beta.id));

  async function eachRefuses(
    chosen: readonly Operation[],
    send: Sender,
    status: number,
    code: Parameters<typeof refused>[2],
  ): Promise<void> {
    for (const operation of chosen) {
      const call = calls.get(operation);
      ok(call, operation.title);
      await refused(await send(call), status, code, operation.title);
    }
  }

  const at = (host: string, headers: Record<string, string> = {}): Sender => ({ operation, path, body }) => {
    const { type, payload } = encodedBody(body);
    return lexia.request(host, path, {
      method: operation.method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": type }) },
      body: body === undefined ? undefined : payload,
    });
  };
  const by = (session: Session, host = session.host, headers: Record<string, string> = {}): Sender =>
    at(host, { authorization: `Bearer ${session.token}`, ...headers });

  const here = acme.subdomain;
  const cookie = (value: string) => ({
    cookie: `__Host-lexia_session=${value}`,
    "sec-fetch-site": "same-origin",
  });
  const NO_PROOF: Record<string, Record<string, string>> = {
    "a word": { authorization: "Bearer garbage" },
    "another scheme": { authorization: `Basic ${btoa("ana@acme.example:secret")}` },
    "a token without signature": { authorization: `Bearer ${unsigned(entitled)}` },
    "a token with another signature": { authorization: `Bearer ${entitled.token.slice(0, -8)}AAAAAAAA` },
    "a cookie of nobody": cookie(`lxs_${"A".repeat(43)}`),
    "an access token as a cookie": cookie(entitled.token),
  };

  await t.step("refuses who does not say who they are", async () => {
    await eachRefuses(forMembers, at(here), 401, "authentication_required");
    await eachRefuses(forOperators, at("admin"), 401, "authentication_required");
  });

  for (const [what, headers] of Object.entries(NO_PROOF)) {
    await t.step(`refuses ${what}`, async () => {
      await eachRefuses(forMembers, at(here, headers), 401, "token_invalid");
      await eachRefuses(forOperators, at("admin", headers), 401, "token_invalid");
    });
  }

  await t.step("refuses a token of another organization", async () => {
    await eachRefuses(forMembers, by(stranger, here), 401, "token_invalid");
    const onApiHost = { "x-organization-id": acme.id };
    await eachRefuses(forMembers, by(stranger, "api", onApiHost), 401, "token_invalid");
  });

  await t.step("refuses on the API host without an organization", async () => {
    await eachRefuses(forMembers, by(entitled, "api"), 400, "organization_not_found");
  });

  await t.step(
    "refuses an operator's token on an organization's host, and a member's on the operators'",
    async () => {
      await eachRefuses(forMembers, by(operator, here), 401, "token_invalid");
      await eachRefuses(forOperators, by(operator, here), 401, "token_invalid");
      await eachRefuses(forOperators, by(entitled, "admin"), 401, "token_invalid");
    },
  );

  await t.step("is for operators only where it says so, whatever a member may", async () => {
    await eachRefuses(forOperators, by(entitled), 403, "permission_denied");
  });

  for (const role of TENANT_ROLES) {
    await t.step(`refuses a ${role} what the role does not hold`, async () => {
      const session = await acme.session(role);
      const held = permissionsOf(role, { add: [], remove: [] });
      const denied = forMembers.filter((operation) => lacks(operation, held));
      await eachRefuses(denied, by(session), 403, "permission_denied");
      await eachRefuses(forOperators, by(session), 403, "permission_denied");
      await eachRefuses(forOperators, by(session, "admin"), 401, "token_invalid");
    });
  }

  await t.step("refuses who holds every permission but those that it asks for", async () => {
    for (const [wanted, operations] of byPermissions(forMembers)) {
      if (wanted.length === 0) continue;
      const session = await acme.session("org_admin", { add: [...PERMISSIONS], remove: wanted });
      await eachRefuses(operations, by(session), 403, "permission_denied");
    }
  });

  await t.step("refuses a suspended member, a suspended person, and a token after the sign-out", async () => {
    const [member, person, gone] = [
      await acme.session("org_admin", all),
      await acme.session("org_admin", all),
      await acme.session("org_admin", all),
    ];
    await change(
      lexia,
      "update organization_users set is_active = false where user_id = $1",
      member.actor.userId,
    );
    await change(lexia, "update users set is_active = false where id = $1", person.actor.userId);
    strictEqual((await gone.post("/auth/logout")).status, 204);
    await eachRefuses(forMembers, by(member), 403, "not_a_member");
    await eachRefuses(forMembers, by(person), 401, "token_invalid");
    await eachRefuses(forMembers, by(gone), 401, "token_invalid");
  });

  await t.step("is out of reach once a second factor is due, but for what gives or sets one up", async () => {
    const [admin, ruling, user] = [
      await acme.session("org_admin", all),
      await lexia.operator(),
      await acme.session("user"),
    ];
    const isOpen = (operation: Operation) => operation["x-before-second-factor"] === true;
    for (const { path } of guarded.filter(isOpen)) {
      ok(/^\/auth\/(me|logout|confirm|confirm\/options|2fa|2fa\/.*)$/.test(path), path);
    }
    for (const { actor } of [admin, ruling, user]) {
      await change(
        lexia,
        "update users set second_factor_due_from = now() - interval '8 days' where id = $1",
        actor.userId,
      );
    }
    const DUE = "second_factor_enrollment_required";
    await eachRefuses(forMembers.filter((operation) => !isOpen(operation)), by(admin), 403, DUE);
    await eachRefuses(forOperators, by(ruling), 403, DUE);
    for (const session of [admin, ruling]) {
      strictEqual((await session.get("/auth/me")).status, 200);
      strictEqual((await session.get("/auth/2fa")).status, 200);
      await refused(await session.post("/auth/confirm", { otp: "000000" }), 401, "mfa_invalid");
    }
    strictEqual((await user.get("/api/v1/solicitudes")).status, 200);
  });

  await t.step("refuses an operator who is one no longer, or has signed out", async () => {
    const [former, gone] = [await lexia.operator(), await lexia.operator()];
    await change(lexia, "delete from platform_admins where user_id = $1", former.actor.userId);
    strictEqual((await gone.post("/auth/logout")).status, 204);
    await eachRefuses(forOperators, by(former), 401, "token_invalid");
    await eachRefuses(forOperators, by(gone), 401, "token_invalid");
  });

  await t.step("has changed nothing by all that", async () => {
    deepStrictEqual(await fingerprints(lexia, [acme, beta]), prepared);
  });

  await t.step("tells an id of another organization from none in nothing", async () => {
    const withId = forMembers.filter(hasId);
    ok(withId.length > 0);
    for (const operation of withId) {
      const foreign = await callOf(operation, beta, stranger.actor.userId);
      const untouched = await fingerprints(lexia, [beta]);
      const none = { ...foreign, path: pathFor(operation, MISSING) };
      const answers: ProblemDocument[] = [];
      for (const call of [foreign, none]) {
        const response = await by(entitled)(call);
        answers.push(await refused(response, 404, missingCode(operation), operation.title));
      }
      const [theirs, nobodys] = answers.map(({ request_id: _, ...rest }) => rest);
      deepStrictEqual(theirs, nobodys, operation.title);
      deepStrictEqual(await fingerprints(lexia, [beta]), untouched, operation.title);
    }
  });

  await t.step("refuses an id that is none before it looks", async () => {
    for (const operation of guarded.filter(hasId)) {
      const sender = operation["x-role"] ? by(operator) : by(entitled);
      for (const id of ["1", "%00", "0192f0c5-6a2e-7c1b-9f3d", "' or 1=1 --", `${MISSING}x`]) {
        const call = { operation, path: pathFor(operation, id), body: bodyFor(document, operation) };
        await refused(await sender(call), 422, "request_invalid", `${operation.title} ${id}`);
      }
    }
  });

  await t.step(
    "takes whoever holds one of the permissions that it asks for, and may see the object",
    async () => {
      for (const operation of forMembers) {
        const wanted = operation["x-permissions"] ?? [];
        for (const permission of wanted.length > 0 ? wanted : [undefined]) {
          const session = await acme.session("org_admin", only(permission));
          const response = await by(session)(await callOf(operation, acme, session.actor.userId));
          // A stream goes on.
          const text = response.headers.get("content-type") === "text/event-stream"
            ? await response.body?.cancel()
            : await response.text();
          const isTaken = response.ok || response.status === 409 ||
            (operation.title === PROVES && text?.includes("invalid_credentials"));
          ok(isTaken, `${operation.title} with ${permission}: ${response.status} ${text}`);
        }
      }
    },
  );
});

type Parameter = Parameters<typeof refused>[2];

function byPermissions(operations: readonly Operation[]): [string[], Operation[]][] {
  const groups = Map.groupBy(operations, (operation) => (operation["x-permissions"] ?? []).join());
  return [...groups].map(([names, group]) => [names.split(",").filter(Boolean), group]);
}

/** That permission alone, and the one to see what it is about. */
function only(permission: string | undefined): { add: string[]; remove: string[] } {
  const isReading = permission === undefined || permission.startsWith("read_");
  const add = [
    ...(permission === undefined ? [] : [permission]),
    ...(isReading ? [] : ["read_own_solicitudes"]),
  ];
  return { add, remove: PERMISSIONS.filter((name) => !add.includes(name)) };
}

function unsigned({ actor }: Session): string {
  const part = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url", omitPadding: true });
  const expires = Math.floor(Date.now() / 1000) + 600;
  return `${part({ alg: "none", typ: "at+jwt" })}.${
    part({ sub: actor.userId, sid: actor.sessionId, exp: expires })
  }.`;
}

async function change(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  const [result] = await lexia.database.owner.batch([{ text, values }]);
  return result?.rows ?? [];
}

/** Signing in and out is how the tests ask, and writes to these. */
const OF_SESSIONS = ["sessions", "refresh_tokens", "audit_log", "users", "organization_users"];

async function fingerprints(lexia: Lexia, organizations: TestOrganization[]): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const { id } of organizations) {
    const query = (text: string, values: unknown[]) => change(lexia, text, ...values);
    found.set(id, await tenantState(query, id, { without: OF_SESSIONS }));
  }
  return found;
}
