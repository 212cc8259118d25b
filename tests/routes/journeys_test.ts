/** Ways through LEXIA as people go them, in Debian's Chromium, from the first page to the last. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { BrowserContext, Page } from "playwright-core";
import { codeOf } from "#tests/support/authenticator.ts";
import { PASSWORD, Session } from "#tests/support/lexia.ts";
import { tokenTo } from "#tests/support/mailed.ts";
import { Site } from "#tests/support/pages/site.ts";

const ADMIN = "gerencia@nueva.ejemplo.co";
const LAWYER = "abogada@nueva.ejemplo.co";

Deno.test("A firm's first day", async (t) => {
  await using stack = new AsyncDisposableStack();
  const site = await Site.open(stack);
  const errors: string[] = [];
  const page = listened(await site.window(null), errors);
  let host = "";
  const at = (path: string) => `${host}${path}`;

  await t.step("signs the organization up, and leads to its own address", async () => {
    await page.goto(site.address("root", "/"));
    await page.getByRole("link", { name: "Registrar mi organización" }).click();
    await page.getByLabel("Nombre de la organización").fill("Nueva & Asociados");
    await page.getByLabel("Dirección").fill("nueva");
    await page.getByLabel("Su nombre").fill("Gloria Gómez");
    await page.getByLabel("Su correo electrónico").fill(ADMIN);
    await page.getByLabel("Contraseña nueva").fill(PASSWORD);
    await press(page, "Registrar");
    await page.getByRole("heading", { name: "Nueva & Asociados quedó registrada" }).waitFor();
    host = site.address("root", "").replace("://", "://nueva.");
    await page.getByRole("main").getByRole("link", { name: "Entrar" }).click();
    await page.waitForURL(at("/sign-in"));
  });

  await t.step("lets its administrator in, who invites a lawyer", async () => {
    await signIn(page, ADMIN);
    await page.waitForURL(at("/dashboard"));
    await page.goto(at("/team/invitations"));
    await page.getByLabel("Correo electrónico").fill(LAWYER);
    await page.getByLabel("Rol", { exact: true }).selectOption("user");
    await press(page, "Enviar la invitación");
    await page.getByText(LAWYER).first().waitFor();
  });

  const lawyers = listened(await site.window(null), errors);
  let recovery = "";
  await t.step("lets the lawyer accept, and set a second step up", async () => {
    await site.lexia.work();
    await lawyers.goto(at(`/invitation?token=${tokenTo(site.lexia.mails, LAWYER)}`));
    await lawyers.getByLabel("Su nombre").fill("Ana Ávila");
    await lawyers.getByLabel("Contraseña nueva").fill(PASSWORD);
    await press(lawyers, "Aceptar y entrar");
    await lawyers.waitForURL(at("/dashboard"));
    await lawyers.goto(at("/security"));
    await press(lawyers, "Configurar");
    const secret = (await lawyers.locator("code").first().innerText()).replaceAll(" ", "");
    await lawyers.getByLabel("Código que muestra la aplicación").fill(codeOf(secret, Date.now()));
    await lawyers.locator("form[action='/security/totp/confirm'] button[type=submit]").click();
    recovery = await lawyers.locator(".codes code").first().innerText();
    match(recovery, /^[a-z0-9]{5}-[a-z0-9]{5}$/);
  });

  await t.step("asks for it at the next sign-in, and comes back to the page that was asked for", async () => {
    await lawyers.getByRole("button", { name: "Su cuenta" }).click();
    await press(lawyers, "Salir");
    await lawyers.waitForURL(at("/sign-in"));
    await lawyers.goto(at("/solicitudes/new?frequency=weekly"));
    await signIn(lawyers, LAWYER);
    await lawyers.getByLabel("Código").fill(recovery);
    await press(lawyers, "Entrar");
    await lawyers.waitForURL(at("/solicitudes/new?frequency=weekly"));
  });

  const [radicado = ""] = site.lexia.portal.radicados.found;
  await t.step("follows a radicado, and shows live how it is checked", async () => {
    await lawyers.getByLabel("Radicado").first().fill(radicado);
    await press(lawyers, "Seguir");
    await lawyers.waitForURL(/\/solicitudes\/[0-9a-f-]{36}/);
    await lawyers.getByText("en cola").first().waitFor();
    await site.lexia.work();
    await lawyers.getByText("Verificado: proceso encontrado").first().waitFor();
  });

  await t.step("tells of what is new, on the page, in the inbox and beside the menu", async () => {
    site.lexia.portal.addActuacion(radicado, { actuacion: "Auto admite demanda" });
    await press(lawyers, "Verificar ahora");
    await site.lexia.work();
    await lawyers.getByText("Verificado: 1 actuación nueva").first().waitFor();
    await lawyers.goto(at("/novedades"));
    await lawyers.getByText("Auto admite demanda").first().waitFor();
    await lawyers.locator("[data-unread]:visible").first().waitFor();
  });

  await t.step("hands the case out as a file", async () => {
    await lawyers.goBack();
    await lawyers.getByRole("button", { name: "Exportar" }).click();
    const [download] = await Promise.all([
      lawyers.waitForEvent("download"),
      lawyers.getByRole("link", { name: /Excel/ }).click(),
    ]);
    match(download.suggestedFilename(), /\.xlsx$/);
  });

  await t.step("keeps a bad file on its step, and says what is wrong with it", async () => {
    await page.goto(at("/solicitudes/bulk"));
    await page.locator("input[type=file]").setInputFiles({
      name: "radicados.xlsx",
      mimeType: "application/octet-stream",
      buffer: Buffer.from("this is no workbook"),
    });
    await press(page, "Revisar el archivo");
    await page.getByText("Lo que hay en el archivo no es lo que dice su nombre").waitFor();
    match(new URL(page.url()).pathname, /^\/solicitudes\/bulk/);
    strictEqual(await page.locator("input[type=file]").count(), 1);
  });

  await t.step("complains of nothing in the browser's console", () => deepStrictEqual(errors, []));
});

Deno.test("Two organizations in one browser", async (t) => {
  await using stack = new AsyncDisposableStack();
  const site = await Site.open(stack);
  const errors: string[] = [];
  const { lawyer } = site.people;
  const [ours = "", theirs = ""] = site.lexia.portal.radicados.found;
  const first = await (await lawyer.post("/api/v1/solicitudes", { radicado: ours, alias: "Solo nuestro" }))
    .json();
  const made = await site.organizations.empty.session("manager", { withPassword: true });
  const other = new Session(site.lexia, new URL(site.address("empty", "/")).hostname, made.token, made.actor);
  const stranger =
    await (await other.post("/api/v1/solicitudes", { radicado: theirs, alias: "Solo de ellos" }))
      .json();
  await site.lexia.work();
  const page = listened(await site.window(null), errors);
  const context = page.context();
  const beside = listened(await context.newPage(), errors);

  await t.step("are signed in to side by side, each with its own cookie", async () => {
    await page.goto(site.address("acme", "/sign-in"));
    await signIn(page, lawyer.actor.email);
    await beside.goto(site.address("empty", "/sign-in"));
    await signIn(beside, other.actor.email);
    await page.goto(site.address("acme", "/solicitudes"));
    await beside.goto(site.address("empty", "/solicitudes"));
    strictEqual((await sessions(context)).length, 2);
  });

  await t.step("show their own cases only, and nothing of each other", async () => {
    match(await page.locator("main").innerText(), /Solo nuestro/);
    ok(!(await page.content()).includes("Solo de ellos"));
    match(await beside.locator("main").innerText(), /Solo de ellos/);
    ok(!(await beside.content()).includes("Solo nuestro"));
    strictEqual((await beside.goto(site.address("empty", `/solicitudes/${first.id}`)))?.status(), 404);
    strictEqual((await page.goto(site.address("acme", `/solicitudes/${stranger.id}`)))?.status(), 404);
  });

  await t.step("tell news to their own pages", async () => {
    await page.goto(site.address("acme", "/dashboard"));
    await beside.goto(site.address("empty", "/dashboard"));
    await page.waitForTimeout(500);
    site.lexia.portal.addActuacion(ours, { actuacion: "Auto que es nuestro" });
    await lawyer.post(`/api/v1/solicitudes/${first.id}/execute`);
    await site.lexia.work();
    await page.locator("#live [data-line=news]").waitFor();
    strictEqual(await beside.locator("#live [data-line=news]").count(), 0);
  });

  await t.step("leave nothing behind the back button once signed out", async () => {
    await page.goto(site.address("acme", "/solicitudes"));
    await page.getByRole("button", { name: "Su cuenta" }).click();
    await press(page, "Salir");
    await page.waitForURL("**/sign-in");
    await page.goBack();
    await page.waitForLoadState();
    ok(!(await page.content()).includes("Solo nuestro"));
    await beside.goto(site.address("empty", "/solicitudes"));
    match(await beside.locator("main").innerText(), /Solo de ellos/);
  });

  await t.step("complain of nothing but the pages that are not theirs", () => deepStrictEqual(errors, []));
});

