/** What people may choose of how they are told, and what holds where they chose nothing. */
import type { MailWay } from "#db/schema/notifications.ts";
import type { EventType, LexiaEvent } from "../events/event_types.ts";
import { SEVERITIES, type Severity } from "../novedades/severity.ts";
import type { Frequency, NotifyChoice } from "../solicitudes/solicitud.ts";

export type { MailWay } from "#db/schema/notifications.ts";

export const MAIL_WAYS = ["at_once", "daily", "weekly", "none"] as const satisfies readonly MailWay[];

export type MailChoices = Readonly<Record<EventType, MailWay>>;

/**
 * Novedades at once. A case that turns private is a novedad too: its own event would be a second mail. Watches are held, and
 * fail with a portal, by the hundred, so those wait for the digest. What was verified is mailed to whom a solicitud's
 * `notify` says.
 */
export const DEFAULT_CHOICES: MailChoices = {
  "solicitud.completed": "none",
  "solicitud.failed": "daily",
  "solicitud.held": "daily",
  "novedad.created": "at_once",
  "proceso.verified": "none",
  "proceso.private": "none",
  "bulk.completed": "at_once",
  "quota.warning": "at_once",
};

/** What the choice of mail depends on beside the event. */
export interface Chooser {
  /** False: no mail at all. */
  email: boolean;
  choices: MailChoices;
  leastSeverity: Severity;
}

/** A watch as its owner set it. */
export interface OwnWatch {
  notify: NotifyChoice;
  frequency: Frequency;
}

/**
 * How somebody hears of an event by mail. What a solicitud says goes before what its owner chose for all. What is new in a
 * search goes the way of novedades.
 */
export function mailWayFor(
  { type, severity }: { type: EventType; severity: Severity | null },
  { email, choices, leastSeverity }: Chooser,
  watch: OwnWatch | null,
): MailWay {
  if (!email) return "none";
  const isNews = type === "solicitud.completed" && severity !== null;
  const chosen = choices[isNews ? "novedad.created" : type];
  if (watch) {
    const { notify } = watch;
    if (notify.muted || !notify.email) return "none";
    if (notify.when === "digest") return chosen === "weekly" ? "weekly" : "daily";
    if (chosen === "none" && isAskedFor(type, watch)) return "at_once";
  }
  const isBelow = severity !== null && rankOf(severity) < rankOf(leastSeverity);
  return chosen === "at_once" && isBelow ? "daily" : chosen;
}

/** Every check, or the one answer that somebody waits for: what `isMailed` of `events/is_wanted.ts` wants written. */
function isAskedFor(type: EventType, { notify, frequency }: OwnWatch): boolean {
  if (type === "solicitud.completed") return notify.when === "every_check" || frequency === "once";
  return type === "proceso.verified" && notify.when === "every_check";
}

export function severityOf({ type, data }: LexiaEvent): Severity | null {
  if (type === "solicitud.completed") return data.severity ?? null;
  return type === "novedad.created" ? data.severity : null;
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
