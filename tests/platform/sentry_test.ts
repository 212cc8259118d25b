/** Errors told to Sentry: against a receiver that takes what Sentry takes. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Metrics } from "#domain/ports.ts";
import { openSentry } from "#platform/errors/sentry.ts";
import { readConfig } from "#platform/config.ts";
import { openLog } from "#platform/log.ts";
import { type ReceivedMessage, WebhookReceiver } from "#tests/support/webhook_receiver.ts";

const PROJECT = { release: "1.2.3", environment: "production" };

Deno.test("openSentry", async (t) => {
  await using receiver = WebhookReceiver.start();
  const dsn = new URL(`http://public1@127.0.0.1:${receiver.port}/path/42`);
  receiver.answer = () => Response.json({ id: "x" });

  await t.step("sends an envelope of Sentry's protocol, with the project's key", async () => {
    const { log, flush } = telling(dsn);
    log.error("Request failed unexpectedly", { request_id: "r-1", method: "GET", error: thrown("It broke") });
    await flush();
    const { path, headers, body } = last(receiver);
    strictEqual(path, "/path/api/42/envelope/");
    match(
      headers["x-sentry-auth"] ?? "",
      /^Sentry sentry_version=7, sentry_client=lexia\/1\.2\.3, sentry_key=public1$/,
    );
    const [head, item, event] = body.trimEnd().split("\n").map((line) => JSON.parse(line));
    match(head.event_id, /^[0-9a-f]{32}$/);
    deepStrictEqual(item, { type: "event" });
    strictEqual(event.event_id, head.event_id);
    deepStrictEqual(
      [event.level, event.platform, event.release, event.environment, event.logentry.formatted],
      ["error", "javascript", "1.2.3", "production", "Request failed unexpectedly"],
    );
    ok(Math.abs(Date.parse(event.timestamp) - Date.now()) < 60_000);
    deepStrictEqual(event.tags, { request_id: "r-1", method: "GET" });
  });

  await t.step("with the error, its cause before it, and where it was thrown", async () => {
    const { log, flush } = telling(dsn);
    log.error("Failed", { error: thrown("Outer", thrown("Inner")) });
    await flush();
    const { values } = eventAt(receiver).exception;
    deepStrictEqual(values.map(({ type, value }: { type: string; value: string }) => [type, value]), [
      ["RangeError", "Inner"],
      ["RangeError", "Outer"],
    ]);
    const frame = values[1].stacktrace.frames.find((one: { function: string }) => one.function === "thrown");
    deepStrictEqual([frame.filename, frame.in_app], ["tests/platform/sentry_test.ts", true]);
    ok(frame.lineno > 0 && frame.colno > 0);
  });

  await t.step("and nothing of people, of secrets, or of this machine", async () => {
    const { log, flush } = telling(dsn);
    log.error("Nobody is canary@person.example with 1.020.304.050", {
      request_id: "r-2",
      endpoint: "/api/v1/users/:id",
      path: "/canary-path",
      client_ip: "192.0.2.77",
      user_id: "canary-user",
      organization_id: "canary-organization",
      email: "canary@field.example",
      cookie: "canary-cookie",
      authorization: "canary-authorization",
      url: "https://h.example/?canary-query=1",
      error: thrown(
        'Cannot read "25754310302520269000100" of https://h.example/x?token=canary-token lxr_canaryrefresh',
      ),
    });
    await flush();
    const { body } = last(receiver);
    deepStrictEqual(
      ["canary", "192.0.2.77", "1.020", "25754", Deno.cwd()].filter((private_) => body.includes(private_)),
      [],
    );
    deepStrictEqual(eventAt(receiver).tags, { request_id: "r-2", route: "/api/v1/users/:id" });
  });

  await t.step("of errors alone", async () => {
    const before = receiver.received.length;
    const { log, flush } = telling(dsn);
    log.warn("A warning");
    log.info("Request answered", { status: 200 });
    await flush();
    strictEqual(receiver.received.length, before);
  });
});

Deno.test("openSentry while the far end is slow, busy or away", async (t) => {
  await t.step("keeps few, drops and counts the rest, and holds nobody up", async () => {
    await using receiver = WebhookReceiver.start();
    const gate = Promise.withResolvers<void>();
    receiver.answer = async () => {
      await gate.promise;
      return Response.json({});
    };
    const { log, flush, counts } = telling(new URL(`http://k@127.0.0.1:${receiver.port}/1`));
    const startedAt = performance.now();
    for (let i = 0; i < 500; i++) log.error("Again");
    ok(performance.now() - startedAt < 2_000);
    strictEqual(counts.get("dropped"), 450);
    strictEqual(receiver.mostAtOnce <= 1, true);
    gate.resolve();
    await flush(30_000);
    deepStrictEqual([counts.get("sent"), counts.get("dropped")], [50, 450]);
  });

  await t.step("gives up on an answer that does not come", async () => {
    await using receiver = WebhookReceiver.start();
    const gate = Promise.withResolvers<Response>();
    receiver.answer = () => gate.promise;
    const { log, flush, counts } = telling(new URL(`http://k@127.0.0.1:${receiver.port}/1`), 200);
    log.error("Once");
    await flush(20_000);
    deepStrictEqual([...counts], [["failed", 1]]);
    gate.resolve(new Response(null));
  });

  await t.step("is quiet for as long as it is told to", async () => {
    await using receiver = WebhookReceiver.start();
    receiver.answer = () => new Response(null, { status: 429, headers: { "Retry-After": "1" } });
    const { log, flush, counts } = telling(new URL(`http://k@127.0.0.1:${receiver.port}/1`));
    log.error("First");
    await flush();
    log.error("Second");
    deepStrictEqual([...counts], [["failed", 1], ["dropped", 1]]);
    strictEqual(receiver.received.length, 1);
    await pause(1_100);
    receiver.answer = () => Response.json({});
    log.error("Third");
    await flush();
    strictEqual(counts.get("sent"), 1);
  });

  await t.step("counts what nobody takes", async () => {
    const { log, flush, counts } = telling(new URL("http://k@127.0.0.1:1/1"));
    log.error("Nobody listens");
    await flush();
    deepStrictEqual([...counts], [["failed", 1]]);
  });
});

Deno.test("SENTRY_DSN", async (t) => {
  const sentryOf = (env: Record<string, string>) =>
    readConfig({ get: (name) => env[name], readTextFile: () => "https://key@sentry.example/7\n" }).sentry;

  await t.step("is absent by default, and may come from a file", () => {
    strictEqual(sentryOf({}), null);
    strictEqual(sentryOf({ SENTRY_DSN_FILE: "/run/secrets/sentry_dsn" })?.dsn.hostname, "sentry.example");
  });

  for (
    const wrong of [
      "canary.example",
      "https://sentry.example/42",
      "https://key@sentry.example/",
      "ftp://key@h/1",
    ]
  ) {
    await t.step(`is refused as ${wrong}, which is not repeated`, () => {
      try {
        sentryOf({ SENTRY_DSN: wrong });
      } catch (error) {
        match(String(error), /SENTRY_DSN: expected an address such as/);
        ok(!String(error).includes(wrong));
        return;
      }
      throw new Error("It was taken");
    });
  }
});

function telling(dsn: URL, timeoutMs?: number) {
  const counts = new Map<string, number>();
  const metrics: Metrics = {
    increment: (_name, { result = "" } = {}) => void counts.set(result, (counts.get(result) ?? 0) + 1),
    set() {},
    observe() {},
  };
  const sentry = openSentry({ dsn, metrics, timeoutMs, ...PROJECT });
  const log = openLog({ level: "debug", write: (line, isError) => isError && sentry.report(line) });
  return { log, counts, flush: (milliseconds = 20_000) => sentry.flush(milliseconds) };
}

function thrown(message: string, cause?: Error): RangeError {
  return new RangeError(message, { cause });
}

function last({ received }: WebhookReceiver): ReceivedMessage {
  const message = received.at(-1);
  if (!message) throw new Error("Nothing came");
  return message;
}

function eventAt(receiver: WebhookReceiver) {
  return JSON.parse(last(receiver).body.trimEnd().split("\n")[2] ?? "");
}
