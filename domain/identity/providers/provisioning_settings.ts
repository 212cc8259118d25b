/** What every kind of provider says about the people that it sends. */
import { z } from "zod";
import type { Role } from "../../authz.ts";

/** A provider can make nobody an operator of the platform. */
export const PROVIDED_ROLES = ["org_admin", "manager", "user", "viewer"] as const satisfies readonly Role[];
export type ProvidedRole = typeof PROVIDED_ROLES[number];

/** Text of one line, as people type it into a form. */
export function line(maxLength: number) {
  return z.string().trim().min(1).max(maxLength).refine(
    (text) => text.isWellFormed() && !/\p{Cc}/u.test(text),
    "Leave out line breaks and characters that cannot be shown",
  );
}

/** Spread into the object of each kind. */
export const PROVISIONING = {
  /** Which group makes what of somebody; the first that matches counts. Empty: roles are given in LEXIA. */
  role_map: z.array(z.strictObject({ group: line(500), role: z.enum(PROVIDED_ROLES) })).max(200).default([]),
  /** Of people in none of these groups; null: they do not get in. */
  default_role: z.enum(PROVIDED_ROLES).nullable().default(null),
};

export interface ProvisioningSettings {
  role_map: readonly { group: string; role: ProvidedRole }[];
  default_role: ProvidedRole | null;
  /** Whether somebody who is a member already is taken over where the e-mail address is the same. */
  link_by_email: boolean;
}

/**
 * The role of somebody in those groups; null: none, so they do not get in. Names are compared as directories do:
 * without regard to case, and a distinguished name also by its first value, such as `Lawyers` of `cn=Lawyers,dc=…`.
 */
export function roleFor(
  { role_map: map, default_role: fallback }: Pick<ProvisioningSettings, "role_map" | "default_role">,
  groups: readonly string[],
): ProvidedRole | null {
  const names = new Set(groups.flatMap((group) => [fold(group), fold(firstValue(group))]));
  return map.find(({ group }) => names.has(fold(group)))?.role ?? fallback;
}

function fold(text: string): string {
  // Blanks around the commas of a distinguished name mean nothing (RFC 4514, section 2.4).
  return text.split(",").map((part) => part.trim()).join(",").normalize("NFC").toLowerCase();
}

function firstValue(group: string): string {
  return /^\s*[a-z][a-z0-9-]*=((?:\\.|[^,+\\])+)[,+]/i.exec(group)?.[1] ?? group;
}
