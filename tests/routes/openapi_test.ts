/** The API's own document: that it is one, that LEXIA answers as it says, and that nothing that is sent breaks it. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { type ErrorCode, ERRORS } from "#domain/errors.ts";
import { PERMISSIONS } from "#domain/authz.ts";
import { statusOf } from "#routes/_middleware/problem.ts";
import {
  type ApiDocument,
  type Content,
  exampleOf,
  type Operation,
  operationsOf,
  type Parameter,
  readDocument,
  type Schema,
} from "#tests/support/api_document.ts";
import { makeObject } from "#tests/support/named_objects.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";

const RUNS = 30;
const JSON_TYPES = ["application/json", "application/problem+json"];

Deno.test("The document", async (t) => {
  await using lexia = await Lexia.start();
  const document = await readDocument(lexia);
  const operations = operationsOf(document);

  await t.step("is OpenAPI 3.1, the same on every host", async () => {
    match(document.openapi, /^3\.1\.\d+$/);
    ok(document.info.title && document.info.version);
    for (const { url } of document.servers) ok(url === "/" || URL.canParse(url), url);
    const elsewhere = await lexia.request("unknown.example", "/api/openapi.json");
    deepStrictEqual(await elsewhere.json(), document);
  });

  await t.step("refers to nothing that is not there, and uses nothing of OpenAPI 3.0", () => {
    for (const [name, value] of membersOf(document)) {
      if (name === "$ref") ok(resolves(document, String(value)), String(value));
      ok(name !== "nullable", "nullable is of 3.0");
      if (name === "exclusiveMinimum" || name === "exclusiveMaximum") strictEqual(typeof value, "number");
    }
    for (const { title, security = [] } of operations) {
      const schemes = security.flatMap((one) => Object.keys(one));
      for (const scheme of schemes) ok(scheme in document.components.securitySchemes, `${title}: ${scheme}`);
    }
  });

  await t.step("names each operation once, and says what it is for", () => {
    const ids = operations.map(({ operationId }) => operationId);
    strictEqual(new Set(ids).size, ids.length);
    for (const { title, operationId, summary, tags } of operations) {
      match(operationId ?? "", /^[a-z][A-Za-z0-9]+$/, title);
      ok(summary && !summary.endsWith("."), `${title}: summary`);
      ok(tags?.length, `${title}: tags`);
    }
  });

  await t.step("declares every part of a path, and nothing else as such", () => {
    for (const { title, path, parameters = [] } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = parameters.filter((parameter) => parameter.in === "path");
      deepStrictEqual(declared.map(({ name }) => name).sort(), inPath.sort(), title);
      for (const { required } of declared) strictEqual(required, true, title);
    }
  });

  await t.step(
    "has an example of every body and of every good answer, which are what the schemas say",
    () => {
      for (const operation of operations) {
        const good = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
        ok(good.length > 0, `${operation.title}: no good answer`);
        const contents = [operation.requestBody, ...good.map(([, response]) => response)]
          .flatMap((part) => Object.entries(part?.content ?? {}));
        for (const [type, content] of contents) {
          if (!JSON_TYPES.includes(type)) continue;
          const example = exampleOf(document, content);
          ok(example !== undefined, `${operation.title}: an example, please`);
          conforms(document, content, example, operation.title);
        }
      }
    },
  );

  await t.step("names problems that are in the table, each under its status, with an example", () => {
    for (const operation of operations) {
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        ok(description, operation.title);
        const problem = content?.["application/problem+json"];
        if (!problem) continue;
        const codes = [...description.matchAll(/`(\w+)`: /g)].map(([, code = ""]) => code);
        ok(codes.length > 0, `${operation.title} ${status}: no code`);
        for (const code of codes) {
          ok(isErrorCode(code), `${operation.title}: ${code}`);
          strictEqual(statusOf(ERRORS[code].kind), Number(status), `${operation.title}: ${code}`);
        }
        conforms(document, problem, exampleOf(document, problem), `${operation.title} ${status}`);
      }
    }
  });

  await t.step("says of everything that is guarded how it refuses", () => {
    for (
      const { title, security, responses } of operations.filter(({ security }) => security?.length !== 0)
    ) {
      ok(security, title);
      const codes = Object.values(responses).flatMap((
        { description },
      ) => [...description.matchAll(/`(\w+)`: /g)]);
      const named = new Set(codes.map(([, code]) => code));
      for (const code of ["authentication_required", "token_invalid", "permission_denied", "rate_limited"]) {
        ok(named.has(code), `${title}: ${code}`);
      }
      strictEqual(named.size, codes.length, `${title}: a code stands there twice`);
    }
  });

  await t.step("says what it answers to good requests", async () => {
    for (const operation of operations) {
      const asker = await askerFor(lexia, operation);
      const answer = await asker.send(operation.method, asker.path(), bodyOf(document, operation));
      const text = operation.responses[200]?.content?.["text/event-stream"]
        ? await answer.body?.cancel()
        : await answer.text();
      const declared = operation.responses[answer.status];
      ok(declared, `${operation.title} answers ${answer.status}, undeclared: ${text}`);
      const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
      const content = declared.content?.[type];
      if (text === "") strictEqual(declared.content, undefined, operation.title);
      else ok(content, `${operation.title} answers ${type}, undeclared`);
      if (content && JSON_TYPES.includes(type)) {
        conforms(document, content, JSON.parse(text ?? ""), operation.title);
      }
    }
  });
});

Deno.test("Whatever is sent", async (t) => {
  await using lexia = await Lexia.start();
  const document = await readDocument(lexia);

  for (const operation of operationsOf(document)) {
    await t.step(`to ${operation.title} is taken or refused, and breaks nothing`, async () => {
      const asker = await askerFor(lexia, operation);
      const example = bodyOf(document, operation);
      for (const attack of nastyRequests(operation, example)) await holds(operation, asker, attack);
      const attacks = anyRequests(operation, example);
      await fc.assert(fc.asyncProperty(attacks, (attack) => holds(operation, asker, attack)), {
        numRuns: RUNS,
        seed: 20_261_124,
      });
    });
  }
});

interface Attack {
  id?: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string;
}

async function holds(operation: Operation, asker: Asker, attack: Attack): Promise<void> {
  const path = asker.path(attack.id) + (attack.query ? `?${attack.query}` : "");
  const answer = await asker.raw(operation.method, path, attack.body, attack.headers ?? {});
  const isStream = answer.headers.get("content-type") === "text/event-stream";
  const text = isStream ? (await answer.body?.cancel(), "") : await answer.text();
  ok(answer.status < 500, `${operation.method} ${path} ${JSON.stringify(attack)}: ${answer.status} ${text}`);
  if (answer.status < 400) return;
  strictEqual(answer.headers.get("content-type"), "application/problem+json");
  const problem = JSON.parse(text);
  ok(isErrorCode(problem.code), text);
  strictEqual(problem.request_id, answer.headers.get("x-request-id"));
}

interface Asker {
  /** For that id, or for one that this asker may use. */
  path(id?: string): string;
  send(method: string, path: string, body: unknown): Promise<Response>;
  raw(
    method: string,
    path: string,
    body: string | undefined,
    headers: Record<string, string>,
  ): Promise<Response>;
}

