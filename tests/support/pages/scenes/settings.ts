import type { Page } from "playwright-core";
import { press } from "../press.ts";
import type { Scene } from "../scene.ts";
import type { Site } from "../site.ts";

export const SETTINGS_SCENES: readonly Scene[] = [
  { name: "settings", route: "/settings", host: "acme", who: "admin", go: "/settings" },
  { name: "settings_viewer", route: "/settings", host: "acme", who: "viewer", go: "/settings?saved" },
  { name: "settings_english", route: "/settings", host: "acme", who: "enrolled", go: inEnglish("/settings") },
  { name: "settings_refused", route: null, host: "acme", who: "lawyer", go: profileRefused, status: 422 },
  { name: "organization_waits", route: null, host: "empty", who: "newcomer", go: deletionAsked },
  {
    name: "organization_english",
    route: "/organization",
    host: "company",
    who: "companyAdmin",
    go: inEnglish("/organization"),
  },
  {
    name: "organization_severity",
    route: "/organization/severity",
    host: "acme",
    who: "admin",
    go: "/organization/severity",
  },
  {
    name: "organization_severity_own",
    route: "/organization/severity",
    host: "company",
    who: "companyAdmin",
    go: rulesSaved,
  },
  { name: "sso_empty", route: "/sso", host: "acme", who: "admin", go: "/sso" },
  { name: "sso", route: "/sso", host: "company", who: "companyAdmin", go: tokenMade },
  { name: "sso_new_oidc", route: "/sso/new", host: "acme", who: "admin", go: "/sso/new?kind=oidc" },
  { name: "sso_new_saml", route: "/sso/new", host: "acme", who: "admin", go: "/sso/new?kind=saml" },
  { name: "sso_new_ldap", route: "/sso/new", host: "acme", who: "admin", go: "/sso/new?kind=ldap" },
  { name: "sso_refused", route: null, host: "acme", who: "admin", go: providerRefused, status: 422 },
  { name: "sso_provider", route: "/sso/:id", host: "company", who: "companyAdmin", go: provider },
  { name: "sso_provider_tested", route: null, host: "company", who: "companyAdmin", go: providerTested },
  { name: "webhooks_empty", route: "/webhooks", host: "empty", who: "newcomer", go: "/webhooks" },
  { name: "webhooks", route: "/webhooks", host: "acme", who: "admin", go: webhooks },
  { name: "webhooks_made", route: null, host: "empty", who: "newcomer", go: webhookMade },
  { name: "webhooks_refused", route: null, host: "acme", who: "admin", go: webhookRefused, status: 422 },
  { name: "webhook", route: "/webhooks/:id", host: "acme", who: "admin", go: webhook },
  { name: "webhook_quiet", route: "/webhooks/:id", host: "company", who: "companyAdmin", go: webhookQuiet },
];

function inEnglish(path: string) {
  return async (site: Site, page: Page): Promise<void> => {
    const host = path === "/organization" ? "company" : "acme";
    await page.goto(site.address(host, path));
    await page.getByRole("button", { name: "Su cuenta" }).click();
    await press(page, page.getByRole("button", { name: "English" }));
    await page.getByRole("heading", { level: 1, name: path === "/organization" ? "Organization" : "Profile" })
      .waitFor();
  };
}

async function profileRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/settings"));
  await page.getByLabel("Zona horaria").fill("Macondo");
  await press(page, "Guardar");
}

async function deletionAsked(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("empty", "/organization"));
  await page.locator("#deletion summary").click();
  await page.getByLabel("Para confirmar escriba").fill(site.organizations.empty.record.name);
  await press(page, "Borrar la organización y todo lo suyo");
  await page.getByText("La organización se borrará el").waitFor();
}

async function rulesSaved(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("company", "/organization/severity"));
  await page.locator("form.form button.btn-primary").click();
  await page.waitForURL("**/organization/severity?saved");
}

async function tokenMade(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("company", "/sso"));
  await page.locator("form[action='/sso/scim-tokens'] input[name=name]").fill("Entra ID de la casa matriz");
  await press(page, page.locator("form[action='/sso/scim-tokens'] button"));
}

async function providerRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/sso/new?kind=oidc"));
  await page.getByLabel("Nombre", { exact: true }).fill("Cuenta de la firma");
  await page.getByLabel("Emisor (issuer)").fill("login.ejemplo.co");
  await page.getByLabel("Identificador de cliente").fill("lexia");
  await press(page, "Guardar y continuar");
}

async function provider(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("company", "/sso"));
  await press(page, page.locator("main a[href^='/sso/']").first());
}

async function providerTested(site: Site, page: Page): Promise<void> {
  await provider(site, page);
  await page.locator("form[action$='/test'] button").click();
  await page.locator("#report").waitFor();
}

const URL_OF_ACME = "https://ganchos.consultores-y-litigantes-asociados.com.co/lexia/novedades";

async function addWebhook(site: Site, who: "admin" | "companyAdmin"): Promise<string> {
  const answer = await site.people[who].post("/api/v1/webhooks", {
    url: URL_OF_ACME,
    events: ["novedad.created", "solicitud.failed", "quota.warning"],
    description: "Gestor documental de la gerencia jurídica",
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  return String((await answer.json()).id);
}

async function webhooks(site: Site, page: Page): Promise<void> {
  await deliveries(site, await addWebhook(site, "admin"));
  await page.goto(site.address("acme", "/webhooks"));
}

async function webhook(site: Site, page: Page): Promise<void> {
  const id = await addWebhook(site, "admin");
  const delivery = await deliveries(site, id);
  await page.goto(site.address("acme", `/webhooks/${id}?delivery=${delivery}`));
}

async function webhookQuiet(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("company", `/webhooks/${await addWebhook(site, "companyAdmin")}`));
}

/** One of each state, as workers leave them; answers the id of the one that failed. */
async function deliveries(site: Site, webhookId: string): Promise<string> {
  let failed = "";
  for (const [status, code, reason] of DELIVERIES) {
    const [[id] = []] = await site.sql(
      `insert into webhook_deliveries (organization_id, endpoint_id, event_id, event_type, body, status, attempts,
         next_attempt_at, last_status, last_reason, finished_at)
       values ($1, $2, gen_random_uuid(), 'novedad.created', '{"type":"novedad.created","data":{}}', $3::varchar, 1,
         case when $3::varchar in ('pending', 'held') then now() + interval '1 hour' end, $4, $5,
         case when $3::varchar in ('delivered', 'failed') then now() end) returning id`,
      site.organizations.acme.id,
      webhookId,
      status,
      code,
      reason,
    );
    await site.sql(
      `insert into webhook_attempts (organization_id, delivery_id, attempt, started_at, duration_ms, status, reason, excerpt)
       values ($1, $2, 1, now(), 84, $3, $4, $5)`,
      site.organizations.acme.id,
      id,
      code,
      reason,
      code === 500 ? "Internal Server Error: no se pudo guardar el documento" : "",
    );
    if (status === "failed") failed = String(id);
  }
  return failed;
}

const DELIVERIES = [
  ["delivered", 204, null],
  ["failed", 500, "status"],
  ["held", null, "daily_limit"],
  ["pending", 503, "status"],
] as const;

async function webhookMade(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("empty", "/webhooks"));
  await page.getByLabel("Dirección").fill("https://ganchos.ejemplo.co/lexia");
  await press(page, "Crear el webhook");
  await page.locator("#secret").waitFor();
}

async function webhookRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/webhooks"));
  await page.getByLabel("Dirección").fill("https://10.0.0.7/lexia");
  await press(page, "Crear el webhook");
}
