/** An organization as its administrators edit it: the name, and the settings behind it. */
import { eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { localeOf } from "../mail/messages.ts";
import { DEFAULT_SETTINGS, type OrganizationSettings } from "./settings.ts";

export type EditableSettings = Pick<
  OrganizationSettings,
  | "locale"
  | "timeZone"
  | "sessionHours"
  | "secondFactor"
  | "passwordMinLength"
  | "allowedNetworks"
  | "brandColor"
>;

export interface OrganizationProfile extends EditableSettings {
  name: string;
  logo: { type: string } | null;
  /** Milliseconds since the epoch of the latest change: what an ETag is made of. */
  version: number;
}

/** @throws {DomainError} `organization_not_found` where it was removed a moment ago. */
export async function readProfile(
  db: Db,
  id: string,
  options: { lock?: boolean } = {},
): Promise<OrganizationProfile> {
  const query = db.select({ name: organizations.name, updatedAt: organizations.updatedAt }).from(
    organizations,
  )
    .where(eq(organizations.id, id));
  const [organization] = await (options.lock ? query.for("update") : query);
  if (!organization) throw new DomainError("organization_not_found");
  const [row] = await db.select(FIELDS).from(organizationSettings).where(
    eq(organizationSettings.organizationId, id),
  );
  const { logoType, updatedAt, ...settings } = row ?? { ...DEFAULT_SETTINGS, logoType: null };
  const { locale, secondFactor, ...rest } = settings;
  return {
    name: organization.name,
    locale: localeOf(locale),
    timeZone: rest.timeZone,
    sessionHours: rest.sessionHours,
    secondFactor: secondFactor === "required" ? "required" : "optional",
    passwordMinLength: rest.passwordMinLength,
    allowedNetworks: rest.allowedNetworks,
    brandColor: rest.brandColor,
    logo: logoType === null ? null : { type: logoType },
    version: Math.max(organization.updatedAt.getTime(), updatedAt?.getTime() ?? 0),
  };
}

const FIELDS = {
  locale: organizationSettings.locale,
  timeZone: organizationSettings.timeZone,
  sessionHours: organizationSettings.sessionHours,
  secondFactor: organizationSettings.secondFactor,
  passwordMinLength: organizationSettings.passwordMinLength,
  allowedNetworks: organizationSettings.allowedNetworks,
  brandColor: organizationSettings.brandColor,
  logoType: organizationSettings.logoType,
  updatedAt: organizationSettings.updatedAt,
};

/** As the API and the audit log name its fields. */
export function profileDocument(profile: Omit<OrganizationProfile, "version" | "logo">) {
  return {
    name: profile.name,
    locale: profile.locale,
    time_zone: profile.timeZone,
    session_hours: profile.sessionHours,
    second_factor: profile.secondFactor,
    password_min_length: profile.passwordMinLength,
    allowed_networks: [...profile.allowedNetworks],
    brand_color: profile.brandColor,
  };
}
