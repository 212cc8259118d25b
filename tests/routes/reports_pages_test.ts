/** Files and scheduled reports as people meet them, without a script. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { Role } from "#domain/authz.ts";
import { enterByForm } from "#tests/support/form_browser.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { query } from "#tests/support/telling.ts";

const PAGE = "/reports";
const NEW = `${PAGE}/schedules`;

async function browserOf(lexia: Lexia, acme: TestOrganization, role: Exclude<Role, "super_admin">) {
  const { actor } = await acme.session(role, { withPassword: true });
  return { actor, browser: await enterByForm(lexia, acme.subdomain, actor.email) };
}

/** A form with fields that come several times. */
function form(fields: Record<string, string | string[]>): FormData {
  const data = new FormData();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) data.append(name, value);
  }
  return data;
}

async function led(response: Response): Promise<string> {
  strictEqual(response.status, 303, await response.clone().text());
  return response.headers.get("location") ?? "";
}

Deno.test("files on /reports", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const manager = await browserOf(lexia, acme, "manager");
  const viewer = await browserOf(lexia, acme, "viewer");

  await t.step("are offered as far as somebody may have them", async () => {
    const page = await manager.browser.page(PAGE);
    match(page, /Todavía no ha pedido ningún archivo/);
    match(page, /<option value="analytics"/);
    ok(!page.includes('href="/audit"'));
    const theirs = await viewer.browser.page(PAGE);
    doesNotMatch(theirs, /value="analytics"|value="usage"|Informes programados/);
    const admin = await browserOf(lexia, acme, "org_admin");
    ok((await admin.browser.page(PAGE)).includes('href="/audit"'));
  });

  let path = "";
  await t.step("are asked for, and appear by themselves", async () => {
    const fields = { what: "novedades", format: "xlsx", from: "2026-11-01", to: "2026-11-26" };
    path = await led(await manager.browser.post(`${PAGE}/exports`, fields));
    match(path, /^\/exports\/[0-9a-f-]{36}$/);
    const [[filters] = []] = await query(lexia, "select filters from exports");
    deepStrictEqual(filters, { from: "2026-11-01T00:00:00-05:00", to: "2026-11-27T00:00:00-05:00" });
    match(await manager.browser.page(path), /hx-trigger="every 2s"/);
    match(await manager.browser.page(PAGE), /En cola.*hx-trigger="every 3s"|hx-trigger="every 3s".*En cola/s);
    await lexia.work();
    for (const page of [path, PAGE]) {
      const html = await manager.browser.page(page);
      ok(!html.includes("every "), page);
      match(html, /Listo/);
      const [, href = ""] = /href="(\/api\/v1\/exports\/[^"]*\/file\?token=[^"]*)"/.exec(html) ?? [];
      strictEqual((await manager.browser.get(href)).status, 200);
    }
  });

  await t.step("are nobody else's", async () => {
    strictEqual((await viewer.browser.get(path)).status, 404);
    match(await viewer.browser.page(PAGE), /Todavía no ha pedido ningún archivo/);
  });

  await t.step("say at the field what is wrong, and keep what was typed", async () => {
    const fields = { what: "analytics", format: "pdf", from: "2026-11-27", to: "2026-11-01" };
    const answer = await manager.browser.post(`${PAGE}/exports`, fields);
    strictEqual(answer.status, 422);
    const page = await answer.text();
    match(page, /id="from-error">Corrija las fechas/);
    match(page, /<option value="analytics" selected/);
    match(page, /value="2026-11-27"/);
    strictEqual((await manager.browser.post(`${PAGE}/exports`, { what: "todo", format: "pdf" })).status, 422);
    const refused = await viewer.browser.post(`${PAGE}/exports`, { ...fields, from: "", to: "" });
    strictEqual(refused.status, 403);
  });

  await t.step("say why there is none", async () => {
    await query(lexia, "update exports set status = 'failed', reason = 'export_too_large'");
    match(await manager.browser.page(path), /Son demasiadas filas para un documento impreso/);
  });
});

