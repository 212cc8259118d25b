/** The operators' panel. */
import type { Page } from "playwright-core";
import { reportInstance } from "#domain/operations/instances.ts";
import type { Scene } from "../scene.ts";
import type { Site } from "../site.ts";

const REASON = "Caso de soporte 4711: no aparecen las actuaciones de un proceso de la Rama Judicial.";

export const PLATFORM_SCENES: readonly Scene[] = [
  { name: "operator_sign_in", route: "/sign-in", host: "admin", go: "/" },
  { name: "operator_sign_in_refused", route: null, host: "admin", go: signInRefused, status: 401 },
  scene("operator_overview", "/overview", furnished("/overview")),
  scene("operator_overview_en", "/overview", english(furnished("/overview"))),
  scene("operator_organizations", "/organizations", "/organizations"),
  scene("operator_organizations_en", "/organizations", english(at("/organizations?plan=enterprise"))),
  scene("operator_organizations_none", "/organizations", "/organizations?q=nadie-se-llama-asi"),
  scene("operator_organization_new", "/organizations/new", "/organizations/new"),
  scene("operator_organization_new_refused", null, newRefused, 422),
  scene("operator_organization", "/organizations/:id", organization("acme")),
  scene("operator_organization_en", "/organizations/:id", english(organization("acme"))),
  scene("operator_organization_refused", null, planRefused, 422),
  scene("operator_organization_leaving", "/organizations/:id", leaving),
  scene("operator_plan_requests", "/plan-requests", planRequested),
  scene("operator_plan_requests_none", "/plan-requests", "/plan-requests?status=declined"),
  scene("operator_people", "/people", "/people"),
  scene("operator_people_en", "/people", english(at("/people?q=a"))),
  scene("operator_people_none", "/people", "/people?q=nadie-se-llama-asi"),
  scene("operator_impersonation_new", "/impersonations/new", impersonation),
  scene("operator_impersonation_refused", null, impersonationRefused, 422),
  scene("operator_impersonation_ready", null, impersonationReady),
  scene("operator_impersonations", "/impersonations", "/impersonations"),
  scene("operator_queue", "/queue", furnished("/queue")),
  scene("operator_queue_en", "/queue", english(furnished("/queue"))),
  scene("operator_queue_no_match", "/queue", furnished("/queue?q=nada-de-eso")),
  scene("operator_portal", "/portal", "/portal"),
  scene("operator_portal_en", "/portal", english(at("/portal"))),
  scene("operator_calendar", "/calendar", "/calendar"),
  scene("operator_calendar_en", "/calendar", english(at("/calendar"))),
  scene("operator_instances", "/instances", furnished("/instances")),
  scene("operator_errors", "/errors", furnished("/errors?days=7")),
  scene("operator_errors_en", "/errors", english(furnished("/errors?days=7"))),
  scene("operator_audit", "/audit", "/audit"),
  scene("operator_audit_en", "/audit", english(at("/audit?action=session."))),
  scene("operator_audit_refused", "/audit", "/audit?from=ayer&actor_id=7", 422),
  scene("operator_security", "/security", "/security"),
];

function scene(name: string, route: string | null, go: Scene["go"], status?: number): Scene {
  return { name, route, host: "admin", who: "operator", go, status };
}

type Going = (site: Site, page: Page) => Promise<void>;

function at(path: string): Going {
  return async (site, page) => void await page.goto(site.address("admin", path));
}

/** As who has chosen English. */
function english(go: Going): Going {
  return async (site, page) => {
    const url = site.address("admin", "/").replace("http:", "https:");
    await page.context().addCookies([{ name: "__Host-lexia_locale", value: "en", url, secure: true }]);
    await site.sql("update users set locale = 'en' where organization_id is null");
    await go(site, page);
    await site.sql("update users set locale = null where organization_id is null");
  };
}

