/** What an organization's administrators decide, as every request needs it. */
import { eq } from "drizzle-orm";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import type { TenantDb } from "#db/tenant_db.ts";
import type { Services } from "../ctx.ts";
import type { Locale } from "../mail/messages.ts";
import { localeOf } from "../mail/messages.ts";
import { OrganizationMemory } from "./organization_memory.ts";

export interface OrganizationSettings {
  locale: Locale;
  /** IANA, such as `America/Bogota`. */
  timeZone: string;
  /** Null: the platform's own length. */
  sessionHours: number | null;
  /** Whether everybody needs a second factor; administrators always do. */
  secondFactor: "optional" | "required";
  /** Null: the platform's own rule, below which none may go. */
  passwordMinLength: number | null;
  /** Addresses or ranges from which people may sign in and work; empty: from everywhere. */
  allowedNetworks: readonly string[];
  /** Password sign-in is off, save for break-glass administrators. */
  ssoEnforced: boolean;
  /** `#rrggbb` */
  brandColor: string | null;
  hasLogo: boolean;
  /** Until when operators may look in as somebody; null: only with a notice, as always. */
  supportAccessUntil: Date | null;
  /** Changes with every update: what an ETag is made of. Null: never changed. */
  updatedAt: Date | null;
}

export const DEFAULT_SETTINGS: OrganizationSettings = {
  locale: "es",
  timeZone: "America/Bogota",
  sessionHours: null,
  secondFactor: "optional",
  passwordMinLength: null,
  allowedNetworks: [],
  ssoEnforced: false,
  brandColor: null,
  hasLogo: false,
  supportAccessUntil: null,
  updatedAt: null,
};

/** Finds an organization's settings, and remembers them for a moment. */
export class SettingsDirectory extends OrganizationMemory<OrganizationSettings> {
  constructor({ clock, tenantDb }: Pick<Services, "clock" | "tenantDb">) {
    super(clock, (organizationId) => findSettings(tenantDb(organizationId), organizationId));
  }
}

async function findSettings(db: TenantDb, organizationId: string): Promise<OrganizationSettings> {
  const [row] = await db.one((one) =>
    one.select().from(organizationSettings).where(eq(organizationSettings.organizationId, organizationId))
  );
  if (!row) return DEFAULT_SETTINGS;
  return {
    locale: localeOf(row.locale),
    timeZone: row.timeZone,
    sessionHours: row.sessionHours,
    secondFactor: row.secondFactor === "required" ? "required" : "optional",
    passwordMinLength: row.passwordMinLength,
    allowedNetworks: row.allowedNetworks,
    ssoEnforced: row.ssoEnforced,
    brandColor: row.brandColor,
    hasLogo: row.logo !== null,
    supportAccessUntil: row.supportAccessUntil,
    updatedAt: row.updatedAt,
  };
}
