/** Who may be offered a link for a new password. */
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { TenantDb } from "#db/tenant_db.ts";
import type { Services } from "../ctx.ts";
import { type Locale, localeOf } from "../mail/messages.ts";
import { SettingsDirectory } from "../organizations/settings.ts";
import { PLATFORM_NAME } from "./_security_notice.ts";

export interface Resettable {
  userId: string;
  name: string;
  email: string;
  locale: Locale;
  /** What they have the account of. */
  organization: string;
  addressOf(path: string): string;
}

type Where = Services & { db: TenantDb };

/** An active operator with a password. */
export async function findResettableOperator(ctx: Where, email: string): Promise<Resettable | undefined> {
  const [row] = await ctx.db.one((one) =>
    one.select({ userId: users.id, email: users.email, name: users.name, locale: users.locale }).from(users)
      .innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
      .where(and(
        isNull(users.organizationId),
        eq(users.email, email),
        eq(users.isActive, true),
        isNotNull(users.passwordHash),
      ))
  );
  if (!row) return undefined;
  const addressOf = (path: string) => ctx.operatorsAddressOf(path);
  return { ...row, locale: localeOf(row.locale), organization: PLATFORM_NAME, addressOf };
}

/** An active member with a password that may be used, of an active organization. */
export async function findResettableMember(
  ctx: Where & { organizationId: string },
  email: string,
): Promise<Resettable | undefined> {
  const { db, organizationId } = ctx;
  const settings = await new SettingsDirectory(ctx).of(organizationId);
  const [row] = await db.one((one) =>
    one.select({
      userId: users.id,
      email: users.email,
      name: users.name,
      locale: users.locale,
      isBreakGlass: users.isBreakGlass,
      organization: organizations.name,
      subdomain: organizations.subdomain,
    }).from(users)
      .innerJoin(
        organizationUsers,
        and(
          eq(organizationUsers.organizationId, users.organizationId),
          eq(organizationUsers.userId, users.id),
        ),
      )
      .innerJoin(organizations, eq(organizations.id, users.organizationId))
      .where(and(
        eq(users.organizationId, organizationId),
        eq(users.email, email),
        eq(users.isActive, true),
        isNotNull(users.passwordHash),
        eq(organizationUsers.isActive, true),
        eq(organizations.isActive, true),
      ))
  );
  if (!row || (settings.ssoEnforced && !row.isBreakGlass)) return undefined;
  const { subdomain, isBreakGlass: _, ...account } = row;
  const addressOf = (path: string) => ctx.addressOf({ subdomain }, path);
  return { ...account, locale: localeOf(row.locale, settings.locale), addressOf };
}
