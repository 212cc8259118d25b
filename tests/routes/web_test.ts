import { match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Lexia, PASSWORD, type TestOrganization } from "#tests/support/lexia.ts";

const COOKIE = "__Host-lexia_session";

/** A browser that has signed in with a form, or is about to. */
class Browser {
  cookie: string | undefined;

  constructor(private readonly lexia: Lexia, readonly host: string) {}

  get(path: string): Promise<Response> {
    return this.lexia.request(this.host, path, { headers: this.#headers() });
  }

  post(path: string, fields: Record<string, string> = {}, origin = this.origin): Promise<Response> {
    return this.lexia.request(this.host, path, {
      method: "POST",
      headers: { ...this.#headers(), origin },
      body: new URLSearchParams(fields),
    });
  }

  get origin(): string {
    return `http://${this.host}.${this.lexia.baseDomain}`;
  }

  async signIn(email: string, password = PASSWORD): Promise<Response> {
    const response = await this.post("/sign-in", { email, password });
    const cookie = response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${COOKIE}=`));
    this.cookie = cookie?.split(";")[0];
    return response;
  }

  #headers(): Record<string, string> {
    return { accept: "text/html", ...(this.cookie === undefined ? {} : { cookie: this.cookie }) };
  }
}

async function signedIn(lexia: Lexia, acme: TestOrganization, role: "user" | "viewer" | "manager" = "user") {
  const { actor } = await acme.session(role, { withPassword: true });
  const browser = new Browser(lexia, acme.subdomain);
  strictEqual((await browser.signIn(actor.email)).status, 303);
  return browser;
}

/** Follows a radicado by the form; returns the page of the new solicitud. */
async function follow(browser: Browser, radicado: string, alias = ""): Promise<string> {
  const response = await browser.post("/solicitudes/new", { radicado, alias, frequency: "weekly" });
  strictEqual(response.status, 303);
  return response.headers.get("location") ?? "";
}

Deno.test("the platform's own pages", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const visitor = new Browser(lexia, "");

  await t.step("the landing page leads to organizations and to the API's reference", async () => {
    const response = await visitor.get("/");
    strictEqual(response.status, 200);
    const page = await response.text();
    match(page, /^<!doctype html><html lang="es-CO"/);
    match(page, /action="\/find"/);
    match(page, /href="\/api\/docs"/);
  });

  await t.step("finds an organization by its name in the address, however it is typed", async () => {
    for (const typed of [acme.subdomain, `  ${acme.subdomain.toUpperCase()}.${lexia.baseDomain} `]) {
      const response = await visitor.get(`/find?subdomain=${encodeURIComponent(typed)}`);
      strictEqual(response.status, 200);
      match(
        await response.text(),
        new RegExp(`content="0; url=https?://${acme.subdomain}\\.${lexia.baseDomain}`),
      );
    }
  });

  await t.step("says that an organization is unknown, and shows what was typed as text", async () => {
    const response = await visitor.get(`/find?subdomain=${encodeURIComponent('"><script>')}`);
    strictEqual(response.status, 404);
    const page = await response.text();
    match(page, /No hay una organización activa/);
    ok(!page.includes('"><script>'));
  });

  await t.step("the admin host leads to its sign-in page", async () => {
    strictEqual((await new Browser(lexia, "admin").get("/")).headers.get("location"), "/sign-in");
  });

  await t.step("the API host leads to the reference", async () => {
    strictEqual((await new Browser(lexia, "api").get("/")).headers.get("location"), "/api/docs");
  });

  for (const path of ["/sign-in", "/solicitudes"]) {
    await t.step(`has no ${path}: that is an organization's`, async () => {
      strictEqual((await visitor.get(path)).status, 404);
    });
  }
});

Deno.test("GET /problems/{code}", async (t) => {
  await using lexia = await Lexia.start();

  await t.step("explains a code, on any host, known or not", async () => {
    for (const host of ["", "nobody-here", "elsewhere.example"]) {
      const response = await lexia.request(host, "/problems/quota_exceeded");
      strictEqual(response.status, 200);
      match(await response.text(), /Se usaron todas las consultas de este mes/);
    }
  });

  for (const code of ["no_such_code", "toString", "__proto__"]) {
    await t.step(`does not know ${code}`, async () => {
      strictEqual((await lexia.request("", `/problems/${code}`)).status, 404);
    });
  }

  await t.step("a page that fails names the problem and how to tell of it, and leads on", async () => {
    const response = await new Browser(lexia, "nobody-here").get("/");
    strictEqual(response.status, 400);
    const page = await response.text();
    match(page, /La organización no existe o no está activa/);
    ok(page.includes(response.headers.get("x-request-id") ?? "no id"));
    match(page, new RegExp(`href="https?://${lexia.baseDomain}(:\\d+)?/"`));
  });
});

