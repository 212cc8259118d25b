import { and, eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { JobCtx } from "../ctx.ts";
import { localeOf } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import { SettingsDirectory } from "../organizations/settings.ts";
import type { ForgottenPassword } from "./forgot_password.ts";
import { offerStep, withdrawSteps } from "./one_time.ts";
import { recordAct } from "./record_act.ts";
import type { Sealer } from "./sealing.ts";

const RESET_MINUTES = 60;

/**
 * Sends the link for a new password, as a job. Nobody gets one who is not active here, or has no password that could be
 * used: they sign in with their company's provider.
 */
export async function offerReset(ctx: JobCtx, sealer: Sealer, { sealed }: { sealed: string }): Promise<void> {
  // Sealed by `forgotPassword`, which nobody else can do.
  const forgotten = JSON.parse(await sealer.open(sealed, "password_forgot")) as ForgottenPassword;
  const settings = await new SettingsDirectory(ctx).of(ctx.organizationId);
  const account = await findAccount(ctx, forgotten.email);
  const mayReset = account && (!settings.ssoEnforced || account.isBreakGlass);
  await ctx.db.tx(async (tx) => {
    if (mayReset) {
      const of = { organizationId: ctx.organizationId, userId: account.userId };
      const now = ctx.clock.now();
      await withdrawSteps(tx, { ...of, purpose: "password_reset", now });
      const expiresAt = new Date(now + RESET_MINUTES * 60_000);
      const token = await offerStep(tx, { ...of, purpose: "password_reset", expiresAt });
      await sendMail(tx, sealer, {
        to: { name: account.name, address: account.email },
        message: {
          kind: "password_reset",
          locale: localeOf(account.locale, settings.locale),
          says: {
            organization: account.organization,
            name: account.name,
            link: ctx.addressOf(account, `/password-reset?token=${token}`),
            minutes: RESET_MINUTES,
          },
        },
      });
      await recordAct(tx, forgotten, {
        organizationId: ctx.organizationId,
        actorId: null,
        action: "password.offer_reset",
        targetId: account.userId,
      });
    }
    await ctx.job.complete(tx);
  });
}

/** An active member with a password, of an active organization. */
async function findAccount({ db, organizationId }: JobCtx, email: string) {
  const [row] = await db.one((one) =>
    one.select({
      userId: users.id,
      email: users.email,
      name: users.name,
      locale: users.locale,
      isBreakGlass: users.isBreakGlass,
      passwordHash: users.passwordHash,
      organization: organizations.name,
      subdomain: organizations.subdomain,
    }).from(users)
      .innerJoin(
        organizationUsers,
        and(
          eq(organizationUsers.organizationId, users.organizationId),
          eq(organizationUsers.userId, users.id),
        ),
      )
      .innerJoin(organizations, eq(organizations.id, users.organizationId))
      .where(and(
        eq(users.organizationId, organizationId),
        eq(users.email, email),
        eq(users.isActive, true),
        eq(organizationUsers.isActive, true),
        eq(organizations.isActive, true),
      ))
  );
  if (!row || row.passwordHash === null) return undefined;
  const { passwordHash: _hash, ...account } = row;
  return account;
}