/** With instances, jobs that were given up, and a request that failed. */
function furnished(path: string): Going {
  return async (site, page) => {
    const { services } = site.lexia.core;
    for (const [role, jobsRunning] of [["serve", 0], ["worker", 3]] as const) {
      const id = crypto.randomUUID();
      await reportInstance(services, { id, role, version: "0.1.0", startedAt: new Date(), jobsRunning });
    }
    const { id } = site.organizations.acme;
    await site.sql(
      `insert into jobs (organization_id, task, payload, lane, status, attempts, max_attempts, last_error, finished_at)
       values ($1, 'webhook.deliver', '{}', 1, 'buried', 8, 8, 'webhook_address_refused', now() - interval '2 hours'),
         ($1, 'solicitud.execute', '{}', 2, 'buried', 6, 6, 'workers_lost', now() - interval '3 days'),
         (null, 'mail.send', '{}', 0, 'buried', 12, 12, 'mail_unavailable', now())`,
      id,
    );
    const data = {
      code: "internal_error",
      method: "POST",
      endpoint: "/api/v1/solicitudes/{id}/export",
      status: 500,
    };
    await site.sql(
      `insert into audit_log (organization_id, action, data, request_id)
       values ($1, 'request.failed', $2, 'd3b07384-d9a0-4e5f-9c1b-2f6c8e1a7b55')`,
      id,
      JSON.stringify(data),
    );
    await page.goto(site.address("admin", path));
  };
}

async function signInRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("admin", "/sign-in"));
  await page.locator("input[name=email]").fill("nadie@ejemplo.co");
  await page.locator("input[name=password]").fill("una contraseña cualquiera");
  await page.locator("form[action='/sign-in'] button[type=submit]").click();
  await page.locator("[role=alert], .wrong").first().waitFor();
}

async function newRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("admin", "/organizations/new"));
  await page.locator("#name").fill("Pérez & Hijos");
  await page.locator("#subdomain").fill("Pérez & Hijos");
  await page.locator("#admin_email").fill("ana@ejemplo");
  await page.locator("form.panel").evaluate((form) => form.setAttribute("novalidate", ""));
  await page.locator("form.panel button[type=submit]").click();
  await page.locator(".wrong").first().waitFor();
}

function organization(name: "acme" | "empty"): Going {
  return async (site, page) =>
    void await page.goto(site.address("admin", `/organizations/${site.organizations[name].id}`));
}

async function planRefused(site: Site, page: Page): Promise<void> {
  await organization("acme")(site, page);
  await page.locator("#max_users").fill("muchas");
  await page.locator("#reason").fill("Contrato renovado hasta diciembre de 2027.");
  await page.locator("form[action$='/plan'] button.btn-primary").click();
  await page.locator(".wrong").first().waitFor();
}

async function leaving(site: Site, page: Page): Promise<void> {
  const { id } = await site.lexia.organization();
  await site.sql(
    "update organizations set is_active = false, delete_after = now() + interval '9 days' where id = $1",
    id,
  );
  await page.goto(site.address("admin", `/organizations/${id}`));
}

async function planRequested(site: Site, page: Page): Promise<void> {
  const { acme } = site.organizations;
  await site.sql(
    `insert into plan_requests (organization_id, requested_by, from_plan, plan, message)
     values ($1, $2, 'free', 'pro', 'Pasamos a 200 procesos en enero.') on conflict do nothing`,
    acme.id,
    site.people.admin.actor.userId,
  );
  await page.goto(site.address("admin", "/plan-requests"));
}

async function impersonation(site: Site, page: Page): Promise<void> {
  const { acme } = site.organizations;
  const query = new URLSearchParams({ organization: acme.id, user: site.people.admin.actor.userId });
  await page.goto(site.address("admin", `/impersonations/new?${query}`));
}

async function impersonationRefused(site: Site, page: Page): Promise<void> {
  await impersonation(site, page);
  await page.locator("#reason").fill("Soporte");
  await page.locator("form[action='/impersonations'] button").click();
  await page.locator(".wrong").first().waitFor();
}

async function impersonationReady(site: Site, page: Page): Promise<void> {
  await impersonation(site, page);
  await page.locator("#reason").fill(REASON);
  await page.locator("form[action='/impersonations'] button").click();
  await page.locator("a[href*='/impersonate?token=']").waitFor();
}
