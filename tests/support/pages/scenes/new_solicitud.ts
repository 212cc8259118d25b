import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { bulkRadicado, csvOf } from "#tests/support/bulk_files.ts";
import { press } from "../press.ts";
import type { Scene } from "../scene.ts";
import type { Site } from "../site.ts";

const NEW = "/solicitudes/new";
const BULK = "/solicitudes/bulk";
const UPLOAD = "/solicitudes/bulk/:id";
const AT = { host: "acme", who: "lawyer" } as const;

export const NEW_SOLICITUD_SCENES: readonly Scene[] = [
  { ...AT, name: "new_one", route: NEW, go: NEW },
  { ...AT, name: "new_one_read", route: NEW, go: `${NEW}?radicado=11001400308220179999900` },
  { ...AT, name: "new_one_short", route: NEW, go: `${NEW}?radicado=11001-40-03-082-20` },
  { ...AT, name: "new_one_doubtful", route: NEW, go: `${NEW}?radicado=12001-70-03-082-2017-00000-45` },
  { ...AT, name: "new_one_followed", route: NEW, go: followed },
  { ...AT, name: "new_one_many", route: NEW, go: many },
  { ...AT, name: "new_one_wrong", route: null, go: wrong, status: 422 },
  { name: "new_one_refused", route: null, host: "acme", who: "viewer", go: NEW, status: 403 },
  { name: "bulk_empty", route: BULK, host: "empty", who: "newcomer", go: BULK },
  { ...AT, name: "bulk_wrong", route: null, go: wrongFile, status: 415 },
  { ...AT, name: "bulk_map", route: UPLOAD, go: unknownColumns },
  { ...AT, name: "bulk_review", route: UPLOAD, go: reviewed },
  { ...AT, name: "bulk_nothing", route: UPLOAD, go: nothingGood },
  { ...AT, name: "bulk_progress", route: UPLOAD, go: confirmed },
  { ...AT, name: "bulk_paused", route: UPLOAD, go: paused },
  { ...AT, name: "bulk", route: BULK, go: BULK },
  { name: "bulk_refused", route: null, host: "acme", who: "viewer", go: BULK, status: 403 },
];

type Rows = readonly (readonly string[])[];

async function upload(site: Site, page: Page, name: string, rows: Rows): Promise<void> {
  await page.goto(site.address("acme", BULK));
  const buffer = Buffer.from(csvOf(rows));
  await page.getByLabel("Archivo", { exact: true }).setInputFiles({ name, mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Revisar el archivo" }).click();
  await page.waitForURL(/bulk\/[0-9a-f-]{36}/);
}

async function wrongFile(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", BULK));
  const buffer = Buffer.from("Esto no es un libro de Excel");
  await page.getByLabel("Archivo", { exact: true })
    .setInputFiles({ name: "Listado de procesos.xlsx", mimeType: "text/plain", buffer });
  await page.getByRole("button", { name: "Revisar el archivo" }).click();
  await page.waitForSelector("#file-error");
}

async function unknownColumns(site: Site, page: Page): Promise<void> {
  await upload(site, page, "Cartera sin títulos.csv", [
    ["Ref. interna", "Dato", "Persona encargada del seguimiento"],
    ["A-1", "pendiente", "Úrsula Ibáñez"],
    ["A-2", bulkRadicado(serial()), "Camilo Ñáñez"],
    ["A-3", "pendiente", "Inés Peña"],
  ]);
}

async function reviewed(site: Site, page: Page): Promise<void> {
  const { multiple } = site.lexia.portal.radicados;
  const twice = bulkRadicado(serial());
  await upload(
    site,
    page,
    "Cartera hipotecaria vencida del tercer trimestre, oficina del Magdalena Medio.csv",
    [
      ["Radicado", "Cliente", "Frecuencia"],
      [twice, "Cooperativa Cafetera del Magdalena Medio", "diaria"],
      [bulkRadicado(serial()), "Banco Andino S. A.", ""],
      [multiple[0] ?? "", "Ya se sigue", ""],
      [twice, "Repetido", ""],
      ["1,10014E+22", "De Excel", ""],
      ["2021-00034", "Corto", ""],
      [bulkRadicado(serial()), "Con otra frecuencia", "a veces"],
    ],
  );
}

async function nothingGood(site: Site, page: Page): Promise<void> {
  await upload(site, page, "Números.csv", [["Radicado"], [String(serial())], ["1,10014E+22"]]);
}

async function confirmed(site: Site, page: Page): Promise<void> {
  await upload(site, page, "Juzgados de Bogotá.csv", [
    ["Radicado", "Cliente"],
    [bulkRadicado(serial()), "Clínica Santa Mónica"],
    [bulkRadicado(serial()), "Seguros La Confianza S. A."],
    ["123", "Incompleto"],
  ]);
  await press(page, page.getByRole("button", { name: "Seguir 2" }));
}

async function paused(site: Site, page: Page): Promise<void> {
  await confirmed(site, page);
  await press(page, page.getByRole("button", { name: "Pausar" }));
}

let last = 50_000;

/** So that no two scenes follow the same. */
function serial(): number {
  return ++last;
}

async function followed(site: Site, page: Page): Promise<void> {
  const { multiple } = site.lexia.portal.radicados;
  await page.goto(site.address("acme", `${NEW}?radicado=${multiple[0]}`));
}

async function many(site: Site, page: Page): Promise<void> {
  const { multiple, found } = site.lexia.portal.radicados;
  const pasted = [multiple[0], found[0], found[1], "2021-00034", found[2]].join("\n");
  await page.goto(site.address("acme", `${NEW}?${new URLSearchParams({ radicado: pasted })}`));
}

async function wrong(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", NEW));
  await page.getByLabel("Radicado (23 dígitos)").fill("11001 40 03 082 1777 00001 00");
  await press(page, "Seguir");
}
