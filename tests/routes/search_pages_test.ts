/** Searches by name as people meet them, without a script. */
import { doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { FormBrowser, signInByForm } from "#tests/support/form_browser.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { countRows } from "./_searches.ts";

const FORM = "/solicitudes/search";
const FIELDS = {
  nombre: "Efraín",
  tipo_persona: "natural",
  alias: "",
  frequency: "dynamic",
  path: "",
  next: "",
};

/** Submits a form, and tells where it led. */
class Browser extends FormBrowser {
  async submit(path: string, body: Record<string, string> | FormData): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, 303, await response.clone().text());
    return response.headers.get("location") ?? "";
  }

  async refusal(path: string, body: Record<string, string> | FormData, status: number): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, status);
    return await response.text();
  }
}

async function browserOf(lexia: Lexia, acme: TestOrganization, role: "user" | "viewer" | "manager" = "user") {
  const { host, cookie } = await signInByForm(lexia, acme, role);
  return new Browser(lexia, host, cookie);
}

function optionsIn(page: string): string[] {
  const select = /<select id="next"[^>]*>(.*?)<\/select>/s.exec(page)?.[1] ?? "";
  return [...select.matchAll(/<option value="(\d+)"/g)].map(([, code = ""]) => code);
}

Deno.test("/solicitudes/search", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const browser = await browserOf(lexia, acme);

  await t.step("is reached from the list, and is for those who may follow", async () => {
    match(await browser.page("/solicitudes"), /href="\/solicitudes\/search"/);
    strictEqual((await (await browserOf(lexia, acme, "viewer")).get(FORM)).status, 403);
  });

  let address = "";
  await t.step("narrows the place step by step, and keeps what was typed", async () => {
    strictEqual(optionsIn(await browser.page(FORM)).length, 33);
    await lexia.work();
    let code = "11";
    while (code.length < 12) {
      const query = new URLSearchParams({
        ...FIELDS,
        solo_recientes: "true",
        path: code.slice(0, 2),
        next: code,
      });
      match(await browser.page(`${FORM}?${query}`), /LEXIA está leyendo esta lista del portal/);
      await lexia.work();
      const page = await browser.page(`${FORM}?${query}`);
      match(page, /value="Efraín"/);
      match(page, /name="solo_recientes" value="true" checked/);
      match(page, new RegExp(`name="path" value="${code}"`));
      match(page, /Lista del portal, leída el/);
      code = optionsIn(page)[0] ?? "";
    }
    const last = await browser.page(
      `${FORM}?${new URLSearchParams({ ...FIELDS, path: code.slice(0, 9), next: code })}`,
    );
    match(last, /BOGOTÁ › .* › .* › .* › /);
    strictEqual(optionsIn(last).length, 0);
    address = await browser.submit(FORM, { ...FIELDS, path: code });
    await lexia.work();
    match(await browser.page(address), /BOGOTÁ › /);
  });

  await t.step("takes away the place that was chosen", async () => {
    const page = await browser.page(`${FORM}?path=11&clear=1`);
    match(page, /En todo el país/);
    doesNotMatch(page, /El portal no tiene ese lugar/);
  });

  await t.step("says that it takes away one that there is not", async () => {
    for (const query of ["path=11999", "path=12", "path=12001", "path=abc"]) {
      const page = await browser.page(`${FORM}?${query}`);
      match(page, /En todo el país/);
      match(page, /id="despacho-error">El portal no tiene ese lugar: elija otro\./);
    }
  });

  await t.step("keeps a place whose list is still to be read, and searches there", async () => {
    for (const code of ["05001", "050014003001"]) {
      const page = await browser.page(`${FORM}?path=${code}`);
      match(page, new RegExp(`name="path" value="${code}"`));
      match(page, /ANTIOQUIA › 05001/);
      doesNotMatch(page, /En todo el país/);
    }
    match(await browser.page(`${FORM}?path=05001`), /LEXIA está leyendo esta lista del portal/);
    const search = await browser.submit(FORM, { ...FIELDS, path: "05001" });
    match(await browser.page(search), /ANTIOQUIA › 05001/);
    await lexia.work();
    await browser.page(`${FORM}?path=05001`);
    await lexia.work();
    const page = await browser.page(`${FORM}?path=05001`);
    match(page, /ANTIOQUIA › MEDELLÍN/);
    ok(optionsIn(page).length > 0);
  });

  await t.step("says what is wrong beside the field", async () => {
    match(
      await browser.refusal(FORM, { ...FIELDS, nombre: "Yo" }, 422),
      /id="nombre-error">Escriba al menos tres/,
    );
    match(
      await browser.refusal(FORM, { ...FIELDS, path: "11001", next: "1100140" }, 422),
      /id="despacho-error">El portal busca por departamento, ciudad o despacho/,
    );
  });

  await t.step("leads to the search that there is already", async () => {
    const first = await browser.submit(FORM, { ...FIELDS, nombre: "Novelado" });
    const page = await browser.refusal(FORM, { ...FIELDS, nombre: "Novelado" }, 409);
    ok(page.includes(`href="${first}"`));
  });
});

