/** The platform's own host, and what every host has: the look of pages, and what a device keeps of LEXIA. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { enterByForm, FormBrowser } from "#tests/support/form_browser.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { StatusProbe } from "#domain/operations/service_status.ts";
import { movableClock } from "#tests/support/stores.ts";

Deno.test("the root host", async (t) => {
  await using lexia = await Lexia.start();
  const page = async (path: string, language = "es") => {
    const response = await lexia.request("", path, {
      headers: { accept: "text/html", "accept-language": language },
    });
    return { status: response.status, text: await response.text() };
  };

  await t.step("tells what LEXIA does, in the browser's language", async () => {
    const spanish = await page("/");
    match(spanish.text, /<html lang="es-CO"/);
    match(spanish.text, /Que ningún término se venza en silencio/);
    match(spanish.text, /5\.000/);
    const english = await page("/", "en-US,en;q=0.9,es;q=0.5");
    match(english.text, /<html lang="en"/);
    match(english.text, /No legal term shall run out in silence/);
    match(english.text, /5,000/);
    match((await page("/", "fr,es;q=0.7,en;q=0.3")).text, /<html lang="es-CO"/);
  });

  await t.step("shows how LEXIA is, from what it has just asked", async () => {
    const { status, text } = await page("/status");
    strictEqual(status, 200);
    match(text, /Todo funciona/);
    ok(!text.includes("No disponible"));
    match((await page("/status", "en")).text, /Everything works/);
  });

  await t.step("shows every guide in both languages", async () => {
    for (const language of ["es", "en"]) {
      const { text } = await page("/docs", language);
      const guides = [...text.matchAll(/href="(\/docs\/[^"]+)"/g)].map(([, path = ""]) => path);
      strictEqual(guides.length, 9);
      for (const path of guides) {
        const guide = await page(path);
        strictEqual(guide.status, 200, path);
        match(guide.text, /<article[^>]*>\s*<h1>/);
        ok(!/href="[a-z-]+\.md/.test(guide.text), path);
      }
    }
    strictEqual((await page("/docs/es/no-existe")).status, 404);
    strictEqual((await page("/docs/fr/webhooks")).status, 404);
    strictEqual((await page("/docs/es/constructor")).status, 404);
  });
});

Deno.test("StatusProbe", async (t) => {
  await using lexia = await Lexia.start();
  const clock = movableClock(Date.now());
  const all = { database: true, redis: true, migrations: true };
  let asked = 0;
  let ready = () => Promise.resolve(all);
  const { platformDb, portal } = lexia.core.services;
  const probe = new StatusProbe({ platformDb, portal, clock }, () => {
    asked += 1;
    return ready();
  });
  const later = () => {
    clock.advance(11_000);
    return probe.status();
  };

  await t.step("asks once in ten seconds, however many look", async () => {
    await Promise.all([probe.status(), probe.status(), probe.status()]);
    clock.advance(9_000);
    strictEqual((await probe.status()).overall, "ok");
    strictEqual(asked, 1);
  });

  await t.step("says that work stands still, and that it goes on", async () => {
    const lawyer = await (await lexia.organization()).session("manager");
    const [radicado] = lexia.portal.radicados.found;
    strictEqual((await lawyer.post("/api/v1/solicitudes", { radicado })).status, 201);
    const wait = async (minutes: number) => {
      const text = "update jobs set run_at = now() - make_interval(mins => $1) where status = 'ready'";
      await lexia.database.owner.batch([{ text, values: [minutes] }]);
      return (await later()).work.state;
    };
    deepStrictEqual([await wait(1), await wait(5), await wait(60)], ["ok", "degraded", "down"]);
    strictEqual((await probe.status()).overall, "down");
    await lexia.work();
    strictEqual((await later()).overall, "ok");
  });

  await t.step("says which part is away", async () => {
    ready = () => Promise.resolve({ ...all, redis: false });
    const withoutStore = await later();
    deepStrictEqual([withoutStore.store, withoutStore.overall], ["degraded", "degraded"]);
    ready = () => Promise.reject(new Error("nobody answers"));
    const withoutDatabase = await later();
    deepStrictEqual([withoutDatabase.database, withoutDatabase.overall], ["down", "down"]);
    ready = () => Promise.resolve(all);
  });

  await t.step("tells the portal's trouble apart from LEXIA's own", async () => {
    const lawyer = await (await lexia.organization()).session("manager");
    lexia.portal.setFault("block");
    const [, radicado] = lexia.portal.radicados.found;
    strictEqual((await lawyer.post("/api/v1/solicitudes", { radicado })).status, 201);
    await lexia.work();
    lexia.portal.setFault("none");
    const { overall, portal } = await later();
    deepStrictEqual([overall, portal.state], ["ok", "down"]);
  });
});

Deno.test("POST /look", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const person = await acme.session("user", { withPassword: true });

  await t.step("keeps theme and language of who is not signed in", async () => {
    const browser = new FormBrowser(lexia, acme.subdomain);
    const response = await browser.post("/look", {
      theme: "dark",
      locale: "en",
      next: "/sign-in?email=a%40b.co",
    });
    strictEqual(response.status, 303);
    strictEqual(response.headers.get("location"), "/sign-in?email=a%40b.co");
    const cookie = response.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
    match(cookie, /__Host-lexia_theme=dark/);
    const page = await new FormBrowser(lexia, acme.subdomain, cookie).page("/sign-in");
    match(page, /<html lang="en" data-theme="lexia-dark"/);
  });

  await t.step("leads nowhere but to this host", async () => {
    const browser = new FormBrowser(lexia, acme.subdomain);
    for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", ""]) {
      strictEqual((await browser.post("/look", { theme: "light", next })).headers.get("location"), "/", next);
    }
  });

  await t.step("ignores what is neither", async () => {
    const response = await new FormBrowser(lexia, acme.subdomain).post("/look", { theme: "x", locale: "fr" });
    strictEqual(response.status, 303);
    deepStrictEqual(response.headers.getSetCookie(), []);
  });

  await t.step("keeps the language of who is signed in with their account", async () => {
    const browser = await enterByForm(lexia, acme.subdomain, person.actor.email);
    strictEqual((await browser.post("/look", { locale: "en" })).status, 303);
    const elsewhere = await enterByForm(lexia, acme.subdomain, person.actor.email);
    match(await elsewhere.page("/solicitudes"), /<html lang="en"/);
    strictEqual((await elsewhere.post("/look", { locale: "es" })).status, 303);
    match(await browser.page("/solicitudes"), /<html lang="es-CO"/);
  });
});

Deno.test("GET /manifest.webmanifest", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const read = async (host: string) => {
    const response = await lexia.request(host, "/manifest.webmanifest");
    strictEqual(response.status, 200);
    match(response.headers.get("content-type") ?? "", /^application\/manifest\+json/);
    return await response.json();
  };

  await t.step("names the organization on its own host, and LEXIA on the platform's", async () => {
    match((await read(acme.subdomain)).name, new RegExp(acme.record.name));
    strictEqual((await read("")).name, "LEXIA");
  });

  await t.step("leads to icons of the sizes that it says", async () => {
    const { icons, start_url, display } = await read(acme.subdomain);
    deepStrictEqual([start_url, display], ["/", "standalone"]);
    for (const { src, sizes, type } of icons) {
      const response = await lexia.request(acme.subdomain, src);
      strictEqual(response.headers.get("content-type"), type);
      const bytes = new DataView(await response.arrayBuffer());
      // The head of a PNG holds width and height.
      strictEqual(`${bytes.getUint32(16)}x${bytes.getUint32(20)}`, sizes);
    }
  });
});