/** Somebody who may, in an organization of their own, with an object for the `{id}` to name. */
async function askerFor(lexia: Lexia, operation: Operation): Promise<Asker> {
  const organization = await lexia.organization();
  const session = operation["x-role"]
    ? await lexia.operator()
    : await organization.session("org_admin", { add: [...PERMISSIONS] });
  const ownId = await ownObject(lexia, operation, organization.id, session);
  const host = operation.path === "/auth/register" ? "" : session.host;
  let address = 0;
  const authorization = `Bearer ${session.token}`;
  const raw: Asker["raw"] = (method, path, body, headers) =>
    lexia.request(host, path, {
      method,
      headers: {
        authorization,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body,
      // Limits by address have tests of their own.
      address: `2001:db8:${(++address).toString(16)}::1`,
    });
  return {
    path: (id = ownId) => operation.path.replace("{id}", encodeURIComponent(id)),
    raw,
    send: (method, path, body) =>
      raw(method, path, body === undefined ? undefined : JSON.stringify(body), {}),
  };
}

async function ownObject(lexia: Lexia, operation: Operation, organizationId: string, session: Session) {
  if (!operation.path.includes("{id}")) return "";
  if (operation.path.startsWith("/api/v1/admin/organizations/")) return organizationId;
  if (operation.path.startsWith("/api/v1/admin/")) return crypto.randomUUID();
  if (!operation.path.startsWith("/api/v1/solicitudes/")) {
    const query = async (text: string, values: unknown[]) =>
      (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
    return await makeObject(operation, query, { organizationId, userId: session.actor.userId });
  }
  const response = await session.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[0] });
  const { id }: { id: string } = await response.json();
  return id;
}

function bodyOf(document: ApiDocument, operation: Operation): unknown {
  const content = operation.requestBody?.content["application/json"];
  return content && exampleOf(document, content);
}

/** What has broken programs before. */
const NASTY: unknown[] = [
  ...[
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e",
    "\u0000\uffff",
    "ñ́",
    "١١٠٠١",
    "𝟙𝟙",
    "a".repeat(10_000),
    "😀".repeat(300),
  ],
  ...[
    "' or 1=1 --",
    "\\",
    "%",
    "_",
    "%%",
    "{{7*7}}",
    "${7*7}",
    "<script>",
    "../../etc",
    "\r\nX: y",
    "null",
    "undefined",
  ],
  ...["0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2026-02-30T00:00:00Z", "2026-11-24T00:00:00+99:99"],
  ...["-1", "0", "1e3", "0x10", "99999999999999999999", "NaN", "Infinity", "٣"],
  ...[-1, 0, 1.5, 2 ** 31, 2 ** 53, 1e308, -1e308, null, true, [], {}, [[]], { a: { b: [] } }, ["a", "a"]],
];

