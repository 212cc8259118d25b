/** The inbox and the feed as people meet them, without a script. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { enterByForm, FormBrowser } from "#tests/support/form_browser.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { follow, happen, UNCACHED } from "#tests/support/news.ts";

const NOTE = "Se concede el término de cinco (5) días para subsanar so pena de rechazo.";
const AUTO = {
  actuacion: "Auto inadmite demanda",
  anotacion: NOTE,
  term: { from: "2026-11-27", to: "2026-12-03" },
};

function browserOf(lexia: Lexia, { host, actor }: Session): Promise<FormBrowser> {
  return enterByForm(lexia, host, actor.email);
}

async function newsOf(session: Session, query = "") {
  return (await (await session.get(`/api/v1/novedades${query}`)).json()).items;
}

async function setUp(lexia: Lexia, acme: TestOrganization) {
  const ana = await acme.session("user", { withPassword: true });
  const boss = await acme.session("manager", { withPassword: true });
  const radicado = lexia.portal.radicados.gapped[0] ?? "";
  const id = await follow(lexia, ana, radicado, "Pérez contra Rodríguez");
  await happen(lexia, ana, { id, radicado, entry: AUTO });
  await happen(lexia, ana, { id, radicado, entry: { actuacion: "Recepción memorial", anotacion: null } });
  return { ana, boss, radicado, id };
}

/** What leads to a novedad in the list. */
function links(page: string): string[] {
  return [...page.matchAll(/href="\/novedades\/([0-9a-f-]{36})[^"]*"/g)].map(([, id = ""]) => id);
}

Deno.test("/novedades", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const acme = await lexia.organization();
  const { ana, boss, radicado, id } = await setUp(lexia, acme);
  const browser = await browserOf(lexia, ana);
  const [memorial, auto] = await newsOf(ana);

  await t.step("lists what is new, the latest first, with case, court date and severity", async () => {
    const page = await browser.page("/novedades");
    deepStrictEqual(links(page), [memorial.id, auto.id]);
    match(page, /Auto inadmite demanda/);
    match(page, /Pérez contra Rodríguez/);
    ok(page.includes(auto.radicado_formatted));
    ok(page.includes(`<time datetime="${auto.filed_on}">`));
    strictEqual([...page.matchAll(/data-fresh="yes"/g)].length, 2);
    match(page, /data-news="2"/);
  });

  await t.step("narrows by what the address says, and keeps it in its links", async () => {
    const page = await browser.page("/novedades?severity=high&q=inadmite");
    deepStrictEqual(links(page), [auto.id]);
    match(page, new RegExp(`href="/novedades/${auto.id}\\?severity=high&amp;q=inadmite"`));
    deepStrictEqual(links(await browser.page("/novedades?severity=low")), [memorial.id]);
    deepStrictEqual(links(await browser.page("/novedades?kind=actuacion_edited")), []);
    deepStrictEqual(links(await browser.page(`/novedades?radicado=${auto.radicado_formatted}`)).length, 2);
    deepStrictEqual(links(await browser.page("/novedades?to=2020-01-01")), []);
    deepStrictEqual(links(await browser.page("/novedades?from=nunca&kind=x&severity=y")).length, 2);
    match(await browser.page("/novedades?q=zzz"), /Ninguna novedad coincide/);
  });

  await t.step("shows one with its note, term, proof and way to the docket", async () => {
    const page = await browser.page(`/novedades/${auto.id}`);
    match(page, new RegExp(NOTE.replace(/[().]/g, "\\$&")));
    match(page, /<time datetime="2026-12-03">3 dic 2026<\/time>/);
    match(page, /Huella de la respuesta/);
    match(page, /<code[^>]*>[0-9a-f]{64}<\/code>/);
    ok(page.includes(`href="/solicitudes/${id}#actuacion-${auto.actuacion_id}"`));
    match(page, /<title>Auto inadmite demanda · Novedades · LEXIA<\/title>/);
  });

  await t.step("does not read by being looked at, and reads when asked to", async () => {
    strictEqual((await newsOf(ana, "?unread=true")).length, 2);
    const path = `/novedades/${auto.id}`;
    const response = await browser.post(`${path}/read?severity=high`);
    deepStrictEqual([response.status, response.headers.get("location")], [303, `${path}?severity=high`]);
    match(await browser.page(path), /Marcar sin leer/);
    match(await browser.page("/novedades"), /data-news="1"/);
    await browser.post(`${path}/unread`);
    match(await browser.page(path), /Marcar como leída/);
  });

  await t.step("acknowledges for the organization", async () => {
    await browser.post(`/novedades/${auto.id}/acknowledge`);
    const page = await browser.page(`/novedades/${auto.id}`);
    match(page, new RegExp(`Acusó recibo ${ana.actor.name}`));
    doesNotMatch(page, /data-key="e"/);
    deepStrictEqual(links(await browser.page("/novedades?acknowledged=true")), [auto.id]);
  });

  await t.step("is given to a colleague, and says at the field why not", async () => {
    const bossBrowser = await browserOf(lexia, boss);
    const path = `/novedades/${auto.id}`;
    match(await bossBrowser.page(path), new RegExp(`<option [^>]*value="${ana.actor.userId}"`));
    const refused = await bossBrowser.post(`${path}/assign`, { user_id: crypto.randomUUID() });
    strictEqual(refused.status, 422);
    match(await refused.text(), /aria-describedby="assignee-error" aria-invalid="true"/);
    strictEqual((await bossBrowser.post(`${path}/assign`, { user_id: ana.actor.userId })).status, 303);
    strictEqual((await newsOf(ana, "?assigned_to_me=true"))[0].id, auto.id);
    // She may not see the team: she gives it to herself or to nobody.
    const own = await browser.page(path);
    doesNotMatch(own, new RegExp(`<option [^>]*value="${boss.actor.userId}"`));
    match(own, new RegExp(`<option [^>]*value="${ana.actor.userId}" selected`));
  });

  await t.step("keeps notes, and refuses an empty one", async () => {
    const path = `/novedades/${auto.id}/notes`;
    const refused = await browser.post(path, { text: "  " });
    strictEqual(refused.status, 422);
    match(await refused.text(), /id="note-error">Escriba la nota/);
    strictEqual((await browser.post(path, { text: "Llamar al <cliente>" })).status, 303);
    match(await browser.page(`/novedades/${auto.id}`), /Llamar al &lt;cliente&gt;/);
  });

  await t.step("marks all as read, up to when the page was drawn", async () => {
    const page = await browser.page("/novedades");
    const until = /name="until" value="([^"]+)"/.exec(page)?.[1] ?? "";
    await happen(lexia, ana, { id, radicado, entry: { actuacion: "Sentencia", anotacion: null } });
    strictEqual((await browser.post("/novedades/read-all", { until })).status, 303);
    deepStrictEqual(
      (await newsOf(ana, "?unread=true")).map(({ severity }: { severity: string }) => severity),
      [
        "high",
      ],
    );
    strictEqual((await browser.post("/novedades/read-all", { until: "ayer" })).status, 400);
  });

  await t.step(
    "is nobody else's: not for who does not follow the case, nor for another organization",
    async () => {
      const eva = await browserOf(lexia, await acme.session("user", { withPassword: true }));
      deepStrictEqual(links(await eva.page("/novedades")), []);
      match(await eva.page("/novedades"), /Todavía no hay novedades/);
      strictEqual((await eva.get(`/novedades/${auto.id}`)).status, 404);
      strictEqual((await eva.post(`/novedades/${auto.id}/acknowledge`)).status, 404);
      const other = await (await lexia.organization()).session("manager", { withPassword: true });
      const beyond = await browserOf(lexia, other);
      strictEqual((await beyond.get(`/novedades/${auto.id}`)).status, 404);
      strictEqual((await browser.get("/novedades/1")).status, 404);
    },
  );

  await t.step("shows a viewer what they follow, and nothing to work with", async () => {
    const viewer = await acme.session("viewer", { withPassword: true });
    await lexia.database.owner.batch([{
      text: "update solicitudes set owner_id = $2 where id = $1",
      values: [id, viewer.actor.userId],
    }]);
    const reader = await browserOf(lexia, viewer);
    const page = await reader.page(`/novedades/${auto.id}`);
    doesNotMatch(page, /id="assignee"|id="note"|data-key="e"/);
    match(page, /data-key="u"/);
    strictEqual((await reader.post(`/novedades/${auto.id}/notes`, { text: "x" })).status, 403);
  });
});

