/** What scripts add, in Debian's Chromium: news that arrive live, the palette, the keys of the inbox, and the session's end. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import { requestHandler } from "#routes/mod.ts";
import { startBrowser } from "#tests/support/browser.ts";
import { Lexia, PASSWORD, Session } from "#tests/support/lexia.ts";
import { follow, happen, UNCACHED } from "#tests/support/news.ts";
import { freePort } from "#tests/support/postgres.ts";

const DOMAIN = "lexia.localhost";
const PATIENCE_MS = 15_000;

async function openSite(stack: AsyncDisposableStack) {
  const port = freePort();
  const env = { BASE_DOMAIN: DOMAIN, PUBLIC_URL: `http://${DOMAIN}:${port}`, ...UNCACHED };
  const lexia = stack.use(await Lexia.start({ env }));
  const listening = new AbortController();
  const options = { port, hostname: "127.0.0.1", onListen: () => {}, signal: listening.signal };
  const server = Deno.serve(options, requestHandler(lexia.core.app));
  stack.defer(() => server.finished);
  stack.defer(() => listening.abort());
  const browser = await startBrowser();
  stack.defer(() => browser.close());
  return { lexia, browser, port };
}

/** What a page's scripts throw. */
function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => void errors.push(String(error)));
  page.setDefaultTimeout(PATIENCE_MS);
  return errors;
}

async function signIn(context: BrowserContext, origin: string, { actor }: Session): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("Correo electrónico").fill(actor.email);
  await page.getByLabel("Contraseña").fill(PASSWORD);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await page.waitForURL("**/dashboard");
  return page;
}

/** Goes there, and waits until the page follows the events. */
async function listening(page: Page, go: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForResponse("**/api/v1/events"), go()]);
}

function pathOf(page: Page): string {
  return new URL(page.url()).pathname;
}

