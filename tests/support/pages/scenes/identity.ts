/** Getting in, and who is there. */
import type { Page } from "playwright-core";
import { press } from "../press.ts";
import type { Scene } from "../scene.ts";
import type { Site, Who } from "../site.ts";

export const IDENTITY_SCENES: readonly Scene[] = [
  { name: "sign_in_en", route: null, host: "acme", go: signInInEnglish },
  { name: "team", route: "/team", host: "acme", who: "admin", go: "/team" },
  { name: "team_none_match", route: "/team", host: "acme", who: "admin", go: "/team?q=zzz&state=active" },
  { name: "team_reader", route: "/team", host: "acme", who: "lawyer", go: "/team?role=org_admin" },
  { name: "team_refused", route: null, host: "acme", who: "viewer", go: "/team", status: 403 },
  { name: "team_roles", route: "/team/roles", host: "acme", who: "lawyer", go: "/team/roles" },
  {
    name: "team_invitations_empty",
    route: "/team/invitations",
    host: "empty",
    who: "newcomer",
    go: "/team/invitations",
  },
  { name: "team_invitations", route: "/team/invitations", host: "acme", who: "admin", go: invited },
  {
    name: "team_invitation_refused",
    route: null,
    host: "acme",
    who: "admin",
    go: inviteRefused,
    status: 409,
  },
  { name: "team_member", route: "/team/:id", host: "acme", who: "admin", go: member("lawyer") },
  { name: "team_member_own", route: "/team/:id", host: "acme", who: "admin", go: member("admin") },
  { name: "team_member_reader", route: "/team/:id", host: "acme", who: "lawyer", go: member("viewer") },
  { name: "team_member_refused", route: null, host: "acme", who: "admin", go: memberRefused, status: 422 },
];

async function signInInEnglish(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/sign-in?next=/security"));
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

function member(whose: Who) {
  return async (site: Site, page: Page): Promise<void> => {
    await page.goto(site.address("acme", `/team/${site.people[whose].actor.userId}`));
  };
}

async function memberRefused(site: Site, page: Page): Promise<void> {
  await member("lawyer")(site, page);
  await page.locator("summary", { hasText: "Retirar" }).click();
  await page.getByLabel("Correo de quien las recibe").fill("nadie@ejemplo.co");
  await press(page, "Retirar a la persona");
}

async function invited(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/team/invitations"));
  await page.getByLabel("Correo electrónico").fill(
    `${crypto.randomUUID()}@correo-institucional.ejemplo.com.co`,
  );
  await page.getByLabel("Nombre (opcional)").fill("Luz Marina Güiza");
  await press(page, "Enviar la invitación");
  await page.getByText("La invitación va en camino.").waitFor();
}

async function inviteRefused(site: Site, page: Page): Promise<void> {
  await page.goto(site.address("acme", "/team/invitations"));
  await page.getByLabel("Correo electrónico").fill(site.people.enrolled.actor.email);
  await press(page, "Enviar la invitación");
}
