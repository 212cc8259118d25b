/** What is told of searches by name: to whom, when, in which words, and where it leads. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { Mail } from "#domain/ports.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";
import { again, feedOf, nextTime, noticesTo, passUntil, prefer, query } from "#tests/support/telling.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { makeWebhook } from "#tests/support/webhooks.ts";

const SOLICITUDES = "/api/v1/solicitudes";
/** More people of the simulator are called so than a page holds. */
const COMMON = "Inventado";

async function make(lexia: Lexia, who: Session, more: Record<string, unknown> = {}): Promise<string> {
  const parametros = { nombre: COMMON, tipo_persona: "natural", solo_recientes: false, despacho: null };
  const body = { tipo: "avanzada", parametros, frequency: "daily", run_on: "every_day", ...more };
  const response = await who.post(SOLICITUDES, body);
  strictEqual(response.status, 201, await response.clone().text());
  await lexia.work();
  return (await response.json()).id;
}

async function run(lexia: Lexia, who: Session, id: string): Promise<void> {
  const response = await who.post(`${SOLICITUDES}/${id}/execute`);
  strictEqual(response.status, 200, await response.clone().text());
  await lexia.work();
}

/** Cases of that name that the portal hides, one for each: shown again, they are new. */
function hiddenCases(lexia: Lexia): string[] {
  return lexia.portal.radicados.private.filter((radicado) =>
    lexia.portal.expected(radicado).procesos.filter(({ sujetos }) =>
      sujetos.some(({ nombreRazonSocial }) => nombreRazonSocial.includes(COMMON.toUpperCase()))
    ).length === 1
  );
}

async function shownBy(who: Session, id: string): Promise<number> {
  let [count, cursor] = [0, ""];
  do {
    const page = await (await who.get(`${SOLICITUDES}/${id}/hits?gone=false&limit=100${cursor}`)).json();
    count += page.items.length;
    cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
  } while (cursor);
  return count;
}

function latest(mails: readonly Mail[]): Mail {
  const mail = mails.at(-1);
  ok(mail, "there is a mail");
  return mail;
}

