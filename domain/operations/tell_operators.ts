import { and, eq, isNull } from "drizzle-orm";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Sealer } from "../identity/sealing.ts";
import { type Locale, localeOf, type Message } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";

/** Leaves a message for each active operator, in their own language, in a transaction of the platform's handle. */
export async function tellOperators(
  tx: Db,
  sealer: Sealer,
  messageIn: (locale: Locale) => Message,
): Promise<void> {
  const operators = await tx.select({ name: users.name, address: users.email, locale: users.locale })
    .from(users).innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
    .where(and(isNull(users.organizationId), eq(users.isActive, true)));
  for (const { name, address, locale } of operators) {
    await sendMail(tx, sealer, { to: { name, address }, message: messageIn(localeOf(locale)) });
  }
}