Deno.test("The page of a search by name", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ plan: "free", maxQueriesPerMonth: 6 });
  const browser = await browserOf(lexia, acme);
  const address = await browser.submit(FORM, FIELDS);
  const radicadosIn = (page: string) =>
    [...page.matchAll(/name="radicado" value="(\d{23})"/g)].map(([, radicado = ""]) => radicado);
  let chosen: string[] = [];

  await t.step("shows it while it is awaited, and what it shows then", async () => {
    const before = await browser.page(address);
    match(before, /«Efraín»/);
    match(before, /La búsqueda no muestra procesos por ahora/);
    await lexia.work();
    const page = await browser.page(address);
    match(page, /Verificado: el portal muestra procesos de este nombre/);
    match(page, /Demandante: /);
    doesNotMatch(page, /Qué dice este radicado/);
    chosen = [...new Set(radicadosIn(page))];
    ok(chosen.length > 6);
    match(await browser.page("/solicitudes"), /«Efraín».*Búsqueda por nombre/s);
  });

  await t.step("goes on to the next page, and filters", async () => {
    const next = /href="([^"]+cursor=[^"]+)"/.exec(await browser.page(address))?.[1]?.replaceAll(
      "&amp;",
      "&",
    );
    ok(next);
    const [path = ""] = next.split("#");
    const second = radicadosIn(await browser.page(path));
    ok(second.length > 0 && second.every((radicado) => !chosen.slice(0, 20).includes(radicado)));
    const unfollowed = await browser.page(`${address}?show=unfollowed`);
    const filtered = /href="([^"]+cursor=[^"]+)"/.exec(unfollowed)?.[1] ?? "";
    ok(filtered.includes("show=unfollowed"));
    const [later = ""] = filtered.replaceAll("&amp;", "&").split("#");
    match(await browser.page(later), /href="[^"]*\?show=unfollowed#hits">Volver al comienzo/);
    match(await browser.page(`${address}?show=new`), /Aquí no hay ninguno/);
    match(await browser.page(`${address}?show=unfollowed`), /name="radicado"/);
  });

  await t.step("asks for a choice where none was made", async () => {
    const page = await browser.refusal(`${address}/hits/follow`, { which: "chosen" }, 422);
    match(page, /Elija al menos un proceso/);
    strictEqual(await countRows(lexia, acme, "solicitudes", "tipo = 'simple'"), 0);
  });

  await t.step("gives what it shows as files, narrowed as it is", async () => {
    const linksIn = (page: string) =>
      [...page.matchAll(/href="(\/api\/v1\/solicitudes\/[^"]+\/export\?[^"]+)"/g)]
        .map(([, href = ""]) => href.replaceAll("&amp;", "&"));
    strictEqual(linksIn(await browser.page(address)).length, 4);
    const [, csv = ""] = linksIn(await browser.page(`${address}?show=unfollowed`));
    match(csv, /format=csv&followed=false$/);
    const file = await browser.page(csv);
    match(file, /Filtro: en seguimiento,No,/);
    ok(chosen.every((radicado) => file.includes(radicado)));
  });

  await t.step(
    "offers to follow all that are not followed yet, and comes back as it was narrowed",
    async () => {
      const countIn = (page: string) => Number(/Seguir todos \((\d+)\)/.exec(page)?.[1]);
      const before = await browser.page(`${address}?show=unfollowed`);
      match(before, /action="[^"]+\/hits\/follow\?show=unfollowed"/);
      const [radicado = ""] = chosen.slice(-1);
      const led = await browser.submit(`${address}/hits/follow?show=unfollowed`, { one: radicado });
      match(led, /&show=unfollowed#hits$/);
      const after = await browser.page(led.replace("#hits", ""));
      match(after, /show=unfollowed#hits" aria-current="true"/);
      ok(!radicadosIn(after).includes(radicado));
      strictEqual(countIn(after), countIn(before) - 1);
      const refusal = await browser.refusal(`${address}/hits/follow?show=gone`, { which: "chosen" }, 422);
      match(refusal, /show=gone#hits" aria-current="true"/);
      doesNotMatch(await browser.submit(`${address}/hits/follow?show=none`, { one: radicado }), /show=/);
    },
  );

  await t.step("follows one, some, and all, and says what became of them", async () => {
    const [one = "", two = "", three = ""] = chosen;
    const afterOne = await browser.submit(`${address}/hits/follow`, { one, frequency: "weekly" });
    match(await browser.page(afterOne.replace("#hits", "")), /Se registró 1 radicado/);
    strictEqual(
      await countRows(lexia, acme, "solicitudes", `radicado = '${one}' and frequency = 'weekly'`),
      1,
    );
    const some = new FormData();
    for (const radicado of [one, two, three]) some.append("radicado", radicado);
    some.append("which", "chosen");
    const afterSome = await browser.submit(`${address}/hits/follow`, some);
    match(await browser.page(afterSome.replace("#hits", "")), /Se registraron 2 radicados.* 1 ya estaba/);
    const afterAll = await browser.submit(`${address}/hits/follow`, { which: "all" });
    // One query is left: the rest waits.
    match(await browser.page(afterAll.replace("#hits", "")), /De ellos, \d+ esperan el cupo/);
    match(await browser.page(address), /En seguimiento/);
    doesNotMatch(await browser.page(address), /Seguir todos/);
  });

  await t.step("says so where the month's queries are used up", async () => {
    const other = await browserOf(lexia, acme, "manager");
    const page = await other.refusal(`${address}/hits/follow`, { which: "all" }, 402);
    match(page, /Se usó el cupo de consultas de este mes/);
  });

  await t.step("tells that there are too many", async () => {
    await acme.session("user");
    const beta = await lexia.organization();
    const another = await browserOf(lexia, beta);
    const own = await another.submit(FORM, FIELDS);
    lexia.portal.setFault("too_many");
    await lexia.work();
    match(await another.page(own), /hay más de mil procesos y el portal no muestra ninguno/);
  });
});

Deno.test("The page of a search with more than a thousand hits", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const browser = await browserOf(lexia, acme);
  lexia.portal.setFault("too_many");
  const address = await browser.submit(FORM, { ...FIELDS, tipo_persona: "juridica", path: "11001" });
  await lexia.work();

  await t.step("says so, and leads to the form with what was looked for", async () => {
    const page = await browser.page(address);
    match(page, /hay más de mil procesos y el portal no muestra ninguno/);
    const form = /<a class="[^"]*" href="(\/solicitudes\/search\?[^"]+)"/.exec(page)?.[1]?.replaceAll(
      "&amp;",
      "&",
    );
    ok(form);
    const filled = await browser.page(form);
    match(filled, /value="Efraín"/);
    match(filled, /value="juridica"[^>]* (checked|selected)/);
    match(filled, /name="path" value="11001"/);
  });

  await t.step("says nothing of it once the portal shows them", async () => {
    lexia.portal.setFault("none");
    await browser.submit(`${address}/execute`, {});
    await lexia.work();
    doesNotMatch(await browser.page(address), /Hacer una búsqueda más precisa/);
  });
});
