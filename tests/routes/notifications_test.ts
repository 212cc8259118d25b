/** Feed, live stream, preferences and the way out, as people and programs use them. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import {
  befall,
  FEED,
  feedOf,
  follow,
  noticesTo,
  prefer,
  PREFERENCES,
  query,
} from "#tests/support/telling.ts";
import { wakingClock } from "#tests/support/waking_clock.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";

Deno.test("GET /api/v1/notifications", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const [ana, eva] = [await acme.session("user"), await acme.session("user")];
  const watch = await follow(lexia, ana, 0);
  for (let i = 0; i < 3; i++) await befall(lexia, acme, watch, "solicitud.failed");

  await t.step("gives one's own, the newest first, page by page, and counts what is unread", async () => {
    const first = await feedOf(ana, "?limit=2");
    const rest = await feedOf(ana, `?limit=2&cursor=${first.next_cursor}`);
    const positions = [...first.items, ...rest.items].map(({ position }: { position: number }) => position);
    strictEqual(positions.length, 3);
    deepStrictEqual(positions, positions.toSorted((a, b) => b - a));
    deepStrictEqual([first.unread, rest.next_cursor], [3, null]);
    deepStrictEqual((await feedOf(eva)).items, []);
  });

  await t.step("marks one as read, and all up to one", async () => {
    const { items: [newest, middle] } = await feedOf(ana);
    const read = await (await ana.post(`${FEED}/${newest.id}/read`)).json();
    ok(read.is_read && read.read_at);
    deepStrictEqual((await (await ana.post(`${FEED}/${newest.id}/read`)).json()).read_at, read.read_at);
    const all = await (await ana.post(`${FEED}/read-all`, { until: middle.position })).json();
    deepStrictEqual([all.read, (await feedOf(ana, "?unread=true")).items, (await feedOf(ana)).unread], [
      2,
      [],
      0,
    ]);
    strictEqual((await feedOf(ana, "?unread=false")).items.length, 3);
  });

  await t.step("shows and marks nobody else's", async () => {
    const { items: [mine] } = await feedOf(ana);
    await refused(await eva.post(`${FEED}/${mine.id}/read`), 404, "notification_not_found");
    await refused(await ana.get(`${FEED}?cursor=x`), 400, "cursor_invalid");
  });
});

Deno.test("GET /api/v1/events", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const [ana, eva] = [await acme.session("user"), await acme.session("user")];
  const [watch, hers] = [await follow(lexia, ana, 0), await follow(lexia, eva, 1)];
  await befall(lexia, acme, watch, "solicitud.failed");
  const { items: [before] } = await feedOf(ana);

  await t.step("tells what happens from now on, and only what concerns who listens", async () => {
    const stream = await Stream.open(ana);
    await befall(lexia, acme, hers, "solicitud.failed");
    await befall(lexia, acme, watch, "solicitud.held");
    const [message] = await stream.take(1);
    deepStrictEqual([message?.event, message?.data.solicitud_id], ["solicitud.held", watch.id]);
    strictEqual(message?.id, String(message?.data.position));
    await stream.close();
  });

  await t.step("goes on behind the last one seen: nothing twice, nothing left out", async () => {
    const stream = await Stream.open(ana, String(before.position));
    await befall(lexia, acme, watch, "solicitud.failed");
    const events = (await stream.take(2)).map(({ event }) => event);
    deepStrictEqual(events, ["solicitud.held", "solicitud.failed"]);
    await stream.close();
  });

  await t.step("ends with the session", async () => {
    const stream = await Stream.open(eva);
    strictEqual((await eva.post("/auth/logout")).status, 204);
    deepStrictEqual(await stream.take(1), []);
  });
});

/** What `routes/_live_stream.ts` says to proxies, and when it makes clients connect again. */
const [QUIET_MS, LONGEST_MS] = [15_000, 600_000];

Deno.test("GET /api/v1/events, while nothing happens", async (t) => {
  const clock = wakingClock([QUIET_MS, LONGEST_MS]);
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const watch = await follow(lexia, ana, 0);

  await t.step("says that it lives, each time that it was quiet for long", async () => {
    const stream = await Stream.open(ana);
    for (let i = 0; i < 2; i++) {
      await clock.wake(QUIET_MS);
      strictEqual(await stream.line(), ": still here\n\n");
    }
    await befall(lexia, acme, watch, "solicitud.failed");
    deepStrictEqual((await stream.take(1)).map(({ event }) => event), ["solicitud.failed"]);
    await stream.close();
  });

  await t.step("ends at its longest age, and goes on where it was", async () => {
    const stream = await Stream.open(ana);
    await befall(lexia, acme, watch, "solicitud.held");
    const [seen] = await stream.take(1);
    await clock.wake(LONGEST_MS);
    deepStrictEqual(await stream.take(1), []);
    await befall(lexia, acme, watch, "solicitud.failed");
    const next = await Stream.open(ana, seen?.id);
    deepStrictEqual((await next.take(1)).map(({ event }) => event), ["solicitud.failed"]);
    await next.close();
  });
});

