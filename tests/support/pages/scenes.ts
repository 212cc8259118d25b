/** Every page, in the states in which people meet it. */
import type { Page } from "playwright-core";
import { Window } from "#tests/support/browser.ts";
import { PASSWORD } from "#tests/support/lexia.ts";
import { tokenTo } from "#tests/support/mailed.ts";
import { press } from "./press.ts";
import type { Scene } from "./scene.ts";
import { LIST_SCENES } from "./scenes/list.ts";
import { NEW_SOLICITUD_SCENES } from "./scenes/new_solicitud.ts";
import { DETAIL_SCENES } from "./scenes/detail.ts";
import { DASHBOARD_SCENES } from "./scenes/dashboard.ts";
import { NOVEDADES_SCENES } from "./scenes/novedades.ts";
import { IDENTITY_SCENES } from "./scenes/identity.ts";
import { SETTINGS_SCENES } from "./scenes/settings.ts";
import { PLATFORM_SCENES } from "./scenes/platform.ts";
import { ROOT_SCENES } from "./scenes/root.ts";
import type { OrganizationName, Site, Who } from "./site.ts";

const REASON = "Caso de soporte 4711: no aparecen las actuaciones de un proceso de la Rama Judicial.";

export const SCENES: readonly Scene[] = [
  ...LIST_SCENES,
  ...NEW_SOLICITUD_SCENES,
  ...DETAIL_SCENES,
  ...DASHBOARD_SCENES,
  ...NOVEDADES_SCENES,
  ...IDENTITY_SCENES,
  ...SETTINGS_SCENES,
  ...PLATFORM_SCENES,
  ...ROOT_SCENES,
  { name: "landing", route: "/", host: "root", go: "/" },
  {
    name: "find_unknown",
    route: "/find",
    host: "root",
    go: "/find?subdomain=nadie-con-este-nombre",
    status: 404,
  },
  { name: "found", route: "/find", host: "root", go: found },
  { name: "api_reference", route: "/api/docs", host: "api", go: "/api/docs" },
  { name: "problem", route: "/problems/:code", host: "root", go: "/problems/quota_exceeded" },
  { name: "sign_in", route: "/sign-in", host: "acme", go: "/sign-in" },
  { name: "sign_in_refused", route: null, host: "acme", go: signInRefused, status: 401 },
  {
    name: "sign_in_provider",
    route: "/sign-in",
    host: "company",
    go: "/sign-in?error=sso_assertion_refused",
  },
  { name: "sign_in_enforced", route: "/sign-in", host: "company", go: enforced("/sign-in") },
  { name: "second_step", route: null, host: "acme", go: secondStep },
  { name: "second_step_refused", route: null, host: "acme", go: secondStepRefused, status: 401 },
  { name: "password_forgot", route: "/password-forgot", host: "acme", go: "/password-forgot" },
  { name: "password_offered", route: null, host: "acme", go: resetOffered },
  { name: "password_reset", route: "/password-reset", host: "acme", go: reset },
  { name: "password_reset_refused", route: null, host: "acme", go: resetRefused, status: 422 },
  {
    name: "password_reset_closed",
    route: "/password-reset",
    host: "acme",
    go: "/password-reset?token=x",
    status: 404,
  },
  { name: "password_change", route: "/password-change", host: "acme", who: "viewer", go: "/password-change" },
  { name: "invitation", route: "/invitation", host: "acme", go: invitation("acme", "admin", "legalPort") },
  { name: "invitation_refused", route: null, host: "acme", go: invitationRefused, status: 422 },
  { name: "invitation_provider", route: "/invitation", host: "company", go: invitationEnforced },
  { name: "invitation_closed", route: "/invitation", host: "acme", go: "/invitation?token=x", status: 404 },
  { name: "solicitudes_empty", route: "/solicitudes", host: "empty", who: "newcomer", go: "/solicitudes" },
  { name: "solicitudes", route: "/solicitudes", host: "acme", who: "lawyer", go: "/solicitudes" },
  {
    name: "solicitudes_none_match",
    route: "/solicitudes",
    host: "acme",
    who: "lawyer",
    go: "/solicitudes?q=zzz",
  },
  { name: "solicitudes_viewer", route: "/solicitudes", host: "acme", who: "viewer", go: "/solicitudes" },
  { name: "solicitud", route: "/solicitudes/:id", host: "acme", who: "lawyer", go: solicitud("Pérez") },
  {
    name: "solicitud_private",
    route: "/solicitudes/:id",
    host: "acme",
    who: "lawyer",
    go: solicitud("Sucesión"),
  },
  {
    name: "solicitud_unknown",
    route: "/solicitudes/:id",
    host: "acme",
    who: "lawyer",
    go: solicitud("Todavía"),
  },
  {
    name: "solicitud_doubtful",
    route: "/solicitudes/:id",
    host: "acme",
    who: "lawyer",
    go: solicitud("El portal"),
  },
  { name: "search", route: "/solicitudes/:id", host: "acme", who: "lawyer", go: solicitud("Contraparte") },
  { name: "search_none_chosen", route: null, host: "acme", who: "lawyer", go: noneChosen, status: 422 },
  {
    name: "search_form",
    route: "/solicitudes/search",
    host: "acme",
    who: "lawyer",
    go: "/solicitudes/search",
  },
  {
    name: "search_form_awaited",
    route: "/solicitudes/search",
    host: "acme",
    who: "lawyer",
    go: "/solicitudes/search?nombre=Empresa+Ficticia&tipo_persona=juridica&path=05",
  },
  { name: "search_refused", route: null, host: "acme", who: "lawyer", go: searchRefused, status: 422 },
  { name: "solicitud_waiting", route: "/solicitudes/:id", host: "acme", who: "lawyer", go: solicitud(null) },
  { name: "api_keys_empty", route: "/api-keys", host: "empty", who: "newcomer", go: "/api-keys" },
  { name: "api_keys", route: "/api-keys", host: "acme", who: "admin", go: "/api-keys" },
  { name: "api_keys_refused", route: null, host: "acme", who: "admin", go: keyRefused, status: 422 },
  { name: "api_keys_made", route: null, host: "acme", who: "admin", go: keyMade },
  { name: "organization", route: "/organization", host: "acme", who: "admin", go: "/organization?saved" },
  { name: "organization_refused", route: null, host: "acme", who: "admin", go: settingsRefused, status: 422 },
  { name: "organization_plain", route: "/organization", host: "empty", who: "newcomer", go: "/organization" },
  { name: "analytics", route: "/analytics", host: "acme", who: "admin", go: analytics("/analytics") },
  { name: "analytics_en", route: "/analytics", host: "acme", who: "admin", go: "/analytics?lang=en" },
  {
    name: "analytics_empty",
    route: "/analytics",
    host: "acme",
    who: "admin",
    go: "/analytics?from=2020-01-01&to=2020-01-02",
  },
  {
    name: "analytics_refused",
    route: "/analytics",
    host: "acme",
    who: "admin",
    go: "/analytics?from=2026-01-02&to=2026-01-01",
    status: 422,
  },
  { name: "export_waiting", route: "/exports/:id", host: "acme", who: "admin", go: exported("waiting") },
  { name: "export_ready", route: "/exports/:id", host: "acme", who: "admin", go: exported("ready") },
  { name: "export_failed", route: "/exports/:id", host: "acme", who: "admin", go: exported("failed") },
  { name: "audit", route: "/audit", host: "acme", who: "admin", go: "/audit" },
  {
    name: "audit_none_match",
    route: "/audit",
    host: "acme",
    who: "admin",
    go: "/audit?from=2020-01-01&to=2020-01-02",
  },
  {
    name: "audit_refused",
    route: "/audit",
    host: "acme",
    who: "admin",
    go: "/audit?from=ayer&actor_id=ana",
    status: 422,
  },
  { name: "upgrade", route: "/billing/upgrade", host: "acme", who: "admin", go: "/billing/upgrade" },
  { name: "notifications", route: "/notifications", host: "acme", who: "viewer", go: "/notifications?saved" },
  { name: "notifications_admin", route: "/notifications", host: "acme", who: "admin", go: "/notifications" },
  { name: "unsubscribe", route: "/unsubscribe", host: "acme", go: unsubscribing },
  { name: "unsubscribed", route: null, host: "acme", go: unsubscribed },
  {
    name: "unsubscribe_closed",
    route: "/unsubscribe",
    host: "acme",
    go: "/unsubscribe?token=x",
    status: 404,
  },
  { name: "security", route: "/security", host: "acme", who: "viewer", go: "/security" },
  { name: "security_due", route: "/security", host: "acme", who: "admin", go: "/security" },
  { name: "security_enrolled", route: "/security", host: "acme", who: "enrolled", go: "/security" },
  { name: "security_codes", route: null, host: "acme", who: "enrolled", go: newCodes },
  { name: "security_held", route: "/security", host: "acme", who: "due", go: "/security" },
  { name: "security_totp", route: null, host: "acme", who: "viewer", go: totp },
  {
    name: "confirm_password",
    route: "/security/confirm",
    host: "acme",
    who: "viewer",
    go: "/security/confirm",
  },
  {
    name: "confirm_code",
    route: "/security/confirm",
    host: "acme",
    who: "enrolled",
    go: "/security/confirm",
  },
  { name: "confirm_refused", route: null, host: "acme", who: "viewer", go: confirmRefused, status: 401 },
  { name: "legal_pending", route: "/legal", host: "acme", who: "viewer", go: legal },
  { name: "legal", route: "/legal", host: "acme", who: "viewer", go: "/legal" },
  { name: "impersonate", route: "/impersonate", host: "acme", go: impersonate },
  { name: "impersonated", route: null, host: "acme", go: impersonated },
  { name: "error_400", route: null, host: "nobody", go: "/", status: 400 },
  { name: "error_403", route: null, host: "acme", who: "viewer", go: "/audit", status: 403 },
  { name: "error_404", route: null, host: "acme", who: "viewer", go: "/no-existe", status: 404 },
  {
    name: "error_404_solicitud",
    route: null,
    host: "acme",
    who: "viewer",
    go: "/solicitudes/1",
    status: 404,
  },
  { name: "error_429", route: null, host: "busy", who: "busy", go: tooMany, status: 429 },
  { name: "error_503", route: null, host: "acme", who: "viewer", go: away, status: 503 },
  { name: "sign_up", route: "/sign-up", host: "root", go: legalAt("/sign-up") },
  { name: "sign_up_refused", route: null, host: "root", go: signUpRefused, status: 422 },
  { name: "signed_up", route: null, host: "root", go: signedUp },
  { name: "security_passkey", route: null, host: "acme", who: "enrolled", go: passkey },
  {
    name: "confirm_provider",
    route: "/security/confirm",
    host: "company",
    who: "companyPerson",
    go: "/security/confirm",
  },
  { name: "legal_accepted", route: null, host: "acme", who: "enrolled", go: legalAccepted },
  { name: "elsewhere", route: null, host: "empty", who: "newcomer", go: elsewhere },
];

