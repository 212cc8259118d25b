/** How an organization's pages look: its colour and its logo, open to everybody who comes to its host. */
import { DomainError } from "#domain/errors.ts";
import { brandColors } from "#domain/organizations/brand.ts";
import type { HostedOrganization } from "#domain/organizations/find_organization.ts";
import { readLogo } from "#domain/organizations/logo.ts";
import { brandStyle } from "#views/organizations/brand_style.ts";
import type { Brand } from "#views/ui/layout.tsx";
import type { LexiaContext } from "../_env.ts";

/** Addresses that change with what they lead to. */
export function brandOf(organization: HostedOrganization | undefined): Brand | null {
  if (!organization) return null;
  const { brandColor, hasLogo, settingsVersion } = organization;
  return {
    css: brandColor === null ? null : `/brand.css?v=${settingsVersion}`,
    logo: hasLogo ? `/organization/logo?v=${settingsVersion}` : null,
  };
}

export function brandStyleSheet(c: LexiaContext): Response {
  const color = c.var.organization?.brandColor;
  if (!color) throw new DomainError("not_found");
  return unlessKnown(c) ??
    c.body(brandStyle(brandColors(color)), 200, {
      "Content-Type": "text/css; charset=utf-8",
      ...cachingOf(c),
    });
}

export async function logoPicture(c: LexiaContext): Promise<Response> {
  const { organization, deps } = c.var;
  if (!organization?.hasLogo) throw new DomainError("not_found");
  const known = unlessKnown(c);
  if (known) return known;
  const logo = await readLogo(deps.services, organization.id);
  if (!logo) throw new DomainError("not_found");
  return c.body(logo.bytes, 200, {
    "Content-Type": logo.type,
    "Content-Disposition": "inline",
    ...cachingOf(c),
  });
}

/** 304 for who has the present one. */
function unlessKnown(c: LexiaContext): Response | undefined {
  const caching = cachingOf(c);
  return c.req.header("if-none-match") === caching.ETag ? c.body(null, 304, caching) : undefined;
}

/** An address with the present version leads to the same for good; any other has to ask each time. */
function cachingOf(c: LexiaContext) {
  const version = String(c.var.organization?.settingsVersion ?? 0);
  const isVersioned = c.req.query("v") === version;
  return {
    "ETag": `"${version}"`,
    "Cache-Control": isVersioned ? "private, max-age=604800" : "no-cache",
  };
}
