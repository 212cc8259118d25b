/**
 * Every operation of the API that creates something may be sent again with the same `Idempotency-Key`: it answers the
 * same, and creates nothing. Read from the API's own document, so that a new operation is held to it.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { bodyFor, hasId, makeObject, pathFor } from "#tests/support/api_calls.ts";
import { type Operation, operationsOf, readDocument } from "#tests/support/api_document.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";

/** Create something, and take no key. */
const WITHOUT: Readonly<Record<string, string>> = {
  "POST /scim/v2/Users": "RFC 7644 has a conflict answered by 409, which directories know",
  "POST /scim/v2/Groups": "RFC 7644 has a conflict answered by 409, which directories know",
};

Deno.test("Every operation that creates something", async (t) => {
  await using lexia = await Lexia.start();
  const document = await readDocument(lexia);
  const creating = operationsOf(document).filter(({ method, path, responses, security, "x-role": role }) =>
    method === "POST" && responses[201] !== undefined && security?.length !== 0 && role === undefined &&
    !path.startsWith("/auth/")
  );
  const takesKey = (operation: Operation) =>
    operation.parameters?.some(({ in: place, name }) => place === "header" && name === "idempotency-key");

  await t.step("takes an Idempotency-Key", () => {
    const without = creating.filter((operation) => !takesKey(operation)).map(({ title }) => title);
    deepStrictEqual(without.filter((title) => WITHOUT[title] === undefined), []);
    ok(creating.filter(takesKey).length > 6);
  });

  for (const operation of creating.filter(takesKey)) {
    await t.step(`${operation.title} is done once, however often it is sent`, async () => {
      const acme = await lexia.organization();
      const caller = await acme.session("org_admin", { add: ["create_solicitudes"] });
      const query = async (text: string, values: unknown[]) =>
        (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
      const owner = { organizationId: acme.id, userId: caller.actor.userId };
      const path = pathFor(operation, hasId(operation) ? await makeObject(operation, query, owner) : "");
      const body = bodyFor(document, operation);
      const key = crypto.randomUUID();
      const [first, second] = [await send(caller, path, body, key), await send(caller, path, body, key)];
      strictEqual(first.status, 201, JSON.stringify(first.body));
      strictEqual(second.status, 201, JSON.stringify(second.body));
      const [{ key: _key, token: _token, secret: _secret, ...made }, again] = [first.body, second.body];
      for (const [name, value] of Object.entries(made)) deepStrictEqual(again[name], value, name);
      const lines = await query("select action from audit_log where organization_id = $1", [acme.id]);
      const created = lines.filter(([action]) => !String(action).startsWith("session."));
      strictEqual(created.length, 1, created.join());

      const other = { ...Object(body), [Object.keys(Object(body))[0] ?? "name"]: "other" };
      const changed = await caller.send("POST", path, other, { "idempotency-key": key });
      // Either what it says cannot be read, or the key was another request's.
      strictEqual(changed.status, 422, await changed.text());
    });
  }
});

async function send(session: Session, path: string, body: unknown, key: string) {
  const response = await session.send("POST", path, body, { "idempotency-key": key });
  return { status: response.status, body: await response.json() };
}
