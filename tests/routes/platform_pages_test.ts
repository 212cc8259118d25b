/** The operators' panel as they meet it, without a script. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { reportInstance } from "#domain/operations/instances.ts";
import { codeOf } from "#tests/support/authenticator.ts";
import { FormBrowser } from "#tests/support/form_browser.ts";
import { Lexia, PASSWORD, type Session } from "#tests/support/lexia.ts";
import { tokenTo } from "#tests/support/mailed.ts";

const PAGES = [
  "/overview",
  "/organizations",
  "/organizations/new",
  "/plan-requests",
  "/people",
  "/impersonations",
  "/queue",
  "/portal",
  "/calendar",
  "/instances",
  "/errors",
  "/audit",
  "/security",
];
const REASON = "Caso de soporte 4711: no aparecen sus actuaciones.";

/** Submits forms, and tells where they lead. */
class Browser extends FormBrowser {
  async submit(path: string, body: Record<string, string> = {}): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, 303, await response.clone().text());
    return response.headers.get("location") ?? "";
  }

  async refusal(path: string, body: Record<string, string>, status: number): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, status);
    return await response.text();
  }
}

async function signIn(lexia: Lexia, host: string, email: string): Promise<Response> {
  return await new FormBrowser(lexia, host).post("/sign-in", { email, password: PASSWORD });
}

function cookieOf(response: Response): string {
  const cookies = response.headers.getSetCookie();
  return cookies.find((one) => one.startsWith("__Host-lexia_session="))?.split(";")[0] ?? "";
}

async function operatorOf(lexia: Lexia): Promise<{ browser: Browser; operator: Session }> {
  const operator = await lexia.operator();
  const response = await signIn(lexia, "admin", operator.actor.email);
  deepStrictEqual([response.status, response.headers.get("location")], [303, "/overview"]);
  return { browser: new Browser(lexia, "admin", cookieOf(response)), operator };
}

function query(lexia: Lexia, text: string, ...values: unknown[]) {
  return lexia.database.owner.batch([{ text, values }]);
}

async function bury(
  lexia: Lexia,
  organizationId: string | null,
  task: string,
  error: string,
): Promise<string> {
  const [result] = await query(
    lexia,
    `insert into jobs (organization_id, task, payload, lane, status, attempts, max_attempts, last_error, finished_at)
     values ($1, $2, '{}', 1, 'buried', 8, 8, $3, now()) returning id`,
    organizationId,
    task,
    error,
  );
  return String(result?.rows[0]?.[0]);
}

