/**
 * Every operation of the API that changes something leaves a line in the audit log: who, what, on what, from where and
 * within which request; a change of something also what it was before. Read from the API's own document, so that a new
 * operation is held to it from its first day.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { PERMISSIONS } from "#domain/authz.ts";
import { bodyFor, encodedBody, hasId, pathFor } from "#tests/support/api_calls.ts";
import { makeObject } from "#tests/support/named_objects.ts";
import { type Operation, operationsOf, readDocument } from "#tests/support/api_document.ts";
import { Lexia, PASSWORD, type Session, type TestOrganization } from "#tests/support/lexia.ts";

const SAFE = ["GET", "HEAD"];
const ADDRESS = "192.0.2.77";

/** Change nothing that anybody would ask about. */
const UNRECORDED: Readonly<Record<string, string>> = {
  "POST /auth/refresh": "a session goes on; its beginning and its end are on record",
  "POST /auth/2fa/passkeys/options": "what the browser is asked; the passkey itself is on record",
  "POST /api/v1/organization/sso/saml-metadata": "reads what was pasted",
};

/** Where the document's example cannot succeed, or changes nothing: they are asked with something better below. */
const BY_HAND = ["POST /auth/confirm", "DELETE /auth/sessions", "POST /api/v1/admin/impersonations"];

/** Open to everybody: what a good request is, the test of each says; that they are recorded, this one. */
const OPEN: Readonly<Record<string, string>> = {
  "POST /auth/login": "session.open",
  "POST /auth/register": "organization.register",
};

interface Line {
  actor: unknown;
  action: unknown;
  target: unknown;
  data: Record<string, unknown>;
  address: unknown;
}

