/** A person's preferences as they hold: what they chose, and the defaults for the rest. */
import type { notificationPreferences } from "#db/schema/notifications.ts";
import { EVENT_TYPES } from "../events/event_types.ts";
import type { Severity } from "../novedades/severity.ts";
import { DEFAULT_SETTINGS } from "../organizations/settings.ts";
import { DEFAULT_CHOICES, MAIL_WAYS, type MailChoices } from "./choices.ts";
import type { QuietHours } from "./local_time.ts";

export interface Preferences {
  /** False: no mail at all, whatever else was chosen. */
  email: boolean;
  choices: MailChoices;
  /** Novedades below it wait for the digest. */
  leastSeverity: Severity;
  quietHours: QuietHours | null;
  /** Their own; null: the organization's. */
  timeZone: string | null;
  /** 0 to 23, there. */
  digestHour: number;
  /** E.164; null: none. */
  phone: string | null;
  /** Whether what is urgent goes there too. */
  hasTexts: boolean;
}

export type PreferencesRow = typeof notificationPreferences.$inferSelect;

export const DEFAULT_PREFERENCES: Preferences = {
  email: true,
  choices: DEFAULT_CHOICES,
  leastSeverity: "low",
  quietHours: null,
  timeZone: null,
  digestHour: 7,
  phone: null,
  hasTexts: false,
};

export function asPreferences(row: PreferencesRow | null | undefined): Preferences {
  if (!row) return DEFAULT_PREFERENCES;
  const { email, leastSeverity, quietFrom, quietUntil, timeZone, digestHour, phone, hasTexts } = row;
  return {
    email,
    choices: choicesIn(row.choices),
    leastSeverity,
    quietHours: quietFrom === null || quietUntil === null ? null : { from: quietFrom, until: quietUntil },
    timeZone,
    digestHour,
    phone,
    hasTexts,
  };
}

/** Where they are, for all times of day. */
export function zoneOf({ timeZone }: Pick<Preferences, "timeZone">, organizationZone: string | null): string {
  return timeZone ?? organizationZone ?? DEFAULT_SETTINGS.timeZone;
}

function choicesIn(stored: PreferencesRow["choices"]): MailChoices {
  const choices = { ...DEFAULT_CHOICES };
  for (const type of EVENT_TYPES) {
    const way = MAIL_WAYS.find((known) => known === stored[type]);
    if (way) choices[type] = way;
  }
  return choices;
}