Deno.test("What scripts add to pages", async (t) => {
  await using stack = new AsyncDisposableStack();
  const { lexia, browser, port } = await openSite(stack);
  const acme = await lexia.organization();
  const { token, actor } = await acme.session("manager", { withPassword: true });
  const ana = new Session(lexia, `${acme.subdomain}.${DOMAIN}`, token, actor);
  const origin = `http://${acme.subdomain}.${DOMAIN}:${port}`;
  const radicado = lexia.portal.radicados.gapped[0] ?? "";
  const id = await follow(lexia, ana, radicado, "Pérez contra Rodríguez");
  const context = await browser.newContext({ locale: "es-CO", reducedMotion: "reduce" });
  const page = await signIn(context, origin, ana);
  const errors = watch(page);
  const news = page.locator("nav [data-unread]:visible");
  const bell = page.locator("#bell [data-notices]");

  await t.step(
    "a novedad shows at once: as a badge, at the bell, as a line, to every tab and to the page",
    async () => {
      const other = await context.newPage();
      const otherErrors = watch(other);
      await listening(page, () => page.goto(`${origin}/help`));
      await other.goto(`${origin}/feed`);
      await page.bringToFront();
      await page.evaluate(
        "document.body.addEventListener('lexia:event', ({ detail }) => document.title = detail.type)",
      );
      await happen(lexia, ana, { id, radicado, entry: { actuacion: "Sentencia", anotacion: "Accede." } });
      await page.getByRole("link", { name: "Una novedad en Pérez contra Rodríguez" }).waitFor();
      match(await page.locator("#live").innerText(), /Importancia alta/);
      await page.waitForFunction("document.title === 'novedad.created'");
      deepStrictEqual([await news.innerText(), await bell.innerText()], ["1", "1"]);
      // A tab that is not looked at shows the badge alone.
      await other.locator("nav [data-unread]:visible", { hasText: "1" }).waitFor();
      await other.close();
      deepStrictEqual(otherErrors, []);
    },
  );

  await t.step("the line leads to it, or goes", async () => {
    await page.getByRole("button", { name: "Cerrar el aviso" }).click();
    strictEqual(await page.locator("#live [data-line]").count(), 0);
  });

  await t.step("the bell opens above the page, and reads", async () => {
    await page.locator("#bell").click();
    const sheet = page.locator("#bell-sheet");
    await sheet.getByText("una novedad en el radicado").waitFor();
    await sheet.getByRole("button", { name: "Marcar todos como leídos" }).click();
    await sheet.getByText("Nada sin leer").waitFor();
    await bell.waitFor({ state: "hidden" });
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    strictEqual(pathOf(page), "/help");
  });

  await t.step("the palette finds places, acts and cases, and goes by keys alone", async () => {
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox");
    await field.waitFor();
    strictEqual(await page.evaluate("document.activeElement.id"), "palette-field");
    await page.keyboard.press("Tab");
    strictEqual(await page.evaluate("document.activeElement.id"), "palette-field");
    await field.fill("analitica");
    const chosen = page.getByRole("option", { selected: true });
    strictEqual(await chosen.count(), 1);
    match(await chosen.innerText(), /Analítica/);
    strictEqual(await field.getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
    await field.fill("perez contra");
    await page.getByRole("option", { name: /Pérez contra Rodríguez/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/solicitudes/${id}`, { waitUntil: "commit" });
    await page.goto(`${origin}/help`);
    await page.keyboard.press("Control+k");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "hidden" });
    strictEqual(pathOf(page), "/help");
  });

  await t.step("the palette changes the look", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("oscuro");
    await page.keyboard.press("Enter");
    await page.locator("html[data-theme=lexia-dark]").waitFor();
    strictEqual(pathOf(page), "/help");
  });

  await t.step("? tells the keys, and g with one more leads to pages; not while somebody types", async () => {
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Atajos de teclado" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("main input[name=q]").focus();
    await page.keyboard.type("gn?");
    strictEqual(await page.locator("main input[name=q]").inputValue(), "gn?");
    await page.locator("h1").click();
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    await page.waitForURL("**/novedades");
  });

  await t.step(
    "the inbox goes by keys: to the next one, read, acknowledge, assign, note, search",
    async () => {
      await happen(lexia, ana, {
        id,
        radicado,
        entry: { actuacion: "Auto inadmite demanda", anotacion: null },
      });
      await page.goto(`${origin}/novedades`);
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 2, name: "Auto inadmite demanda" }).waitFor();
      match(pathOf(page), /^\/novedades\/[0-9a-f-]{36}$/);
      // Who has looked at it for a moment has read it.
      await page.getByRole("button", { name: "Marcar sin leer" }).waitFor();
      await news.filter({ hasText: "1" }).waitFor();
      await page.keyboard.press("e");
      await page.getByText(`Acusó recibo ${ana.actor.name}`).waitFor();
      await page.keyboard.press("u");
      await page.getByRole("button", { name: "Marcar como leída" }).waitFor();
      await page.keyboard.press("a");
      strictEqual(await page.evaluate("document.activeElement.id"), "assignee");
      await page.locator("h1").click();
      await page.keyboard.press("n");
      await page.keyboard.type("Ojo: e, j y u no hacen nada aquí");
      await page.getByRole("button", { name: "Guardar la nota" }).click();
      await page.locator("#reading li", { hasText: "Ojo: e, j y u no hacen nada aquí" }).waitFor();
      strictEqual(await page.locator("#note").inputValue(), "");
      await page.locator("#inbox-list a").first().focus();
      await page.keyboard.press("j");
      await page.getByRole("heading", { level: 2, name: "Sentencia" }).waitFor();
      await page.keyboard.press("k");
      await page.getByRole("heading", { level: 2, name: "Auto inadmite demanda" }).waitFor();
      await page.keyboard.press("/");
      ok(await page.evaluate("document.activeElement.matches('main input[name=q]')"));
    },
  );

  await t.step("what comes while the inbox is open goes above its list, and moves nothing else", async () => {
    await page.locator("#note").fill("Sin terminar");
    await happen(lexia, ana, { id, radicado, entry: { actuacion: "Traslado", anotacion: null } });
    await page.locator("#inbox-list li:first-child", { hasText: "Traslado" }).waitFor();
    strictEqual(await page.locator("#inbox-list li").count(), 3);
    strictEqual(await page.locator("#note").inputValue(), "Sin terminar");
    await page.locator("#note").fill("");
  });

  await t.step("an empty note is refused at its field, with the focus there", async () => {
    await page.getByRole("button", { name: "Guardar la nota" }).click();
    await page.locator("#note-error").waitFor();
    await page.waitForFunction("document.activeElement.id === 'note'");
  });

  await t.step("a lost connection is said, and that it is back", async () => {
    await listening(page, () => page.goto(`${origin}/help`));
    await context.setOffline(true);
    await page.getByText("Sin conexión. LEXIA sigue trabajando").waitFor();
    await context.setOffline(false);
    await page.getByText("Sin conexión").waitFor({ state: "detached" });
  });

  await t.step("the end of the session is said, with the way back to the same page", async () => {
    await listening(page, () => page.goto(`${origin}/help?q=termino`));
    await context.clearCookies();
    await happen(lexia, ana, { id, radicado, entry: { actuacion: "Oficio", anotacion: null } });
    await page.getByText("Su sesión terminó.").waitFor();
    await page.getByRole("link", { name: "Entrar y volver a esta página" }).click();
    await page.getByLabel("Correo electrónico").fill(ana.actor.email);
    await page.getByLabel("Contraseña").fill(PASSWORD);
    await page.getByRole("button", { name: "Entrar", exact: true }).click();
    await page.waitForURL("**/help?q=termino");
  });

  await t.step("no script has failed", () => deepStrictEqual(errors, []));
});
