import { match, ok, strictEqual } from "node:assert/strict";
import { FormBrowser, signInByForm } from "#tests/support/form_browser.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { SMALL_PNG } from "#tests/support/pictures.ts";
import { movableClock } from "#tests/support/stores.ts";

/** A browser without scripts, signed in by the form. */
class Browser extends FormBrowser {
  private constructor(lexia: Lexia, host: string, cookie: string, readonly userId: string) {
    super(lexia, host, cookie);
  }

  static async signedIn(lexia: Lexia, acme: TestOrganization, role: "org_admin" | "user"): Promise<Browser> {
    const { actor, host, cookie } = await signInByForm(lexia, acme, role);
    return new Browser(lexia, host, cookie, actor.userId);
  }

  /** Sends a form, and follows to where it leads. */
  async submit(path: string, body: Record<string, string> | FormData): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, 303, await response.clone().text());
    return await this.page(response.headers.get("location") ?? "");
  }
}

const GENERAL = { name: "Acme", locale: "es", time_zone: "America/Bogota", brand_color: "" };
const ACCESS = {
  session_hours: "",
  second_factor: "optional",
  password_min_length: "",
  allowed_networks: "",
};

Deno.test("/organization", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const browser = await Browser.signedIn(lexia, acme, "org_admin");

  await t.step("is for administrators, who find it in the bar", async () => {
    const other = await Browser.signedIn(lexia, acme, "user");
    strictEqual((await other.get("/organization")).status, 403);
    strictEqual((await other.post("/organization", GENERAL)).status, 403);
    ok(!(await other.page("/solicitudes")).includes('href="/organization"'));
    match(await browser.page("/organization"), /href="\/organization".*href="\/audit"/s);
  });

  await t.step("changes name and colour, and says that it did", async () => {
    const page = await browser.submit("/organization", {
      ...GENERAL,
      name: "Ácme <b>",
      brand_color: "#1F4E8C",
    });
    match(page, /quedaron guardados/);
    match(page, /Ácme &lt;b&gt;/);
    match(page, /value="#1f4e8c"/);
    match(page, /href="\/brand\.css\?v=\d+"/);
    ok(!/<[^>]+\s(style|on\w+)=/i.test(page));
  });

  await t.step("keeps what was typed where it was refused, and says what is wrong with it", async () => {
    const response = await browser.post("/organization", {
      ...GENERAL,
      time_zone: "Macondo",
      brand_color: "#ffee00",
    });
    strictEqual(response.status, 422);
    match(await response.text(), /value="Macondo".*Elija una zona horaria/s);
    const pale = await browser.post("/organization", { ...GENERAL, brand_color: "#ffee00" });
    match(await pale.text(), /value="#ffee00".*no se lee bien/s);
  });

  await t.step("says that somebody else was faster", async () => {
    const stale = await browser.post("/organization", { ...GENERAL, version: "1700000000000" });
    strictEqual(stale.status, 412);
    match(await stale.text(), /Alguien lo cambió/);
  });

  await t.step("changes who gets in, and lets nobody lock themselves out", async () => {
    const page = await browser.submit("/organization/access", {
      ...ACCESS,
      session_hours: "12",
      allowed_networks: "192.0.2.0/24\r\n2001:db8::/32",
    });
    match(page, /value="12"/);
    match(page, /192\.0\.2\.0\/24\n2001:db8::\/32/);
    const locked = await browser.post("/organization/access", {
      ...ACCESS,
      allowed_networks: "198.51.100.7",
    });
    strictEqual(locked.status, 409);
    match(await locked.text(), /lo dejaría por fuera/);
    const wrong = await browser.post("/organization/access", { ...ACCESS, session_hours: "many" });
    match(await wrong.text(), /value="many".*fuera de lo permitido/s);
    await browser.submit("/organization/access", ACCESS);
  });

  await t.step("takes a logo, shows it in the bar, and takes it away again", async () => {
    const form = new FormData();
    form.set("logo", new File([SMALL_PNG], "logo.png", { type: "image/png" }));
    match(await browser.submit("/organization/logo", form), /<img [^>]*src="\/organization\/logo\?v=\d+"/);
    const bad = new FormData();
    bad.set("logo", new File(["<svg/>"], "logo.svg", { type: "image/svg+xml" }));
    const refused = await browser.post("/organization/logo", bad);
    strictEqual(refused.status, 422);
    match(await refused.text(), /no sirve como logotipo/);
    ok(!(await browser.submit("/organization/logo/remove", {})).includes("/organization/logo?v="));
  });

  await t.step("adds, verifies and removes a domain", async () => {
    const page = await browser.submit("/organization/domains", { domain: "casos.acme-abogados.co" });
    const [, id = ""] = /name="id" value="([^"]+)"/.exec(page) ?? [];
    const [, value = ""] = /(lexia-verify=[\w-]+)/.exec(page) ?? [];
    match(page, /_lexia-challenge\.casos\.acme-abogados\.co/);
    const early = await browser.post("/organization/domains/verify", { id });
    strictEqual(early.status, 409);
    match(await early.text(), /No se encontró el registro TXT/);
    lexia.dns.setText("_lexia-challenge.casos.acme-abogados.co", [value]);
    match(await browser.submit("/organization/domains/verify", { id }), />Verificado</);
    ok(!(await browser.submit("/organization/domains/remove", { id })).includes("casos.acme-abogados"));
    strictEqual((await browser.post("/organization/domains/remove", { id: "x" })).status, 404);
    const wrong = await browser.post("/organization/domains", { domain: "https://x" });
    match(await wrong.text(), /value="https:\/\/x".*Escriba un dominio/s);
  });

  await t.step("asks for a fresh proof, and keeps what was typed", async () => {
    clock.advance(11 * 60_000);
    const response = await browser.post("/organization/access", { ...ACCESS, session_hours: "5" });
    strictEqual(response.status, 403);
    match(await response.text(), /href="\/security\/confirm\?next=%2Forganization".*value="5"/s);
  });
});

