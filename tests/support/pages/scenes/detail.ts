/** The page of a solicitud, with what a court has just written, and in the states in which its forms come back. */
import type { Page } from "playwright-core";
import { press } from "../press.ts";
import type { Scene } from "../scene.ts";
import type { Site, Who } from "../site.ts";

const DETAIL = { route: "/solicitudes/:id", host: "acme" } as const;

export const DETAIL_SCENES: readonly Scene[] = [
  { ...DETAIL, name: "case_news", who: "lawyer", go: at("") },
  { ...DETAIL, name: "case_en", who: "lawyer", go: inEnglish(at("")) },
  { ...DETAIL, name: "case_entry", who: "lawyer", go: atEntry },
  { ...DETAIL, name: "case_unread", who: "lawyer", go: at("?show=unread") },
  { ...DETAIL, name: "case_none_match", who: "lawyer", go: at("?text=zzzz") },
  { ...DETAIL, name: "case_of_admin", who: "admin", go: at("") },
  { ...DETAIL, name: "case_of_viewer", who: "viewer", go: ofViewer },
  { ...DETAIL, name: "case_private_en", who: "lawyer", go: inEnglish(named("Sucesión")) },
  { ...DETAIL, name: "search_en", who: "lawyer", go: inEnglish(named("Contraparte")) },
  { ...DETAIL, name: "search_gone", who: "lawyer", go: named("Contraparte", "?show=gone") },
  { name: "case_conflict", route: null, host: "acme", who: "lawyer", go: conflict, status: 412 },
  { name: "case_note_refused", route: null, host: "acme", who: "lawyer", go: emptyNote, status: 422 },
  { name: "case_saved", route: null, host: "acme", who: "lawyer", go: saved },
  { name: "case_print", route: "/solicitudes/:id/print", host: "acme", who: "lawyer", go: at("/print") },
  {
    name: "case_print_en",
    route: "/solicitudes/:id/print",
    host: "acme",
    who: "lawyer",
    go: inEnglish(at("/print")),
  },
];

type Go = (site: Site, page: Page) => Promise<void>;

const written = new WeakMap<Site, Promise<string>>();

/** The id of a case with news, a term that runs and notes; what happens there happens once. */
function caseOf(site: Site): Promise<string> {
  const known = written.get(site);
  if (known) return known;
  const made = writeNews(site);
  written.set(site, made);
  return made;
}

async function writeNews(site: Site): Promise<string> {
  const { lawyer, admin } = site.people;
  const id = await idNamed(site, "Pérez");
  await lawyer.post(`/api/v1/solicitudes/${id}/notes`, {
    text: "El cliente entrega los poderes el lunes.\nFalta la dirección del demandado.",
  });
  const news = await (await lawyer.get(`/api/v1/novedades?solicitud_id=${id}`)).json();
  const auto = news.items.find((one: { severity: string }) => one.severity === "high");
  await admin.post(`/api/v1/novedades/${auto.id}/notes`, { text: "Subsanar antes de que venza el término." });
  return id;
}

async function idNamed(site: Site, alias: string): Promise<string> {
  const [row] = await site.sql(
    "select id from solicitudes where organization_id = $1 and alias like $2 || '%' order by created_at limit 1",
    site.organizations.acme.id,
    alias,
  );
  return String(row?.[0]);
}

function at(rest: string): Go {
  return async (site, page) => {
    await page.goto(site.address("acme", `/solicitudes/${await caseOf(site)}${rest}`));
  };
}

function named(alias: string, rest = ""): Go {
  return async (site, page) => {
    await page.goto(site.address("acme", `/solicitudes/${await idNamed(site, alias)}${rest}`));
  };
}

/** Each scene's person has a session of its own, which reads their language once. */
function inEnglish(go: Go, who: Who = "lawyer"): Go {
  return async (site, page) => {
    const { userId } = site.people[who].actor;
    await site.sql("update users set locale = 'en' where id = $1", userId);
    await go(site, page);
    await site.sql("update users set locale = null where id = $1", userId);
  };
}

async function atEntry(site: Site, page: Page): Promise<void> {
  await at("")(site, page);
  const address = await page.locator("ol.docket > li").nth(3).locator("a[href*='entry=']").getAttribute(
    "href",
  );
  await page.goto(site.address("acme", address ?? ""));
}

async function ofViewer(site: Site, page: Page): Promise<void> {
  const { lawyer, viewer } = site.people;
  const radicado = site.lexia.portal.radicados.found.at(-6);
  const made = await lawyer.post("/api/v1/solicitudes", { radicado, frequency: "once" });
  const { id } = await made.json();
  await site.lexia.work();
  await site.sql("update solicitudes set owner_id = $1 where id = $2", viewer.actor.userId, id);
  await page.goto(site.address("acme", `/solicitudes/${id}`));
}

async function openSettings(site: Site, page: Page): Promise<string> {
  const id = await idNamed(site, "Todavía");
  await page.goto(site.address("acme", `/solicitudes/${id}`), { waitUntil: "load" });
  await page.locator("#settings summary").first().click();
  return id;
}

async function conflict(site: Site, page: Page): Promise<void> {
  const id = await openSettings(site, page);
  await site.people.lawyer.send("PATCH", `/api/v1/solicitudes/${id}`, { frequency: "weekly" });
  await page.getByLabel("Nombre con que usted la conoce").fill("Todavía sin repartir, Juzgados de Tunja");
  await press(page, "Guardar");
}

async function saved(site: Site, page: Page): Promise<void> {
  await openSettings(site, page);
  await press(page, "Guardar");
}

async function emptyNote(site: Site, page: Page): Promise<void> {
  await at("")(site, page);
  await press(page, "Agregar la nota");
}
