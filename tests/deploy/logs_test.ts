/**
 * From LEXIA's lines to documents of Elasticsearch. The script of Logstash's ruby filter is run by Ruby itself; Logstash
 * and Elasticsearch are not to be had from Debian or npm, so the pipeline around it is only read.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { isIP } from "node:net";
import { writeLine } from "#main";
import { installed, succeeds } from "#tests/support/debian.ts";
import { Lexia } from "#tests/support/lexia.ts";

const LOGS = new URL("../../deploy/server/logs/", import.meta.url);
const TABLE: Record<string, string> = JSON.parse(read("logstash/ecs_fields.json"));
const TEMPLATE = JSON.parse(read("elasticsearch/index_template.json"));

type Document = Record<string, unknown>;
interface Mapping {
  type?: string;
  properties?: Record<string, Mapping>;
}

Deno.test("log lines become documents of ECS", async (t) => {
  if (!await succeeds("ruby", ["--version"]) && !await installed("ruby")) {
    writeLine("Not run: there is no Ruby, and it cannot be installed from Debian's package ruby");
    return;
  }
  writeLine("Logstash itself is not run: its script is, by Ruby");
  const lines = await linesOfLexia();
  const documents = await toDocuments(lines.map((line) => ({ lexia_line: line, ...AROUND })));
  const answered = lines.findIndex(({ path }) => path === "/auth/me");
  const failed = lines.findIndex(({ message }) => message === "Request failed unexpectedly");
  const sealed = lines.findIndex(({ message }) => message === "Audit log sealed");

  await t.step("each field of a request's line, under its name", () => {
    const [line, document] = [lines[answered] ?? {}, documents[answered] ?? {}];
    deepStrictEqual(document, {
      "@timestamp": line["@timestamp"],
      "@version": "1",
      message: "Request answered",
      log: { level: "info", logger: "lexia" },
      event: {
        action: "request_answered",
        dataset: "lexia",
        duration: Number(line.duration_ms) * 1_000_000,
        outcome: "success",
      },
      http: { request: { method: "GET" }, response: { status_code: 200 } },
      url: { path: "/auth/me" },
      client: { ip: "192.0.2.1" },
      user: { id: line.user_id },
      organization: { id: line.organization_id },
      trace: { id: line.request_id },
      lexia: { route: "/auth/me" },
      host: { name: "host-1" },
      container: { id: "c0ffee" },
      ecs: { version: "8.11.0" },
    });
  });

  await t.step("an error with its kind, place and cause", () => {
    const { error, event, trace } = documents[failed] as Record<string, Record<string, unknown>>;
    ok(trace?.id);
    deepStrictEqual([event?.outcome, event?.action], ["failure", "request_failed_unexpectedly"]);
    ok(JSON.stringify(documents[failed]).includes("42703"), JSON.stringify(error));
    const refused = documents.find(({ message }) => message === "Mail refused") as Record<string, Document>;
    deepStrictEqual([refused.error?.type, refused.error?.message, refused.log?.level], [
      "Error",
      "Outer",
      "error",
    ]);
    match(String(refused.error?.stack_trace), /at /);
    strictEqual((refused.lexia?.cause as Document).message, "Inner");
  });

  await t.step("seals, with what audit:verify is held against", () => {
    const { lexia } = documents[sealed] as { lexia: Record<string, unknown> };
    deepStrictEqual(Object.keys(lexia).sort(), ["seal_hash", "seal_lines", "seal_position"]);
  });

  await t.step("the index takes all of them, strict as it is", () => {
    ok(documents.length > 5);
    for (const document of documents) deepStrictEqual(refusals(document, TEMPLATE.template.mappings), []);
    deepStrictEqual(
      refusals({ invented: 1, http: { response: { status_code: "x" } } }, TEMPLATE.template.mappings),
      [
        "invented",
        "http.response.status_code",
      ],
    );
  });

  await t.step("the table and the index name the same fields", () => {
    const own = [
      "@timestamp",
      "@version",
      "host.name",
      "container.id",
      "ecs.version",
      "event.action",
      "lexia.other",
    ];
    const ofStreams = ["data_stream.type", "data_stream.dataset", "data_stream.namespace"];
    const wanted = [...Object.values(TABLE), ...own, ...ofStreams, "event.dataset", "event.outcome"];
    deepStrictEqual(leaves(TEMPLATE.template.mappings).sort(), [...new Set(wanted)].sort());
  });

  await t.step("what nobody has named yet is kept beside, and cannot pass for another field", async () => {
    const line = {
      "@timestamp": "2026-01-01T00:00:00Z",
      level: "INFO",
      message: "New: x",
      canary: { a: 1 },
      host: "evil",
    };
    const [document = {}] = await toDocuments([{ lexia_line: line, ...AROUND }]);
    deepStrictEqual((document.lexia as Document).other, { canary: { a: 1 }, host: "evil" });
    deepStrictEqual([document.host, (document.event as Document).action], [{ name: "host-1" }, "new"]);
    deepStrictEqual(refusals(document, TEMPLATE.template.mappings), []);
  });

  await t.step("a line that is no JSON is kept as text", async () => {
    const [document = {}] = await toDocuments([{ message: "Cannot start: 1 setting is wrong", ...AROUND }]);
    deepStrictEqual([document.message, (document.event as Document).action], [
      "Cannot start: 1 setting is wrong",
      "text",
    ]);
    deepStrictEqual(refusals(document, TEMPLATE.template.mappings), []);
  });
});

Deno.test("what keeps and shows the log", async (t) => {
  await t.step("the index is removed by the policy that it names", () => {
    const { policy } = JSON.parse(read("elasticsearch/ilm_policy.json"));
    strictEqual(TEMPLATE.template.settings["index.lifecycle.name"], "lexia-logs");
    deepStrictEqual(Object.keys(policy.phases), ["hot", "warm", "delete"]);
    match(policy.phases.delete.min_age, /^\d+d$/);
  });

  await t.step("the pipeline uses that script and that table, and writes where the index is", () => {
    const pipeline = read("logstash/pipeline/lexia.conf");
    for (const name of ["to_ecs.rb", "ecs_fields.json"]) {
      ok(pipeline.includes(`/usr/share/logstash/lexia/${name}`));
    }
    match(pipeline, /data_stream_type => "logs"[\s\S]*data_stream_dataset => "lexia"/);
    deepStrictEqual(TEMPLATE.index_patterns, ["logs-lexia-*"]);
    match(read("filebeat.yml"), /target: lexia_line/);
  });

  await t.step("Kibana's views ask for fields that there are", () => {
    const known = new Set(leaves(TEMPLATE.template.mappings));
    const objects = read("kibana/lexia.ndjson").trimEnd().split("\n").map((line) => JSON.parse(line));
    const ids = new Set(objects.map(({ id }) => id));
    strictEqual(ids.size, objects.length);
    for (const { type, id, attributes, references } of objects) {
      for (const reference of references) ok(ids.has(reference.id), id);
      if (type !== "search") continue;
      const { query } = JSON.parse(attributes.kibanaSavedObjectMeta.searchSourceJSON);
      const asked = [...query.query.matchAll(/([\w.]+)\s*(?::|[<>]=?)\s/g)].map(([, name]) => name);
      ok(asked.length > 0, id);
      deepStrictEqual([...attributes.columns, ...asked].filter((name) => !known.has(name)), [], id);
    }
  });
});

/** What Filebeat has put around a line. */
const AROUND = {
  "@timestamp": "2026-01-01T00:00:01Z",
  "@version": "1",
  host: { name: "host-1", os: { name: "x" } },
  container: { id: "c0ffee" },
  agent: { id: "a" },
  log: { file: { path: "/x.log" } },
};