Deno.test("Every operation that changes something", async (t) => {
  await using lexia = await Lexia.start();
  const document = await readDocument(lexia);
  const operator = await lexia.operator();
  const rows = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  const linesOf = async (requestId: string): Promise<Line[]> => {
    const found = await rows(
      "select actor_id, action, target_id, data, address from audit_log where request_id = $1 order by id",
      requestId,
    );
    return found.map(([actor, action, target, data, address]) => ({
      actor,
      action,
      target,
      // The column is an object of JSON.
      data: data as Line["data"],
      address,
    }));
  };
  const operations = operationsOf(document).filter(({ method }) => !SAFE.includes(method));
  const guarded = operations.filter(({ security }) => security?.length !== 0);

  for (const operation of guarded) {
    if (UNRECORDED[operation.title] !== undefined || BY_HAND.includes(operation.title)) continue;
    await t.step(`${operation.title} is on record`, async () => {
      // Each has its own, since one of them closes it.
      const acme = await lexia.organization();
      const caller = operation["x-role"] === undefined
        ? await entitled(acme)
        : await renewed(lexia, operator);
      const requestId = `audited-${crypto.randomUUID()}`;
      const response = await send(lexia, await requestOf(operation, acme, caller), caller, requestId);
      const text = await response.text();
      // What the example's state does not allow, its own tests show.
      if (response.status === 409) return;
      ok(response.ok, `${response.status} ${text}`);
      const [line, ...more] = await linesOf(requestId);
      ok(line, "there is no line");
      // What an operator does within an organization is on record there and with the platform.
      deepStrictEqual(more.map(({ action }) => action).filter((action) => action !== line.action), []);
      ok(more.length === 0 || operation["x-role"] === "super_admin", "one act, one line");
      strictEqual(line.actor, caller.actor.userId);
      strictEqual(line.address, ADDRESS);
      ok(line.target !== null || line.action === "audit.export", `"${line.action}" names nothing`);
      if (operation.method === "PATCH" || operation.method === "PUT") holdsBoth(line);
    });
  }

  await t.step("needs more than its example, and is on record too", async () => {
    const acme = await lexia.organization();
    const member = await acme.session("user", { withPassword: true });
    const again = { email: member.actor.email, password: PASSWORD };
    const signedInAgain = await lexia.request(acme.subdomain, "/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(again),
    });
    ok(signedInAgain.ok, await signedInAgain.text());
    const looking = { organization_id: acme.id, user_id: member.actor.userId, minutes: 5 };
    const requests: [Session, string, unknown][] = [
      [member, "POST /auth/confirm", { password: PASSWORD }],
      [member, "DELETE /auth/sessions", undefined],
      [
        await renewed(lexia, operator),
        "POST /api/v1/admin/impersonations",
        { ...looking, reason: "They asked for help" },
      ],
    ];
    deepStrictEqual(requests.map(([, title]) => title), BY_HAND);
    for (const [caller, title, body] of requests) {
      const [method = "", path = ""] = title.split(" ");
      const requestId = `audited-${crypto.randomUUID()}`;
      const response = await send(lexia, { method, path, body }, caller, requestId);
      ok(response.ok, `${title}: ${response.status} ${await response.text()}`);
      const lines = await linesOf(requestId);
      ok(lines.some((line) => line.actor === caller.actor.userId && line.address === ADDRESS), title);
    }
  });

  await t.step("open to everybody is on record too", async () => {
    for (const [title, action] of Object.entries(OPEN)) {
      const operation = operations.find((one) => one.title === title);
      ok(operation, title);
      const requestId = `audited-${crypto.randomUUID()}`;
      const acme = await lexia.organization();
      const member = await acme.session("user", { withPassword: true });
      const isRegistering = action === "organization.register";
      const response = await lexia.request(isRegistering ? "" : acme.subdomain, operation.path, {
        method: operation.method,
        address: ADDRESS,
        headers: { "content-type": "application/json", "x-request-id": requestId },
        body: JSON.stringify(
          isRegistering
            ? { ...Object(bodyFor(document, operation)), subdomain: "another-one" }
            : { email: member.actor.email, password: PASSWORD },
        ),
      });
      ok(response.ok, `${title}: ${response.status} ${await response.text()}`);
      const actions = (await linesOf(requestId)).map((line) => line.action);
      ok(actions.includes(action), `${title}: ${actions}`);
    }
  });

  await t.step("is known here where it is not on record", () => {
    const titles = operations.map(({ title }) => title);
    for (const title of [...Object.keys(UNRECORDED), ...BY_HAND]) ok(titles.includes(title), title);
  });

  async function requestOf(operation: Operation, acme: TestOrganization, caller: Session) {
    const owner = { organizationId: acme.id, userId: caller.actor.userId };
    const query = (text: string, values: unknown[]) => rows(text, ...values);
    const id = hasId(operation) ? await makeObject(operation, query, owner) : "";
    return { method: operation.method, path: pathFor(operation, id), body: bodyFor(document, operation) };
  }
});

async function entitled(organization: TestOrganization): Promise<Session> {
  return await organization.session("org_admin", { add: [...PERMISSIONS] });
}

/** The one before may have signed out. */
async function renewed(lexia: Lexia, operator: Session): Promise<Session> {
  return (await operator.get("/auth/me")).ok ? operator : await lexia.operator();
}

async function send(
  lexia: Lexia,
  { method, path, body }: { method: string; path: string; body: unknown },
  caller: Session,
  requestId: string,
): Promise<Response> {
  const { type, payload } = encodedBody(body);
  return await lexia.request(caller.host, path, {
    method,
    address: ADDRESS,
    headers: {
      authorization: `Bearer ${caller.token}`,
      "x-request-id": requestId,
      ...(body === undefined ? {} : { "content-type": type }),
    },
    body: body === undefined ? undefined : payload,
  });
}

/**
 * What it was before and what it is now, of the same fields. Of what says who somebody is, the fields alone are named:
 * lines stay, and people may ask that their name does not.
 */
function holdsBoth({ action, data }: Line): void {
  if (Array.isArray(data.changed) && data.changed.length > 0) return;
  const names = (state: unknown) => Object.keys(Object(state)).sort();
  ok(data.before && data.after, `"${action}" does not say what it was before`);
  deepStrictEqual(names(data.before), names(data.after), String(action));
}
