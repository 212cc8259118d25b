import { ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Scene } from "../scene.ts";
import type { Site, Who } from "../site.ts";

const INBOX = { route: "/novedades", host: "acme", who: "lawyer" } as const;
const ONE = { route: "/novedades/:id", host: "acme", who: "lawyer" } as const;

export const NOVEDADES_SCENES: readonly Scene[] = [
  { ...INBOX, name: "novedades", go: inbox("/novedades") },
  { ...INBOX, name: "novedades_en", go: inEnglish(inbox("/novedades")) },
  { ...INBOX, name: "novedades_empty", host: "empty", who: "newcomer", go: "/novedades" },
  { ...INBOX, name: "novedades_none_match", go: "/novedades?q=zzz&severity=high&from=2026-01-01" },
  { ...INBOX, name: "novedades_viewer", who: "viewer", go: "/novedades" },
  { ...ONE, name: "novedad", go: one() },
  { ...ONE, name: "novedad_en", go: inEnglish(one()) },
  { ...ONE, name: "novedad_refused", route: null, go: noteRefused },
  {
    ...ONE,
    name: "novedad_unknown",
    route: null,
    go: "/novedades/0192f0d1-1c2d-7e3f-8a4b-5c6d7e8f9a0b",
    status: 404,
  },
  { name: "feed", route: "/feed", host: "acme", who: "lawyer", go: "/feed" },
  { name: "feed_empty", route: "/feed", host: "empty", who: "newcomer", go: "/feed" },
  { name: "help", route: "/help", host: "acme", who: "viewer", go: "/help" },
  { name: "help_en", route: "/help", host: "acme", who: "lawyer", go: inEnglish(at("/help")) },
  { name: "help_none_match", route: "/help", host: "acme", who: "viewer", go: "/help?q=zzz" },
  { name: "palette", route: null, host: "acme", who: "lawyer", go: palette },
  { name: "shortcuts", route: null, host: "acme", who: "lawyer", go: shortcuts },
];

type Go = (site: Site, page: Page) => Promise<void>;

function inbox(path: string): Go {
  return async (site, page) => {
    await happen(site);
    await page.goto(site.address("acme", path));
  };
}

function at(path: string): Go {
  return async (site, page) => void await page.goto(site.address("acme", path));
}

async function palette(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/help"));
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("nove");
}

async function shortcuts(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/help"));
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
}

/** The first of the list. */
function one(): Go {
  return async (site, page) => {
    await happen(site);
    await page.goto(site.address("acme", `/novedades/${await idOfFirst(site, "lawyer")}`));
  };
}

async function noteRefused(site: Site, page: Page): Promise<void> {
  await happen(site);
  await page.goto(site.address("acme", `/novedades/${await idOfFirst(site, "lawyer")}`));
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.locator("form[action*='/notes'] button").click(),
  ]);
  ok(answer);
  await page.locator("#note-error").waitFor();
}

function inEnglish(go: Go): Go {
  return async (site, page) => {
    await site.sql("update users set locale = 'en' where id = $1", site.people.lawyer.actor.userId);
    try {
      await go(site, page);
    } finally {
      await site.sql("update users set locale = null where id = $1", site.people.lawyer.actor.userId);
    }
  };
}

const furnished = new WeakSet<Site>();

/** Colleagues have gone through some of it; once for each site. */
async function happen(site: Site): Promise<void> {
  if (furnished.has(site)) return;
  furnished.add(site);
  const { lawyer, admin } = site.people;
  const { items } = await (await lawyer.get("/api/v1/novedades")).json();
  const [, second, third] = items;
  await lawyer.post(`/api/v1/novedades/${second.id}/read`);
  await lawyer.post(`/api/v1/novedades/${second.id}/acknowledge`);
  await lawyer.post(`/api/v1/novedades/${third.id}/assign`, { user_id: lawyer.actor.userId });
  await admin.post(`/api/v1/novedades/${items[0].id}/notes`, {
    text: "Subsanar antes del viernes. El cliente ya envió el poder con presentación personal.",
  });
}

async function idOfFirst(site: Site, who: Who): Promise<string> {
  const { items } = await (await site.people[who].get("/api/v1/novedades?kind=actuacion")).json();
  return String(items[0].id);
}