Deno.test("A search that somebody watches", async (t) => {
  await using receiver = WebhookReceiver.start();
  await using lexia = await Lexia.start({
    env: {
      PORTAL_CACHE_SECONDS: "0",
      TEXT_API_URL: `${receiver.url}/texts`,
      TEXT_API_TOKEN: "text-token",
      WEBHOOK_ALLOW_HOSTS: "127.0.0.1",
    },
  });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  await prefer(ana, { text: { phone: "+573001234567", enabled: true } });
  const id = await make(lexia, ana, { alias: "Contraparte" });
  const [first = "", second = "", third = ""] = hiddenCases(lexia);
  ok(third, "the simulator hides three cases of that name");

  await t.step("is not told of what it shows first", async () => {
    deepStrictEqual([noticesTo(lexia, ana).length, (await feedOf(ana)).items], [0, []]);
  });

  await t.step(
    "is told at once of a new case: name, alias, counts, the case, and the way to it",
    async () => {
      lexia.portal.setPrivate(first, false);
      await run(lexia, ana, id);
      const shown = await shownBy(ana, id);
      const mail = latest(noticesTo(lexia, ana));
      const sentence =
        `Urgente: un proceso nuevo en la búsqueda de «${COMMON}» (persona natural): ahora muestra ${shown}`;
      strictEqual(mail.subject, `${sentence} · Contraparte`);
      match(mail.text, /Su nombre para ella: Contraparte/);
      match(mail.text, /PROCESOS NUEVOS\n\* \d{5}-\d{2}-\d{2}-\d{3}-\d{4}-\d{5}-\d{2} · .*INVENTADO/);
      strictEqual(mail.text.match(/^\* /gm)?.length, 1);
      const link = `/solicitudes/${id}?show=new#hits`;
      ok(mail.text.includes(`Ver los procesos encontrados: `) && mail.text.includes(link), mail.text);
      ok(mail.html.includes(`${link}"`) && mail.html.includes(`«${COMMON}»`), mail.html);
    },
  );

  await t.step("has an entry of the feed with its name, as urgent as a case that is added", async () => {
    const { items: [entry] } = await feedOf(ana);
    deepStrictEqual(
      [entry.type, entry.severity, entry.alias, entry.nombre, entry.radicado, entry.data.hits.new],
      ["solicitud.completed", "high", "Contraparte", COMMON, null, 1],
    );
    strictEqual(entry.links.hits, `${SOLICITUDES}/${id}/hits`);
    strictEqual((await ana.get(entry.links.hits)).status, 200);
  });

  await t.step("is told by text message to who wants what is urgent", () => {
    const [message] = receiver.received;
    const { text } = JSON.parse(message?.body ?? "{}");
    match(text, /^Urgente: un proceso nuevo en la búsqueda de «Inventado» \(persona natural; Contraparte\)/);
    ok(text.endsWith(`/solicitudes/${id}?show=new#hits`), text);
  });

  await t.step("is not told again of the same case, nor of one that went", async () => {
    const before = noticesTo(lexia, ana).length;
    await run(lexia, ana, id);
    lexia.portal.setPrivate(first, true);
    await run(lexia, ana, id);
    deepStrictEqual([noticesTo(lexia, ana).length, (await feedOf(ana)).items.length], [before, 1]);
  });

  await t.step("is told to chat channels and programs, in words and in numbers", async () => {
    const admin = await acme.session("org_admin");
    const events = ["solicitud.completed", "proceso.verified"] as const;
    await makeWebhook(admin, `${receiver.url}/chat`, { events, format: "slack" });
    await makeWebhook(admin, `${receiver.url}/program`, { events });
    receiver.received.length = 0;
    lexia.portal.setPrivate(second, false);
    await run(lexia, ana, id);
    const bodies = receiver.received.map(({ body }) => JSON.parse(body));
    const chat = bodies.find(({ type, text, to }) => type === undefined && to === undefined && text)?.text;
    match(
      chat,
      /^Urgente: un proceso nuevo en la búsqueda de «Inventado» \(persona natural; Contraparte\): ahora/,
    );
    ok(chat.endsWith(`/solicitudes/${id}?show=new#hits`), chat);
    const { data } = bodies.find(({ type }) => type === "solicitud.completed");
    deepStrictEqual([data.hits.new, data.severity, data.radicado], [1, "high", null]);
  });

  await t.step("tells programs that nothing is new, with its proof", async () => {
    receiver.received.length = 0;
    await run(lexia, ana, id);
    const bodies = receiver.received.map(({ body }) => JSON.parse(body));
    const { data } = bodies.find(({ type }) => type === "proceso.verified");
    match(data.evidence, /^[0-9a-f]{64}$/);
    deepStrictEqual([data.solicitud_id, data.radicado], [id, null]);
    match(
      bodies.find(({ text }) => text)?.text,
      /^Verificado, sin novedades: la búsqueda de «Inventado» \(persona natural; Contraparte\)\.\n/,
    );
  });

  await t.step("speaks English with who does", async () => {
    await query(lexia, "update users set locale = 'en' where id = $1", ana.actor.userId);
    lexia.portal.setPrivate(third, false);
    await run(lexia, ana, id);
    const { subject, text, html } = latest(noticesTo(lexia, ana));
    match(
      subject,
      /^Urgent: one new case in the search for “Inventado” \(natural person\): it now shows \d+ · /,
    );
    match(text, /NEW CASES\n\* /);
    match(text, /See the cases found: http/);
    ok(html.includes("the search for “Inventado”"));
    await query(lexia, "update users set locale = 'es' where id = $1", ana.actor.userId);
  });

  await t.step("is as urgent as the organization's rules say", async () => {
    const admin = await acme.session("org_admin");
    const rules = [{ severity: "low", kinds: ["proceso_added"] }];
    const saved = await admin.send("PUT", "/api/v1/organization/severity-rules", { rules });
    strictEqual(saved.status, 200, await saved.text());
    lexia.portal.setPrivate(third, true);
    await run(lexia, ana, id);
    const [fourth = ""] = hiddenCases(lexia).filter((one) => ![first, second, third].includes(one));
    lexia.portal.setPrivate(fourth, false);
    await run(lexia, ana, id);
    const { items: [entry] } = await feedOf(ana);
    strictEqual(entry.severity, "low");
    match(latest(noticesTo(lexia, ana)).subject, /^Un proceso nuevo en la búsqueda/);
  });
});

