/** The help: complete, in both languages, and with the rules that hold. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { PERMISSIONS } from "#domain/authz.ts";
import { enterByForm, type FormBrowser } from "#tests/support/form_browser.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { EN } from "#views/help/en.ts";
import { ES } from "#views/help/es.ts";

/** Other pages lead to these. */
const ANCHORS = ["verdicts", "radicado", "severity", "terms", "roles", "bulk", "notices"];

function titles(page: string): string[] {
  return [...page.matchAll(/<h2 id="[a-z]+-title" class="text-lg">([^<]*)<\/h2>/g)].map(([, title = ""]) =>
    title
  );
}

function browserOf(lexia: Lexia, { host, email }: { host: string; email: string }): Promise<FormBrowser> {
  return enterByForm(lexia, host, email);
}

Deno.test("/help", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const { actor } = await acme.session("viewer", { withPassword: true });
  const admin = await acme.session("org_admin");
  const browser = await browserOf(lexia, { host: acme.subdomain, email: actor.email });

  await t.step("says the same in both languages", () => {
    const shape = ({ sections }: typeof ES) =>
      sections.map(({ id, blocks }) => [id, blocks.map((block) => Object.keys(block))]);
    deepStrictEqual(shape(EN), shape(ES));
    for (const { roles } of [ES, EN]) {
      deepStrictEqual(Object.keys(roles.permissions).sort(), [...PERMISSIONS].sort());
    }
  });

  await t.step("has what other pages lead to", async () => {
    const page = await browser.page("/help");
    for (const anchor of ANCHORS) match(page, new RegExp(`<section [^>]*id="${anchor}"`));
    strictEqual(titles(page).length, ES.sections.length);
    match(page, /17 dic \d{4}.*Día de la Rama Judicial.*Decreto 2766 de 1980/s);
    match(page, /Vacancia judicial.*Ley 270 de 1996, artículo 146/s);
  });

  await t.step("finds by any words of a topic, with or without accents", async () => {
    deepStrictEqual(titles(await browser.page("/help?q=tutela+habeas")), ["Términos y calendario judicial"]);
    ok(titles(await browser.page("/help?q=termino")).includes("Términos y calendario judicial"));
    const none = await browser.page("/help?q=zzz");
    deepStrictEqual(titles(none), []);
    match(none, /Nada en la ayuda dice eso/);
  });

  await t.step("shows the organization's own rules of severity", async () => {
    match(await browser.page("/help"), /Su organización usa las reglas de LEXIA/);
    const answer = await admin.send("PUT", "/api/v1/organization/severity-rules", {
      rules: [{ severity: "high", acts: ["embargo"], words: [], kinds: [], has_term: false }],
    });
    strictEqual(answer.status, 200, await answer.text());
    const page = await browser.page("/help");
    match(page, /Estas son las reglas de su organización/);
    match(page, /la actuación empieza por: embargo/);
    doesNotMatch(page, /recepcion memorial/);
  });

  await t.step("reads in English", async () => {
    await lexia.database.owner.batch([{
      text: "update users set locale = 'en' where id = $1",
      values: [actor.userId],
    }]);
    // A new session reads what was chosen meanwhile.
    const english = await (await browserOf(lexia, { host: acme.subdomain, email: actor.email })).page(
      "/help",
    );
    deepStrictEqual(titles(english), EN.sections.map(({ title }) => title));
    doesNotMatch(english, /Importancia|Qué significa|Ayuda/);
  });
});