/** The page leads on by itself: nobody answers there. */
async function found(site: Site, page: Page): Promise<void> {
  const { subdomain } = site.organizations.empty;
  await page.route(`**://${subdomain}.*/**`, (route) => route.abort("aborted"));
  await page.goto(site.address("root", `/find?subdomain=${subdomain}`), { waitUntil: "commit" });
  await page.getByRole("link", { name: "Continuar" }).waitFor();
}

async function unsubscribing(site: Site, page: Page): Promise<void> {
  const { identity } = site.lexia.core;
  const token = await identity.sealer.seal(
    `${site.organizations.acme.id} ${site.people.viewer.actor.userId}`,
    "unsubscribe",
  );
  await page.goto(site.address("acme", `/unsubscribe?token=${token}`));
}

async function unsubscribed(site: Site, page: Page): Promise<void> {
  await unsubscribing(site, page);
  await press(page, "No recibir más avisos");
}

async function signInRefused(site: Site, page: Page): Promise<void> {
  await signIn(site, page, site.people.lawyer.actor.email, "equivocada");
}

async function signIn(site: Site, page: Page, email: string, password: string): Promise<void> {
  await page.goto(site.address("acme", "/sign-in"));
  await page.getByLabel("Correo electrónico").fill(email);
  await page.getByLabel("Contraseña", { exact: true }).fill(password);
  await press(page, "Entrar");
}

