/** Searches among all that is followed: told apart in the list, on its page and in files. */
import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { browserOf, make, PATH, read, search } from "./_searches.ts";

Deno.test("The kind of a solicitud", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user", { withPassword: true });
  const names = ["efrain", "novelado", "supuesto"];
  const searches: string[] = [];
  for (const nombre of names) {
    searches.unshift(await make(ana, search({ nombre }, { alias: `De ${nombre}` })));
  }
  const cases: string[] = [];
  for (const radicado of lexia.portal.radicados.found.slice(0, 2)) {
    cases.unshift(await make(ana, { radicado, alias: "De un radicado" }));
  }
  const idsOf = async (query: string) =>
    (await read(ana, `?${query}`)).items.map(({ id }: { id: string }) => id);

  await t.step("narrows the list, alone and with other filters", async () => {
    deepStrictEqual(await idsOf("tipo=avanzada"), searches);
    deepStrictEqual(await idsOf("tipo=simple"), cases);
    deepStrictEqual(await idsOf("tipo=avanzada&q=supuesto"), searches.slice(0, 1));
    deepStrictEqual(await idsOf("tipo=simple&status=pending&q=radicado"), cases);
    deepStrictEqual(await idsOf("tipo=simple&q=supuesto"), []);
  });

  await t.step("holds from page to page", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page = await read(ana, `?tipo=avanzada&limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor;
    }
    deepStrictEqual(seen, searches);
  });

  await t.step("is one of those that there are", async () => {
    const problem = await refused(await ana.get(`${PATH}?tipo=masiva`), 422, "request_invalid");
    deepStrictEqual(problem.errors?.map(({ field }) => field), ["tipo"]);
  });

  await t.step("narrows files, which say what each search looks for and when it was verified", async () => {
    await lexia.work();
    const rows = await (await ana.get(`${PATH}/export?format=json&tipo=avanzada`)).json();
    deepStrictEqual(
      rows.map(({ tipo, nombre, alias }: Record<string, unknown>) => [tipo, nombre, alias]),
      names.toReversed().map((nombre) => ["avanzada", nombre, `De ${nombre}`]),
    );
    const { completed_at: completedAt } = await read(ana, searches[0] ?? "");
    strictEqual(Date.parse(rows[0].last_verified_at), Date.parse(completedAt));
    const csv = await (await ana.get(`${PATH}/export?format=csv&tipo=simple`)).text();
    match(csv, /De un radicado/);
    doesNotMatch(csv, /De supuesto/);
  });

  await t.step("narrows a file that is made later", async () => {
    const exports = "/api/v1/exports";
    const ask = (what: string) => ana.post(exports, { what, format: "json", filters: { tipo: "avanzada" } });
    const { id } = await (await ask("solicitudes")).json();
    await lexia.work();
    const { file, filters } = await (await ana.get(`${exports}/${id}`)).json();
    deepStrictEqual(filters, { tipo: "avanzada" });
    strictEqual((await (await ana.get(file.href)).json()).length, searches.length);
    const problem = await refused(await ask("novedades"), 422, "request_invalid");
    strictEqual(problem.errors?.[0]?.field, "filters.tipo");
  });

  await t.step("narrows the page, and stays with its text and its next page", async () => {
    const browser = await browserOf(lexia, acme, ana);
    const page = await browser.page("/solicitudes?tipo=avanzada&q=supuesto");
    match(page, /«supuesto»/);
    doesNotMatch(page, /«efrain»|De un radicado/);
    match(page, /<option value="avanzada" selected/);
    match(await browser.page("/solicitudes?tipo=simple&q=De%20novelado"), /Nada coincide con «De novelado»/);
    for (let i = 0; i < 52; i++) {
      await make(
        ana,
        search({ nombre: `persona ${"abcdefghijklmnopqrstuvwxyz"[i % 26]}${i < 26 ? "" : "a"}` }),
      );
    }
    const first = await browser.page("/solicitudes?tipo=avanzada&q=e");
    const next = /href="(\/solicitudes\?[^"]*cursor=[^"]+)"/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? "";
    match(next, /^\/solicitudes\?q=e&tipo=avanzada&cursor=/);
    const second = await browser.page(next);
    doesNotMatch(second, /De un radicado/);
    match(second, /href="\/solicitudes\?q=e&amp;tipo=avanzada">Al principio/);
  });

  await t.step("says so where there are none", async () => {
    const bruno = await acme.session("user", { withPassword: true });
    const browser = await browserOf(lexia, acme, bruno);
    match(await browser.page("/solicitudes?tipo=avanzada"), /Ninguna solicitud coincide/);
    match(await browser.page("/solicitudes?tipo=simple"), /Ninguna solicitud coincide/);
    match(await browser.page("/solicitudes?tipo=otra"), /Todavía no sigue ningún proceso/);
  });
});