Deno.test("/novedades speaks English, and goes page by page", async () => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const acme = await lexia.organization();
  const ana = await acme.session("user", { withPassword: true });
  const radicado = lexia.portal.radicados.gapped[0] ?? "";
  const id = await follow(lexia, ana, radicado);
  for (let i = 0; i < 31; i++) {
    lexia.portal.addActuacion(radicado, { actuacion: `Oficio ${i}`, anotacion: null });
  }
  await ana.post(`/api/v1/solicitudes/${id}/execute`);
  await lexia.work();
  await lexia.database.owner.batch([{
    text: "update users set locale = 'en' where id = $1",
    values: [ana.actor.userId],
  }]);
  const browser = await browserOf(lexia, ana);
  const first = await browser.page("/novedades");
  match(first, /<html lang="en"/);
  match(first, /What is new in your cases/);
  doesNotMatch(first, /Sin leer|Importancia|Despacho</);
  strictEqual(links(first).length, 30);
  const next = /href="(\/novedades\?cursor=[^"]+)" rel="next"/.exec(first)?.[1] ?? "";
  const second = await browser.page(next);
  strictEqual(links(second).length, 1);
  // The chosen one is shown beside the page of the list that it stands on.
  const chosen = await browser.page(`/novedades/${links(second)[0]}?${next.split("?")[1]}`);
  match(chosen, /Proof of the check/);
  match(chosen, /aria-current="true"/);
  const bytes = new Blob([first]).stream().pipeThrough(new CompressionStream("gzip"));
  const size = (await new Response(bytes).arrayBuffer()).byteLength;
  ok(size < 25_000, `${size} bytes`);
});

