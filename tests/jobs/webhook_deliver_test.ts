/** What becomes of an event until a receiver has taken it. Time passes when a test says so. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { TEST_ONLY_CA, testCaCertificate } from "#tests/support/portal_simulator/tls_fixture.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { deliveriesOf, happen, makeWebhook, passTime, untilNext, WEBHOOKS } from "#tests/support/webhooks.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function webhookOf(session: Session, { id }: { id: string }) {
  return await (await session.get(`${WEBHOOKS}/${id}`)).json();
}

Deno.test("webhook.deliver, one message for each endpoint", async (t) => {
  await using lexia = await Lexia.start();
  await using receiver = WebhookReceiver.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const admin = await acme.session("org_admin");
  const rows = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];

  await t.step("goes to those that asked for such events, and to nobody else's", async () => {
    const [one, two] = [await makeWebhook(admin, receiver.url), await makeWebhook(admin, receiver.url)];
    await makeWebhook(admin, receiver.url, { events: ["bulk.completed"] });
    await makeWebhook(await beta.session("org_admin"), receiver.url);
    const eventId = await happen(lexia, acme);
    await lexia.work();
    strictEqual(receiver.received.length, 2);
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    const deliveries = [...await deliveriesOf(admin, one), ...await deliveriesOf(admin, two)];
    deepStrictEqual(ids.toSorted(), deliveries.map(({ id }) => id).sort());
    for (const { body, headers } of receiver.received) {
      const { type, timestamp, event_id: about, data, ...more } = JSON.parse(body);
      deepStrictEqual([type, about, data.percent, more], ["quota.warning", eventId, 80, {}]);
      match(timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      strictEqual(headers["content-type"], "application/json");
    }
  });

  await t.step("is written once, however often the event is told", async () => {
    const [count] = await rows("select count(*)::int from webhook_deliveries");
    await rows("update events set told_at = null");
    await rows(
      `insert into jobs (organization_id, task, payload, lane, max_attempts)
       select organization_id, 'event.tell', jsonb_build_object('eventId', id), 0, 3 from events`,
    );
    await lexia.core.jobs.tick();
    await lexia.work();
    deepStrictEqual(await rows("select count(*)::int from webhook_deliveries"), [count]);
    strictEqual(receiver.received.length, 2);
  });

  await t.step("tells nothing of a muted watch, and a sentence to chat channels", async () => {
    const owner = await acme.session("manager");
    const radicado = lexia.portal.radicados.found[0] ?? "";
    const made = await (await owner.post("/api/v1/solicitudes", { radicado, frequency: "daily" })).json();
    const events = ["solicitud.failed"] as const;
    await makeWebhook(admin, receiver.url, { events, format: "slack" });
    const failed = {
      type: "solicitud.failed",
      solicitudId: made.id,
      data: { solicitud_id: made.id, radicado, execution_id: null, reason: "portal_silent" },
    } as const;
    const before = receiver.received.length;
    await happen(lexia, acme, failed);
    await lexia.work();
    const { text } = JSON.parse(receiver.received.at(-1)?.body ?? "{}");
    ok(text.startsWith(`No se pudo consultar: el radicado ${radicado}.\n`), text);
    ok(text.endsWith(`/solicitudes/${made.id}`), text);
    await owner.send("PATCH", `/api/v1/solicitudes/${made.id}`, { notify: { muted: true } });
    await happen(lexia, acme, failed);
    await lexia.work();
    strictEqual(receiver.received.length, before + 1);
  });

  await t.step(
    "is sent by nobody where the organization is suspended, until it is active again",
    async () => {
      await rows("update organizations set is_active = false where id = $1", acme.id);
      const before = receiver.received.length;
      await happen(lexia, acme);
      await lexia.work();
      deepStrictEqual(
        await rows("select distinct last_reason from webhook_deliveries where status = 'held'"),
        [["organization_suspended"]],
      );
      await rows("update organizations set is_active = true where id = $1", acme.id);
      await rows("update webhook_deliveries set next_attempt_at = now() where status = 'held'");
      await lexia.core.jobs.tick();
      await lexia.work();
      strictEqual(receiver.received.length, before + 2);
    },
  );

  await t.step("has failed where its job was buried, and can be sent again", async () => {
    const webhook = await makeWebhook(admin, receiver.url, { events: ["bulk.completed"] });
    const data = { bulk_id: webhook.id, status: "completed", total: 1, valid: 1, invalid: 0 };
    receiver.answer = () => new Response(null, { status: 500 });
    await happen(lexia, acme, { type: "bulk.completed", data });
    await lexia.work();
    await rows(
      `update jobs set status = 'running', attempts = max_attempts, lease_token = gen_random_uuid(),
         lease_until = now() - interval '1 second' where task = 'webhook.deliver' and status = 'ready'`,
    );
    await lexia.core.jobs.tick();
    const [delivery] = await deliveriesOf(admin, webhook);
    deepStrictEqual([delivery?.status, delivery?.last_reason], ["failed", "workers_lost"]);
    receiver.answer = () => new Response(null, { status: 204 });
    strictEqual((await admin.post(`${WEBHOOKS}/deliveries/${delivery?.id}/redeliver`)).status, 202);
    await lexia.work();
    strictEqual((await deliveriesOf(admin, webhook))[0]?.status, "delivered");
  });
});

Deno.test("webhook.deliver, the plan's webhooks a day", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization({ plan: "free" });
  const admin = await acme.session("org_admin");
  const webhook = await makeWebhook(admin, receiver.url);
  const untilTomorrow = () => {
    const local = clock.now() - 5 * HOUR;
    return DAY - (local % DAY);
  };

  await t.step("puts off what is beyond, visibly, to the next day of Bogota", async () => {
    await lexia.database.owner.batch([{
      text: `insert into webhook_days (organization_id, day, sent)
        select $1, to_char($2::timestamptz at time zone 'America/Bogota', 'YYYY-MM-DD'), 98`,
      values: [acme.id, new Date(clock.now()).toISOString()],
    }]);
    for (let i = 0; i < 7; i++) await happen(lexia, acme);
    const midnight = clock.now() + untilTomorrow();
    await lexia.work();
    strictEqual(receiver.received.length, 2);
    const held = await deliveriesOf(admin, webhook, "?status=held");
    strictEqual(held.length, 5);
    for (const { next_attempt_at: at, last_reason: reason } of held) {
      strictEqual(reason, "daily_limit");
      strictEqual(Math.round(Date.parse(at ?? "") / 1_000), Math.round(midnight / 1_000));
    }
  });

  await t.step("counts what is sent again by hand as one more", async () => {
    const [delivered] = await deliveriesOf(admin, webhook, "?status=delivered");
    const again = await admin.post(`${WEBHOOKS}/deliveries/${delivered?.id}/redeliver`);
    strictEqual(again.status, 202);
    await lexia.work();
    strictEqual((await deliveriesOf(admin, webhook, "?status=held")).length, 6);
    strictEqual(receiver.received.length, 2);
  });

  await t.step("loses nothing: all are sent when the day has come", async () => {
    await passTime(lexia, clock, untilTomorrow() + 1_000);
    await lexia.work();
    strictEqual(receiver.received.length, 8);
    const ids = new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
    strictEqual(ids.size, 7);
    const boss = await acme.session("org_admin");
    deepStrictEqual(await deliveriesOf(boss, webhook, "?status=held"), []);
    const [found] = await lexia.database.owner.batch([{
      text: "select sent from webhook_days where organization_id = $1 order by day",
      values: [acme.id],
    }]);
    deepStrictEqual(found?.rows, [[100], [6]]);
  });
});

Deno.test("webhook.deliver, an endpoint that is not well", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization();
  const inEnglish = await acme.session("org_admin");
  await lexia.database.owner.batch([
    { text: "update users set locale = 'en' where id = $1", values: [inEnglish.actor.userId] },
  ]);

  await t.step("gets one request at a time until it has answered well, then four", async () => {
    const webhook = await makeWebhook(inEnglish, receiver.url);
    receiver.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return new Response(null, { status: 500 });
    };
    for (let i = 0; i < 12; i++) await happen(lexia, acme);
    await lexia.work();
    strictEqual(receiver.mostAtOnce, 1);
    const waiting = await deliveriesOf(inEnglish, webhook, "?status=pending");
    strictEqual(waiting.length, 12);
    ok(receiver.received.length < 12, "those behind it wait");
    receiver.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return new Response(null, { status: 200 });
    };
    for (let i = 0; i < 30 && (await deliveriesOf(inEnglish, webhook, "?status=pending")).length > 0; i++) {
      await passTime(lexia, clock, 10_000);
      await lexia.work();
    }
    strictEqual((await deliveriesOf(inEnglish, webhook, "?status=delivered")).length, 12);
    strictEqual(receiver.mostAtOnce, 4);
    await inEnglish.send("DELETE", `${WEBHOOKS}/${webhook.id}`);
  });

  await t.step("is left alone as long as Retry-After says, with everything", async () => {
    const admin = await acme.session("org_admin");
    const webhook = await makeWebhook(admin, receiver.url);
    const before = receiver.received.length;
    receiver.answer = () => new Response(null, { status: 429, headers: { "retry-after": "120" } });
    await happen(lexia, acme);
    await lexia.work();
    await happen(lexia, acme);
    await lexia.work();
    strictEqual(receiver.received.length, before + 1);
    await passTime(lexia, clock, 110_000);
    await lexia.work();
    strictEqual(receiver.received.length, before + 1);
    receiver.answer = () => new Response(null, { status: 200 });
    await passTime(lexia, clock, 11_000);
    await lexia.work();
    strictEqual(receiver.received.length, before + 3);
    strictEqual((await webhookOf(admin, webhook)).health.consecutive_failures, 0);
    await admin.send("DELETE", `${WEBHOOKS}/${webhook.id}`);
  });

  await t.step("is disabled by 410, with a mail to each administrator in their language", async () => {
    const admin = await acme.session("org_admin");
    const webhook = await makeWebhook(admin, receiver.url);
    receiver.answer = () => new Response(null, { status: 410 });
    lexia.mails.length = 0;
    await happen(lexia, acme);
    await happen(lexia, acme);
    await lexia.work();
    const { state, disabled_reason: reason } = await webhookOf(admin, webhook);
    deepStrictEqual([state, reason], ["disabled", "gone"]);
    for (const delivery of await deliveriesOf(admin, webhook)) strictEqual(delivery.status, "failed");
    const subjects = lexia.mails.map(({ subject }) => subject);
    ok(subjects.some((subject) => subject.startsWith("LEXIA disabled a webhook")), subjects.join());
    ok(subjects.some((subject) => subject.startsWith("LEXIA desactivó un webhook")), subjects.join());
    ok(!lexia.mails.some(({ text }) => text.includes("/hook")), "an address may hold a secret");
    const audit = await (await admin.get("/api/v1/audit?action=webhook.disable")).json();
    strictEqual(audit.items.length, 1);
  });

  await t.step("is disabled after five days of nothing but failures, not before", async () => {
    const webhook = await makeWebhook(await acme.session("org_admin"), receiver.url);
    receiver.answer = () => new Response(null, { status: 500 });
    lexia.mails.length = 0;
    const began = clock.now();
    while (clock.now() - began < 4.8 * DAY) {
      await happen(lexia, acme);
      await lexia.work();
      await passTime(lexia, clock, 12 * HOUR);
    }
    const late = await acme.session("org_admin");
    strictEqual((await webhookOf(late, webhook)).state, "active");
    await passTime(lexia, clock, 12 * HOUR);
    await happen(lexia, acme);
    await lexia.work();
    const later = await acme.session("org_admin");
    const { state, disabled_reason: reason, health } = await webhookOf(later, webhook);
    deepStrictEqual([state, reason], ["disabled", "failing"]);
    ok(health.consecutive_failures > 5);
    ok(lexia.mails.length > 0);
    const before = receiver.received.length;
    await happen(lexia, acme);
    await lexia.work();
    strictEqual(receiver.received.length, before);
  });
});

Deno.test("webhook.deliver, over TLS", async (t) => {
  const { cert, key } = testCaCertificate();
  const caFile = await Deno.makeTempFile();
  await Deno.writeTextFile(caFile, TEST_ONLY_CA);
  await using receiver = WebhookReceiver.start({ cert, key });
  const url = `https://localhost:${receiver.port}/hook`;

  await t.step("goes to a receiver whose certificate is of that name", async () => {
    await using lexia = await Lexia.start({
      env: { WEBHOOK_ALLOW_HOSTS: "127.0.0.1,localhost", WEBHOOK_CA_FILE: caFile },
    });
    lexia.dns.setAddresses("localhost", ["127.0.0.1"]);
    lexia.dns.setAddresses("hooks.example.com", ["127.0.0.1"]);
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    await makeWebhook(admin, url);
    const wrong = await makeWebhook(admin, url.replace("localhost", "hooks.example.com"));
    await happen(lexia, acme);
    await lexia.work();
    deepStrictEqual(receiver.received.map(({ headers }) => headers.host), [`localhost:${receiver.port}`]);
    strictEqual((await deliveriesOf(admin, wrong))[0]?.last_reason, "certificate_untrusted");
  });

  await t.step("does not go to one that nobody vouches for", async () => {
    await using lexia = await Lexia.start({ env: { WEBHOOK_ALLOW_HOSTS: "localhost" } });
    lexia.dns.setAddresses("localhost", ["127.0.0.1"]);
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    const webhook = await makeWebhook(admin, url);
    await happen(lexia, acme);
    await lexia.work();
    strictEqual((await deliveriesOf(admin, webhook))[0]?.last_reason, "certificate_untrusted");
    strictEqual(receiver.received.length, 1);
    ok(await untilNext(lexia) > 0);
  });
  await Deno.remove(caFile);
});