Deno.test("signing in and out", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const { actor } = await acme.session("user", { withPassword: true });

  await t.step("a wrong password shows the form again, with the e-mail address and no cookie", async () => {
    const browser = new Browser(lexia, acme.subdomain);
    const response = await browser.signIn(actor.email, "wrong wrong wrong wrong");
    strictEqual(response.status, 401);
    strictEqual(response.headers.getSetCookie().length, 0);
    const page = await response.text();
    match(page, /El correo o la contraseña no son correctos/);
    ok(page.includes(`value="${actor.email}"`));
    ok(!page.includes("wrong wrong"));
  });

  await t.step("the right one sets a cookie for this host alone, new each time", async () => {
    const browser = new Browser(lexia, acme.subdomain);
    const response = await browser.signIn(actor.email);
    strictEqual(response.headers.get("location"), "/dashboard");
    const [cookie] = response.headers.getSetCookie();
    for (const attribute of [/; Path=\/(;|$)/, /; HttpOnly/, /; Secure/, /; SameSite=Lax/]) {
      match(cookie ?? "", attribute);
    }
    ok(!/domain=/i.test(cookie ?? ""));
    const first = browser.cookie;
    await browser.signIn(actor.email);
    notStrictEqual(browser.cookie, first);
  });

  await t.step("a cookie that was planted before is not taken over", async () => {
    const browser = new Browser(lexia, acme.subdomain);
    browser.cookie = `${COOKIE}=lxs_${"A".repeat(43)}`;
    await browser.signIn(actor.email);
    ok(!browser.cookie?.includes("AAAA"));
    strictEqual((await browser.get("/solicitudes")).status, 200);
  });

  const destinations: [next: string, where: string][] = [
    ["/solicitudes?q=cobro", "/solicitudes?q=cobro"],
    ["", "/dashboard"],
    ["https://evil.example/", "/dashboard"],
    ["//evil.example", "/dashboard"],
    ["/\\evil.example", "/dashboard"],
    ["/\t/evil.example", "/dashboard"],
    ["javascript:alert(1)", "/dashboard"],
  ];
  for (const [next, where] of destinations) {
    await t.step(`goes on to ${where} for next=${JSON.stringify(next)}`, async () => {
      const browser = new Browser(lexia, acme.subdomain);
      const response = await browser.post("/sign-in", { email: actor.email, password: PASSWORD, next });
      strictEqual(response.status, 303);
      strictEqual(response.headers.get("location"), where);
    });
  }

  await t.step("a form of another site is refused", async () => {
    const browser = new Browser(lexia, acme.subdomain);
    const fields = { email: actor.email, password: PASSWORD };
    const response = await browser.post("/sign-in", fields, "https://evil.example");
    strictEqual(response.status, 403);
    strictEqual(response.headers.getSetCookie().length, 0);
  });

  await t.step("signing out ends the session, not only the cookie", async () => {
    const browser = new Browser(lexia, acme.subdomain);
    await browser.signIn(actor.email);
    const response = await browser.post("/sign-out");
    strictEqual(response.status, 303);
    match(response.headers.getSetCookie()[0] ?? "", /Max-Age=0/);
    strictEqual((await browser.get("/solicitudes")).status, 303);
  });

  await t.step("pages ask to sign in first, and come back", async () => {
    const browser = new Browser(lexia, acme.subdomain);
    const response = await browser.get("/solicitudes?q=a%26b");
    strictEqual(response.status, 303);
    strictEqual(
      response.headers.get("location"),
      `/sign-in?next=${encodeURIComponent("/solicitudes?q=a%26b")}`,
    );
    strictEqual((await browser.get("/")).headers.get("location"), "/sign-in");
  });

  await t.step("a session is worth nothing on another organization's host", async () => {
    const browser = await signedIn(lexia, acme);
    const elsewhere = new Browser(lexia, (await lexia.organization()).subdomain);
    elsewhere.cookie = browser.cookie;
    strictEqual((await elsewhere.get("/solicitudes")).status, 303);
  });

  await t.step("too many wrong passwords are told to wait", async () => {
    const { actor: victim } = await acme.session("user", { withPassword: true });
    const browser = new Browser(lexia, acme.subdomain);
    let response: Response;
    do response = await browser.signIn(victim.email, "wrong wrong wrong wrong"); while (
      response.status === 401
    );
    strictEqual(response.status, 429);
    ok(Number(response.headers.get("retry-after")) > 0);
    match(await response.text(), /Demasiados intentos de entrar/);
  });
});

