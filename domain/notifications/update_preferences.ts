import { notificationPreferences } from "#db/schema/notifications.ts";
import { audit, changed } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError, type FieldError } from "../errors.ts";
import type { EventType } from "../events/event_types.ts";
import type { Severity } from "../novedades/severity.ts";
import { timeZoneFault } from "../organizations/change_settings.ts";
import type { MailWay } from "./choices.ts";
import { type OwnPreferences, readPreferences } from "./get_preferences.ts";
import type { QuietHours } from "./local_time.ts";
import type { Preferences } from "./preferences.ts";

export interface PreferencesChanges {
  email?: boolean;
  choices?: Partial<Record<EventType, MailWay>>;
  leastSeverity?: Severity;
  quietHours?: QuietHours | null;
  timeZone?: string | null;
  digestHour?: number;
  /** As people write it, with its country: spaces, dots, hyphens and brackets are left out. */
  phone?: string | null;
  hasTexts?: boolean;
}

/**
 * Changes how the caller is told of what concerns them; it holds for what happens from now on.
 * @throws {DomainError} `request_invalid`
 */
export async function updatePreferences(ctx: Ctx, changes: PreferencesChanges): Promise<OwnPreferences> {
  const phone = changes.phone ? changes.phone.replace(/[\s.()-]/g, "") : changes.phone;
  const given = { ...changes, phone };
  return await ctx.db.tx(async (tx) => {
    const before = await readPreferences(tx, ctx);
    const after = merged(before, given);
    const errors = faultsIn(after);
    if (errors.length > 0) throw new DomainError("request_invalid", { errors });
    const { quietHours, ...rest } = after;
    const row = {
      ...rest,
      quietFrom: quietHours?.from ?? null,
      quietUntil: quietHours?.until ?? null,
      updatedAt: new Date(ctx.clock.now()),
    };
    await tx.insert(notificationPreferences).values({ userId: ctx.actor.userId, ...row }).onConflictDoUpdate({
      target: [notificationPreferences.organizationId, notificationPreferences.userId],
      set: row,
    });
    const data = changed(document(before), document(after));
    await audit(tx, ctx, { action: "notifications.update", targetId: ctx.actor.userId, data });
    return await readPreferences(tx, ctx);
  });
}

function merged(before: OwnPreferences, changes: PreferencesChanges): Preferences {
  const keep = <T>(value: T | undefined, known: T) => value === undefined ? known : value;
  return {
    email: keep(changes.email, before.email),
    choices: { ...before.choices, ...changes.choices },
    leastSeverity: keep(changes.leastSeverity, before.leastSeverity),
    quietHours: keep(changes.quietHours, before.quietHours),
    timeZone: keep(changes.timeZone, before.timeZone),
    digestHour: keep(changes.digestHour, before.digestHour),
    phone: keep(changes.phone, before.phone),
    hasTexts: keep(changes.hasTexts, before.hasTexts),
  };
}

/** As the audit log names it; a phone number is nobody's business there. */
function document({ phone, quietHours, ...rest }: Preferences): Record<string, unknown> {
  return {
    email: rest.email,
    choices: rest.choices,
    least_severity: rest.leastSeverity,
    quiet_hours: quietHours,
    time_zone: rest.timeZone,
    digest_hour: rest.digestHour,
    has_phone: phone !== null,
    has_texts: rest.hasTexts,
  };
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
/** ITU-T E.164: a plus sign, the country, and at most fifteen digits in all. */
const PHONE = /^\+[1-9]\d{7,14}$/;

function faultsIn({ quietHours, timeZone, digestHour, phone, hasTexts }: Preferences): FieldError[] {
  const errors: FieldError[] = [];
  if (quietHours && !(TIME.test(quietHours.from) && TIME.test(quietHours.until))) {
    errors.push({
      field: "quiet_hours",
      code: "time_invalid",
      message: "Give times such as 20:00 and 06:30",
    });
  } else if (quietHours && quietHours.from === quietHours.until) {
    errors.push({ field: "quiet_hours", code: "time_invalid", message: "Give two different times" });
  }
  const zoneFault = timeZone === null ? undefined : timeZoneFault(timeZone);
  if (zoneFault) errors.push(zoneFault);
  if (!Number.isInteger(digestHour) || digestHour < 0 || digestHour > 23) {
    errors.push({ field: "digest_hour", code: "out_of_range", message: "Give a whole hour from 0 to 23" });
  }
  if (phone !== null && !PHONE.test(phone)) {
    errors.push({
      field: "text.phone",
      code: "phone_invalid",
      message: "Give the number with its country, such as +57 300 123 4567",
    });
  }
  if (hasTexts && phone === null) {
    errors.push({ field: "text.phone", code: "phone_missing", message: "Give the number to write to" });
  }
  return errors;
}
