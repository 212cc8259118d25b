/**
 * Every operation of the API that creates something may be sent again with the same `Idempotency-Key`: it answers the
 * same, and creates nothing. Read from the API's own document, so that a new operation is held to it.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { bodyFor, hasId, pathFor } from "#tests/support/api_calls.ts";
import { makeObject } from "#tests/support/named_objects.ts";
import { type Operation, operationsOf, readDocument } from "#tests/support/api_document.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { patiently } from "#tests/support/patiently.ts";
import { refused } from "#tests/support/refused.ts";

/** Create something, or leave something to be done, and take no key. */
const WITHOUT: Readonly<Record<string, string>> = {
  "POST /auth/register": "nobody is known whose key it could be; the subdomain is taken once",
  "POST /auth/password/forgot": "nobody is known; whoever asks again gets a link that ends the one before",
  "POST /auth/2fa/passkeys": "the challenge that it answers is good once",
  "POST /api/v1/solicitudes/bulk": "the same file is known by its hash: 409 with the upload that there is",
  "POST /api/v1/solicitudes/bulk/{id}/mapping": "an upload is mapped once: 409",
  "POST /api/v1/webhooks/deliveries/{id}/redeliver": "receivers know the message by its webhook-id",
  "POST /scim/v2/Users": "a directory asks by RFC 7644, which knows a twin by its name: 409",
  "POST /scim/v2/Groups": "a directory asks by RFC 7644, which knows a twin by its name: 409",
};

/** Whose example names what is not there: the body for an organization and one of its people. */
const BODIES: Readonly<Record<string, (acme: TestOrganization, person: Session) => object>> = {
  "POST /api/v1/admin/organizations/{id}/delete": ({ subdomain }) => ({ confirm: subdomain }),
  "POST /api/v1/admin/impersonations": ({ id }, { actor }) => ({
    organization_id: id,
    user_id: actor.userId,
    reason: "They asked for help",
    minutes: 5,
  }),
};

const AT_ONCE = 50;

Deno.test("Every operation that creates something", async (t) => {
  await using lexia = await Lexia.start();
  const document = await readDocument(lexia);
  const creating = operationsOf(document).filter(({ method, responses }) =>
    method === "POST" && (responses[201] !== undefined || responses[202] !== undefined)
  );
  const takesKey = (operation: Operation) =>
    operation.parameters?.some(({ in: place, name }) => place === "header" && name === "idempotency-key");
  const query = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];

  await t.step("takes an Idempotency-Key, unless the list says why not", () => {
    const without = creating.filter((operation) => !takesKey(operation)).map(({ title }) => title);
    const known = Object.keys(WITHOUT).filter((title) => !title.includes("/scim/"));
    deepStrictEqual(without.filter((title) => !title.includes("/scim/")).sort(), known.sort());
    for (const title of without) ok(WITHOUT[title], title);
  });

  /** A request with a key, by somebody who may send it, in an organization of its own. */
  async function prepare(operation: Operation) {
    const acme = await lexia.organization();
    const person = await acme.session("org_admin", { add: ["create_solicitudes"] });
    const caller = operation["x-role"] === undefined ? person : await lexia.operator();
    const owner = { organizationId: acme.id, userId: person.actor.userId };
    const made = (text: string, values: unknown[]) => query(text, ...values);
    const path = pathFor(operation, hasId(operation) ? await makeObject(operation, made, owner) : "");
    const example = BODIES[operation.title]?.(acme, person) ?? bodyFor(document, operation);
    // The platform has one organization of a name, and each request makes its own.
    const body = operation.title === "POST /api/v1/admin/organizations"
      ? { ...Object(example), subdomain: `made-${crypto.randomUUID().slice(0, 8)}` }
      : example;
    const key = crypto.randomUUID();
    const send = (text = JSON.stringify(body)) =>
      patiently(() =>
        lexia.request(caller.host, path, {
          method: "POST",
          headers: {
            authorization: `Bearer ${caller.token}`,
            "idempotency-key": key,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
          body: body === undefined ? undefined : text,
        })
      );
    return { caller, body, send };
  }

  /** How many requests of theirs have done something, by what they did. */
  async function done({ actor }: Session): Promise<[string, number][]> {
    const lines = await query(
      `select action, count(distinct request_id)::int from audit_log
       where actor_id = $1 and action not like 'session.%' and action not like 'request.%' group by action`,
      actor.userId,
    );
    return lines.map(([action, count]) => [String(action), Number(count)]);
  }

  for (const operation of creating.filter(takesKey)) {
    await t.step(`${operation.title} answers a repetition the same, and another body never`, async () => {
      const { caller, body, send } = await prepare(operation);
      const [first, again] = [await answerOf(await send()), await answerOf(await send())];
      ok(first.status === 201 || first.status === 202, first.text);
      deepStrictEqual(again, { ...first, isReplayed: true });
      strictEqual(first.isReplayed, false);
      const acts = await done(caller);
      deepStrictEqual(acts.map(([, count]) => count), [1], acts.join());
      if (body === undefined) return;
      const other = JSON.stringify(body, null, 1);
      await refused(await send(other), 422, "idempotency_key_reused", operation.title);
      deepStrictEqual(await done(caller), acts);
    });

    await t.step(`${operation.title} is done once of ${AT_ONCE} at once`, async () => {
      const { caller, send } = await prepare(operation);
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, async () => answerOf(await send())));
      deepStrictEqual([...new Set(answers.map(({ status, text }) => `${status} ${text}`))].slice(1), []);
      strictEqual(answers.filter(({ isReplayed }) => !isReplayed).length, 1);
      const acts = await done(caller);
      deepStrictEqual(acts.map(([, count]) => count), [1], acts.join());
    });
  }

  await t.step("keeps what opens something sealed, whoever has created it", async () => {
    const kept = [
      ...await query("select body from idempotency_keys"),
      ...await query("select data->>'body' from one_time_tokens where purpose = 'repeated_request'"),
    ].map(([body]) => String(body));
    ok(kept.length > creating.length);
    for (const body of kept) {
      ok(!/"(?:key|token|secret|access_token|url)":"(?:lexia_|eyJ|whsec_|http[^"]*token=)/.test(body));
    }
    ok(kept.some((body) => body.startsWith("v1.")));
  });
});

async function answerOf(response: Response) {
  const text = await response.text();
  const { status, headers } = response;
  const [type, location] = [headers.get("content-type"), headers.get("location")];
  return { status, text, type, location, isReplayed: headers.get("idempotency-replayed") === "true" };
}
