/** Webhooks as administrators handle them, against real receivers on this machine. */
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { EVENT_TYPES } from "#domain/events/event_types.ts";
import { readDocument } from "#tests/support/api_document.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { blocksOf } from "#tests/support/markdown.ts";
import { refused } from "#tests/support/refused.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { deliveriesOf, happen, makeWebhook, WEBHOOKS } from "#tests/support/webhooks.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";

Deno.test("POST /api/v1/webhooks", async (t) => {
  await using lexia = await Lexia.start({ keepLog: true });
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const rows = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];

  await t.step("shows the secret this once, and keeps it sealed", async () => {
    const body = { url: receiver.url, events: ["novedad.created"], description: " Gestor " };
    const response = await admin.post(WEBHOOKS, body);
    strictEqual(response.status, 201);
    strictEqual(response.headers.get("cache-control"), "no-store");
    const made = await response.json();
    match(made.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    strictEqual(response.headers.get("location"), `${WEBHOOKS}/${made.id}`);
    deepStrictEqual([made.state, made.format, made.description], ["active", "standard", "Gestor"]);
    const shown = await (await admin.get(`${WEBHOOKS}/${made.id}`)).text();
    const listed = await (await admin.get(WEBHOOKS)).text();
    ok(shown.includes(made.id) && listed.includes(made.id));
    ok(!shown.includes(made.secret) && !listed.includes(made.secret));
    const kept = JSON.stringify(await rows("select w::text from webhook_endpoints w"));
    ok(kept.includes(made.id) && !kept.includes(made.secret) && !kept.includes(made.secret.slice(6)));
    ok(!JSON.stringify(lexia.logged).includes(made.secret));
  });

  await t.step("makes one for an Idempotency-Key, and answers a repetition the same", async () => {
    const body = { url: receiver.url, events: ["bulk.completed"] };
    const key = { "idempotency-key": "one" };
    const first = await (await admin.post(WEBHOOKS, body, key)).json();
    const second = await (await admin.post(WEBHOOKS, body, key)).json();
    ok(first.secret);
    deepStrictEqual(second, first);
  });

  for (
    const { what, body, field } of [
      { what: "no event", body: { events: [] }, field: "events" },
      { what: "an event that there is not", body: { events: ["x.y"] }, field: "events.0" },
      { what: "a field that there is not", body: { secret: "whsec_x" }, field: "" },
      { what: "plain HTTP", body: { url: "http://hooks.example.com/" }, field: "url" },
      { what: "an inner address", body: { url: "https://10.0.0.1/" }, field: "url" },
      { what: "localhost", body: { url: "https://localhost/x" }, field: "url" },
      { what: "no address", body: { url: "hooks" }, field: "url" },
    ] as const
  ) {
    await t.step(`refuses ${what}`, async () => {
      const whole = { url: receiver.url, events: ["bulk.completed"], ...body };
      const code = field === "url" ? "webhook_address_refused" : "request_invalid";
      const problem = await refused(await admin.post(WEBHOOKS, whole), 422, code, what);
      strictEqual(problem.errors?.[0]?.field, field);
    });
  }

  await t.step(
    "refuses a name that means an inner address, and takes one that nobody knows yet",
    async () => {
      lexia.dns.setAddresses("inner.example.com", ["203.0.113.1", "192.168.1.1"]);
      lexia.dns.setAddresses("inner6.example.com", ["fd00::1"]);
      lexia.dns.setAddresses("outer.example.com", [
        "93.184.215.14",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
      ]);
      const events = ["bulk.completed"];
      for (const name of ["inner", "inner6"]) {
        const answer = await admin.post(WEBHOOKS, { url: `https://${name}.example.com/x`, events });
        await refused(answer, 422, "webhook_address_refused", name);
      }
      for (const name of ["outer", "unknown"]) {
        const url = `https://${name}.example.com/x`;
        strictEqual((await admin.post(WEBHOOKS, { url, events })).status, 201, name);
      }
    },
  );

  await t.step("asks for a fresh proof", async () => {
    const stale = await acme.session("org_admin");
    await rows(
      "update sessions set authenticated_at = now() - interval '1 hour' where id = $1",
      stale.actor.sessionId,
    );
    const body = { url: receiver.url, events: ["bulk.completed"] };
    await refused(await stale.post(WEBHOOKS, body), 403, "fresh_proof_required", "stale");
  });

  await t.step("makes no more than 20", async () => {
    const beta = await lexia.organization();
    const boss = await beta.session("org_admin");
    for (let i = 0; i < 20; i++) await makeWebhook(boss, receiver.url);
    const body = { url: receiver.url, events: ["bulk.completed"] };
    await refused(await boss.post(WEBHOOKS, body), 409, "webhook_limit", "the 21st");
    const page = await (await boss.get(`${WEBHOOKS}?limit=15`)).json();
    const next = await (await boss.get(`${WEBHOOKS}?limit=15&cursor=${page.next_cursor}`)).json();
    strictEqual(new Set([...page.items, ...next.items].map(({ id }) => id)).size, 20);
    strictEqual(next.next_cursor, null);
  });
});

