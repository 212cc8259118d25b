/** Whom an event reaches, and how: at once, after quiet hours, in digests. Time passes when a test says so. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";
import {
  again,
  befall,
  feedOf,
  follow,
  nextTime,
  noticesTo,
  passUntil,
  prefer,
  query,
} from "#tests/support/telling.ts";
import { happen } from "#tests/support/webhooks.ts";

const TELL_AGAIN = `insert into jobs (organization_id, task, payload, lane, max_attempts)
  select organization_id, 'event.tell', jsonb_build_object('eventId', id), 0, 3 from events`;

Deno.test("An event that concerns people", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const [ana, eva] = [await acme.session("user"), await acme.session("manager")];
  const stranger = await beta.session("org_admin");
  const watch = await follow(lexia, ana, 0);

  await t.step(
    "is one mail to the owner for all that one check found, and an entry of the feed",
    async () => {
      lexia.portal.advanceDays(1);
      lexia.portal.addActuacion(watch.radicado, { actuacion: "Auto inadmite demanda" });
      lexia.portal.addActuacion(watch.radicado, { actuacion: "Recepción memorial" });
      strictEqual((await ana.post(`/api/v1/solicitudes/${watch.id}/execute`)).status, 200);
      await lexia.work();
      const [mail, ...more] = noticesTo(lexia, ana);
      ok(mail);
      strictEqual(more.length, 0);
      match(mail.subject, /^Urgente: 2 novedades en el radicado \d{5}-\d{2}-.* · Caso 0$/);
      match(mail.text, /NOVEDADES\n\* Urgente\. Actuación nueva: Auto inadmite demanda/);
      match(mail.text, /\* Actuación nueva: Recepción memorial/);
      ok(mail.text.includes(`/solicitudes/${watch.id}`));
      match(mail.unsubscribe ?? "", new RegExp(`^http.*${acme.subdomain}\\..*/unsubscribe\\?token=v1\\.`));
      const feed = await feedOf(ana);
      deepStrictEqual([feed.items.length, feed.unread, feed.items[0].type], [1, 1, "novedad.created"]);
      deepStrictEqual([feed.items[0].severity, feed.items[0].data.novedad_ids.length], ["high", 2]);
      deepStrictEqual([noticesTo(lexia, eva).length, (await feedOf(eva)).items], [0, []]);
    },
  );

  await t.step("is told once, however often its job runs", async () => {
    await query(lexia, "update events set told_at = null");
    await query(lexia, TELL_AGAIN);
    await query(lexia, TELL_AGAIN);
    await lexia.core.jobs.tick();
    await lexia.work();
    deepStrictEqual([noticesTo(lexia, ana).length, (await feedOf(ana)).items.length], [1, 1]);
  });

  await t.step("reaches whom a novedad is assigned to, once also where they follow the case", async () => {
    const [[novedad] = []] = await query(lexia, "select id from novedades where severity = 'high'");
    const path = `/api/v1/novedades/${novedad}/assign`;
    strictEqual((await eva.post(path, { user_id: eva.actor.userId })).status, 200);
    const data = { novedad_ids: [String(novedad)], severity: "high" } as const;
    await befall(lexia, acme, watch, "novedad.created", data);
    deepStrictEqual([noticesTo(lexia, ana).length, noticesTo(lexia, eva).length], [2, 1]);
    await follow(lexia, eva, 0);
    await befall(lexia, acme, watch, "novedad.created", data);
    deepStrictEqual([noticesTo(lexia, ana).length, noticesTo(lexia, eva).length], [3, 1]);
  });

  await t.step("reaches administrators alone where it is the organization's quota", async () => {
    const admin = await acme.session("org_admin");
    await happen(lexia, acme);
    await lexia.work();
    match(noticesTo(lexia, admin)[0]?.subject ?? "", /80 % de las consultas/);
    deepStrictEqual([noticesTo(lexia, ana).length, noticesTo(lexia, stranger).length], [3, 0]);
  });

  await t.step("reaches who uploaded the file, where that is done", async () => {
    const { services } = lexia.core;
    const { recordEvent } = await import("#domain/events/record_event.ts");
    await services.tenantDb(acme.id).tx((tx) =>
      recordEvent(tx, {
        type: "bulk.completed",
        userId: eva.actor.userId,
        occurredAt: new Date(services.clock.now()),
        data: { bulk_id: crypto.randomUUID(), status: "completed", total: 3, valid: 2, invalid: 1 },
      })
    );
    await lexia.work();
    match(noticesTo(lexia, eva).at(-1)?.subject ?? "", /^Carga masiva terminada: 2 de 3 filas/);
    strictEqual(noticesTo(lexia, ana).length, 3);
  });

  await t.step("speaks the person's language, or else the organization's", async () => {
    await query(lexia, "update users set locale = 'en' where id = $1", ana.actor.userId);
    await ana.send("PATCH", "/api/v1/me/notifications", { choices: { "solicitud.failed": "at_once" } });
    await befall(lexia, acme, watch, "solicitud.failed");
    match(noticesTo(lexia, ana).at(-1)?.subject ?? "", /^The lookup failed: radicado \d{5}-/);
  });

  await t.step("reaches nobody of a muted watch, and nobody by mail of one without mail", async () => {
    const before = noticesTo(lexia, ana).length;
    const path = `/api/v1/solicitudes/${watch.id}`;
    await ana.send("PATCH", path, { notify: { email: false } });
    await befall(lexia, acme, watch, "solicitud.failed");
    const { items } = await feedOf(ana);
    await ana.send("PATCH", path, { notify: { email: true, muted: true } });
    await befall(lexia, acme, watch, "solicitud.failed");
    strictEqual(noticesTo(lexia, ana).length, before);
    strictEqual((await feedOf(ana)).items.length, items.length);
    await ana.send("PATCH", path, { notify: { muted: false } });
  });

  await t.step("reaches nobody who is not active any more", async () => {
    const before = lexia.mails.length;
    await query(
      lexia,
      "update organization_users set is_active = false where user_id = $1",
      ana.actor.userId,
    );
    await befall(lexia, acme, watch, "solicitud.failed");
    strictEqual(lexia.mails.length, before);
  });
});

Deno.test("Quiet hours", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const watch = await follow(lexia, ana, 1);
  await prefer(ana, { quiet_hours: { from: "20:00", until: "06:30" }, time_zone: "America/Bogota" });
  const evening = nextTime(clock.now(), 3, 21);

  await t.step("put a mail off until they end", async () => {
    await passUntil(lexia, clock, evening);
    await befall(lexia, acme, watch, "novedad.created");
    strictEqual(noticesTo(lexia, ana).length, 0);
    strictEqual((await feedOf(await again(lexia, acme, ana))).unread, 1);
    await passUntil(lexia, clock, evening + 9 * 3_600_000);
    strictEqual(noticesTo(lexia, ana).length, 0);
    await passUntil(lexia, clock, evening + 10 * 3_600_000);
    strictEqual(noticesTo(lexia, ana).length, 1);
  });

  await t.step("drop it where the watch was muted meanwhile, or the person left", async () => {
    for (
      const text of [
        `update solicitudes set notify = notify || '{"muted": true}' where owner_id = $1`,
        "update users set is_active = false where id = $1",
      ]
    ) {
      await passUntil(lexia, clock, nextTime(clock.now(), 3, 21));
      await befall(lexia, acme, watch, "novedad.created");
      await query(lexia, text, ana.actor.userId);
      await passUntil(lexia, clock, clock.now() + 12 * 3_600_000);
      await query(lexia, `update solicitudes set notify = notify || '{"muted": false}'`);
      strictEqual(noticesTo(lexia, ana).length, 1, text);
    }
  });
});

Deno.test("Digests", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock, env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const [news, quiet] = [await follow(lexia, ana, 2), await follow(lexia, ana, 3)];
  await prefer(ana, {
    choices: { "novedad.created": "daily", "solicitud.failed": "weekly", "proceso.verified": "daily" },
    digest_hour: 8,
  });
  // Two weeks of working days, wherever the test begins: past Christmas and New Year.
  const start = nextTime(Math.max(clock.now(), Date.parse("2027-01-19T00:00:00Z")), 2, 10);
  const day = 86_400_000;

  await t.step("wait for their hour on a working day, and then say all at once, by case", async () => {
    await passUntil(lexia, clock, start);
    await befall(lexia, acme, quiet, "proceso.verified");
    await befall(lexia, acme, quiet, "proceso.verified");
    await befall(lexia, acme, news, "solicitud.held");
    lexia.portal.advanceDays(1);
    lexia.portal.addActuacion(news.radicado, { actuacion: "Auto admite demanda" });
    await query(
      lexia,
      `update actuaciones set term_ends_on = $1 where id = (select max(a.id::text)::uuid from actuaciones a
         join procesos p on p.id = a.proceso_id where p.radicado = $2)`,
      new Date(start + 3 * day).toISOString().slice(0, 10),
      news.radicado,
    );
    const now = await again(lexia, acme, ana);
    strictEqual((await now.post(`/api/v1/solicitudes/${news.id}/execute`)).status, 200);
    await lexia.work();
    await passUntil(lexia, clock, start + 21 * 3_600_000);
    strictEqual(noticesTo(lexia, ana).length, 0);
    await passUntil(lexia, clock, start + 22 * 3_600_000);
    const [mail, ...more] = noticesTo(lexia, ana);
    strictEqual(more.length, 0);
    strictEqual(mail?.subject, "Resumen diario de LEXIA: una novedad");
    const { text } = mail;
    const places = ["NOVEDADES", "VERIFICADO, SIN NOVEDADES", "EN ESPERA", "TÉRMINOS QUE VENCEN"]
      .map((title) => text.indexOf(`\n${title}`));
    ok(places.every((place, i) => place > (places[i - 1] ?? 0)), text);
    match(text, /\* Caso 2 \(\d{5}-[\d-]+\)\n.*\n {4}- Actuación nueva: Auto admite demanda/);
    match(text, /\* Caso 3 \([\d-]+\): verificado 2 veces, la última el/);
    ok(text.includes(`/solicitudes/${news.id}`));
  });

  await t.step("are one for each person and slot, with three schedulers at once", async () => {
    await befall(lexia, acme, news, "novedad.created");
    clock.advance(start + 46 * 3_600_000 - clock.now());
    const others = [await lexia.another({ clock }), await lexia.another({ clock })];
    const all = [lexia, ...others];
    await Promise.all(all.map(({ core }) => core.jobs.tick()));
    await Promise.all(all.map((one) => one.work()));
    await Promise.all(all.map(({ core }) => core.jobs.tick()));
    await Promise.all(all.map((one) => one.work()));
    const subjects = all.flatMap((one) => noticesTo(one, ana)).map(({ subject }) => subject);
    strictEqual(subjects.length, 2, JSON.stringify(subjects));
    const slots = await query(lexia, "select way, lines from notification_digests order by slot_at");
    deepStrictEqual(slots, [["daily", 4], ["daily", 1]]);
  });

  await t.step("leave what was told too late for one to the next", async () => {
    await befall(lexia, acme, news, "novedad.created");
    await query(
      lexia,
      `update notifications set mail_at = (select max(slot_at) from notification_digests) where mailed_at is null`,
    );
    const before = noticesTo(lexia, ana).length;
    await lexia.core.jobs.tick();
    await lexia.work();
    strictEqual(noticesTo(lexia, ana).length, before);
    const [[mailAt] = []] = await query(lexia, "select mail_at from notifications where mailed_at is null");
    ok(Date.parse(String(mailAt)) > clock.now());
  });

  await t.step("come weekly on the first working day of the week", async () => {
    const before = () => lexia.mails.filter(({ subject }) => subject.startsWith("Resumen semanal")).length;
    await befall(lexia, acme, quiet, "solicitud.failed");
    const monday = nextTime(clock.now(), 1, 8);
    await passUntil(lexia, clock, monday - 60_000);
    strictEqual(before(), 0);
    await passUntil(lexia, clock, monday + 60_000);
    strictEqual(before(), 1);
    match(lexia.mails.at(-1)?.text ?? "", /NO SE PUDO CONSULTAR\n\* Caso 3/);
  });

  await t.step("take what a solicitud sends there, and say nothing where nothing happened", async () => {
    const dailies = () => lexia.mails.filter(({ subject }) => subject.startsWith("Resumen diario")).length;
    await passUntil(lexia, clock, clock.now() + 5 * day);
    const before = dailies();
    await passUntil(lexia, clock, clock.now() + 5 * day);
    strictEqual(dailies(), before);
    const now = await again(lexia, acme, ana);
    await prefer(now, { choices: { "novedad.created": "at_once" } });
    await now.send("PATCH", `/api/v1/solicitudes/${news.id}`, { notify: { when: "digest" } });
    const sent = noticesTo(lexia, ana).length;
    await befall(lexia, acme, news, "novedad.created", { severity: "high" });
    strictEqual(noticesTo(lexia, ana).length, sent);
    await passUntil(lexia, clock, clock.now() + 5 * day);
    strictEqual(dailies(), before + 1);
  });
});
