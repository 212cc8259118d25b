import { match, ok, strictEqual } from "node:assert/strict";
import type { Messages } from "#domain/mail/messages.ts";
import { mailText } from "#views/email/message.tsx";

const LINK = "https://acme.lexia.test/invitation?token=lxi_abc-DEF_123&x=1";
const NASTY = `<script>alert("1")</script> & 'Ñandú' ]]>`;
const AT = "2026-11-26T17:30:00Z";

/** Notices have lists and a way out: see notice_mail_test.ts. */
type Kind = Exclude<keyof Messages, "notification" | "digest">;
type Says = { [K in Kind]: Messages[K][] };

const EVENTS = [
  "second_factor_added",
  "second_factor_removed",
  "recovery_codes_made",
  "recovery_code_used",
  "passkey_added",
  "passkey_removed",
  "api_key_made",
  "role_changed",
  "deactivated",
  "reactivated",
  "sessions_ended",
  "signed_in_by_break_glass",
] as const;

/** Every kind, each with everything that it may say; what people write is as bad as it gets. */
const MESSAGES: Says = {
  invitation: [{ organization: NASTY, inviter: NASTY, role: "manager", link: LINK, expiresAt: AT }],
  password_reset: [{ organization: NASTY, name: NASTY, link: LINK, minutes: 60 }],
  password_changed: [
    { organization: NASTY, name: NASTY, address: "203.0.113.7", at: AT },
    { organization: NASTY, name: NASTY, address: null, at: AT },
  ],
  security_notice: EVENTS.map((event) => ({
    organization: NASTY,
    name: NASTY,
    event,
    about: NASTY,
    address: "203.0.113.7",
    at: AT,
  })),
  impersonation_began: [{ organization: NASTY, operator: NASTY, person: NASTY, reason: NASTY, until: AT }],
  organization_deletion: [true, false].map((isTakenBack) => ({
    organization: NASTY,
    deleteAfter: AT,
    isTakenBack,
  })),
  domain_lost: [{
    organization: NASTY,
    domain: "casos.example.co",
    record: "_lexia-challenge.casos.example.co",
    value: "lexia-verify=a",
  }],
  report_ready: [{ organization: NASTY, report: NASTY, link: LINK, until: AT }],
  portal_shortfall: [{
    source: NASTY,
    day: "2026-11-27",
    watches: 9_000,
    callsNeeded: 10_800,
    budget: 9_072,
    shortfall: 1_728,
  }],
  plan_request: [
    { organization: NASTY, person: NASTY, fromPlan: "free", plan: "pro", message: NASTY },
    { organization: NASTY, person: NASTY, fromPlan: "free", plan: "pro", message: null },
  ],
  plan_decided: [
    { organization: NASTY, plan: "pro", isApproved: true, answer: NASTY },
    { organization: NASTY, plan: "pro", isApproved: false, answer: null },
  ],
  webhook_disabled: (["gone", "failing"] as const).map((reason) => ({
    organization: NASTY,
    host: "hooks.example.co",
    description: NASTY,
    reason,
    at: AT,
  })),
  personal_data_request: [{
    organization: NASTY,
    person: NASTY,
    email: "ana@example.co",
    at: "2026-11-26T15:00:00Z",
  }],
  organization_suspended: [true, false].map((isReactivated) => ({
    organization: NASTY,
    isReactivated,
    reason: NASTY,
  })),
  directory_sync_failed: [{ organization: NASTY, provider: NASTY, reason: NASTY, at: AT }],
};

/** What somebody sees of it. */
function seen(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll(
    "&quot;",
    '"',
  )
    .replaceAll("&#39;", "'").replaceAll("&amp;", "&").replace(/\s+/g, " ");
}

function render<K extends keyof Messages>(kind: K, locale: "es" | "en", says: Messages[K]) {
  return mailText<K>({ kind, locale, says });
}

for (const kind of Object.keys(MESSAGES) as Kind[]) {
  Deno.test(`A message of the kind ${kind}`, async (t) => {
    for (const locale of ["es", "en"] as const) {
      for (const [i, says] of MESSAGES[kind].entries()) {
        await t.step(`says the same as text and as HTML, ${locale} ${i}`, () => {
          const { subject, text, html } = render(kind, locale, says);
          const shown = seen(html);
          const [body = ""] = text.split("\n\n--\n\n");
          for (const paragraph of body.split("\n\n")) {
            const words = paragraph.replace(`: ${LINK}`, "").replace(/\s+/g, " ");
            ok(shown.includes(words), `${words}\n${shown}`);
          }
          ok(shown.includes(subject.replace(/\s+/g, " ")), subject);
          ok(!/undefined|\[object|NaN|Invalid Date/.test(text + subject), text);
        });

        await t.step(`escapes what people wrote, ${locale} ${i}`, () => {
          const { html } = render(kind, locale, says);
          ok(!html.includes("<script"), html);
          match(html, /&lt;script&gt;/);
          match(html, new RegExp(`^<!doctype html><html lang="${locale}">`));
        });

        await t.step(`has its link whole, if it has one, ${locale} ${i}`, () => {
          const { text, html } = render(kind, locale, says);
          if (!("link" in says)) return ok(!text.includes("http"), text);
          ok(text.includes(`: ${LINK}\n`), text);
          const whole = LINK.replaceAll("&", "&amp;");
          ok(html.includes(`href="${whole}"`) && html.split(whole).length === 3, html);
        });
      }
    }
  });
}

Deno.test("The subject of a message", async (t) => {
  for (const broken of ["a\r\nBcc: x@evil.test", "a\nb", "a\u2028b", "a\u2029b", "a\0b", "a\u0085b"]) {
    await t.step(`stays one line with ${JSON.stringify(broken)}`, () => {
      const says = { organization: broken, inviter: "Ana", role: "user", link: LINK, expiresAt: AT };
      const { subject } = render("invitation", "es", says);
      strictEqual(/[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject), false, subject);
    });
  }
});