Deno.test("PATCH and DELETE /api/v1/webhooks/{id}", async (t) => {
  await using lexia = await Lexia.start();
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const webhook = await makeWebhook(admin, receiver.url);
  const path = `${WEBHOOKS}/${webhook.id}`;

  await t.step("changes what is sent, but not what somebody else has changed meanwhile", async () => {
    const etag = (await admin.get(path)).headers.get("etag") ?? "";
    match(etag, /^"\d+"$/);
    const events = ["solicitud.failed", "bulk.completed"];
    const changed = await admin.send("PATCH", path, { events }, { "if-match": etag });
    strictEqual(changed.status, 200);
    deepStrictEqual((await changed.json()).events, events);
    const late = await admin.send("PATCH", path, { description: "late" }, { "if-match": '"1"' });
    await refused(late, 412, "version_conflict", "late");
  });

  await t.step("refuses another address that is inner", async () => {
    const answer = await admin.send("PATCH", path, { url: "https://[fd00::1]/" });
    await refused(answer, 422, "webhook_address_refused", "inner");
  });

  await t.step("disables by hand, so that nothing is sent, and enables again", async () => {
    await admin.send("PATCH", path, { events: ["quota.warning"] });
    await happen(lexia, acme);
    await admin.send("PATCH", path, { state: "disabled" });
    await lexia.work();
    strictEqual(receiver.received.length, 0);
    const shown = await (await admin.get(path)).json();
    deepStrictEqual([shown.state, shown.disabled_reason], ["disabled", "by_hand"]);
    const enabled = await admin.post(`${path}/enable`);
    strictEqual((await enabled.json()).state, "active");
    await refused(await admin.post(`${path}/enable`), 409, "webhook_state", "active already");
    await happen(lexia, acme);
    await lexia.work();
    strictEqual(receiver.received.length, 1);
  });

  await t.step("removes it with what was to be sent", async () => {
    await happen(lexia, acme);
    strictEqual((await admin.send("DELETE", path)).status, 204);
    await lexia.work();
    strictEqual(receiver.received.length, 1);
    await refused(await admin.get(path), 404, "webhook_not_found", "gone");
  });
});

