/** The first page of the day, as people of each role meet it. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { Role } from "#domain/authz.ts";
import { FormBrowser } from "#tests/support/form_browser.ts";
import { Lexia, PASSWORD, Session, type TestOrganization } from "#tests/support/lexia.ts";
import { follow, happen, UNCACHED } from "#tests/support/news.ts";
import { query } from "#tests/support/telling.ts";

const PAGE = "/dashboard";

async function browserOf(lexia: Lexia, acme: TestOrganization, role: Exclude<Role, "super_admin">) {
  const { actor } = await acme.session(role, { withPassword: true });
  const host = acme.subdomain;
  const response = await new FormBrowser(lexia, host).post("/sign-in", {
    email: actor.email,
    password: PASSWORD,
  });
  strictEqual(response.status, 303, await response.clone().text());
  strictEqual(response.headers.get("location"), PAGE);
  const cookie = response.headers.getSetCookie().find((one) => one.startsWith("__Host-lexia_session="));
  const { token } = await lexia.signIn(host, acme.record, {
    ...actor,
    id: actor.userId,
    organizationId: acme.id,
  });
  return {
    actor,
    browser: new FormBrowser(lexia, host, cookie?.split(";")[0]),
    session: new Session(lexia, `${host}.${lexia.baseDomain}`, token, actor),
  };
}

/** The part of the page under that heading. */
function panel(page: string, id: string): string {
  return new RegExp(`<section[^>]*aria-labelledby="${id}".*?</section>`, "s").exec(page)?.[0] ?? "";
}

