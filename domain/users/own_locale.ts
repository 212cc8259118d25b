import { and, eq } from "drizzle-orm";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { users } from "#db/schema/users.ts";
import type { Ctx } from "../ctx.ts";
import { type Locale, localeOf } from "../mail/messages.ts";

/** In which language the caller reads: their own, or else the organization's. */
export async function ownLocale(ctx: Ctx): Promise<Locale> {
  const [row] = await ctx.db.one((db) =>
    db.select({ own: users.locale, organization: organizationSettings.locale }).from(users)
      .leftJoin(organizationSettings, eq(organizationSettings.organizationId, users.organizationId))
      .where(and(eq(users.organizationId, ctx.organization.id), eq(users.id, ctx.actor.userId)))
  );
  return localeOf(row?.own, row?.organization);
}
