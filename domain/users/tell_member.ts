import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "../ctx.ts";
import type { Sealer } from "../identity/sealing.ts";
import { type Locale, localeOf, type Messages } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import type { MemberRecord } from "./member.ts";

type Event = Messages["security_notice"]["event"];

/** Tells somebody by mail what an administrator changed about their access. */
export async function tellMember(
  tx: Db,
  ctx: Ctx,
  sealer: Sealer,
  { before, after, locale }: { before: MemberRecord; after: MemberRecord; locale: Locale },
): Promise<void> {
  const events: { event: Event; about: string | null }[] = [];
  if (before.isActive !== after.isActive) {
    events.push({ event: after.isActive ? "reactivated" : "deactivated", about: null });
  }
  if (before.role !== after.role) events.push({ event: "role_changed", about: after.role });
  for (const { event, about } of events) await notice(tx, ctx, sealer, { to: after, event, about, locale });
}

/** A notice about somebody's account; without the address of the one who acted, which is not theirs to know. */
export async function notice(
  tx: Db,
  ctx: Pick<Ctx, "organization" | "clock">,
  sealer: Sealer,
  { to, event, about, locale }: {
    to: { name: string; email: string; locale: string | null };
    event: Event;
    about: string | null;
    locale: Locale;
  },
): Promise<void> {
  const { name, email } = to;
  const at = new Date(ctx.clock.now()).toISOString();
  const says = { organization: ctx.organization.name, name, event, about, address: null, at };
  const message = { kind: "security_notice", locale: localeOf(to.locale, locale), says } as const;
  await sendMail(tx, sealer, { to: { name, address: email }, message });
}