function words(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

Deno.test("GET /dashboard", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const acme = await lexia.organization({ maxQueriesPerMonth: 200 });
  const { browser, session } = await browserOf(lexia, acme, "manager");
  const [, , radicado = "", second = "", third = ""] = lexia.portal.radicados.found;

  await t.step("is where who is signed in begins, and nobody else", async () => {
    const home = await browser.get("/");
    deepStrictEqual([home.status, home.headers.get("location")], [303, PAGE]);
    const stranger = await new FormBrowser(lexia, acme.subdomain).get(PAGE);
    deepStrictEqual([stranger.status, stranger.headers.get("location")], [303, "/sign-in?next=%2Fdashboard"]);
  });

  await t.step("teaches who follows nothing yet, and offers what they may do", async () => {
    const page = await browser.page(PAGE);
    match(page, /Todavía no hay nada en seguimiento/);
    match(page, /href="\/solicitudes\/new"/);
    strictEqual(panel(page, "news"), "");
    const steps = panel(page, "steps");
    match(words(steps), /0 de 3 hechos/);
    ok(!steps.includes('href="/sso"') && !steps.includes('href="/team"'));
  });

  let id = "";
  await t.step("says what runs now, and asks again only while something does", async () => {
    const made = await session.post("/api/v1/solicitudes", { radicado, alias: "Cobro Ñandú" });
    ({ id } = await made.json());
    const before = await browser.page(PAGE);
    match(words(panel(before, "today")), /En curso ahora Cobro Ñandú En cola/);
    match(before, /hx-trigger="every 5s/);
    await lexia.work();
    const after = await browser.page(PAGE);
    doesNotMatch(after, /En curso ahora|every 5s/);
    match(
      words(panel(after, "today")),
      /1 de 1 verificadas hoy .*Todas las respuestas de hoy son confiables/,
    );
  });

  await t.step("shows an unread novedad first, with its term, and leads to the entry", async () => {
    await happen(lexia, session, {
      id,
      radicado,
      entry: { actuacion: "Auto admite demanda", anotacion: "<b>Notifíquese</b>" },
    });
    const page = await browser.page(PAGE);
    const news = panel(page, "news");
    match(words(news), /Novedades sin leer 1 Auto admite demanda/);
    ok(news.includes("&lt;b&gt;Notifíquese"));
    match(words(news), /Cobro Ñandú/);
    const [[actuacion] = []] = await query(lexia, "select actuacion_id from novedades");
    ok(news.includes(`href="/solicitudes/${id}#actuacion-${actuacion}"`));
    ok(page.indexOf('aria-labelledby="news"') < page.indexOf('aria-labelledby="today"'));
    match(page, /<title id="weeks-chart-wide-title">Novedades por semana/);
  });

  await t.step("puts the urgent ones before newer ones", async () => {
    await query(lexia, "update novedades set severity = 'high'");
    const other = await follow(lexia, session, second, "Otro caso");
    await happen(lexia, session, { id: other, radicado: second, entry: { actuacion: "Oficio" } });
    const text = words(panel(await browser.page(PAGE), "news"));
    match(text, /Auto admite demanda Alta .*Oficio/);
    const novedades = await (await session.get("/api/v1/novedades")).json();
    for (const { id } of novedades.items) await session.post(`/api/v1/novedades/${id}/read`);
    match(words(panel(await browser.page(PAGE), "news")), /Nada nuevo que leer/);
  });

  await t.step("tells the terms that end soon, and how soon", async () => {
    await query(
      lexia,
      `update actuaciones set term_ends_on = (now() at time zone 'America/Bogota')::date + 1
       where id = (select actuacion_id from novedades order by detected_at limit 1)`,
    );
    match(words(panel(await browser.page(PAGE), "terms")), /Auto admite demanda Cobro Ñandú .* mañana/);
    await query(lexia, "update actuaciones set term_ends_on = term_ends_on + 30");
    match(words(panel(await browser.page(PAGE), "terms")), /Ningún término vence/);
  });

  await t.step("never shows a portal that refuses as nothing new, and says why and what to do", async () => {
    lexia.portal.setFault("block");
    await session.post("/api/v1/solicitudes", { radicado: third, alias: "Rechazado" });
    await lexia.work();
    lexia.portal.setFault("none");
    const page = await browser.page(PAGE);
    match(words(panel(page, "today")), /2 de 3 verificadas hoy 1 no se pudo verificar: el portal rechazó/);
    match(
      words(panel(page, "attention")),
      /Rechazado .*El portal rechazó la consulta\. LEXIA vuelve a intentarlo/,
    );
    match(words(panel(page, "portal")), /Rechaza las consultas/);
    match(words(panel(page, "news")), /no se sabe si tienen novedades/);
  });

  await t.step("tells the month's queries to who may know", async () => {
    match(words(panel(await browser.page(PAGE), "quota")), /\d+ de 200 usadas/);
    const user = await browserOf(lexia, acme, "user");
    await follow(lexia, user.session, third);
    const page = await user.browser.page(PAGE);
    strictEqual(panel(page, "quota"), "");
    doesNotMatch(page, /Cobro Ñandú|Rechazado/);
  });

  await t.step("puts the first steps away for who says so, and for nobody else", async () => {
    match(words(panel(await browser.page(PAGE), "steps")), /1 de 3 hechos/);
    await session.send("PATCH", "/api/v1/me/notifications", { digest_hour: 8 });
    match(words(panel(await browser.page(PAGE), "steps")), /2 de 3 hechos/);
    const answer = await browser.post("/dashboard/first-steps");
    deepStrictEqual([answer.status, answer.headers.get("location")], [303, PAGE]);
    const [kept = ""] = answer.headers.getSetCookie();
    match(kept, /^__Host-lexia_first_steps=.*HttpOnly/);
    const withCookie = new FormBrowser(lexia, acme.subdomain, `${browser.cookie}; ${kept.split(";")[0]}`);
    strictEqual(panel(await withCookie.page(PAGE), "steps"), "");
    const other = await browserOf(lexia, acme, "org_admin");
    const shared = new FormBrowser(lexia, acme.subdomain, `${other.browser.cookie}; ${kept.split(";")[0]}`);
    match(panel(await shared.page(PAGE), "steps"), /href="\/sso"/);
  });

  await t.step("says to a viewer with nothing whom to ask", async () => {
    const page = await (await browserOf(lexia, acme, "viewer")).browser.page(PAGE);
    match(page, /Pida a un administrador o coordinador/);
    ok(!page.includes('href="/solicitudes/new"'));
  });

  await t.step("is in English for who reads English", async () => {
    await browser.post("/look", { locale: "en", next: PAGE });
    const page = await browser.page(PAGE);
    match(page, /<html lang="en"/);
    match(words(page), /Good (morning|afternoon|evening), A.*Today’s check .*2 of 4 verified today/);
    doesNotMatch(words(page), /Novedades sin leer|Revisión|Términos próximos|Consultas del mes/);
  });
});
