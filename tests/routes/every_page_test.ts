/** Every page in Debian's Chromium: for who sees it on a phone or in the dark, hears it, or uses no mouse. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Page, Response as PageResponse } from "playwright-core";
import { Lexia, PASSWORD } from "#tests/support/lexia.ts";
import { violationsOf } from "#tests/support/pages/axe.ts";
import { faultsOf, overflowOf, paleTexts, textsOf } from "#tests/support/pages/faults.ts";
import type { Scene } from "#tests/support/pages/scene.ts";
import { SCENES } from "#tests/support/pages/scenes.ts";
import { untranslated } from "#tests/support/pages/untranslated.ts";
import { Site } from "#tests/support/pages/site.ts";
import { mailText } from "#views/email/message.tsx";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
/** Each in which a page is looked at; axe looks for what may be different there. */
const SIGHTS = [
  [DESK, "light", "everything"],
  [DESK, "dark", "theme"],
  [PHONE, "dark", null],
  [PHONE, "light", "layout"],
] as const;
/** Of style sheets and scripts together, compressed, on any page. */
const MOST_BYTES = 60 * 1024;
/** What is answered at a path of the pages, and is none. */
const FILES = [
  "/api/docs/assets/:name",
  "/api/openapi.json",
  "/assets/:name",
  "/audit/export",
  "/brand.css",
  "/assets/inter-5.3.0.woff2",
  "/manifest.webmanifest",
  "/news/unread",
  "/organization/export",
  "/organization/logo",
  "/solicitudes/bulk/:id/review.csv",
];
/** For programs: the API, and what providers send browsers through. */
const FOR_PROGRAMS = /^\/(api\/v1|auth|scim|health|ready|metrics|\.well-known)(\/|$)/;
/** Its scripts draw it, in English. */
const DRAWN_BY_OTHERS = ["api_reference"];
/** In the language of its address or of who was written to, whoever reads it. */
const OF_ONE_LANGUAGE = ["guide", "unsubscribe"];

/** So many are looked at before the site is made anew: what people have proven of themselves grows old. */
const AT_A_TIME = 35;

Deno.test("The pages", async (t) => {
  await using lexia = await Lexia.start();
  await t.step("are all looked at", () => {
    const paths = lexia.core.app.routes.filter(({ method }) => method === "GET").map(({ path }) => path);
    const pages = new Set(paths.filter((path) => !FOR_PROGRAMS.test(path) && !FILES.includes(path)));
    deepStrictEqual([...pages].sort(), [...new Set(SCENES.flatMap(({ route }) => route ?? []))].sort());
  });
});

for (let from = 0; from < SCENES.length; from += AT_A_TIME) {
  const scenes = SCENES.slice(from, from + AT_A_TIME);
  Deno.test(`Every page from ${scenes[0]?.name} to ${scenes.at(-1)?.name}`, async (t) => {
    await using stack = new AsyncDisposableStack();
    const site = await Site.open(stack);
    await site.furnish();
    for (const scene of scenes) {
      await t.step(`${scene.name} is what it should be`, async () => {
        const page = await site.window(scene.who ?? null);
        const seen = watch(page);
        await goTo(site, page, scene);
        const { status, policy } = seen.last();
        strictEqual(status, scene.status ?? 200);
        match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'/);
        if (!DRAWN_BY_OTHERS.includes(scene.name)) {
          await look(page);
          ok(await seen.bytes() <= MOST_BYTES, `${await seen.bytes()} bytes of styles and scripts`);
        }
        if (scene.route !== null && ![...DRAWN_BY_OTHERS, ...OF_ONE_LANGUAGE].includes(scene.name)) {
          deepStrictEqual(await notInEnglish(site, page, scene), []);
        }
        deepStrictEqual(seen.problems, []);
        await page.context().close();
      });
    }
  });
}

Deno.test("The app", async (t) => {
  await using stack = new AsyncDisposableStack();
  const site = await Site.open(stack);
  await site.furnish();

  await t.step("goes without a script, from signing in to signing out", async () => {
    const page = await site.window(null, { javaScriptEnabled: false });
    const { lawyer } = site.people;
    await page.goto(site.address("acme", "/solicitudes"));
    await page.getByLabel("Correo electrónico").fill(lawyer.actor.email);
    await page.getByLabel("Contraseña").fill(PASSWORD);
    await page.getByRole("button", { name: "Entrar", exact: true }).click();
    await page.getByRole("link", { name: "Nueva solicitud" }).click();
    await page.getByLabel("Radicado").first().fill(site.lexia.portal.radicados.found.at(-4) ?? "");
    await page.getByRole("button", { name: "Seguir", exact: true }).click();
    await page.getByText("La verificación está en cola.").waitFor();
    await page.getByRole("button", { name: "Pausar" }).click();
    await page.getByText("En pausa").first().waitFor();
    await page.getByRole("button", { name: "Su cuenta" }).click();
    await page.getByRole("link", { name: "Seguridad" }).click();
    strictEqual(await page.getByRole("button", { name: "Agregar una llave de acceso" }).count(), 0);
    await page.getByRole("button", { name: "Su cuenta" }).click();
    await page.getByRole("button", { name: "Salir", exact: true }).click();
    strictEqual(new URL(page.url()).pathname, "/sign-in");
    await page.context().close();
  });

  await t.step("goes by the keyboard alone, and shows where it is", async () => {
    const page = await site.window(null);
    await page.goto(site.address("acme", "/sign-in"));
    await page.keyboard.type(site.people.lawyer.actor.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dashboard");
    await page.keyboard.press("Tab");
    strictEqual(await page.locator(":focus").innerText(), "Saltar al contenido");
    const order: string[] = [];
    for (let i = 0; i < 24; i++) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      strictEqual(outline, "solid", order.join(", "));
      order.push(
        await page.evaluate("document.activeElement.name || document.activeElement.innerText.trim()"),
      );
    }
    const placeOf = (name: string) => order.findIndex((one) => one.startsWith(name));
    ok(placeOf("Novedades") >= 0, order.join(", "));
    ok(placeOf("q") > placeOf("Novedades") && placeOf("Su cuenta") > placeOf("q"), order.join(", "));
    await page.context().close();
  });
});