Deno.test("A search that was paused while it ran", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0", PORTAL_CONCURRENCY: "1" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const id = await make(lexia, ana);

  await t.step("is told with the next run of what came meanwhile", async () => {
    const [hidden = ""] = hiddenCases(lexia);
    lexia.portal.setPrivate(hidden, false);
    lexia.portal.clearRequests();
    strictEqual((await ana.post(`${SOLICITUDES}/${id}/execute`)).status, 200);
    const work = lexia.work();
    while (lexia.portal.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    strictEqual((await ana.post(`${SOLICITUDES}/${id}/pause`)).status, 200);
    await work;
    strictEqual(noticesTo(lexia, ana).length, 0);
    strictEqual((await ana.post(`${SOLICITUDES}/${id}/resume`)).status, 200);
    await run(lexia, ana, id);
    match(latest(noticesTo(lexia, ana)).subject, /un proceso nuevo/);
    strictEqual(noticesTo(lexia, ana).length, 1);
  });
});

Deno.test("A search that runs once", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user");

  await t.step("is told how many cases it shows, none of which is called new", async () => {
    const id = await make(lexia, ana, { frequency: "once" });
    const { subject, text } = latest(noticesTo(lexia, ana));
    strictEqual(
      subject,
      `Terminada la búsqueda de «${COMMON}» (persona natural): muestra ${await shownBy(ana, id)} procesos`,
    );
    ok(text.includes(`/solicitudes/${id}#hits`));
    doesNotMatch(text, /nuevo/i);
    await run(lexia, ana, id);
    match(latest(noticesTo(lexia, ana)).subject, /procesos, ninguno nuevo$/);
  });

  await t.step("is told that there are none", async () => {
    const parametros = {
      nombre: "Nadie S.A.S.",
      tipo_persona: "juridica",
      solo_recientes: false,
      despacho: null,
    };
    await make(lexia, ana, { frequency: "once", parametros });
    strictEqual(
      latest(noticesTo(lexia, ana)).subject,
      "Verificado: no aparecen procesos en la búsqueda de «Nadie S.A.S.» (persona jurídica)",
    );
  });
});

Deno.test("A search with more than a thousand hits", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  lexia.portal.setFault("too_many");
  const id = await make(lexia, ana, { alias: "Contraparte" });

  await t.step("is told at once, since it shows nothing at all", () => {
    const { subject, text } = latest(noticesTo(lexia, ana));
    match(
      subject,
      /^Hay más de mil procesos en la búsqueda de «Inventado» \(persona natural\) y el portal no/,
    );
    match(text, /hace falta una más precisa/);
    doesNotMatch(text, /PROCESOS NUEVOS/);
  });

  await t.step("is told once while it stays so, and again when it comes to that again", async () => {
    await run(lexia, ana, id);
    lexia.portal.setFault("database_down");
    await run(lexia, ana, id);
    lexia.portal.setFault("too_many");
    await run(lexia, ana, id);
    strictEqual(noticesTo(lexia, ana).length, 1);
    lexia.portal.setFault("none");
    await run(lexia, ana, id);
    strictEqual(noticesTo(lexia, ana).length, 1, "what it shows first is its baseline");
    lexia.portal.setFault("too_many");
    await run(lexia, ana, id);
    strictEqual(noticesTo(lexia, ana).length, 2);
  });
});

