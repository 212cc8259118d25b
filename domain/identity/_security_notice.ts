/** Tells a person by mail that something about how they sign in has changed, in the transaction that changes it. */
import { and, eq } from "drizzle-orm";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { organizations } from "#db/schema/organizations.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { localeOf, type Messages } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import { inAccount } from "./_accounts.ts";
import type { Sealer } from "./sealing.ts";

/** Operators belong to no organization. */
export const PLATFORM_NAME = "LEXIA";

export interface Noticed {
  organizationId: string | null;
  userId: string;
  event: Messages["security_notice"]["event"];
  /** Such as the name of a device. */
  about?: string;
  address: string | null;
  /** Milliseconds since the epoch. */
  now: number;
}

export async function sendSecurityNotice(tx: Db, sealer: Sealer, notice: Noticed): Promise<void> {
  const { organizationId, userId, event, about = null, address, now } = notice;
  const [person] = await tx.select({
    email: users.email,
    name: users.name,
    locale: users.locale,
    organization: organizations.name,
    organizationLocale: organizationSettings.locale,
  }).from(users)
    .leftJoin(organizations, eq(organizations.id, users.organizationId))
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, users.organizationId))
    .where(and(inAccount(users.organizationId, organizationId), eq(users.id, userId)));
  if (!person) return;
  const { email, name, locale, organization, organizationLocale } = person;
  await sendMail(tx, sealer, {
    to: { name, address: email },
    message: {
      kind: "security_notice",
      locale: localeOf(locale, organizationLocale),
      says: {
        organization: organization ?? PLATFORM_NAME,
        name,
        event,
        about,
        address,
        at: new Date(now).toISOString(),
      },
    },
  }, organizationId === null ? {} : { organizationId });
}