Deno.test("/audit", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const browser = await Browser.signedIn(lexia, acme, "org_admin");

  await t.step("is for administrators", async () => {
    const other = await Browser.signedIn(lexia, acme, "user");
    strictEqual((await other.get("/audit")).status, 403);
    strictEqual((await other.get("/audit/export")).status, 403);
  });

  await t.step("shows who did what, with what it was before", async () => {
    await browser.submit("/organization", { ...GENERAL, name: "Otro <i>nombre</i>" });
    const page = await browser.page("/audit?action=organization.");
    match(page, /A org_admin/);
    match(page, /organization\.update_settings/);
    match(page, /Otro &lt;i&gt;nombre/);
    ok(!page.includes("session.open"));
  });

  await t.step("filters by what stands in the address", async () => {
    match(await browser.page(`/audit?actor_id=${browser.userId}`), /session\.open/);
    match(await browser.page("/audit?from=2020-01-01&to=2020-01-02"), /Nada coincide/);
    match(await browser.page("/audit?target_id=%22%3E%3Cb%3E"), /value="&quot;&gt;&lt;b&gt;"/);
    for (const query of ["from=yesterday", "actor_id=somebody"]) {
      const response = await browser.get(`/audit?${query}`);
      strictEqual(response.status, 422);
      match(await response.text(), /class="wrong"/);
    }
  });

  await t.step("goes on page by page", async () => {
    await lexia.database.owner.batch([{
      text: "insert into audit_log (organization_id, action) select $1, 'many' from generate_series(1, 60)",
      values: [acme.id],
    }]);
    const first = await browser.page("/audit?action=many");
    const [, next = ""] = /href="(\/audit\?[^"]*cursor=[^"]+)"/.exec(first) ?? [];
    const second = await browser.page(next.replaceAll("&amp;", "&"));
    strictEqual([...first.matchAll(/<code>many<\/code>/g)].length, 50);
    strictEqual([...second.matchAll(/<code>many<\/code>/g)].length, 10);
  });

  await t.step("leads to the same as CSV, after a fresh proof where the last one is old", async () => {
    const csv = await browser.get("/audit/export?action=many");
    strictEqual(csv.headers.get("content-type"), "text/csv; charset=utf-8");
    strictEqual((await csv.text()).trimEnd().split("\r\n").length, 61);
    clock.advance(11 * 60_000);
    const late = await browser.get("/audit/export?action=many");
    strictEqual(late.status, 303);
    match(
      late.headers.get("location") ?? "",
      /^\/security\/confirm\?next=%2Faudit%3Faction%3Dmany%26ready$/,
    );
  });
});