async function secondStep(site: Site, page: Page): Promise<void> {
  await signIn(site, page, site.people.enrolled.actor.email, PASSWORD);
  await page.getByLabel("Código").waitFor();
}

async function secondStepRefused(site: Site, page: Page): Promise<void> {
  await secondStep(site, page);
  await page.getByLabel("Código").fill("000000");
  await press(page, "Entrar");
}

function enforced(path: string) {
  return async (site: Site, page: Page): Promise<void> => {
    await enforce(site);
    await page.goto(site.address("company", path));
  };
}

async function enforce(site: Site): Promise<void> {
  const { id } = site.organizations.company;
  await site.sql(
    `insert into organization_settings (organization_id, sso_enforced) values ($1, true)
     on conflict (organization_id) do update set sso_enforced = true`,
    id,
  );
  // Until what each instance remembers of it has ended.
  await new Promise((resolve) => setTimeout(resolve, 4_500));
}

async function resetOffered(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/password-forgot"));
  await page.getByLabel("Correo electrónico").fill(site.people.lawyer.actor.email);
  await press(page, "Enviar el enlace");
}

async function reset(site: Site, page: Page): Promise<void> {
  const { lawyer } = site.people;
  await site.lexia.request(lawyer.host, "/auth/password/forgot", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: lawyer.actor.email }),
  });
  await site.lexia.work();
  const token = tokenTo(site.lexia.mails, lawyer.actor.email);
  await page.goto(site.address("acme", `/password-reset?token=${token}`));
}