Deno.test("POST /api/v1/webhooks/{id}/test", async (t) => {
  await using lexia = await Lexia.start();
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const webhook = await makeWebhook(admin, receiver.url);
  const test = async (id: string) => await (await admin.post(`${WEBHOOKS}/${id}/test`)).json();

  await t.step("says what came back, and counts nowhere", async () => {
    receiver.answer = () => new Response("thank you", { status: 202 });
    const tested = await test(webhook.id);
    deepStrictEqual([tested.ok, tested.status, tested.reason, tested.excerpt], [
      true,
      202,
      null,
      "thank you",
    ]);
    match(tested.says, /answered 202/);
    const [got] = receiver.received;
    ok(got);
    strictEqual(got.headers["webhook-id"], tested.message_id);
    const payload = new Webhook(webhook.secret).verify(got.body, got.headers);
    strictEqual(Object(payload).type, "webhook.test");
    deepStrictEqual(await deliveriesOf(admin, webhook), []);
  });

  for (const language of ["en", "es"]) {
    await t.step(`is verified by hand as the guide has it, ${language}`, async () => {
      const [got] = receiver.received;
      ok(got);
      const guide = await Deno.readTextFile(
        new URL(`../../docs/guides/${language}/webhooks.md`, import.meta.url),
      );
      const script = blocksOf(guide).find(({ info }) => info === "sh verify")?.text ?? "";
      const cwd = await Deno.makeTempDir();
      await Deno.writeTextFile(`${cwd}/body.json`, got.body);
      const env = {
        SECRET: webhook.secret,
        ID: got.headers["webhook-id"] ?? "",
        TIMESTAMP: got.headers["webhook-timestamp"] ?? "",
      };
      const { stdout } = await new Deno.Command("sh", { args: ["-c", script], cwd, env }).output();
      strictEqual(`v1,${new TextDecoder().decode(stdout).trim()}`, got.headers["webhook-signature"]);
      await Deno.remove(cwd, { recursive: true });
    });
  }

  await t.step("says what went wrong", async () => {
    receiver.answer = () => new Response(null, { status: 302, headers: { location: "/elsewhere" } });
    const redirected = await test(webhook.id);
    deepStrictEqual([redirected.ok, redirected.status, redirected.reason], [false, 302, "redirected"]);
    const nobody = await makeWebhook(admin, "http://127.0.0.1:9000/");
    deepStrictEqual((await test(nobody.id)).reason, "unreachable");
    const unknown = await makeWebhook(admin, "https://unknown.example.com/");
    deepStrictEqual((await test(unknown.id)).reason, "name_not_resolved");
    strictEqual(receiver.received.length, 2);
  });

  await t.step("writes to a chat channel in the organization's language", async () => {
    receiver.answer = () => new Response("ok");
    const chat = await makeWebhook(admin, `${receiver.url}?chat_id=7`, { format: "slack" });
    strictEqual((await test(chat.id)).ok, true);
    const got = receiver.received.at(-1);
    strictEqual(got?.path, "/hook?chat_id=7");
    const { text, ...more } = JSON.parse(got?.body ?? "");
    deepStrictEqual(more, {});
    match(text, /^Mensaje de prueba de LEXIA.*\nhttps?:\/\//);
  });
});

Deno.test("GET /api/v1/webhooks/{id}/deliveries", async (t) => {
  await using lexia = await Lexia.start();
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const webhook = await makeWebhook(admin, receiver.url, { events: ["quota.warning", "bulk.completed"] });
  const path = `${WEBHOOKS}/${webhook.id}`;
  const bulk = { bulk_id: webhook.id, status: "completed", total: 2, valid: 1, invalid: 1 };

  await t.step("shows each delivery with its attempts, and finds by state and kind", async () => {
    receiver.answer = () => new Response("x".repeat(5_000) + "\0", { status: 500 });
    await happen(lexia, acme);
    await lexia.work();
    receiver.answer = () => new Response("ok");
    await happen(lexia, acme, { type: "bulk.completed", data: bulk });
    await lexia.work();
    const [delivered, pending] = await deliveriesOf(admin, webhook);
    ok(delivered && pending);
    deepStrictEqual([delivered.status, pending.status], ["delivered", "pending"]);
    deepStrictEqual([delivered.event_type, pending.last_status], ["bulk.completed", 500]);
    deepStrictEqual(await deliveriesOf(admin, webhook, "?status=pending"), [pending]);
    deepStrictEqual(await deliveriesOf(admin, webhook, "?event_type=bulk.completed"), [delivered]);
    deepStrictEqual(await deliveriesOf(admin, webhook, "?status=held"), []);
    const record = await (await admin.get(`${WEBHOOKS}/deliveries/${pending.id}`)).json();
    deepStrictEqual(record.made.length, 1);
    deepStrictEqual([record.made[0].status, record.made[0].reason], [500, "status"]);
    strictEqual(record.made[0].excerpt, "x".repeat(1_024));
    strictEqual(JSON.parse(record.body).event_id, pending.event_id);
    const page = await (await admin.get(`${path}/deliveries?limit=1`)).json();
    const next = await (await admin.get(`${path}/deliveries?limit=1&cursor=${page.next_cursor}`)).json();
    deepStrictEqual([page.items[0].id, next.items[0].id, next.next_cursor], [delivered.id, pending.id, null]);
  });

  await t.step("sends again with the same webhook-id, and not what is under way", async () => {
    const [delivered, pending] = await deliveriesOf(admin, webhook);
    ok(delivered && pending);
    const before = receiver.received.length;
    strictEqual((await admin.post(`${WEBHOOKS}/deliveries/${delivered.id}/redeliver`)).status, 202);
    await lexia.work();
    strictEqual(receiver.received.length, before + 1);
    strictEqual(receiver.received.at(-1)?.headers["webhook-id"], delivered.id);
    const [again] = await deliveriesOf(admin, webhook);
    deepStrictEqual([again?.status, again?.attempts], ["delivered", 2]);
    const refusal = await admin.post(`${WEBHOOKS}/deliveries/${pending.id}/redeliver`);
    await refused(refusal, 409, "webhook_state", "pending");
  });

  await t.step("is another organization's not to see", async () => {
    const stranger = await (await lexia.organization()).session("org_admin");
    const [delivered] = await deliveriesOf(admin, webhook);
    await refused(await stranger.get(`${path}/deliveries`), 404, "webhook_not_found", "list");
    const other = await stranger.get(`${WEBHOOKS}/deliveries/${delivered?.id}`);
    await refused(other, 404, "webhook_delivery_not_found", "one");
  });

  await t.step("forgets what is over after 30 days, and keeps what still waits", async () => {
    await lexia.database.owner.batch([
      { text: "update webhook_deliveries set created_at = now() - interval '31 days'" },
    ]);
    await lexia.core.jobs.tick();
    deepStrictEqual((await deliveriesOf(admin, webhook)).map(({ status }) => status), ["pending"]);
  });
});

Deno.test("POST /api/v1/webhooks/{id}/rotate-secret", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const webhook = await makeWebhook(admin, receiver.url);
  const rotation = await admin.post(`${WEBHOOKS}/${webhook.id}/rotate-secret`, { overlap_hours: 1 });
  const rotated = await rotation.json();
  strictEqual(rotation.status, 200);
  notStrictEqual(rotated.secret, webhook.secret);

  await t.step("signs with both while they overlap", async () => {
    await happen(lexia, acme);
    await lexia.work();
    const got = receiver.received.at(-1);
    ok(got);
    strictEqual(got.headers["webhook-signature"]?.split(" ").length, 2);
    for (const { secret } of [webhook, rotated]) ok(new Webhook(secret).verify(got.body, got.headers));
  });

  await t.step("signs with the new one alone after that", async () => {
    clock.advance(3_601_000);
    await happen(lexia, acme);
    await lexia.work();
    strictEqual(receiver.received.at(-1)?.headers["webhook-signature"]?.split(" ").length, 1);
  });
});