interface Message {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

class Stream {
  #buffer = "";
  private constructor(private readonly reader: ReadableStreamDefaultReader<string>) {}

  static async open(who: Session, after?: string): Promise<Stream> {
    const response = await who.get("/api/v1/events", after === undefined ? {} : { "last-event-id": after });
    match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    ok(response.body);
    const stream = new Stream(response.body.pipeThrough(new TextDecoderStream()).getReader());
    // Its first line: it listens.
    await stream.reader.read();
    return stream;
  }

  /** What comes next, whatever it is. */
  async line(): Promise<string | undefined> {
    return (await this.reader.read()).value;
  }

  /** So many messages, or those that came until the end. */
  async take(count: number): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < count) {
      const { value, done } = await this.reader.read();
      if (done) break;
      const blocks = (this.#buffer + value).split("\n\n");
      this.#buffer = blocks.pop() ?? "";
      messages.push(...blocks.filter((block) => block.includes("data: ")).map(messageOf));
    }
    return messages;
  }

  async close(): Promise<void> {
    await this.reader.cancel();
  }
}

function messageOf(block: string): Message {
  const line = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
  return { id: line("id"), event: line("event"), data: JSON.parse(line("data")) };
}

Deno.test("PATCH /api/v1/me/notifications", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("viewer");

  await t.step("begins with sensible defaults, and changes what is given", async () => {
    const before = await (await ana.get(PREFERENCES)).json();
    deepStrictEqual([before.email, before.choices["novedad.created"], before.quiet_hours, before.zone], [
      true,
      "at_once",
      null,
      "America/Bogota",
    ]);
    await prefer(ana, { choices: { "novedad.created": "weekly" }, time_zone: "Europe/Madrid" });
    await prefer(ana, { text: { phone: "+57 (300) 123-4567", enabled: true } });
    const after = await (await ana.get(PREFERENCES)).json();
    deepStrictEqual(after.choices, { ...before.choices, "novedad.created": "weekly" });
    deepStrictEqual([after.zone, after.text], ["Europe/Madrid", {
      phone: "+573001234567",
      enabled: true,
      available: false,
    }]);
    deepStrictEqual(
      (await query(lexia, "select data::text from audit_log where action like 'notif%'")).filter(
        ([data]) => String(data).includes("3001234567"),
      ),
      [],
    );
  });

  for (
    const [what, body] of [
      ["a way that there is not", { choices: { "novedad.created": "hourly" } }],
      ["an event that there is not", { choices: { "x.y": "none" } }],
      ["hours that are none", { quiet_hours: { from: "25:00", until: "06:00" } }],
      ["hours without length", { quiet_hours: { from: "06:00", until: "06:00" } }],
      ["a zone that there is not", { time_zone: "America/Macondo" }],
      ["an hour that there is not", { digest_hour: 24 }],
      ["a number without its country", { text: { phone: "3001234567" } }],
      ["text messages to nowhere", { text: { phone: null, enabled: true } }],
    ] as const
  ) {
    await t.step(`refuses ${what}`, async () => {
      await refused(await ana.send("PATCH", PREFERENCES, body), 422, "request_invalid");
    });
  }
});

Deno.test("/unsubscribe", async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const ana = await acme.session("user");
  const watch = await follow(lexia, ana, 0);
  await ana.send("PATCH", PREFERENCES, { choices: { "solicitud.failed": "at_once" } });
  await befall(lexia, acme, watch, "solicitud.failed");
  const { pathname, search } = new URL(noticesTo(lexia, ana)[0]?.unsubscribe ?? "");
  const path = pathname + search;
  const email = async () => (await (await ana.get(PREFERENCES)).json()).email;
  const oneClick = {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  };

  await t.step("asks who opens the link, and ends nothing by that", async () => {
    const page = await lexia.request(acme.subdomain, path);
    strictEqual(page.status, 200);
    match(await page.text(), /¿Dejar de enviar a user-/);
    strictEqual(await email(), true);
  });

  await t.step("is good for nothing elsewhere, or changed", async () => {
    strictEqual((await lexia.request(beta.subdomain, path, oneClick)).status, 404);
    strictEqual((await lexia.request(acme.subdomain, `${path}x`, oneClick)).status, 404);
    strictEqual((await lexia.request(acme.subdomain, "/unsubscribe", oneClick)).status, 404);
    strictEqual(await email(), true);
  });

  await t.step("ends notices by one POST without signing in; the feed goes on", async () => {
    for (let i = 0; i < 2; i++) {
      strictEqual((await lexia.request(acme.subdomain, path, oneClick)).status, 200);
    }
    strictEqual(await email(), false);
    await befall(lexia, acme, watch, "solicitud.failed");
    deepStrictEqual([noticesTo(lexia, ana).length, (await feedOf(ana)).items.length], [1, 2]);
    const acts = await query(
      lexia,
      "select count(*)::int from audit_log where action = $1",
      "notifications.unsubscribe",
    );
    deepStrictEqual(acts, [[1]]);
  });
});