/** A sign-in's look at itself, a failure inside, a check of a case and a seal. */
async function linesOfLexia(): Promise<Document[]> {
  await using lexia = await Lexia.start({ keepLog: true });
  const ana = await (await lexia.organization()).session("user");
  await ana.get("/auth/me");
  await ana.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[0] });
  await lexia.work();
  await lexia.core.jobs.tick();
  await lexia.request("", "/nothing/here");
  const rename = (from: string, to: string) =>
    lexia.database.owner.batch([{ text: `alter table solicitudes rename column ${from} to ${to}` }]);
  await rename("alias", "alias_gone");
  await ana.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[1] });
  await rename("alias_gone", "alias");
  const error = new Error("Outer", { cause: new Error("Inner") });
  lexia.core.log.error("Mail refused", { kind: "digest", job_id: crypto.randomUUID(), error });
  lexia.core.log.warn("Portal breaker is open", {
    source: "cpnu",
    reason: "portal_blocked",
    until: Date.now(),
  });
  return lexia.logged;
}

async function toDocuments(events: object[]): Promise<Document[]> {
  const at = (path: string) => new URL(path, LOGS).pathname;
  const child = new Deno.Command("ruby", {
    args: [
      new URL("_mapping.rb", import.meta.url).pathname,
      at("logstash/to_ecs.rb"),
      at("logstash/ecs_fields.json"),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join("")));
  await writer.close();
  const { code, stdout } = await child.output();
  strictEqual(code, 0);
  return new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Where a document is not what a strict mapping takes. */
function refusals(value: unknown, mapping: Mapping, path = ""): string[] {
  if (mapping.properties === undefined) return fits(value, mapping.type ?? "") ? [] : [path];
  const { properties } = mapping;
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => {
    const [known, place] = [properties[name], path === "" ? name : `${path}.${name}`];
    return known === undefined ? [place] : refusals(inner, known, place);
  });
}

function fits(value: unknown, type: string): boolean {
  if (Array.isArray(value) && type !== "flattened") return value.every((one) => fits(one, type));
  switch (type) {
    case "long":
      return Number.isInteger(value);
    case "ip":
      return typeof value === "string" && isIP(value) !== 0;
    case "date":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    case "boolean":
      return typeof value === "boolean";
    case "flattened":
      return typeof value === "object";
    default:
      return typeof value === "string";
  }
}

function leaves({ properties }: Mapping, path = ""): string[] {
  return Object.entries(properties ?? {}).flatMap(([name, inner]) =>
    inner.properties ? leaves(inner, `${path}${name}.`) : [`${path}${name}`]
  );
}

function read(name: string): string {
  return Deno.readTextFileSync(new URL(name, LOGS));
}