Deno.test("What could not be verified", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  await ana.send("PATCH", "/api/v1/me/notifications", { choices: { "solicitud.failed": "at_once" } });
  const search = await make(lexia, ana, { alias: "Contraparte" });
  const made = await ana.post(SOLICITUDES, { radicado: lexia.portal.radicados.found[0] });
  const { id: simple } = await made.json();
  await lexia.work();
  const attempt = async (id: string) => {
    strictEqual((await ana.post(`${SOLICITUDES}/${id}/execute`)).status, 200);
    await query(
      lexia,
      "update jobs set max_attempts = 1 where task = 'solicitud.execute' and status = 'ready'",
    );
    await lexia.work();
    return (await (await ana.get(`${SOLICITUDES}/${id}`)).json()).status;
  };

  await t.step("of a search is told after the last attempt, by its name", async () => {
    lexia.portal.setFault("database_down");
    strictEqual(await attempt(search), "failed");
    const { subject, text } = latest(noticesTo(lexia, ana));
    strictEqual(subject, `No se pudo consultar: la búsqueda de «${COMMON}» (persona natural) · Contraparte`);
    ok(text.includes(`/solicitudes/${search}#hits`));
    const { items: [entry] } = await feedOf(ana);
    deepStrictEqual([entry.type, entry.data.reason], ["solicitud.failed", "portal_database_down"]);
  });

  await t.step("is told once until it is verified again", async () => {
    strictEqual(await attempt(search), "failed");
    strictEqual(noticesTo(lexia, ana).length, 1);
    lexia.portal.setFault("none");
    strictEqual(await attempt(search), "completed");
    lexia.portal.setFault("database_down");
    strictEqual(await attempt(search), "failed");
    strictEqual(noticesTo(lexia, ana).length, 2);
  });

  await t.step("of a radicado is told too, and of neither before the last attempt", async () => {
    lexia.portal.setFault("none");
    await attempt(search);
    lexia.portal.setFault("database_down");
    await run(lexia, ana, simple);
    strictEqual(noticesTo(lexia, ana).length, 2);
    await query(lexia, "update jobs set max_attempts = 2, run_at = now() where task = 'solicitud.execute'");
    await lexia.core.jobs.tick();
    await lexia.work();
    match(latest(noticesTo(lexia, ana)).subject, /^No se pudo consultar: el radicado \d{5}-/);
  });
});

Deno.test("A digest with searches", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock, env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization();
  let ana = await acme.session("user");
  const id = await make(lexia, ana, { alias: "Contraparte", notify: { when: "digest" } });
  const start = nextTime(Math.max(clock.now(), Date.parse("2027-01-19T00:00:00Z")), 2, 10);

  await t.step("says what a search shows first as another notice, which is nothing new", async () => {
    await passUntil(lexia, clock, start);
    ana = await again(lexia, acme, ana);
    const { subject, text } = latest(noticesTo(lexia, ana));
    strictEqual(subject, "Resumen diario de LEXIA: sin novedades");
    match(
      text,
      /OTROS AVISOS\n\* Terminada la búsqueda de «Inventado» \(persona natural; Contraparte\): muestra/,
    );
    ok(text.includes(`/solicitudes/${id}#hits`));
  });

  await t.step("counts what is new, and shows each case below its search", async () => {
    const before = noticesTo(lexia, ana).length;
    const [first = "", second = ""] = hiddenCases(lexia);
    for (const hidden of [first, second]) lexia.portal.setPrivate(hidden, false);
    await run(lexia, ana, id);
    await run(lexia, ana, id);
    await passUntil(lexia, clock, start + 86_400_000);
    const [mail, ...more] = noticesTo(lexia, ana).slice(before);
    ok(mail);
    strictEqual(more.length, 0);
    strictEqual(mail.subject, "Resumen diario de LEXIA: 2 procesos nuevos");
    const section = /NOVEDADES DE SUS BÚSQUEDAS\n([\s\S]*?)\n\n/.exec(mail.text)?.[1] ?? "";
    match(
      section,
      /^\* Urgente: 2 procesos nuevos en la búsqueda de «Inventado» \(persona natural; Contraparte\): ahora/,
    );
    ok(section.includes(`/solicitudes/${id}?show=new#hits`), section);
    strictEqual(section.match(/^ {4}- \d{5}-/gm)?.length, 2);
    match(
      mail.text,
      /VERIFICADO, SIN NOVEDADES\n\* Búsqueda de «Inventado» \(persona natural; Contraparte\): verif/,
    );
    ok(
      mail.html.includes("Novedades de sus búsquedas") &&
        mail.html.includes(`/solicitudes/${id}?show=new#hits"`),
    );
  });
});