Deno.test("text messages", async (t) => {
  await using provider = WebhookReceiver.start();
  await using lexia = await Lexia.start({
    env: { TEXT_API_URL: provider.url, TEXT_API_TOKEN: "text-token" },
  });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const watch = await follow(lexia, ana, 0);
  await prefer(ana, { text: { phone: "+573001234567", enabled: true } });

  await t.step("say what is urgent, and nothing else", async () => {
    await befall(lexia, acme, watch, "novedad.created", { severity: "normal" });
    strictEqual(provider.received.length, 0);
    await befall(lexia, acme, watch, "novedad.created", { severity: "high", novedad_ids: ["a"] });
    const [message] = provider.received;
    const { to, text, id } = JSON.parse(message?.body ?? "{}");
    deepStrictEqual([provider.received.length, to, message?.headers.authorization], [
      1,
      "+573001234567",
      "Bearer text-token",
    ]);
    strictEqual(message?.headers["idempotency-key"], id);
    ok(text.startsWith("Urgente: una novedad en el radicado ") && text.includes(watch.id), text);
  });

  await t.step("are tried again where the provider is away, and not where it refuses", async () => {
    provider.answer = (_, count) => new Response(null, { status: count === 1 ? 503 : 422 });
    await befall(lexia, acme, watch, "novedad.created", { severity: "high" });
    strictEqual(provider.received.length, 2);
    for (let i = 0; i < 2; i++) {
      await query(lexia, "update jobs set run_at = now() where status = 'ready'");
      await lexia.core.jobs.tick();
      await lexia.work();
    }
    strictEqual(provider.received.length, 3);
  });
});

Deno.test("/notifications", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const { openBrowserSession, BY_PASSWORD } = await import("#domain/identity/open_session.ts");
  const { services, identity } = lexia.core;
  const { userId: id, email, name, role, permissions } = ana.actor;
  const visitor = {
    services,
    identity,
    organization: acme.record,
    address: null,
    requestId: "test",
    userAgent: null,
  };
  const person = { id, organizationId: acme.id, email, name, role, permissions };
  const { cookieToken } = await openBrowserSession(visitor, person, BY_PASSWORD);
  const origin = `http://${acme.subdomain}.${lexia.baseDomain}`;
  const send = (form?: Record<string, string>) =>
    lexia.request(acme.subdomain, "/notifications", {
      method: form ? "POST" : "GET",
      headers: { cookie: `__Host-lexia_session=${cookieToken}; lexia_session=${cookieToken}`, origin },
      body: form ? new URLSearchParams(form) : undefined,
    });

  await t.step("shows the preferences, and saves a form", async () => {
    match(await (await send()).text(), /Novedades de sus procesos/);
    const saved = await send({
      email: "yes",
      "novedad.created": "daily",
      least_severity: "high",
      quiet_from: "20:00",
      quiet_until: "06:00",
      digest_hour: "9",
    });
    deepStrictEqual([saved.status, saved.headers.get("location")], [303, "/notifications?saved"]);
    const own = await (await ana.get(PREFERENCES)).json();
    deepStrictEqual([own.choices["novedad.created"], own.least_severity, own.digest_hour, own.quiet_hours], [
      "daily",
      "high",
      9,
      { from: "20:00", until: "06:00" },
    ]);
  });

  await t.step("says what is wrong beside the field, and keeps what was typed", async () => {
    const page = await send({ email: "yes", time_zone: "Macondo" });
    strictEqual(page.status, 422);
    const text = await page.text();
    ok(
      text.includes("Elija una zona horaria como America/Bogota.") && text.includes('value="Macondo"'),
      text,
    );
  });

  await t.step("speaks English with who does", async () => {
    await query(lexia, "update users set locale = 'en' where id = $1", id);
    lexia.core.identity.sessions.forgetPerson(id);
    const text = await (await send()).text();
    match(text, /<html lang="en"/);
    match(text, /Novedades in your cases/);
  });
});
