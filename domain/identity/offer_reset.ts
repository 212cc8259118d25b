import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import { sendMail } from "../mail/send_mail.ts";
import { findResettableMember, findResettableOperator, type Resettable } from "./_resettable.ts";
import type { ForgottenPassword } from "./forgot_password.ts";
import { offerStep, withdrawSteps } from "./one_time.ts";
import { recordAct } from "./record_act.ts";
import type { Sealer } from "./sealing.ts";

const RESET_MINUTES = 60;

/** Null: a job of the platform, whose operators are asked about. */
type OfferCtx = Omit<JobCtx, "organizationId"> & { organizationId: string | null };

/**
 * Sends the link for a new password, as a job. Nobody gets one who is not active here, or has no password that could be
 * used: they sign in with their company's provider.
 */
export async function offerReset(
  ctx: OfferCtx,
  sealer: Sealer,
  { sealed }: { sealed: string },
): Promise<void> {
  // Sealed by `forgotPassword`, which nobody else can do.
  const forgotten = JSON.parse(await sealer.open(sealed, "password_forgot")) as ForgottenPassword;
  const { organizationId } = ctx;
  const account = organizationId === null
    ? await findResettableOperator(ctx, forgotten.email)
    : await findResettableMember({ ...ctx, organizationId }, forgotten.email);
  await ctx.db.tx(async (tx) => {
    if (account) await offer(tx, ctx, sealer, { account, forgotten });
    await ctx.job.complete(tx);
  });
}

async function offer(
  tx: Db,
  { organizationId, clock }: OfferCtx,
  sealer: Sealer,
  { account, forgotten }: { account: Resettable; forgotten: ForgottenPassword },
): Promise<void> {
  const { userId, name, email, locale, organization } = account;
  const of = { organizationId, userId };
  const now = clock.now();
  await withdrawSteps(tx, { ...of, purpose: "password_reset", now });
  const expiresAt = new Date(now + RESET_MINUTES * 60_000);
  const token = await offerStep(tx, { ...of, purpose: "password_reset", expiresAt });
  const link = account.addressOf(`/password-reset?token=${token}`);
  await sendMail(tx, sealer, {
    to: { name, address: email },
    message: { kind: "password_reset", locale, says: { organization, name, link, minutes: RESET_MINUTES } },
  });
  const act = { organizationId, actorId: null, action: "password.offer_reset", targetId: userId };
  await recordAct(tx, forgotten, act);
}
