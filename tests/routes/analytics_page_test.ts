/** The figures' page is in the language of who reads it, with all that stands around it. */
import { deepStrictEqual, match } from "node:assert/strict";
import { FormBrowser, signInByForm } from "#tests/support/form_browser.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { untranslated } from "#tests/support/page_pieces.ts";
import { query } from "#tests/support/telling.ts";

const PAGE = "/analytics";

async function browserOf(lexia: Lexia, acme: TestOrganization) {
  const { actor, host, cookie } = await signInByForm(lexia, acme, "manager");
  return { id: actor.userId, browser: new FormBrowser(lexia, host, cookie) };
}

Deno.test("GET /analytics", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const { id, browser } = await browserOf(lexia, acme);
  const speak = async (locale: string | null) => {
    await query(lexia, "update users set locale = $1 where id = $2", locale, id);
    lexia.core.identity.sessions.forgetPerson(id);
  };
  const spanish = await browser.page(PAGE);

  await t.step("is in Spanish for who has chosen nothing", () => {
    match(spanish, /<html lang="es-CO"/);
    match(spanish, /Saltar al contenido.*Salir.*Analítica.*Verificaciones por día/s);
  });

  await t.step("is in English for who reads English, menu, foot and title too", async () => {
    await speak("en");
    const english = await browser.page(PAGE);
    match(english, /<html lang="en"/);
    match(english, /<title>Analytics · LEXIA/);
    match(english, /Skip to the content.*Sign out.*Checks by day.*Terms and personal data/s);
    deepStrictEqual(untranslated(spanish, english), []);
  });

  await t.step("goes by the person before the organization", async () => {
    await query(
      lexia,
      `insert into organization_settings (organization_id, locale) values ($1, 'en')
       on conflict (organization_id) do update set locale = 'en'`,
      acme.id,
    );
    await speak("es");
    match(await browser.page(PAGE), /<html lang="es-CO"/);
    await speak(null);
    match(await browser.page(PAGE), /<html lang="en"/);
  });

  await t.step("is in the language that the address asks for, and stays in it", async () => {
    match(await browser.page(`${PAGE}?lang=es`), /<html lang="es-CO"/);
    match(await browser.page(`${PAGE}?lang=en`), /name="lang" value="en"/);
  });
});