Deno.test("/feed and /news/unread", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const acme = await lexia.organization();
  const { ana, radicado } = await setUp(lexia, acme);
  const browser = await browserOf(lexia, ana);
  const unread = async (by: FormBrowser) => await (await by.get("/news/unread")).json();

  await t.step("counts what waits, and says that nobody is signed in", async () => {
    deepStrictEqual(await unread(browser), { signed_in: true, novedades: 2, notices: 2 });
    deepStrictEqual(await unread(new FormBrowser(lexia, acme.subdomain)), { signed_in: false });
  });

  await t.step("tells each notice in a sentence, with a link to what it is about", async () => {
    const page = await browser.page("/feed");
    match(page, /Urgente: una novedad en el radicado [\d-]{29}/);
    const [first] = await newsOf(ana);
    ok(page.includes(`href="/novedades/${first.id}"`), radicado);
    match(page, /2 sin leer/);
  });

  await t.step("marks one as read, and all", async () => {
    const page = await browser.page("/feed");
    const action = /action="(\/feed\/[0-9a-f-]{36}\/read)"/.exec(page)?.[1] ?? "";
    strictEqual((await browser.post(action)).status, 303);
    strictEqual((await unread(browser)).notices, 1);
    const until = /name="until" value="(\d+)"/.exec(page)?.[1] ?? "";
    strictEqual((await browser.post("/feed/read-all", { until })).status, 303);
    strictEqual((await unread(browser)).notices, 0);
    strictEqual((await browser.post("/feed/read-all", { until: "x" })).status, 400);
    strictEqual((await browser.post(`/feed/${crypto.randomUUID()}/read`)).status, 404);
    match(await browser.page("/feed"), /Nada sin leer/);
  });

  await t.step("is empty for who was told nothing", async () => {
    const eva = await browserOf(lexia, await acme.session("user", { withPassword: true }));
    match(await eva.page("/feed"), /Todavía no hay avisos/);
  });
});
