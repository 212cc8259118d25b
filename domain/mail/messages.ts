/**
 * Every message that LEXIA sends, by its kind, with what it says. `views/email/` has the words; all texts here come from
 * people and are shown as text.
 */

import type { DigestContents } from "../notifications/digest_contents.ts";
import type { NoticeFrame } from "../notifications/mail_notification.ts";
import type { Notice } from "../notifications/notice.ts";

/** The languages of messages and pages. */
export const LOCALES = ["es", "en"] as const;
export type Locale = typeof LOCALES[number];

export interface Messages {
  /** Somebody is asked to join. */
  invitation: { organization: string; inviter: string; role: string; link: string; expiresAt: string };
  password_reset: { organization: string; name: string; link: string; minutes: number };
  password_changed: { organization: string; name: string; address: string | null; at: string };
  /** Something about how somebody signs in has changed: they should know, in case it was not them. */
  security_notice: {
    organization: string;
    name: string;
    event:
      | "second_factor_added"
      | "second_factor_removed"
      | "recovery_codes_made"
      | "recovery_code_used"
      | "passkey_added"
      | "passkey_removed"
      | "api_key_made"
      | "role_changed"
      | "deactivated"
      | "reactivated"
      | "sessions_ended"
      | "signed_in_by_break_glass";
    /** Such as the name of a device or of a role. */
    about: string | null;
    address: string | null;
    at: string;
  };
  /** To the organization's administrators: an operator looks in. */
  impersonation_began: {
    organization: string;
    operator: string;
    person: string;
    reason: string;
    until: string;
  };
  /** To the organization's administrators. */
  organization_deletion: { organization: string; deleteAfter: string; isTakenBack: boolean };
  /** To the organization's administrators. */
  organization_suspended: { organization: string; isReactivated: boolean; reason: string };
  /** To the organization's administrators: its domain is served no more. */
  domain_lost: { organization: string; domain: string; record: string; value: string };
  directory_sync_failed: { organization: string; provider: string; reason: string; at: string };
  /** To the organization's administrators: nothing more is sent to one of their webhooks. */
  webhook_disabled: {
    organization: string;
    /** The rest of the address may be a secret. */
    host: string;
    description: string;
    reason: "gone" | "failing";
    at: string;
  };
  /** To the organization's administrators: a person asks that what identifies them is taken out. */
  personal_data_request: { organization: string; person: string; email: string; at: string };
  /** To each of its recipients: a scheduled report is made; `until` is the last day of its file. */
  report_ready: { organization: string; report: string; link: string; until: string };
  /** To operators: on a day to come the portal cannot be asked for all watches. */
  portal_shortfall: {
    source: string;
    day: string;
    watches: number;
    callsNeeded: number;
    budget: number;
    shortfall: number;
  };
  /** To operators: an organization asks for another plan. */
  plan_request: {
    organization: string;
    person: string;
    fromPlan: string;
    plan: string;
    message: string | null;
  };
  /** To the organization's administrators. */
  plan_decided: { organization: string; plan: string; isApproved: boolean; answer: string | null };
  /** To one whom an event concerns. */
  notification: NoticeFrame & { notice: Notice };
  /** To one person, of all that waited for it. */
  digest: NoticeFrame & DigestContents & { way: "daily" | "weekly" };
}

export type MessageKind = keyof Messages;

export type Message = { [K in MessageKind]: { kind: K; locale: Locale; says: Messages[K] } }[MessageKind];

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
  /** Where one click ends messages of this sort; absent for those that cannot be ended. */
  unsubscribe?: string;
}

export type RenderMail = (message: Message) => RenderedMail;

/** The language of somebody's messages; what LEXIA does not speak becomes Spanish. */
export function localeOf(...choices: readonly (string | null | undefined)[]): Locale {
  for (const choice of choices) {
    const known = LOCALES.find((locale) => locale === choice);
    if (known) return known;
  }
  return "es";
}