Deno.test("The operators' panel", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ plan: "pro", maxQueriesPerMonth: 50 });
  const { browser, operator } = await operatorOf(lexia);

  await t.step("leads a stranger to its sign-in page, and back to what was asked for", async () => {
    const stranger = new Browser(lexia, "admin");
    strictEqual((await stranger.get("/")).headers.get("location"), "/sign-in");
    const asked = await stranger.get("/organizations?plan=pro");
    strictEqual(asked.headers.get("location"), "/sign-in?next=%2Forganizations%3Fplan%3Dpro");
    match(await stranger.page("/sign-in?next=%2Fqueue"), /name="next" value="\/queue"/);
    strictEqual((await stranger.post("/organizations")).headers.get("location"), "/sign-in");
  });

  await t.step("tells a page that asks for a part of itself to go to the sign-in page", async () => {
    const answer = await lexia.request("admin", "/overview", { headers: { "HX-Request": "true" } });
    deepStrictEqual([answer.status, answer.headers.get("hx-redirect")], [200, "/sign-in?next=%2Foverview"]);
  });

  await t.step("asks for the second factor where there is one", async () => {
    const enrolled = await lexia.operator();
    const { secret } = await (await enrolled.post("/auth/2fa/totp")).json();
    const now = () => lexia.core.services.clock.now();
    const confirmed = await enrolled.post("/auth/2fa/totp/confirm", { otp: codeOf(secret, now()) });
    const { recovery_codes: [code = ""] } = await confirmed.json();
    const asked = await signIn(lexia, "admin", enrolled.actor.email);
    strictEqual(asked.status, 200);
    const challenge = /name="challenge" value="([^"]+)"/.exec(await asked.text())?.[1] ?? "";
    const door = new Browser(lexia, "admin");
    strictEqual((await door.post("/sign-in/second-step", { challenge, code: "000000" })).status, 401);
    const opened = await door.post("/sign-in/second-step", { challenge, code });
    deepStrictEqual([opened.status, opened.headers.get("location")], [303, "/overview"]);
    await new Browser(lexia, "admin", cookieOf(opened)).page("/overview");
  });

  await t.step("sends who lacks a second factor that is due to its set-up", async () => {
    const { browser, operator } = await operatorOf(lexia);
    await query(
      lexia,
      "update users set second_factor_due_from = now() - interval '400 days' where id = $1",
      operator.actor.userId,
    );
    lexia.core.identity.sessions.forgetPerson(operator.actor.userId);
    strictEqual((await browser.get("/overview")).headers.get("location"), "/security");
    match(await browser.page("/security"), /\/security\/totp/);
  });

  await t.step("a member is nobody there, and an operator nobody at an organization", async () => {
    const member = await acme.session("org_admin", { withPassword: true });
    strictEqual((await signIn(lexia, "admin", member.actor.email)).status, 401);
    const cookie = cookieOf(await signIn(lexia, acme.subdomain, member.actor.email));
    ok(cookie !== "");
    const atAdmin = new Browser(lexia, "admin", cookie);
    const atHome = new Browser(lexia, acme.subdomain, cookie);
    for (const path of PAGES) {
      match((await atAdmin.get(path)).headers.get("location") ?? "", /^\/sign-in\?next=/, path);
      if (path !== "/audit" && path !== "/security") strictEqual((await atHome.get(path)).status, 404, path);
    }
    const elsewhere = new Browser(lexia, acme.subdomain, browser.cookie);
    match((await elsewhere.get("/audit")).headers.get("location") ?? "", /^\/sign-in/);
  });

  for (const path of PAGES) {
    await t.step(`shows ${path}, in both languages`, async () => {
      const english = new Browser(lexia, "admin", browser.cookie);
      await english.submit("/look", { locale: "en", next: path });
      const read = await english.page(path);
      await browser.submit("/look", { locale: "es", next: path });
      const leido = await browser.page(path);
      match(read, /<html lang="en"/);
      match(leido, /<html lang="es-CO"/);
      strictEqual([...leido.matchAll(/<h1/g)].length, 1);
    });
  }

  await t.step("creates an organization, whose first administrator accepts an invitation", async () => {
    const wrong = { name: "", subdomain: "no es uno", admin_email: "nadie" };
    const page = await browser.refusal("/organizations", { ...wrong, plan: "pro" }, 422);
    match(page, /value="no es uno"/);
    strictEqual([...page.matchAll(/class="wrong"/g)].length >= 1, true);
    const fields = {
      name: "Nueva & Cía.",
      subdomain: "nueva-cia",
      plan: "pro",
      admin_email: "primera@nueva.test",
      admin_name: "",
      admin_locale: "es",
    };
    const there = await browser.submit("/organizations", fields);
    match(await browser.page(there), /Nueva &amp; Cía\..*la invitación va en camino/s);
    match(await browser.refusal("/organizations", fields, 409), /id="subdomain-error"/);
    await lexia.work();
    const token = tokenTo(lexia.mails, "primera@nueva.test");
    const invitation = new Browser(lexia, "nueva-cia");
    const person = { token, name: "Primera", password: PASSWORD };
    const joined = await invitation.post("/invitation", person);
    strictEqual(joined.status < 400, true, await joined.clone().text());
    match(await browser.page("/people?q=primera"), /primera@nueva\.test.*Administrador/s);
  });

  const detail = `/organizations/${acme.id}`;
  await t.step("finds organizations by name, plan and state", async () => {
    const name = acme.record.name;
    match(await browser.page(`/organizations?q=${acme.subdomain.slice(2).toUpperCase()}`), new RegExp(name));
    doesNotMatch(await browser.page("/organizations?plan=free"), new RegExp(name));
    doesNotMatch(await browser.page("/organizations?state=suspended"), new RegExp(name));
    match(await browser.page("/organizations?q=%25"), /Ninguna organización coincide/);
  });

  await t.step("changes plan and limits with a reason, which is on record", async () => {
    const fields = { name: acme.record.name, plan: "pro", max_users: "30", max_queries_per_month: "9000" };
    const short = await browser.refusal(`${detail}/plan`, { ...fields, reason: "corto" }, 422);
    match(short, /id="reason-error"/);
    match(short, /value="9000"/);
    const odd = await browser.refusal(
      `${detail}/plan`,
      { ...fields, max_users: "muchas", reason: REASON },
      422,
    );
    match(odd, /id="max_users-error"/);
    strictEqual(
      await browser.submit(`${detail}/plan`, { ...fields, reason: REASON }),
      `${detail}?done=changed`,
    );
    const [row] = await query(
      lexia,
      "select max_users, max_queries_per_month from organizations where id = $1",
      acme.id,
    );
    deepStrictEqual(row?.rows[0]?.map(Number), [30, 9000]);
    match(
      await browser.page(`/audit?organization_id=${acme.id}&action=organization.update`),
      /Caso de soporte 4711/,
    );
  });

  await t.step("suspends and reactivates, for a reason that is told", async () => {
    match(await browser.refusal(`${detail}/suspend`, { "suspend-reason": "" }, 422), /suspend-reason-error/);
    strictEqual(
      await browser.submit(`${detail}/suspend`, { "suspend-reason": REASON }),
      `${detail}?done=suspended`,
    );
    match(await browser.page(detail), /Suspendida/);
    await browser.refusal(`${detail}/suspend`, { "suspend-reason": REASON }, 409);
    await browser.submit(`${detail}/reactivate`, { "reactivate-reason": REASON });
    match(await browser.page(detail), /Activa/);
  });

  await t.step("asks for a deletion by its subdomain, and takes it back", async () => {
    match(await browser.refusal(`${detail}/delete`, { confirm: "otra" }, 409), /id="confirm-error"/);
    await browser.submit(`${detail}/delete`, { confirm: acme.subdomain });
    match(await browser.page(detail), /Se borrará/);
    await browser.submit(`${detail}/keep`);
    doesNotMatch(await browser.page(detail), /Se borrará/);
  });

  await t.step("decides what organizations ask for", async () => {
    const admin = await acme.session("org_admin");
    const asked = await admin.post("/api/v1/organization/plan-requests", { plan: "enterprise" });
    strictEqual(asked.status, 201, await asked.clone().text());
    const { id } = await asked.json();
    match(await browser.page("/plan-requests?status=pending"), new RegExp(id));
    await browser.submit(`/plan-requests/${id}/approve`, { answer: "Con gusto." });
    match(await browser.page(detail), /Empresarial/);
    await browser.refusal(`/plan-requests/${id}/decline`, { answer: "" }, 409);
  });

  await t.step("finds people everywhere, and enters as one with a reason", async () => {
    const { actor } = await acme.session("user");
    match(await browser.page(`/people?q=${encodeURIComponent(actor.email)}`), new RegExp(actor.userId));
    match(await browser.page("/people?q=%25"), /Nadie coincide/);
    const whom = { organization: acme.id, user: actor.userId };
    match(await browser.page(`/impersonations/new?${new URLSearchParams(whom)}`), /name="reason"/);
    match(
      await browser.refusal("/impersonations", { ...whom, reason: "corto", minutes: "15" }, 422),
      /reason-error/,
    );
    const ready = await browser.refusal("/impersonations", { ...whom, reason: REASON, minutes: "15" }, 200);
    match(ready, new RegExp(`${acme.subdomain}\\.[^"]*/impersonate\\?token=`));
    const list = await browser.page("/impersonations");
    match(list, /Caso de soporte 4711/);
    const end = /\/impersonations\/[0-9a-f-]{36}\/end/.exec(list)?.[0] ?? "";
    await browser.submit(end);
    doesNotMatch(await browser.page("/impersonations"), /\/end"/);
    strictEqual((await browser.get(`/impersonations/new?organization=${acme.id}&user=7`)).status, 404);
  });

  await t.step("asks for a fresh proof before it is told why", async () => {
    const { browser, operator } = await operatorOf(lexia);
    await query(
      lexia,
      "update sessions set authenticated_at = now() - interval '1 hour' where user_id = $1",
      operator.actor.userId,
    );
    lexia.core.identity.sessions.forgetPerson(operator.actor.userId);
    const path = `/impersonations/new?organization=${acme.id}&user=${acme.id}`;
    match((await browser.get(path)).headers.get("location") ?? "", /^\/security\/confirm\?next=/);
    strictEqual(
      await browser.submit("/security/confirm", { next: "/impersonations", password: PASSWORD }),
      "/impersonations",
    );
  });

  await t.step("runs buried jobs again, one or all of a kind", async () => {
    const one = await bury(lexia, acme.id, "webhook.deliver", "http_503");
    await bury(lexia, acme.id, "webhook.deliver", "http_410");
    await bury(lexia, null, "webhook.deliver", "http_410");
    const page = await browser.page("/queue?q=http_503");
    match(page, new RegExp(one));
    match(page, new RegExp(acme.record.name));
    strictEqual(await browser.submit(`/queue/${one}/retry`), "/queue?retried=1");
    await browser.refusal(`/queue/${one}/retry`, {}, 404);
    const kind = { task: "webhook.deliver", reason: "http_410" };
    strictEqual(await browser.submit("/queue/retry", kind), "/queue?retried=2");
    doesNotMatch(await browser.page("/queue"), /http_410/);
    match(await browser.page("/audit?action=job.retry_kind"), /http_410/);
  });

  await t.step("shows what failed, with the request to follow", async () => {
    const data = { code: "internal_error", method: "GET", endpoint: "/api/v1/novedades", status: 500 };
    await query(
      lexia,
      "insert into audit_log (organization_id, action, data, request_id) values ($1, 'request.failed', $2, 'rq-77')",
      acme.id,
      JSON.stringify(data),
    );
    const page = await browser.page("/errors");
    match(page, /internal_error.*GET \/api\/v1\/novedades/s);
    match(page, /\/audit\?request_id=rq-77/);
    match(await browser.page("/audit?request_id=rq-77"), /request\.failed/);
    match(await browser.page("/overview"), /Peticiones que fallaron en el último día: 1/);
  });

  await t.step("shows which processes are alive, and which fell silent", async () => {
    const { services } = lexia.core;
    const beat = { role: "worker" as const, version: "0.1.0", startedAt: new Date(), jobsRunning: 3 };
    await reportInstance(services, { ...beat, id: crypto.randomUUID() });
    const early = { ...services, clock: { ...services.clock, now: () => services.clock.now() - 120_000 } };
    await reportInstance(early, { ...beat, id: crypto.randomUUID() });
    const page = await browser.page("/instances");
    match(page, /Viva/);
    match(page, /No responde/);
    const { items } = await (await operator.get("/api/v1/admin/instances")).json();
    deepStrictEqual(items.map((one: { is_silent: boolean }) => one.is_silent).sort(), [false, true]);
  });

  await t.step("closes the courts for some days, and opens them again", async () => {
    const fields = {
      name: "Cierre por elecciones",
      source: "Acuerdo PCSJA26-1",
      from: "2026-12-01",
      to: "",
      stops: "all",
    };
    match(await browser.refusal("/calendar", { ...fields, from: "ayer" }, 422), /id="from-error"/);
    match(await browser.refusal("/calendar", { ...fields, to: "2026-11-01" }, 422), /id="to-error"/);
    strictEqual(await browser.submit("/calendar", fields), "/calendar?done=put");
    const page = await browser.page("/calendar");
    match(page, /Cierre por elecciones/);
    const code = /name="code" value="(closure_[0-9a-z_]+)"/.exec(page)?.[1] ?? "";
    strictEqual(await browser.submit("/calendar/remove", { code }), "/calendar?done=removed");
    doesNotMatch(await browser.page("/calendar"), /Cierre por elecciones/);
    strictEqual((await browser.post("/calendar/remove", { code })).status, 404);
  });

  await t.step("filters the audit log, and says which filter it cannot read", async () => {
    match(await browser.page("/audit?action=organization."), /organization\.suspend/);
    const wrong = await browser.get("/audit?from=ayer");
    strictEqual(wrong.status, 422);
    match(await wrong.text(), /id="from-error"/);
    match(await browser.page("/audit?to=2001-01-01"), /Nada coincide con esos filtros/);
  });

  await t.step("finds people by the API, page by page", async () => {
    const path = "/api/v1/admin/people";
    const first = await (await operator.get(`${path}?limit=2`)).json();
    const second = await (await operator.get(`${path}?limit=2&cursor=${first.next_cursor}`)).json();
    const names = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
    strictEqual(new Set(names).size, 4);
    const own = await (await operator.get(`${path}?organization_id=${acme.id}`)).json();
    ok(own.items.every(({ organization }: { organization: { id: string } }) => organization.id === acme.id));
    strictEqual((await operator.get(`${path}?cursor=nonsense`)).status, 400);
    const member = await acme.session("org_admin");
    strictEqual((await member.get(path)).status, 403);
  });

  await t.step("is left by signing out", async () => {
    const { browser } = await operatorOf(lexia);
    strictEqual(await browser.submit("/sign-out"), "/sign-in");
    match((await browser.get("/overview")).headers.get("location") ?? "", /^\/sign-in/);
  });
});
