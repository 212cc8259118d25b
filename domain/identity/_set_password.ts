import { and, eq, sql } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Organization } from "../ctx.ts";
import { type Locale, localeOf } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import { inAccount } from "./_accounts.ts";
import { PLATFORM_NAME } from "./_security_notice.ts";
import { endSessions } from "./end_sessions.ts";
import { withdrawAllSteps } from "./one_time.ts";
import type { Sealer } from "./sealing.ts";

export interface NewPassword {
  /** Null: the platform. */
  organization: Organization | null;
  userId: string;
  passwordHash: string;
  reason: "password_reset" | "password_changed";
  address: string | null;
  now: number;
  /** Of whoever has chosen none. */
  locale: Locale;
  /** A mail to the address led here. */
  provesEmail: boolean;
  /** The session that goes on. */
  exceptSession?: string;
}

/** Keeps the password, ends what stood on the old one, and tells the person. Returns how many sessions ended. */
export async function setPassword(tx: Db, sealer: Sealer, set: NewPassword): Promise<number> {
  const { organization, userId, passwordHash, now } = set;
  const organizationId = organization?.id ?? null;
  const at = new Date(now);
  const [person] = await tx.update(users).set({
    passwordHash,
    passwordChangedAt: at,
    updatedAt: at,
    ...(set.provesEmail
      ? { emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${at.toISOString()}::timestamptz)` }
      : {}),
  }).where(and(inAccount(users.organizationId, organizationId), eq(users.id, userId)))
    .returning({ name: users.name, email: users.email, locale: users.locale });
  if (!person) throw new Error("The person is gone");
  const { reason, exceptSession: except } = set;
  const ended = await endSessions(tx, { organizationId, userId, reason, now, except });
  await withdrawAllSteps(tx, { organizationId, userId, now });
  await tell(tx, sealer, set, person);
  return ended;
}

async function tell(
  tx: Db,
  sealer: Sealer,
  { organization, address, now, locale }: NewPassword,
  person: { name: string; email: string; locale: string | null },
): Promise<void> {
  const { name } = person;
  await sendMail(tx, sealer, {
    to: { name, address: person.email },
    message: {
      kind: "password_changed",
      locale: localeOf(person.locale, locale),
      says: {
        organization: organization?.name ?? PLATFORM_NAME,
        name,
        address,
        at: new Date(now).toISOString(),
      },
    },
  });
}