Deno.test("Webhooks of runs", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization();
  const [admin, ana] = [await acme.session("org_admin"), await acme.session("user")];
  await makeWebhook(admin, receiver.url, { events: ["proceso.verified", "solicitud.completed"] });
  const types = () => receiver.received.map(({ body }) => JSON.parse(body).type);

  await t.step("tell of a first answer, and of each check that finds nothing new", async () => {
    const [radicado] = lexia.portal.radicados.found;
    const { links } = await (await ana.post("/api/v1/solicitudes", { radicado })).json();
    await lexia.work();
    deepStrictEqual(types(), ["solicitud.completed"]);
    await (await ana.post(`${links.self}/execute`)).body?.cancel();
    await lexia.work();
    deepStrictEqual(types(), ["solicitud.completed", "proceso.verified"]);
  });
});

Deno.test("GET /api/openapi.json has a message for each event, with an example", async () => {
  await using lexia = await Lexia.start();
  const document = Object(await readDocument(lexia));
  deepStrictEqual(Object.keys(document.webhooks).sort(), [...EVENT_TYPES].sort());
  for (const type of EVENT_TYPES) {
    const { $ref } = document.webhooks[type].post.requestBody.content["application/json"].schema;
    const { example, properties } = document.components.schemas[$ref.split("/").at(-1)];
    strictEqual(example.type, type);
    deepStrictEqual(Object.keys(example.data).sort(), Object.keys(properties.data.properties).sort());
  }
});
