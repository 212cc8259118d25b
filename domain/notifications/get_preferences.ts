import { and, eq } from "drizzle-orm";
import { notificationPreferences } from "#db/schema/notifications.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { type Locale, localeOf } from "../mail/messages.ts";
import { asPreferences, type Preferences, zoneOf } from "./preferences.ts";

/** The caller's own preferences, with what they amount to. */
export interface OwnPreferences extends Preferences {
  /** The zone that holds. */
  zone: string;
  locale: Locale;
  /** Whether this LEXIA sends text messages at all. */
  canText: boolean;
}

/** @throws {DomainError} `token_invalid` where the caller was removed a moment ago. */
export async function getPreferences(ctx: Ctx): Promise<OwnPreferences> {
  return await ctx.db.one((db) => select(db, ctx)).then(([row]) => asOwn(ctx, row));
}

export async function readPreferences(tx: Db, ctx: Ctx): Promise<OwnPreferences> {
  const [row] = await select(tx, ctx);
  return asOwn(ctx, row);
}

interface Row {
  locale: string | null;
  organizationLocale: string | null;
  organizationZone: string | null;
  preferences: typeof notificationPreferences.$inferSelect | null;
}

function select(db: Db, ctx: Ctx): PromiseLike<Row[]> {
  return db.select({
    locale: users.locale,
    organizationLocale: organizationSettings.locale,
    organizationZone: organizationSettings.timeZone,
    preferences: notificationPreferences,
  }).from(users)
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, users.organizationId))
    .leftJoin(
      notificationPreferences,
      and(
        eq(notificationPreferences.organizationId, users.organizationId),
        eq(notificationPreferences.userId, users.id),
      ),
    )
    .where(and(eq(users.organizationId, ctx.organization.id), eq(users.id, ctx.actor.userId)));
}

function asOwn(ctx: Ctx, row: Row | undefined): OwnPreferences {
  if (!row) throw new DomainError("token_invalid");
  const preferences = asPreferences(row.preferences);
  return {
    ...preferences,
    zone: zoneOf(preferences, row.organizationZone),
    locale: localeOf(row.locale, row.organizationLocale),
    canText: ctx.texts !== null,
  };
}
