import { and, eq } from "drizzle-orm";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Sealer } from "../identity/sealing.ts";
import { type Locale, localeOf, type Message } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";

/** Leaves a message for each active org_admin, in their own language, in the transaction of what it tells of. */
export async function tellAdministrators(
  tx: Db,
  sealer: Sealer,
  organizationId: string,
  messageIn: (locale: Locale) => Message,
): Promise<void> {
  const administrators = await tx.select({
    name: users.name,
    address: users.email,
    locale: users.locale,
    organizationLocale: organizationSettings.locale,
  }).from(organizationUsers)
    .innerJoin(users, and(eq(users.organizationId, organizationId), eq(users.id, organizationUsers.userId)))
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizationId))
    .where(and(
      eq(organizationUsers.organizationId, organizationId),
      eq(organizationUsers.role, "org_admin"),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
    ));
  for (const { name, address, locale, organizationLocale } of administrators) {
    const message = messageIn(localeOf(locale, organizationLocale));
    await sendMail(tx, sealer, { to: { name, address }, message }, { organizationId });
  }
}
