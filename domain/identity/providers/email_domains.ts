import { z } from "zod";

const domain = z.string().trim().toLowerCase().max(253).regex(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
  "Give a domain such as acme.example, without @",
);

export const emailDomains = z.array(domain).max(50).default([]);

/** Whether the address is in one of the domains themselves; those below them are other domains. */
export function isInDomains(email: string, domains: readonly string[]): boolean {
  return domains.includes(email.slice(email.lastIndexOf("@") + 1));
}
