import type { Page } from "playwright-core";
import { press } from "../press.ts";
import type { Scene } from "../scene.ts";
import type { Site, Who } from "../site.ts";

const SCHEDULE = "/reports/schedules/:id{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}}";

export const DASHBOARD_SCENES: readonly Scene[] = [
  { name: "dashboard", route: "/dashboard", host: "acme", who: "lawyer", go: morning("lawyer") },
  { name: "dashboard_en", route: "/dashboard", host: "acme", who: "lawyer", go: morning("lawyer", "en") },
  { name: "dashboard_admin", route: "/dashboard", host: "acme", who: "admin", go: "/dashboard" },
  { name: "dashboard_newcomer", route: "/dashboard", host: "empty", who: "newcomer", go: "/dashboard" },
  { name: "dashboard_viewer", route: "/dashboard", host: "acme", who: "viewer", go: "/dashboard" },
  { name: "dashboard_first", route: "/dashboard", host: "acme", who: "enrolled", go: "/dashboard" },
  { name: "reports_empty", route: "/reports", host: "empty", who: "newcomer", go: "/reports" },
  { name: "reports_viewer", route: "/reports", host: "acme", who: "viewer", go: "/reports" },
  { name: "reports", route: "/reports", host: "acme", who: "lawyer", go: reports },
  { name: "reports_refused", route: null, host: "acme", who: "lawyer", go: reportRefused, status: 422 },
  {
    name: "schedule_new",
    route: "/reports/schedules/new",
    host: "acme",
    who: "admin",
    go: "/reports/schedules/new",
  },
  { name: "schedule", route: SCHEDULE, host: "acme", who: "lawyer", go: schedule },
  { name: "schedule_refused", route: null, host: "acme", who: "lawyer", go: scheduleRefused, status: 422 },
  { name: "usage", route: "/usage", host: "acme", who: "admin", go: usage },
  { name: "usage_viewer", route: "/usage", host: "acme", who: "viewer", go: "/usage" },
  { name: "upgrade_viewer", route: "/billing/upgrade", host: "acme", who: "viewer", go: "/billing/upgrade" },
];

/** Long words of a court, a term that ends tomorrow, and more weeks than this one. */
function morning(who: Who, locale: "es" | "en" | null = null) {
  return async (site: Site, page: Page): Promise<void> => {
    const { id: organizationId } = site.organizations.acme;
    await site.sql(
      `update actuaciones set term_ends_on = (now() at time zone 'America/Bogota')::date
         + (row_number % 9)::int from (
           select id, row_number() over (order by filed_on desc, id) from actuaciones where organization_id = $1
             limit 4
         ) newest
       where actuaciones.id = newest.id`,
      organizationId,
    );
    await site.sql("update users set locale = $2 where id = $1", site.people[who].actor.userId, locale);
    await page.goto(site.address("acme", "/dashboard"), { waitUntil: "load" });
    // Others read it as they did.
    await site.sql("update users set locale = null where id = $1", site.people[who].actor.userId);
  };
}

/** A file in each state, and a report that comes by mail. */
async function reports(site: Site, page: Page): Promise<void> {
  const { lawyer } = site.people;
  for (const [what, format] of [["novedades", "pdf"], ["solicitudes", "xlsx"], ["analytics", "csv"]]) {
    await lawyer.post("/api/v1/exports", { what, format });
  }
  await site.lexia.work();
  await site.sql(
    "update exports set status = 'failed', reason = 'export_too_large', finished_at = now() where format = 'csv'",
  );
  await lawyer.post("/api/v1/exports", { what: "solicitudes", format: "docx" });
  await newSchedule(site);
  await page.goto(site.address("acme", "/reports"), { waitUntil: "load" });
}

async function newSchedule(site: Site): Promise<string> {
  const { lawyer, admin } = site.people;
  const answer = await lawyer.post("/api/v1/analytics/reports", {
    name: "Novedades de la semana para la gerencia jurídica y los socios de la oficina de Bucaramanga",
    what: "novedades",
    format: "pdf",
    every: "week",
    recipients: [lawyer.actor.userId, admin.actor.userId],
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  return String((await answer.json()).id);
}

async function schedule(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", `/reports/schedules/${await newSchedule(site)}`));
}

async function scheduleRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/reports/schedules/new"));
  await page.getByLabel("Nombre").fill("  ");
  await press(page, "Programar");
}

async function reportRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/reports"), { waitUntil: "load" });
  await page.getByLabel("Desde el día").fill("2026-11-20");
  await page.getByLabel("Hasta el día").fill("2026-11-01");
  await press(page, page.getByRole("button", { name: "Preparar el archivo" }));
}

/** Weeks of use, more on the days on which courts work. */
async function usage(site: Site, page: Page): Promise<void> {
  await site.sql(
    `insert into usage_days (organization_id, day, queries)
       select $1, day::date, case when extract(isodow from day) < 6 then 20 + extract(day from day)::int else 2 end
       from generate_series(now() - interval '100 days', now() - interval '1 day', interval '1 day') day
     on conflict do nothing`,
    site.organizations.acme.id,
  );
  await site.sql(
    `insert into usage_months (organization_id, month, queries)
       select organization_id, to_char(day, 'YYYY-MM'), sum(queries) from usage_days where organization_id = $1
       group by 1, 2 on conflict (organization_id, month) do update set queries = excluded.queries`,
    site.organizations.acme.id,
  );
  await page.goto(site.address("acme", "/usage"));
}
