/** The first page of each host, and the way to an organization's. */
import { PLANS } from "#domain/plans.ts";
import { Found } from "#views/organizations/found.tsx";
import { Landing } from "#views/organizations/landing.tsx";
import type { LexiaContext } from "../_env.ts";
import { frameOf, show } from "./_page.ts";

export function home(c: LexiaContext): Response {
  switch (c.var.hostKind) {
    case "root":
      return show(c, <Landing {...landingProps(c)} />);
    case "admin":
      return c.redirect(c.var.actor ? "/overview" : "/sign-in", 303);
    case "api":
      return c.redirect("/api/docs", 303);
    case "tenant":
      return c.redirect(c.var.actor ? "/dashboard" : "/sign-in", 303);
  }
}

/** Leads to the organization's own host, or says that there is none. */
export async function findOrganization(c: LexiaContext): Promise<Response> {
  const { identity, services, settings } = c.var.deps;
  const typed = (c.req.query("subdomain") ?? "").trim().slice(0, 100);
  const suffix = `.${settings.baseDomain}`;
  const name = typed.toLowerCase();
  const subdomain = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  const organization = await identity.directory.bySubdomain(subdomain);
  if (!organization) {
    return show(c, <Landing {...landingProps(c)} unknownSubdomain={typed} />, 404);
  }
  const address = services.addressOf(organization, "/");
  return show(c, <Found frame={frameOf(c)} name={organization.name} address={address} />);
}

function landingProps(c: LexiaContext) {
  const { settings, identity } = c.var.deps;
  return {
    frame: frameOf(c),
    baseDomain: settings.baseDomain,
    maySignUp: identity.settings.signupEnabled,
    plans: Object.entries(PLANS).map(([name, limits]) => ({ name, ...limits })),
  };
}
