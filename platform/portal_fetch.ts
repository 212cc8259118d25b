import type { PortalFetch } from "#domain/ports.ts";

/** LEXIA's version as portals see it. */
const PRODUCT = "LEXIA/0.1";

/**
 * Requests to court portals: an honest User-Agent with a way to reach the operator, and certificates verified against
 * the system's authorities and the configured ones. Redirects are not followed: the portal has none.
 */
export function openPortalFetch(
  options: { contact: string | null; ca: string | null },
): PortalFetch & { close(): void } {
  const client = options.ca === null ? undefined : Deno.createHttpClient({ caCerts: [options.ca] });
  const userAgent = options.contact === null ? PRODUCT : `${PRODUCT} (+${options.contact})`;
  const portalFetch: PortalFetch = (url, { signal }) =>
    fetch(url, {
      client,
      signal,
      redirect: "manual",
      headers: { "user-agent": userAgent, accept: "application/json" },
    });
  return Object.assign(portalFetch, { close: () => client?.close() });
}