Deno.test("Every message fits a phone", async (t) => {
  await using stack = new AsyncDisposableStack();
  const site = await Site.open(stack);
  const page = await site.window(null);
  await page.setViewportSize(PHONE);
  const long = "Consultores y Litigantes Asociados del Magdalena Medio y la Orinoquía S. A. S.";
  const link = `https://acme.lexia.test/invitation?token=lxi_${"A".repeat(43)}`;
  const at = "2026-11-26T17:30:00Z";
  const messages = {
    invitation: mailText<"invitation">({
      kind: "invitation",
      locale: "es",
      says: { organization: long, inviter: "Ana", role: "user", link, expiresAt: at },
    }),
    domain_lost: mailText<"domain_lost">({
      kind: "domain_lost",
      locale: "es",
      says: {
        organization: long,
        domain: `${"seguimiento-".repeat(4)}casos.ejemplo.co`,
        record: `_lexia-challenge.${"seguimiento-".repeat(4)}casos.ejemplo.co`,
        value: `lexia-verify=${"A".repeat(43)}`,
      },
    }),
    organization_deletion: mailText<"organization_deletion">({
      kind: "organization_deletion",
      locale: "es",
      says: { organization: long, deleteAfter: at, isTakenBack: false },
    }),
  };
  for (const [kind, { html, text }] of Object.entries(messages)) {
    await t.step(kind, async () => {
      await page.setContent(html);
      strictEqual(await overflowOf(page), 0);
      deepStrictEqual(await paleTexts(page), []);
      ok(!/(?<!\.)\.\.(?!\.)/.test(text), text);
    });
  }
});

async function goTo(site: Site, page: Page, { host = "root", go }: Scene): Promise<void> {
  if (typeof go === "string") await page.goto(site.address(host, go));
  else await go(site, page);
}

/** What is folded away counts as well. */
async function look(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)");
  deepStrictEqual(await faultsOf(page), []);
  for (const [viewport, colorScheme, what] of SIGHTS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    strictEqual(await overflowOf(page), 0, `wider than ${viewport.width}`);
    deepStrictEqual(await paleTexts(page), [], `${viewport.width} ${colorScheme}`);
    if (what) deepStrictEqual(await violationsOf(page, what), [], `${viewport.width} ${colorScheme}`);
  }
}

/** What the page says in Spanish still where its reader has chosen English. */
async function notInEnglish(site: Site, page: Page, { who }: Scene): Promise<string[]> {
  const language = "document.documentElement.lang";
  // Of what a scene has chosen to be in English, nothing Spanish is there to compare.
  if (await page.evaluate(language) === "en") return [];
  const spanish = await textsOf(page);
  await site.inEnglish(page, who ?? null);
  const lang = await page.evaluate(language);
  const said = untranslated(spanish, await textsOf(page), site.names());
  return lang === "en" ? said : [`The language is ${lang}`, ...said];
}

/** What the browser complains of, and where it asks outside of LEXIA. */
function watch(page: Page) {
  const problems: string[] = [];
  const answers: PageResponse[] = [];
  const loaded = new Map<string, PageResponse>();
  page.on("response", (response) => {
    const request = response.request();
    if (request.isNavigationRequest() && response.status() !== 303) answers.push(response);
    if (["script", "stylesheet"].includes(request.resourceType())) loaded.set(request.url(), response);
  });
  page.on("pageerror", (error) => void problems.push(String(error)));
  page.on("console", (message) => {
    // A page that is a refusal is no defect of itself.
    const isStatus = /the server responded with a status of \d+/.test(message.text());
    if (message.type() === "error" && !isStatus) problems.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== "data:" && !hostname.endsWith("lexia.localhost")) problems.push(request.url());
  });
  const last = () => {
    const answer = answers.at(-1);
    return { status: answer?.status(), policy: answer?.headers()["content-security-policy"] ?? "" };
  };
  /** As they were sent; what came from the cache was counted when it was loaded. */
  const bytes = async () => {
    const sizes = await Promise.all([...loaded.values()].map((response) => response.request().sizes()));
    return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  };
  return { problems, last, bytes };
}