Deno.test("pages of solicitudes", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const browser = await signedIn(lexia, acme);
  const [radicado = ""] = lexia.portal.radicados.found;
  const location = await follow(browser, radicado, `Cobro <b>"2026"</b>`);

  await t.step("a new one waits, and is followed live", async () => {
    const page = await (await browser.get(location)).text();
    match(page, /En espera/);
    match(page, new RegExp(`data-progress="/api/v1${location}/progress"`));
  });

  await lexia.work();

  await t.step("a verified one shows what was checked when, and what was found", async () => {
    const page = await (await browser.get(location)).text();
    match(page, /Verificado: proceso encontrado/);
    match(page, /Consulta de Procesos Nacional Unificada/);
    match(page, /id="actuaciones"/);
    ok(!page.includes("data-progress"));
  });

  await t.step("what people typed is text, never markup", async () => {
    for (const path of [location, "/solicitudes", `/solicitudes?q=${encodeURIComponent('"><b>')}`]) {
      const page = await (await browser.get(path)).text();
      ok(!page.includes("<b>"), path);
    }
  });

  await t.step("a long docket is shown page by page, each entry once", async () => {
    const [long = ""] = lexia.portal.radicados.long;
    let path: string | undefined = await follow(browser, long);
    await lexia.work();
    const seen: string[] = [];
    while (path !== undefined) {
      const page: string = await (await browser.get(path)).text();
      seen.push(...[...page.matchAll(/<li id="actuacion-([^"]+)"/g)].map(([, id = ""]) => id));
      path = /href="([^"#]*cursor=[^"#]*)#actuaciones" rel="next"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
    }
    const expected = lexia.portal.expected(long).procesos.flatMap(({ actuaciones }) => actuaciones);
    strictEqual(new Set(seen).size, expected.length);
    strictEqual(seen.length, expected.length);
  });

  await t.step("all procesos of a radicado are shown", async () => {
    const path = await follow(browser, lexia.portal.radicados.multiple[0] ?? "");
    await lexia.work();
    match(await (await browser.get(path)).text(), /2 procesos con este radicado/);
  });

  await t.step("a portal that blocks is never shown as nothing new", async () => {
    const path = await follow(browser, lexia.portal.radicados.unknown[1] ?? "");
    lexia.portal.setFault("block");
    await lexia.work();
    lexia.portal.setFault("none");
    for (const page of [path, "/solicitudes"]) {
      const text = await (await browser.get(page)).text();
      match(text, /No se pudo verificar: el portal rechazó la consulta; se vuelve a intentar el/);
      ok(!text.includes("sin novedades"));
    }
  });

  await t.step("searches by what the solicitud is called", async () => {
    match(await (await browser.get("/solicitudes?q=COBRO")).text(), new RegExp(location));
    match(await (await browser.get("/solicitudes?q=zzzz")).text(), /Nada coincide con «zzzz»/);
  });

  await t.step("pauses and resumes by its buttons, and says where a click came late", async () => {
    const path = await follow(browser, lexia.portal.radicados.unknown[0] ?? "");
    const paused = await browser.post(`${path}/pause`);
    strictEqual(paused.headers.get("location"), path);
    match(await (await browser.get(path)).text(), /En pausa/);
    const late = await browser.post(`${path}/pause`);
    strictEqual(late.status, 409);
    match(await late.text(), /El estado actual de la solicitud no lo permite/);
    strictEqual((await browser.post(`${path}/resume`)).status, 303);
    match(await (await browser.get(path)).text(), /En espera/);
  });

  await t.step("a click that another site makes is refused", async () => {
    strictEqual((await browser.post(`${location}/pause`, {}, "https://evil.example")).status, 403);
  });

  for (const id of ["0192f0c5-0000-7000-8000-000000000000", "not-an-id"]) {
    await t.step(`there is no solicitud ${id}`, async () => {
      strictEqual((await browser.get(`/solicitudes/${id}`)).status, 404);
    });
  }

  await t.step("another person's, and another organization's, are missing", async () => {
    const colleague = await signedIn(lexia, acme);
    const stranger = await signedIn(lexia, await lexia.organization());
    for (const other of [colleague, stranger]) {
      strictEqual((await other.get(location)).status, 404);
      strictEqual((await other.post(`${location}/pause`)).status, 404);
    }
  });

  await t.step("a viewer sees no way to follow anything, and is refused", async () => {
    const viewer = await signedIn(lexia, acme, "viewer");
    ok((await (await browser.get("/solicitudes")).text()).includes('href="/solicitudes/new"'));
    ok(!(await (await viewer.get("/solicitudes")).text()).includes('href="/solicitudes/new"'));
    strictEqual((await viewer.post("/solicitudes/new", { radicado })).status, 403);
  });
});

