import { strictEqual } from "node:assert/strict";
import { DEFAULT_CHOICES, type MailWay, mailWayFor, type OwnWatch } from "#domain/notifications/choices.ts";
import type { EventType } from "#domain/events/event_types.ts";
import type { Severity } from "#domain/novedades/severity.ts";

interface Case {
  what: string;
  type: EventType;
  severity?: Severity;
  email?: boolean;
  chosen?: MailWay;
  least?: Severity;
  notify?: Partial<OwnWatch["notify"]>;
  frequency?: OwnWatch["frequency"];
  /** As for a colleague or an administrator, who has no watch of their own. */
  isNoWatch?: boolean;
  way: MailWay;
}

const CASES: readonly Case[] = [
  { what: "novedades at once by default", type: "novedad.created", severity: "low", way: "at_once" },
  { what: "failures with the day's digest by default", type: "solicitud.failed", way: "daily" },
  { what: "what is held in the digest by default", type: "solicitud.held", way: "daily" },
  { what: "what was verified to nobody by default", type: "proceso.verified", way: "none" },
  { what: "nothing to whom wants no mail", type: "novedad.created", email: false, way: "none" },
  {
    what: "nothing of a watch without mail",
    type: "novedad.created",
    notify: { email: false },
    way: "none",
  },
  { what: "nothing of a muted watch", type: "solicitud.failed", notify: { muted: true }, way: "none" },
  {
    what: "a watch's digest before the person's at once",
    type: "novedad.created",
    severity: "high",
    notify: { when: "digest" },
    way: "daily",
  },
  {
    what: "a watch's digest in the person's weekly one",
    type: "novedad.created",
    chosen: "weekly",
    notify: { when: "digest" },
    way: "weekly",
  },
  {
    what: "a watch's digest even of what the person wants nothing of",
    type: "proceso.verified",
    notify: { when: "digest" },
    way: "daily",
  },
  {
    what: "every check at once where the watch says so",
    type: "proceso.verified",
    notify: { when: "every_check" },
    way: "at_once",
  },
  {
    what: "the answer to a single lookup at once",
    type: "solicitud.completed",
    frequency: "once",
    way: "at_once",
  },
  { what: "the first answer to a watch to nobody", type: "solicitud.completed", way: "none" },
  {
    what: "what is less urgent than the person wants in the digest",
    type: "novedad.created",
    severity: "normal",
    least: "high",
    way: "daily",
  },
  {
    what: "what is as urgent as the person wants at once",
    type: "novedad.created",
    severity: "high",
    least: "high",
    way: "at_once",
  },
  {
    what: "no digest to whom wants no novedades at all, however urgent",
    type: "novedad.created",
    severity: "high",
    chosen: "none",
    way: "none",
  },
  { what: "warnings at once to administrators", type: "quota.warning", isNoWatch: true, way: "at_once" },
  {
    what: "a colleague's novedades as the colleague chose",
    type: "novedad.created",
    severity: "low",
    chosen: "weekly",
    isNoWatch: true,
    way: "weekly",
  },
];

Deno.test("mailWayFor", async (t) => {
  for (const { what, type, severity = null, ...given } of CASES) {
    await t.step(`tells ${what}`, () => {
      const choices = { ...DEFAULT_CHOICES, ...(given.chosen ? { [type]: given.chosen } : {}) };
      const chooser = { email: given.email ?? true, choices, leastSeverity: given.least ?? "low" };
      const watch = given.isNoWatch ? null : {
        notify: { email: true, when: "change" as const, muted: false, ...given.notify },
        frequency: given.frequency ?? "dynamic",
      };
      strictEqual(mailWayFor({ type, severity }, chooser, watch), given.way);
    });
  }
});