Deno.test("What each role sees", async (t) => {
  await using stack = new AsyncDisposableStack();
  const site = await Site.open(stack);
  const pages = {
    "/dashboard": [200, 200, 200, 200],
    "/solicitudes": [200, 200, 200, 200],
    "/novedades": [200, 200, 200, 200],
    "/analytics": [200, 200, 403, 403],
    "/team": [200, 200, 403, 403],
    "/organization": [200, 403, 403, 403],
    "/sso": [200, 403, 403, 403],
    "/webhooks": [200, 403, 403, 403],
    "/api-keys": [200, 403, 403, 403],
    "/audit": [200, 403, 403, 403],
    "/settings": [200, 200, 200, 200],
    "/help": [200, 200, 200, 200],
  } as const;
  const roles = ["admin", "lawyer", "enrolled", "viewer"] as const;

  for (const [i, who] of roles.entries()) {
    await t.step(
      `${site.people[who].actor.role}: what is shown in the menu opens, and what is not is refused`,
      async () => {
        const page = await site.window(who);
        await page.goto(site.address("acme", "/dashboard"));
        const menu: string[] = await page.evaluate(
          "[...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))",
        );
        for (const [path, statuses] of Object.entries(pages)) {
          strictEqual((await page.goto(site.address("acme", path)))?.status(), statuses[i], path);
          if (statuses[i] === 403) ok(!menu.includes(path), `${path} is in the menu`);
        }
        await page.context().close();
      },
    );
  }
});

function listened(page: Page, errors: string[]): Page {
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => void errors.push(String(error)));
  page.on("console", (message) => {
    // A page that is a refusal is no defect of itself.
    const isStatus = /the server responded with a status of 4\d\d/.test(message.text());
    if (message.type() === "error" && !isStatus) errors.push(message.text());
  });
  return page;
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel("Correo electrónico").fill(email);
  await page.getByLabel("Contraseña", { exact: true }).fill(PASSWORD);
  await Promise.all([page.waitForEvent("load"), press(page, "Entrar")]);
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

async function sessions(context: BrowserContext) {
  return (await context.cookies()).filter(({ name }) => name === "__Host-lexia_session");
}