async function resetRefused(site: Site, page: Page): Promise<void> {
  await reset(site, page);
  await page.getByLabel("Contraseña nueva").fill("corta");
  await press(page, "Guardar la contraseña");
}

function invitation(at: OrganizationName, by: Who, port: "port" | "legalPort" = "port") {
  return async (site: Site, page: Page): Promise<void> => {
    const email = `la.persona.invitada-${
      crypto.randomUUID().slice(0, 8)
    }@correo-institucional.ejemplo.com.co`;
    const answer = await site.people[by].post("/api/v1/invitations", { email, role: "user" });
    if (answer.status !== 201) throw new Error(await answer.text());
    await site.lexia.work();
    const token = tokenTo(site.lexia.mails, email);
    await page.goto(site.address(at, `/invitation?token=${token}`, site[port]));
  };
}

async function invitationRefused(site: Site, page: Page): Promise<void> {
  await invitation("acme", "admin")(site, page);
  await page.getByLabel("Su nombre").fill("Persona Invitada");
  await page.getByLabel("Contraseña nueva").fill("corta");
  await press(page, "Aceptar y entrar");
}

async function invitationEnforced(site: Site, page: Page): Promise<void> {
  await enforce(site);
  await invitation("company", "companyAdmin")(site, page);
}

/** The figures are counted by the clock. */
function analytics(path: string) {
  return async (site: Site, page: Page): Promise<void> => {
    await site.lexia.core.jobs.tick();
    await page.goto(site.address("acme", path));
  };
}

function exported(status: "waiting" | "ready" | "failed") {
  return async (site: Site, page: Page): Promise<void> => {
    const { admin } = site.people;
    const answer = await admin.post("/api/v1/exports", { what: "solicitudes", format: "xlsx" });
    if (answer.status !== 202) throw new Error(await answer.text());
    const { id } = await answer.json();
    if (status === "ready") await site.lexia.work();
    if (status === "failed") await site.sql("update exports set status = 'failed' where id = $1", id);
    await page.goto(site.address("acme", `/exports/${id}`));
  };
}

function solicitud(alias: string | null) {
  return async (site: Site, page: Page): Promise<void> => {
    const { id: organizationId } = site.organizations.acme;
    const [row] = await site.sql(
      `select id from solicitudes where organization_id = $1 and
         case when $2::text is null then status = 'pending' and alias is null else alias like $2 || '%' end`,
      organizationId,
      alias,
    );
    // The progress stays open: nothing comes to rest.
    await page.goto(site.address("acme", `/solicitudes/${row?.[0]}`), { waitUntil: "load" });
  };
}

