import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { takeMail } from "../identity/mail_limits.ts";
import type { Sealer } from "../identity/sealing.ts";
import { type Locale, localeOf } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import type { Invitation } from "./invitation.ts";

const HOUR_SECONDS = 3_600;
/** To one address, and of one organization to all addresses. */
const MOST = { address: 5, organization: 200 };

/** @throws {DomainError} `rate_limited` */
export async function takeInvitationMail(
  ctx: Pick<Ctx, "organization" | "clock" | "limiter">,
  identity: IdentityServices,
  email: string,
): Promise<void> {
  const { id } = ctx.organization;
  const limits = [
    { what: "invitations", who: id, limit: MOST.organization },
    { what: "invitation", who: `${id} ${email}`, limit: MOST.address },
  ];
  for (const limit of limits) {
    const verdict = await takeMail(ctx, identity, { ...limit, windowSeconds: HOUR_SECONDS });
    if (verdict.allowed) continue;
    throw new DomainError("rate_limited", {
      detail: "Enough invitations were sent within the last hour",
      retryAfterSeconds: Math.max(1, Math.ceil((verdict.resetAt - ctx.clock.now()) / 1_000)),
    });
  }
}

/** Leaves the message in the transaction; `locale` is the organization's. */
export async function mailInvitation(
  tx: Db,
  ctx: Ctx,
  sealer: Sealer,
  { invitation, token, locale }: { invitation: Invitation; token: string; locale: Locale },
): Promise<void> {
  const { email, name, role, expiresAt } = invitation;
  await sendMail(tx, sealer, {
    to: { name: name ?? "", address: email },
    message: {
      kind: "invitation",
      locale: localeOf(invitation.locale, locale),
      says: {
        organization: ctx.organization.name,
        inviter: ctx.actor.name,
        role,
        link: ctx.addressOf(ctx.organization, `/invitation?token=${token}`),
        expiresAt: expiresAt.toISOString(),
      },
    },
  });
}
