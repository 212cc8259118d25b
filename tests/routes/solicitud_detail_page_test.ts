/** The page of a case, without a script: what was checked, what is new, which terms run, and what its forms do. */
import { doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { enterByForm, type FormBrowser } from "#tests/support/form_browser.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { follow, happen, UNCACHED } from "#tests/support/news.ts";

const SETTINGS = { alias: "Cobro", frequency: "weekly", run_on: "every_day", when: "digest", email: "yes" };

function browserOf(lexia: Lexia, acme: TestOrganization, { actor }: Session): Promise<FormBrowser> {
  return enterByForm(lexia, acme.subdomain, actor.email);
}

/** The ids of the entries that the page shows, in order. */
function idsIn(page: string): string[] {
  return [...page.matchAll(/<li [^>]*id="actuacion-([^"]+)"/g)].map(([, id = ""]) => id);
}

function versionIn(page: string): string {
  return /name="version" value="(\d+)"/.exec(page)?.[1] ?? "";
}

Deno.test("The page of a case", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const acme = await lexia.organization();
  const owner = await acme.session("user", { withPassword: true });
  const browser = await browserOf(lexia, acme, owner);
  const [radicado = ""] = lexia.portal.radicados.gapped;
  const id = await follow(lexia, owner, radicado);
  const page = `/solicitudes/${id}`;
  const read = (query = "") => browser.page(`${page}${query}`);

  await t.step("says that the answer can be trusted, and explains the radicado", async () => {
    const text = await read();
    match(text, /Respuesta confiable/);
    match(text, /Consulta de Procesos Nacional Unificada/);
    match(text, /Qué dice este radicado/);
    doesNotMatch(text, /Sin leer<\/span>/);
    for (const format of ["pdf", "docx", "xlsx", "csv", "json"]) {
      ok(text.includes(`/api/v1${page}/export?format=${format}&amp;lang=es`), format);
    }
    strictEqual(text.split("<h1").length, 2);
  });

  const today = new Date(lexia.core.services.clock.now() - 5 * 3_600_000);
  const dayIn = (days: number) => new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);

  await t.step(
    "shows an auto with its fijación, the days that its term has left, and by which rule",
    async () => {
      lexia.portal.addActuacion(radicado, {
        actuacion: "Auto inadmite demanda",
        anotacion: "Concede cinco días",
        term: { from: dayIn(1), to: dayIn(40) },
      });
      await happen(lexia, owner, { id, radicado, entry: { actuacion: "Fijación estado", anotacion: null } });
      const text = await read();
      const [entry = ""] = text.split('<li id="actuacion-').slice(1);
      match(entry, /Auto inadmite demanda.*Importancia alta.*Sin leer/s);
      match(text, /<ul class="grouped"><li [^>]*id="actuacion-[^"]+"><strong[^>]*>Fijación estado/);
      match(text, /Próximo término/);
      match(text, /Quedan \d+ días hábiles/);
      match(text, /Código General del Proceso, artículo 118/);
      match(text, /\((Ley|Decreto) \d+ de \d{4}/);
    },
  );

  await t.step("shows only what is unread, or what words find, or from one entry on", async () => {
    strictEqual(idsIn(await read("?show=unread")).length, 2);
    const found = await read(`?text=${encodeURIComponent("CINCO dias")}`);
    match(found, /Auto inadmite demanda/);
    strictEqual(idsIn(found).length, 2);
    match(await read("?text=zzzz"), /Ninguna actuación coincide/);
    const all = idsIn(await read());
    const last = all.at(-1) ?? "";
    strictEqual(idsIn(await read(`?entry=${last}`))[0], last);
    const fijacion = all[1] ?? "";
    strictEqual(idsIn(await read(`?entry=${fijacion}`))[0], all[0]);
  });

  await t.step("marks as read from here, and comes back to the entry as it was narrowed", async () => {
    const text = await read("?show=new");
    const novedad = /name="novedad" value="([^"]+)"/.exec(text)?.[1] ?? "";
    const [entry = ""] = idsIn(text);
    const response = await browser.post(`${page}/read?show=new`, { novedad, entry });
    strictEqual(response.status, 303);
    strictEqual(response.headers.get("location"), `${page}?show=new#actuacion-${entry}`);
    match(await read("?show=unread"), /Está al día/);
    strictEqual((await browser.post(`${page}/read`, { novedad: "x" })).status, 404);
  });

  await t.step("keeps new settings, and says where somebody else was faster", async () => {
    const version = versionIn(await read());
    const response = await browser.post(`${page}/settings`, { ...SETTINGS, version });
    strictEqual(response.headers.get("location"), `${page}?saved#settings`);
    const { alias, frequency, run_on, notify } = await (await owner.get(`/api/v1${page}`)).json();
    strictEqual(
      [alias, frequency, run_on, notify.when, notify.email, notify.muted].join(),
      [
        "Cobro",
        "weekly",
        "every_day",
        "digest",
        true,
        false,
      ].join(),
    );
    match(await read("?saved"), /Los ajustes se guardaron/);

    const late = await browser.post(`${page}/settings`, { ...SETTINGS, alias: "Otro nombre", version });
    strictEqual(late.status, 412);
    const text = await late.text();
    match(text, /Alguien cambió esta solicitud mientras usted la editaba/);
    match(text, /value="Otro nombre"/);
    match(text, /<h1>Cobro<\/h1>/);
    const again = await browser.post(`${page}/settings`, { ...SETTINGS, version: versionIn(text) });
    strictEqual(again.status, 303);
  });

  await t.step("says beside the field that an alias is too long, and keeps it", async () => {
    const alias = "a".repeat(201);
    const version = versionIn(await read());
    const response = await browser.post(`${page}/settings`, { ...SETTINGS, alias, version });
    strictEqual(response.status, 422);
    const text = await response.text();
    match(text, /id="alias-error">Escriba como máximo 200/);
    ok(text.includes(`value="${alias}"`));
  });

  await t.step("takes notes, and shows those on novedades among them", async () => {
    const empty = await browser.post(`${page}/notes`, { text: " " });
    strictEqual(empty.status, 422);
    match(await empty.text(), /id="text-error">Escriba la nota/);
    const made = await browser.post(`${page}/notes`, { text: "Llamar\r\n<b>hoy</b>" });
    match(made.headers.get("location") ?? "", /#note-/);
    const [novedad] = (await (await owner.get(`/api/v1/novedades?solicitud_id=${id}`)).json()).items;
    await owner.post(`/api/v1/novedades/${novedad.id}/notes`, { text: "Subsanar" });
    const text = await read();
    match(text, /Llamar\n&lt;b&gt;hoy&lt;\/b&gt;.*Sobre.*Auto inadmite demanda.*Subsanar/s);
  });

  await t.step("prints as one document, with whose it is, by whom and the evidence", async () => {
    const text = await read("/print");
    match(text, /<article class="case panel">/);
    match(text, new RegExp(`Impreso por ${owner.actor.name}`));
    match(text, /Auto inadmite demanda/);
    match(text, /SHA-256 [0-9a-f]{64}/);
  });

  await t.step("speaks English to who reads it", async () => {
    await lexia.database.owner.batch([
      { text: "update users set locale = 'en' where id = $1", values: [owner.actor.userId] },
    ]);
    const reader = await browserOf(lexia, acme, owner);
    const text = await reader.page(page);
    match(text, /What LEXIA checked.*Answer to be trusted/s);
    match(text, /\d+ judicial days left/);
    doesNotMatch(text, /Verificaciones|Sin leer|Ajustes|Notas|Respuesta confiable/);
    match(await reader.page(`${page}/print`), /Printed by/);
  });

  await t.step("shows who only reads it neither buttons nor forms, and refuses what they post", async () => {
    const viewer = await acme.session("viewer", { withPassword: true });
    const text = "update solicitudes set owner_id = $1 where id = $2";
    await lexia.database.owner.batch([{ text, values: [viewer.actor.userId, id] }]);
    const reader = await browserOf(lexia, acme, viewer);
    const shown = await reader.page(page);
    match(shown, /Auto inadmite demanda/);
    doesNotMatch(shown, /Verificar ahora|Pausar|Agregar la nota|Eliminar la solicitud|name="alias"/);
    strictEqual((await reader.post(`${page}/settings`, { ...SETTINGS, version: "1" })).status, 403);
    strictEqual((await reader.post(`${page}/notes`, { text: "Hola" })).status, 403);
    strictEqual((await reader.post(`${page}/delete`, { version: "1" })).status, 403);
  });

  await t.step("is deleted by who may, after a question", async () => {
    const admin = await acme.session("org_admin", { add: ["delete_solicitudes"], withPassword: true });
    const deleting = await browserOf(lexia, acme, admin);
    const shown = await deleting.page(page);
    match(shown, /Sí, eliminar/);
    strictEqual((await deleting.post(`${page}/delete`, { version: "999" })).status, 412);
    const gone = await deleting.post(`${page}/delete`, { version: versionIn(shown) });
    strictEqual(gone.headers.get("location"), "/solicitudes");
    strictEqual((await deleting.get(page)).status, 404);
  });
});