const NASTY_TEXTS = NASTY.filter((value) => typeof value === "string");

function namesOf(operation: Operation, place: Parameter["in"]): string[] {
  return (operation.parameters ?? []).filter((one) => one.in === place).map(({ name }) => name);
}

/** Each of them in each place. */
function* nastyRequests(operation: Operation, example: unknown): Generator<Attack> {
  const body = example === undefined ? undefined : JSON.stringify(example);
  for (const text of NASTY_TEXTS.map((text) => text.toWellFormed())) {
    if (operation.path.includes("{id}") && text !== "") yield { id: text, body };
    for (const name of namesOf(operation, "query")) {
      yield { query: `${new URLSearchParams([[name, text]])}`, body };
    }
    for (const name of namesOf(operation, "header").filter(() => isHeaderValue(text))) {
      yield { headers: { [name]: text }, body };
    }
  }
  for (const name of Object.keys(Object(example))) {
    for (const value of NASTY) yield { body: JSON.stringify({ ...Object(example), [name]: value }) };
  }
}

function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

function anyRequests(operation: Operation, example: unknown): fc.Arbitrary<Attack> {
  const text = fc.oneof(
    fc.constantFrom(
      ...NASTY.filter((value) => typeof value === "string").map((value) => value.toWellFormed()),
    ),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.uuid(),
    fc.integer().map(String),
  );
  const known = namesOf(operation, "query");
  const pair = fc.tuple(known.length > 0 ? fc.constantFrom(...known) : fc.string({ maxLength: 5 }), text)
    .map(([name, value]) => new URLSearchParams([[name, value]]).toString());
  const query = fc.array(fc.oneof(pair, fc.constantFrom("%", "%ff=%ff", "limit", "&&", "a=b=c")), {
    maxLength: 3,
  });
  const header = fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  });
  return fc.record({
    id: operation.path.includes("{id}")
      ? fc.option(text, { nil: undefined, freq: 2 })
      : fc.constant(undefined),
    query: query.map((parts) => parts.join("&")),
    headers: fc.subarray(namesOf(operation, "header")).chain((sent) =>
      fc.tuple(...sent.map((name) => fc.tuple(fc.constant(name), header)))
    )
      .map((sent): Record<string, string> => Object.fromEntries(sent)),
    body: operation.requestBody ? bodies(example) : fc.constant(undefined),
  });
}

/** The example with something else in one place, anything at all as JSON, or no JSON. */
function bodies(example: unknown): fc.Arbitrary<string> {
  const anything = fc.oneof(fc.constantFrom(...NASTY), fc.jsonValue({ maxDepth: 3 }));
  const fields = Object.entries(Object(example));
  const changed = fields.length === 0 ? anything : fc
    .tuple(
      fc.constantFrom(...fields.map(([name]) => name), "organization_id", "__proto__", "constructor"),
      anything,
    )
    .map(([name, value]) => Object.fromEntries([...fields, [name, value]]));
  return fc.oneof(
    { arbitrary: changed.map((value) => JSON.stringify(value)), weight: 6 },
    { arbitrary: anything.map((value) => JSON.stringify(value)), weight: 2 },
    { arbitrary: fc.string({ maxLength: 40 }), weight: 1 },
    { arbitrary: fc.constantFrom("", "{", "[".repeat(5_000), '{"a":1,"a":2}', "﻿{}", "{'a':1}"), weight: 1 },
  );
}

/** Holds a value to the schema, with zod's reading of JSON Schema. */
function conforms(document: ApiDocument, content: Content, value: unknown, what: string): void {
  ok(content.schema, what);
  const parsed = z.fromJSONSchema({ ...withDefs(content.schema), $defs: definitionsOf(document) })
    .safeParse(value);
  ok(parsed.success, `${what}: ${parsed.error && z.prettifyError(parsed.error)}\n${JSON.stringify(value)}`);
}

const definitions = new WeakMap<ApiDocument, Record<string, z.core.JSONSchema.JSONSchema>>();

/** Read once, since every example and answer is held to them. */
function definitionsOf(document: ApiDocument): Record<string, z.core.JSONSchema.JSONSchema> {
  const known = definitions.get(document) ?? Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, schema]) => [name, withDefs(schema)]),
  );
  definitions.set(document, known);
  return known;
}

function withDefs(schema: Schema): z.core.JSONSchema.JSONSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "#/$defs/"));
}

function* membersOf(value: unknown): Generator<[string, unknown]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    // What an example holds is data.
    if (name === "example") continue;
    yield [name, member];
    yield* membersOf(member);
  }
}

function resolves(document: ApiDocument, reference: string): boolean {
  const [root, ...parts] = reference.split("/");
  let place: unknown = root === "#" ? document : undefined;
  for (const part of parts) place = Object(place)[part];
  return place !== undefined;
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