Deno.test("scheduled reports on /reports", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const { actor, browser } = await browserOf(lexia, acme, "manager");
  const user = await browserOf(lexia, acme, "user");
  const fields = {
    name: "Lista <b>del lunes</b>",
    what: "solicitudes",
    format: "xlsx",
    every: "week",
    recipients: [actor.userId, user.actor.userId],
  };
  let path = "";

  await t.step("are begun for colleagues, by name", async () => {
    match(await browser.page(PAGE), /Ningún informe programado/);
    const page = await browser.page(`${NEW}/new`);
    match(page, new RegExp(`value="${actor.userId}" checked`));
    match(page, new RegExp(`value="${user.actor.userId}"(?! checked)`));
    strictEqual(await led(await browser.post(NEW, form(fields))), `${PAGE}?made`);
    const list = await browser.page(`${PAGE}?made`);
    match(list, /Quedó programado.*Lista &lt;b&gt;del lunes.*Cada semana, los lunes · 2 destinatarios/s);
    path = /href="(\/reports\/schedules\/[0-9a-f-]{36})"/.exec(list)?.[1] ?? "";
  });

  await t.step("say at the field what is wrong, and keep what was typed", async () => {
    const nameless = await browser.post(NEW, form({ ...fields, name: " ", format: "pdf" }));
    strictEqual(nameless.status, 422);
    const page = await nameless.text();
    match(page, /id="name-error">Escriba un nombre/);
    match(page, /<option value="pdf" selected/);
    match(page, new RegExp(`value="${user.actor.userId}" checked`));
    const figures = await browser.post(NEW, form({ ...fields, what: "analytics" }));
    strictEqual(figures.status, 422);
    match(await figures.text(), /id="recipients-error">Elija de una a 50/);
  });

  await t.step("are changed, unless somebody else was faster", async () => {
    const page = await browser.page(path);
    const [, seen_at = ""] = /name="seen_at" value="([^"]*)"/.exec(page) ?? [];
    const changed = { ...fields, name: "Del mes", every: "month", seen_at };
    strictEqual(await led(await browser.post(path, form(changed))), `${PAGE}?saved`);
    match(await browser.page(PAGE), /Del mes.*Cada mes, el primer día/s);
    const stale = await browser.post(path, form({ ...changed, name: "Otro" }));
    strictEqual(stale.status, 412);
    match(await stale.text(), /Alguien lo cambió mientras tanto.*value="Otro"/s);
  });

  await t.step("keep a recipient who has left, until somebody takes them out", async () => {
    await query(lexia, "update users set is_active = false where id = $1", user.actor.userId);
    const page = await browser.page(path);
    match(page, new RegExp(`type="hidden" name="recipients" value="${user.actor.userId}"`));
    strictEqual(await led(await browser.post(path, form({ ...fields, name: "Igual" }))), `${PAGE}?saved`);
  });

  await t.step("pause, go on and end", async () => {
    await led(await browser.post(`${path}/pause`));
    match(await browser.page(PAGE), /En pausa/);
    await led(await browser.post(`${path}/resume`));
    match(await browser.page(PAGE), />Activo</);
    strictEqual(await led(await browser.post(`${path}/delete`)), `${PAGE}?removed`);
    match(await browser.page(PAGE), /Ningún informe programado/);
    strictEqual((await browser.get(path)).status, 404);
    const [[count] = []] = await query(
      lexia,
      "select count(distinct action)::int from audit_log where action like 'report.%'",
    );
    strictEqual(count, 3);
  });

  await t.step("are for who may see the organization's figures", async () => {
    const viewer = await browserOf(lexia, acme, "viewer");
    strictEqual((await viewer.browser.get(`${NEW}/new`)).status, 403);
    strictEqual((await viewer.browser.post(NEW, form(fields))).status, 403);
  });

  await t.step("read in English", async () => {
    await browser.post("/look", { locale: "en", next: PAGE });
    const [list, one] = [await browser.page(PAGE), await browser.page(`${NEW}/new`)];
    match(list, /Scheduled reports.*No scheduled report/s);
    match(one, /Every week, on Mondays/);
    doesNotMatch(list + one, /Informe|Archivo|Destinatarios|Formato/);
  });
});
