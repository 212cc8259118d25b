/** The list of solicitudes, as people meet it. */
import type { Page } from "playwright-core";
import type { Scene } from "../scene.ts";
import type { Site } from "../site.ts";

const LIST = { route: "/solicitudes", host: "acme", who: "lawyer" } as const;

export const LIST_SCENES: readonly Scene[] = [
  { ...LIST, name: "list_begin", who: "enrolled", go: "/solicitudes" },
  { ...LIST, name: "list_filtered", go: "/solicitudes?tipo=simple&verdict=found&sort=-changed" },
  { ...LIST, name: "list_doubt", go: "/solicitudes?verdict=doubt" },
  { ...LIST, name: "list_unread", go: "/solicitudes?unread=1" },
  { ...LIST, name: "list_none", go: "/solicitudes?status=held&owner=me" },
  { ...LIST, name: "list_sorted", go: "/solicitudes?sort=radicado" },
  { ...LIST, name: "list_chosen", route: null, go: chosen },
  { ...LIST, name: "list_done", route: null, go: paused },
  { ...LIST, name: "list_partly", route: null, go: partly },
  { ...LIST, name: "list_compact", route: null, go: compact },
  { ...LIST, name: "list_filters", route: null, go: opened("Filtros") },
  { ...LIST, name: "list_columns", route: null, go: opened("Columnas") },
  { ...LIST, name: "list_view_saved", route: null, go: saved },
  { ...LIST, name: "list_view_refused", route: null, go: savedTwice, status: 409 },
  { ...LIST, name: "list_english", who: "admin", route: null, go: english },
];

async function open(site: Site, page: Page, path = "/solicitudes"): Promise<void> {
  await page.goto(site.address("acme", path));
}

async function tickTwo(page: Page): Promise<void> {
  const boxes = page.locator("tbody input[name=id]");
  await boxes.nth(0).check();
  await boxes.nth(4).check();
}

async function chosen(site: Site, page: Page): Promise<void> {
  await open(site, page);
  await tickTwo(page);
}

async function paused(site: Site, page: Page): Promise<void> {
  await open(site, page, "/solicitudes?q=Todav%C3%ADa");
  await page.locator("tbody input[name=id]").first().check();
  await page.getByRole("button", { name: "Verificar ahora" }).click();
  await page.waitForURL("**did=execute**");
}

/** What is paused already cannot be paused. */
async function partly(site: Site, page: Page): Promise<void> {
  await open(site, page, "/solicitudes?sort=radicado");
  const rows = page.locator("tbody tr");
  await rows.filter({ hasText: "En pausa" }).first().locator("input[name=id]").check();
  await page.getByRole("button", { name: "Verificar ahora" }).waitFor();
  await rows.filter({ hasText: "El portal rechazó" }).first().locator("input[name=id]").check();
  await page.getByRole("button", { name: "Verificar ahora" }).click();
  await page.getByText("Con 1 no se pudo").waitFor();
}

async function compact(site: Site, page: Page): Promise<void> {
  await open(site, page);
  await page.getByRole("button", { name: "Columnas" }).click();
  await page.getByLabel("Compactas").check();
  await page.getByLabel("Registrada").check();
  await page.getByRole("button", { name: "Aplicar" }).click();
  await page.locator("table.table-xs").waitFor();
}

function opened(name: string): (site: Site, page: Page) => Promise<void> {
  return async (site, page) => {
    await open(site, page);
    await page.getByRole("button", { name, exact: true }).click();
  };
}

async function save(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Guardar vista" }).click();
  await page.getByLabel("Nombre de la vista").fill(name);
  await page.getByRole("button", { name: "Guardar", exact: true }).click();
}

async function saved(site: Site, page: Page): Promise<void> {
  await open(site, page, "/solicitudes?frequency=weekly");
  await save(page, "Semanales de la oficina de Medellín");
  await page.getByRole("button", { name: "Editar vista" }).click();
}

async function savedTwice(site: Site, page: Page): Promise<void> {
  await open(site, page, "/solicitudes?frequency=monthly");
  await save(page, "Mensuales");
  await page.getByRole("button", { name: "Editar vista" }).waitFor();
  await open(site, page, "/solicitudes?frequency=daily");
  await save(page, "Mensuales");
  await page.getByText("Ya tiene una vista con ese nombre").waitFor();
}

/** The language is the account's: it is put back for who comes after. */
async function english(site: Site, page: Page): Promise<void> {
  await open(site, page);
  await page.getByRole("button", { name: "Su cuenta" }).click();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Columns" }).waitFor();
  await site.sql("update users set locale = 'es' where id = $1", site.people.admin.actor.userId);
}