Deno.test("The page of a radicado with several procesos", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const acme = await lexia.organization();
  const owner = await acme.session("user", { withPassword: true });
  const browser = await browserOf(lexia, acme, owner);
  const [radicado = ""] = lexia.portal.radicados.multiple;
  const page = `/solicitudes/${await follow(lexia, owner, radicado)}`;

  await t.step("narrows its docket to one of them", async () => {
    const all = await browser.page(page);
    const procesos = [...all.matchAll(/href="[^"]*\?proceso=([^"#]+)#actuaciones"/g)].map(([, id = ""]) =>
      id
    );
    strictEqual(procesos.length, lexia.portal.expected(radicado).procesos.length);
    const parts = await Promise.all(procesos.map((id) => browser.page(`${page}?proceso=${id}`)));
    const [first = "", second = ""] = parts;
    ok(idsIn(first).length > 0 && idsIn(second).length > 0);
    ok(idsIn(first).every((id) => !idsIn(second).includes(id)));
    strictEqual(parts.flatMap(idsIn).length, idsIn(all).length);
  });

  await t.step("is called by its parties where nobody gave it a name", async () => {
    match(await browser.page(page), /<h1>[^<]+ contra [^<]+<\/h1>/);
  });
});

Deno.test("The page of a case that the portal does not show", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const acme = await lexia.organization();
  const owner = await acme.session("user", { withPassword: true });
  const browser = await browserOf(lexia, acme, owner);

  await t.step("never reads a refusal as nothing new", async () => {
    lexia.portal.setFault("block");
    const id = await follow(lexia, owner, lexia.portal.radicados.found.at(-1) ?? "");
    lexia.portal.setFault("none");
    const text = await browser.page(`/solicitudes/${id}`);
    match(text, /Sin respuesta confiable/);
    match(text, /que no vea novedades no significa que no las haya/);
    doesNotMatch(text, /sin novedades/);
  });
});
