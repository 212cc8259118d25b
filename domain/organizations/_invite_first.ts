/** The invitation of a new organization's first administrator, by an operator of the platform. */
import { invitations } from "#db/schema/invitations.ts";
import type { Db } from "#db/tenant_db.ts";
import type { PlatformCtx } from "../ctx.ts";
import { newOpaqueToken } from "../identity/opaque_token.ts";
import { parseEmail, parseName } from "../identity/person_fields.ts";
import { recordAct } from "../identity/record_act.ts";
import type { Sealer } from "../identity/sealing.ts";
import type { Locale } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import type { OrganizationRecord } from "./record.ts";

export interface FirstInvitation {
  name: string | null;
  email: string;
  locale: Locale;
  token: string;
  tokenHash: string;
  expiresAt: Date;
}

const A_WEEK_MS = 7 * 86_400_000;

/** @throws {DomainError} `request_invalid` */
export function prepareInvitation(
  { clock }: Pick<PlatformCtx, "clock">,
  { name, email, locale }: Pick<FirstInvitation, "name" | "email" | "locale">,
): FirstInvitation {
  const { token, hash: tokenHash } = newOpaqueToken("lxi_");
  return {
    name: name === null ? null : parseName(name, "invitee.name"),
    email: parseEmail(email, "invitee.email"),
    locale,
    token,
    tokenHash,
    expiresAt: new Date(clock.now() + A_WEEK_MS),
  };
}

/** Leaves it, with its mail, in the transaction that makes the organization. */
export async function inviteFirst(
  tx: Db,
  ctx: PlatformCtx & { sealer: Sealer },
  organization: OrganizationRecord,
  { token, ...invitation }: FirstInvitation,
): Promise<void> {
  const { id: organizationId } = organization;
  const { email, name, locale, expiresAt } = invitation;
  const role = "org_admin" as const;
  const [made] = await tx.insert(invitations).values({
    ...invitation,
    organizationId,
    role,
    invitedBy: ctx.actor.userId,
    lastSentAt: new Date(ctx.clock.now()),
  }).returning({ id: invitations.id });
  if (!made) throw new Error("The database made no invitation");
  await recordAct(tx, ctx, {
    organizationId,
    actorId: ctx.actor.userId,
    action: "invitation.create",
    targetId: made.id,
    data: { role, expires_at: expiresAt.toISOString() },
  });
  const link = ctx.addressOf(organization, `/invitation?token=${token}`);
  const says = {
    organization: organization.name,
    inviter: ctx.actor.name,
    role,
    link,
    expiresAt: expiresAt.toISOString(),
  };
  const to = { name: name ?? "", address: email };
  await sendMail(tx, ctx.sealer, { to, message: { kind: "invitation", locale, says } }, { organizationId });
}