async function noneChosen(site: Site, page: Page): Promise<void> {
  await solicitud("Contraparte")(site, page);
  await press(page, "Seguir los elegidos");
}

async function searchRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/solicitudes/search"));
  await page.getByLabel("Nombre o razón social").fill("A. b");
  await press(page, "Buscar");
}

async function keyRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/api-keys"));
  await page.getByLabel("Nombre").fill("Tablero de la gerencia");
  await page.getByLabel("Direcciones IP permitidas").fill("oficina");
  await page.getByRole("checkbox").first().check();
  await press(page, "Crear la clave");
}

async function keyMade(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/api-keys"));
  await page.getByLabel("Nombre").fill("Tablero de la gerencia");
  await page.getByRole("checkbox").first().check();
  await press(page, "Crear la clave");
}

async function settingsRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/organization"));
  await page.getByLabel("Color de la marca").fill("azul");
  await page.locator("form:has(#brand_color) button[type=submit]").click();
}

async function newCodes(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/security"));
  await press(page, "Crear códigos nuevos");
}

async function totp(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/security"));
  await press(page, "Configurar");
  await page.getByRole("img", { name: "Código QR" }).waitFor();
}

async function confirmRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/security/confirm"));
  await page.getByLabel("Contraseña").fill("equivocada");
  await press(page, "Confirmar");
}

async function legalAccepted(site: Site, page: Page): Promise<void> {
  await legal(site, page);
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await press(page, "Aceptar y continuar");
  await page.goto(site.address("acme", "/legal?asked", site.legalPort));
}

function legalAt(path: string) {
  return async (site: Site, page: Page): Promise<void> => {
    await page.goto(site.address("root", path, site.legalPort));
  };
}

async function signUp(site: Site, page: Page, subdomain: string, password: string): Promise<void> {
  await page.goto(site.address("root", "/sign-up"));
  await page.getByLabel("Nombre de la organización").fill("Ñungo Abogados");
  await page.getByLabel("Dirección").fill(subdomain);
  await page.getByLabel("Su nombre").fill("Ana Ñungo");
  await page.getByLabel("Su correo electrónico").fill("ana@ejemplo.co");
  await page.getByLabel("Contraseña nueva").fill(password);
  await press(page, "Registrar");
}

async function signUpRefused(site: Site, page: Page): Promise<void> {
  await signUp(site, page, "con tilde ñ", PASSWORD);
}

async function signedUp(site: Site, page: Page): Promise<void> {
  await signUp(site, page, `n-${crypto.randomUUID().slice(0, 8)}`, PASSWORD);
}

async function elsewhere(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("empty", "/solicitudes"));
  await page.getByRole("button", { name: "Su cuenta" }).click();
  await page.getByRole("navigation", { name: "Otras organizaciones" }).waitFor();
}

async function passkey(site: Site, page: Page): Promise<void> {
  const { page: own } = await Window.over(page);
  await own.goto(site.address("acme", "/security"));
  await own.getByLabel("Nombre del dispositivo").fill("Portátil de la oficina de Bucaramanga");
  await press(own, "Agregar una llave de acceso");
  await own.getByText("Portátil de la oficina").first().waitFor();
}

async function legal(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/solicitudes", site.legalPort));
}

async function impersonate(site: Site, page: Page): Promise<void> {
  const operator = await site.operator();
  const answer = await operator.post("/api/v1/admin/impersonations", {
    organization_id: site.organizations.acme.id,
    user_id: site.people.admin.actor.userId,
    reason: REASON,
    minutes: 30,
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  await page.goto(String((await answer.json()).url));
}

async function impersonated(site: Site, page: Page): Promise<void> {
  await impersonate(site, page);
  await press(page, "Entrar");
}

async function tooMany(site: Site, page: Page): Promise<void> {
  for (let i = 0; i < 5; i++) await page.goto(site.address("busy", "/solicitudes", site.strictPort));
}

async function away(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/solicitudes", site.awayPort));
}
