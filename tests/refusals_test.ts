/**
 * Every endpoint of the OpenAPI document, and everybody who must not use it. The document is what is enumerated, so a
 * new endpoint is held to its declared access without an edit here.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { ERRORS } from "#domain/errors.ts";
import { ROLE_PERMISSIONS } from "#domain/authz.ts";
import { Lexia, type Session } from "./support/lexia.ts";
import { type Operation, operationsOf } from "./support/openapi.ts";

/** What is open to everybody. Adding to this list is a decision. */
const PUBLIC = [
  "GET /.well-known/jwks.json",
  "GET /health",
  "GET /metrics",
  "GET /ready",
  "POST /auth/login",
  "POST /auth/refresh",
  "POST /auth/register",
];

const TENANT_ROLES = ["org_admin", "manager", "user", "viewer"] as const;

Deno.test("refusals", async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const operations = await operationsOf(lexia);
  const guarded = operations.filter((operation) => !operation.isPublic);
  const members = guarded.filter((operation) => !operation.isForOperators);
  const sessions = Object.fromEntries(
    await Promise.all(TENANT_ROLES.map(async (role) => [role, await acme.session(role)] as const)),
  );
  const stranger = await beta.session("manager");

  await t.step("are about the whole document", () => {
    ok(operations.length >= 30, `only ${operations.length} operations`);
    deepStrictEqual(operations.filter(({ isPublic }) => isPublic).map(({ name }) => name).sort(), PUBLIC);
    for (const operation of guarded) {
      ok(operation.isForOperators || operation.anyOf !== undefined, `${operation.name} declares no access`);
    }
  });

  for (const operation of guarded) {
    const host = operation.isForOperators ? "admin" : acme.subdomain;

    await t.step(`${operation.name} refuses nobody in particular`, async () => {
      await refused(await send(lexia, host, operation), 401, "authentication_required");
    });

    await t.step(`${operation.name} refuses a token that is none`, async () => {
      const authorization = "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.";
      await refused(await send(lexia, host, operation, { authorization }), 401, "token_invalid");
    });

    await t.step(`${operation.name} refuses another organization's token`, async () => {
      const authorization = `Bearer ${stranger.token}`;
      await refused(await send(lexia, host, operation, { authorization }), 401, "token_invalid");
    });
  }

  for (const operation of members) {
    for (const role of TENANT_ROLES) {
      const { anyOf = [] } = operation;
      if (anyOf.length === 0 || anyOf.some((permission) => ROLE_PERMISSIONS[role].includes(permission))) {
        continue;
      }
      await t.step(`${operation.name} refuses a ${role}`, async () => {
        await refused(await sendAs(lexia, sessions[role], operation), 403, "permission_denied");
      });
    }
  }

  for (const operation of guarded.filter((operation) => operation.isForOperators)) {
    for (const role of TENANT_ROLES) {
      await t.step(`${operation.name} refuses a ${role} on their own host`, async () => {
        await refused(await sendAs(lexia, sessions[role], operation), 403, "permission_denied");
      });
    }
  }

  await t.step("treat another organization's solicitud as missing, and leave it alone", async () => {
    const owner = await acme.session("manager");
    const radicado = lexia.portal.radicados.found[1];
    const { id } = await (await owner.post("/api/v1/solicitudes", { radicado })).json();
    const entitled = await beta.session("manager", { add: ["delete_solicitudes", "read_own_solicitudes"] });
    for (const operation of members.filter(({ path }) => path.includes("/solicitudes/{id}"))) {
      const response = await sendAs(lexia, entitled, operation, id);
      await refused(response, 404, "solicitud_not_found", operation.name);
    }
    const kept = await (await owner.get(`/api/v1/solicitudes/${id}`)).json();
    strictEqual(kept.status, "pending");
    strictEqual(kept.alias, null);
  });

  await t.step("treat a colleague's solicitud as missing for who may read only their own", async () => {
    const owner = await acme.session("user");
    const radicado = lexia.portal.radicados.found[2];
    const { id } = await (await owner.post("/api/v1/solicitudes", { radicado })).json();
    const colleague = await acme.session("user", { add: ["delete_solicitudes"] });
    for (const operation of members.filter(({ path }) => path.includes("/solicitudes/{id}"))) {
      await refused(
        await sendAs(lexia, colleague, operation, id),
        404,
        "solicitud_not_found",
        operation.name,
      );
    }
    strictEqual((await owner.get(`/api/v1/solicitudes/${id}`)).status, 200);
  });

  await t.step("hold for a session that has ended", async () => {
    const leaving = await acme.session("manager");
    strictEqual((await leaving.post("/auth/logout")).status, 204);
    for (const operation of members) {
      await refused(await sendAs(lexia, leaving, operation), 401, "token_invalid", operation.name);
    }
  });

  await t.step("hold for an operator on an organization's host", async () => {
    const operator = await lexia.operator();
    for (const operation of members.filter(({ path }) => path.startsWith("/api/"))) {
      const authorization = `Bearer ${operator.token}`;
      const response = await send(lexia, acme.subdomain, operation, { authorization });
      await refused(response, 401, "token_invalid", operation.name);
    }
  });
});

const SOME_ID = "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e";

async function sendAs(lexia: Lexia, session: Session | undefined, operation: Operation, id = SOME_ID) {
  ok(session);
  return await send(lexia, session.host, operation, { authorization: `Bearer ${session.token}` }, id);
}

/** The operation with its document's own example as body. */
async function send(
  lexia: Lexia,
  host: string,
  operation: Operation,
  headers: Record<string, string> = {},
  id = SOME_ID,
): Promise<Response> {
  const { method, path, body } = operation;
  return await lexia.request(host, path.replaceAll(/\{\w+\}/g, id), {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

async function refused(
  response: Response,
  status: number,
  code: keyof typeof ERRORS,
  about = "",
): Promise<void> {
  const text = await response.text();
  strictEqual(response.status, status, `${about} answered ${response.status} ${text}`);
  match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
  const problem = JSON.parse(text);
  strictEqual(problem.code, code, about);
  strictEqual(problem.request_id, response.headers.get("x-request-id"));
}
