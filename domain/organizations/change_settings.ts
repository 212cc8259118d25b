import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit, changed } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError, type FieldError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { MIN_LENGTH } from "../identity/password_rules.ts";
import { parseName } from "../identity/person_fields.ts";
import { parseBrandColor } from "./brand.ts";
import { isAllowedAddress, parseNetworks } from "./networks.ts";
import { type EditableSettings, type OrganizationProfile, profileDocument, readProfile } from "./profile.ts";

/** What is absent stays as it is. */
export type SettingsChanges = Partial<EditableSettings & { name: string }>;

type Memories = Pick<IdentityServices, "organizationSettings" | "directory" | "sessions">;

/** An open laptop must not be enough to change who gets in, how, and for how long. */
const SENSITIVE = ["session_hours", "second_factor", "password_min_length", "allowed_networks"] as const;

const MOST_SESSION_HOURS = 720;
const MOST_PASSWORD_LENGTH = 64;

/**
 * Changes the organization's name and settings; it counts everywhere within 5 seconds. `version` is what the caller last
 * saw. Shorter sessions end those that are older already, the caller's own among them.
 * @throws {DomainError} `permission_denied`, `request_invalid`, `version_conflict`, `fresh_proof_required`,
 * `would_lock_out` where the caller's own address would not be let in any more.
 */
export async function changeSettings(
  ctx: Ctx,
  identity: Memories,
  input: { changes: SettingsChanges; version?: number },
): Promise<OrganizationProfile> {
  authorize(ctx, "update_org_settings");
  const changes = parseChanges(input.changes);
  const { id } = ctx.organization;
  const profile = await ctx.platformDb.tx({ purpose: "organization.settings" }, async (tx) => {
    const before = await readProfile(tx, id, { lock: true });
    if (input.version !== undefined && input.version !== before.version) {
      throw new DomainError("version_conflict");
    }
    const after = { ...before, ...changes };
    const differences = changed(profileDocument(before), profileDocument(after));
    if (Object.keys(differences.after).length === 0) return before;
    if (SENSITIVE.some((name) => Object.hasOwn(differences.after, name))) requireFresh(ctx);
    if (changes.allowedNetworks) requireWayBack(ctx, changes.allowedNetworks);
    const now = Math.max(ctx.clock.now(), before.version + 1);
    await save(tx, ctx, after, new Date(now));
    await audit(tx, ctx, { action: "organization.update_settings", targetId: id, data: differences });
    return { ...after, version: now };
  });
  identity.organizationSettings.forget(id);
  identity.directory.forget(ctx.organization);
  identity.sessions.forgetOrganization(id);
  return profile;
}

async function save(tx: Db, ctx: Ctx, profile: OrganizationProfile, updatedAt: Date): Promise<void> {
  const organizationId = ctx.organization.id;
  const { name, version: _version, logo: _logo, allowedNetworks, ...settings } = profile;
  const row = { ...settings, allowedNetworks: [...allowedNetworks], updatedBy: ctx.actor.userId, updatedAt };
  await tx.update(organizations).set({ name, updatedAt }).where(eq(organizations.id, organizationId));
  await tx.insert(organizationSettings).values({ organizationId, ...row })
    .onConflictDoUpdate({ target: organizationSettings.organizationId, set: row });
  if (profile.sessionHours === null) return;
  await tx.update(sessions).set({
    expiresAt:
      sql`least(${sessions.expiresAt}, ${sessions.createdAt} + make_interval(hours => ${profile.sessionHours}))`,
  }).where(and(
    eq(sessions.organizationId, organizationId),
    isNull(sessions.revokedAt),
    gt(sessions.expiresAt, new Date(ctx.clock.now())),
  ));
}

function requireWayBack(ctx: Ctx, networks: readonly string[]): void {
  if (isAllowedAddress(ctx.address, networks)) return;
  throw new DomainError("would_lock_out", {
    detail:
      `Your own address ${ctx.address} is in none of these networks: add it, or change this from one that is`,
    extra: { address: ctx.address },
  });
}

/** @throws {DomainError} `request_invalid` */
function parseChanges(given: SettingsChanges): SettingsChanges {
  const errors = [
    fault("session_hours", given.sessionHours, 1, MOST_SESSION_HOURS),
    fault("password_min_length", given.passwordMinLength, MIN_LENGTH, MOST_PASSWORD_LENGTH),
    timeZoneFault(given.timeZone),
  ].filter((error) => error !== undefined);
  if (errors.length > 0) throw new DomainError("request_invalid", { errors });
  const parsed = {
    ...given,
    name: given.name === undefined ? undefined : parseName(given.name, "name", 255),
    brandColor: given.brandColor ? parseBrandColor(given.brandColor) : given.brandColor,
    allowedNetworks: given.allowedNetworks && parseNetworks(given.allowedNetworks),
  };
  // The same object with fewer keys.
  return Object.fromEntries(
    Object.entries(parsed).filter(([, value]) => value !== undefined),
  ) as SettingsChanges;
}

function fault(
  field: string,
  value: number | null | undefined,
  min: number,
  max: number,
): FieldError | undefined {
  if (value === undefined || value === null || (Number.isInteger(value) && value >= min && value <= max)) {
    return undefined;
  }
  return { field, code: "out_of_range", message: `Give a whole number from ${min} to ${max}, or null` };
}

/** A name of the IANA's list; a plain offset would not know of summer time. */
export function timeZoneFault(name: string | undefined): FieldError | undefined {
  if (name === undefined || (name.length <= 60 && /^[A-Za-z]/.test(name) && isTimeZone(name))) {
    return undefined;
  }
  return { field: "time_zone", code: "time_zone_unknown", message: "Choose a zone such as America/Bogota" };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