Deno.test("what pages load", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const browser = await signedIn(lexia, acme);
  const location = await follow(browser, lexia.portal.radicados.found[0] ?? "");
  const places: [host: string, path: string][] = [
    ["", "/"],
    ["", "/problems/not_found"],
    ["", "/api/docs"],
    [acme.subdomain, "/sign-in"],
    [acme.subdomain, "/solicitudes"],
    [acme.subdomain, location],
    [acme.subdomain, "/nothing-here"],
    ["nobody-here", "/"],
  ];

  for (const [host, path] of places) {
    await t.step(`${host || "root"}${path} has nothing inline and nothing from elsewhere`, async () => {
      const visitor = new Browser(lexia, host);
      if (host === acme.subdomain && path !== "/sign-in") visitor.cookie = browser.cookie;
      const response = await visitor.get(path);
      const policy = response.headers.get("content-security-policy") ?? "";
      match(policy, /default-src 'none'/);
      ok(!policy.includes("unsafe"));
      const page = await response.text();
      ok(!/<[^>]+\s(style|on\w+)=/i.test(page));
      ok(!/<script(?![^>]*\ssrc=)/i.test(page) && !/<style/i.test(page));
      const loaded = [...page.matchAll(/<(?:script|img|link)[^>]*\s(?:src|href)="([^"]+)"/g)].map(([, url]) =>
        url ?? ""
      );
      ok(loaded.length >= 2);
      for (const url of loaded) {
        // That one is each host's own, and read by devices that keep LEXIA.
        if (url === "/manifest.webmanifest") continue;
        match(url, /^\/(api\/docs\/)?assets\//);
        const file = await visitor.get(url);
        strictEqual(file.status, 200);
        match(file.headers.get("cache-control") ?? "", /immutable/);
        await file.body?.cancel();
      }
    });
  }

  await t.step("files are compressed for who takes gzip, and are the same", async () => {
    const [, path = ""] = /src="([^"]*bundle[^"]*)"/.exec(await (await browser.get("/api/docs")).text()) ??
      [];
    const plain = await lexia.request("", path);
    const zipped = await lexia.request("", path, { headers: { "accept-encoding": "br, gzip;q=0.8" } });
    strictEqual(plain.headers.get("content-encoding"), null);
    strictEqual(zipped.headers.get("content-encoding"), "gzip");
    match(zipped.headers.get("vary") ?? "", /Accept-Encoding/i);
    const bytes = await zipped.bytes();
    const text = await plain.text();
    ok(bytes.length < text.length / 3);
    const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    strictEqual(await new Response(unzipped).text(), text);
    const refused = await lexia.request("", path, { headers: { "accept-encoding": "gzip;q=0" } });
    strictEqual(refused.headers.get("content-encoding"), null);
    await refused.body?.cancel();
  });

  for (const path of ["/assets/lexia.0000000000.css", "/api/docs/assets/none.js"]) {
    await t.step(`there is no ${path}`, async () => {
      strictEqual((await lexia.request("", path)).status, 404);
    });
  }
});
