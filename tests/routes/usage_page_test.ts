/** Use and plan, as those see it who may and those who may not. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { Role } from "#domain/authz.ts";
import { forecastQueries } from "#domain/organizations/get_usage_outlook.ts";
import { enterByForm } from "#tests/support/form_browser.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { query } from "#tests/support/telling.ts";

const PAGE = "/usage";
const UPGRADE = "/billing/upgrade";

async function browserOf(lexia: Lexia, acme: TestOrganization, role: Exclude<Role, "super_admin">) {
  const { actor } = await acme.session(role, { withPassword: true });
  return await enterByForm(lexia, acme.subdomain, actor.email);
}

function words(html: string): string {
  return html.replace(/<title.*?<\/title>|<[^>]*>/gs, " ").replace(/\s+/g, " ");
}

Deno.test("GET /usage", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ maxQueriesPerMonth: 1_200 });
  const manager = await browserOf(lexia, acme, "manager");

  await t.step("shows what is used, what is left, and what the plan includes", async () => {
    await query(
      lexia,
      `insert into usage_months (organization_id, month, queries)
       values ($1, to_char(now() at time zone 'America/Bogota', 'YYYY-MM'), 300)`,
      acme.id,
    );
    await query(
      lexia,
      `insert into webhook_days (organization_id, day, sent)
       values ($1, to_char(now() at time zone 'America/Bogota', 'YYYY-MM-DD'), 7)`,
      acme.id,
    );
    const text = words(await manager.page(PAGE));
    match(text, /Consultas de este mes .*300 de 1\.200 usadas .*Quedan 900/);
    match(text, /Personas \d+, sin límite/);
    match(text, /Webhooks de hoy 7 de /);
    match(text, /Peticiones a la API por minuto \d+/);
    match(text, /Gratuito .*Profesional .*Consultas al mes: 5\.000 .*Empresarial .*sin límite/);
  });

  await t.step("offers the days as a file, and shows them", async () => {
    const page = await manager.page(PAGE);
    match(page, /<title id="days-chart-wide-title">Consultas por día/);
    match(page, /<title id="months-chart-small-title">Consultas por mes/);
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? "";
    const fields = {
      what: field("what"),
      format: field("format"),
      from: field("from"),
      to: field("to"),
    };
    strictEqual(fields.what, "usage");
    strictEqual((await manager.post("/reports/exports", fields)).status, 303);
  });

  await t.step("says that nothing is lost where the month is used up", async () => {
    await query(lexia, "update usage_months set queries = 1200 where organization_id = $1", acme.id);
    const text = words(await manager.page(PAGE));
    match(text, /están retenidas, y ninguna se pierde/);
    doesNotMatch(text, /A este ritmo|Quedan 0 /);
  });

  await t.step("keeps figures from who may not see them, but not the plans", async () => {
    const page = await (await browserOf(lexia, acme, "viewer")).page(PAGE);
    match(words(page), /Las cifras de uso las ven los administradores/);
    match(words(page), /Comparar planes/);
    doesNotMatch(page, /1\.200 usadas|name="what" value="usage"|href="\/billing\/upgrade"/);
  });

  await t.step("shows a request for another plan until it is answered, and its answer", async () => {
    const admin = await browserOf(lexia, acme, "org_admin");
    match(await admin.page(PAGE), /href="\/billing\/upgrade"/);
    const form = await admin.page(UPGRADE);
    match(form, /<option value="pro"/);
    const current = await admin.post(UPGRADE, { plan: acme.record.plan, message: "Por favor" });
    strictEqual(current.status, 409);
    match(await current.text(), /ya tiene ese plan.*>\s*Por favor/s);
    const asked = await admin.post(UPGRADE, { plan: "pro", message: "" });
    deepStrictEqual([asked.status, asked.headers.get("location")], [303, UPGRADE]);
    match(words(await admin.page(PAGE)), /Profesional: Su solicitud está en manos del operador/);
    const waiting = await admin.page(UPGRADE);
    ok(!waiting.includes("Enviar la solicitud"));
    await query(
      lexia,
      "update plan_requests set status = 'declined', answer = 'Escríbanos <b>', decided_at = now()",
    );
    match(words(await admin.page(UPGRADE)), /No aprobada .*Respuesta: Escríbanos &lt;b&gt;/);
    match(await admin.page(UPGRADE), /Enviar la solicitud/);
  });

  await t.step("reads in English", async () => {
    await manager.post("/look", { locale: "en", next: PAGE });
    const text = words(await manager.page(PAGE)) + words(await manager.page(UPGRADE));
    match(text, /1,200 of 1,200 used/);
    doesNotMatch(text, /Consultas|Personas|Plan actual|Gratuito/);
  });
});

Deno.test("forecastQueries", async (t) => {
  // A Friday; three days are left of the month, a Saturday, a Sunday and a Monday.
  const now = Date.parse("2026-11-27T15:00:00Z");
  const each = (count: (weekday: number) => number) =>
    Array.from({ length: 28 }, (_, i) => {
      const day = new Date(Date.parse("2026-10-30") + i * 86_400_000);
      return { day: day.toISOString().slice(0, 10), count: count(day.getUTCDay()) };
    });

  await t.step("goes by the weekday", () => {
    const days = each((weekday) => weekday === 0 || weekday === 6 ? 0 : 10);
    strictEqual(forecastQueries({ used: 190, days, now }), 200);
  });
  await t.step("stays where nothing was used yet", () => {
    strictEqual(forecastQueries({ used: 3, days: [], now }), 3);
  });
  await t.step("goes by the average of the days that there are where the weekday is new", () => {
    const days = [{ day: "2026-11-25", count: 4 }, { day: "2026-11-26", count: 6 }];
    strictEqual(forecastQueries({ used: 10, days, now }), 25);
  });
  await t.step("adds nothing on the month's last day", () => {
    const last = Date.parse("2026-12-01T04:59:00Z");
    strictEqual(forecastQueries({ used: 42, days: each(() => 9), now: last }), 42);
  });
});
