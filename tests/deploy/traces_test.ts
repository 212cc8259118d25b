/**
 * What Deno tells in traces, and what the collector's rules leave of it. The collector itself is not to be had from
 * Debian or npm: its statements are read from the file that is shipped, and carried out here.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { writeLine } from "#main";
import { freePort } from "#tests/support/postgres.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { MONITORING, until } from "./_tools.ts";

const RULES = Deno.readTextFileSync(new URL("otel-collector.yml", MONITORING));
const ASKED = "/welcome/lxi_canarytoken/25754310302520269000100?email=canary%40person.example&q=canary";

interface Span {
  name: string;
  kind: number;
  attributes: Record<string, string>;
}

Deno.test("traces", async (t) => {
  writeLine("The collector is not run: its statements are carried out by this test");
  const spans = await spansOfDeno("1", (found) => found.length >= 2);

  await t.step("Deno tells of requests in and out, with all that was asked", () => {
    const [server, client] = [2, 3].map((kind) => spans.find((span) => span.kind === kind));
    ok(server && client);
    ok(server.attributes["url.query"]?.includes("canary"));
    ok(server.attributes["url.full"]?.includes("canary"));
    ok(client.attributes["url.full"]?.includes("radicado="));
  });

  await t.step("the collector's rules leave none of it", () => {
    const left = spans.map(cleaned);
    const text = JSON.stringify(left);
    for (const canary of ["canary", "25754", "radicado", "?", "email"]) ok(!text.includes(canary), text);
    ok(left.some(({ attributes }) => attributes["url.path"] === "/welcome/(token)/(number)"));
    ok(left.every(({ attributes }) => attributes["http.request.method"] === "GET"));
  });

  await t.step("without those rules it would be seen", () => {
    ok(JSON.stringify(spans).includes("canary"));
  });

  await t.step("no trace leaves where none is sampled", async () => {
    deepStrictEqual(await spansOfDeno("0", () => false), []);
  });

  await t.step("the rules stand in the way of every trace", () => {
    const pipeline = /pipelines:\n\s+traces:[\s\S]*?processors: \[(.*?)\]/.exec(RULES)?.[1]?.split(", ");
    strictEqual(pipeline?.[1], "transform/private");
  });
});

/** What a small server in a process of its own sends, that is asked and asks once itself. */
async function spansOfDeno(share: string, isEnough: (spans: Span[]) => boolean): Promise<Span[]> {
  await using collector = WebhookReceiver.start();
  collector.answer = () => Response.json({});
  const port = freePort();
  const code = `Deno.serve({ port: ${port}, hostname: "127.0.0.1" }, async () => {
    await (await fetch("http://127.0.0.1:${collector.port}/portal?radicado=25754310302520269000100")).text();
    return new Response("seen");
  });`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: {
      OTEL_DENO: "true",
      OTEL_DENO_CONSOLE: "ignore",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}`,
      OTEL_BSP_SCHEDULE_DELAY: "200",
      OTEL_METRIC_EXPORT_INTERVAL: "300",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: share,
    },
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await until(() => answers(`http://127.0.0.1:${port}${ASKED}`), "the server answers");
    const others = () => collector.received.filter(({ path }) => path === "/v1/metrics").length;
    const before = others();
    // Figures come whether or not traces are sampled: two rounds of them are time enough.
    await until(() => isEnough(spansAt(collector)) || others() >= before + 2, "something has come");
    return spansAt(collector);
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return await (await fetch(url)).text() === "seen";
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return false;
  }
}

interface Told {
  name: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
}

function spansAt({ received }: WebhookReceiver): Span[] {
  const bodies = received.filter(({ path }) => path === "/v1/traces").map(({ body }) => JSON.parse(body));
  const told: Told[] = bodies.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Told[] }[] }) =>
      scopeSpans.flatMap(({ spans }) => spans)
    )
  );
  return told.map(({ name, kind, attributes }) => ({
    name,
    kind,
    attributes: Object.fromEntries(
      attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? ""]),
    ),
  }));
}

const STATEMENT = /- (delete_key|replace_pattern|keep_keys)\(attributes(?:\["([\w.]+)"\])?, (.+)\)$/;

/** The statements on spans, in their order. */
function cleaned({ name, kind, attributes }: Span): Span {
  let left = { ...attributes };
  for (const line of (/context: span\n([\s\S]*?)- context/.exec(RULES)?.[1] ?? "").split("\n")) {
    const [, act, key = "", rest = ""] = STATEMENT.exec(line) ?? [];
    const values: string[] = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([text]) => JSON.parse(text));
    if (act === "delete_key") delete left[values[0] ?? ""];
    if (act === "keep_keys") {
      left = Object.fromEntries(Object.entries(left).filter(([one]) => values.includes(one)));
    }
    if (act === "replace_pattern" && left[key] !== undefined) left[key] = replaced(left[key], values);
  }
  return { name, kind, attributes: left };
}

/** Go writes flags in front of a pattern. */
function replaced(text: string, [pattern = "", by = ""]: string[]): string {
  const isBlind = pattern.startsWith("(?i)");
  return text.replace(new RegExp(isBlind ? pattern.slice(4) : pattern, isBlind ? "gi" : "g"), () => by);
}
