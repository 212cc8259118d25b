import type { Site } from "#domain/identity/passkeys.ts";
import type { LexiaContext } from "./_env.ts";

/**
 * The site that a passkey is good for: the host that was asked, which the tenant's middleware has held to be one of
 * ours, with the scheme and port under which people reach LEXIA.
 */
export function siteOf(c: LexiaContext): Site {
  const site = new URL(c.var.deps.settings.publicUrl);
  site.hostname = new URL(c.req.url).hostname;
  return { name: site.hostname, origin: site.origin };
}
