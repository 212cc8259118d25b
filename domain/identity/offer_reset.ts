import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import { type Locale, localeOf } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import { SettingsDirectory } from "../organizations/settings.ts";
import { PLATFORM_NAME } from "./_security_notice.ts";
import type { ForgottenPassword } from "./forgot_password.ts";
import { offerStep, withdrawSteps } from "./one_time.ts";
import { recordAct } from "./record_act.ts";
import type { Sealer } from "./sealing.ts";

const RESET_MINUTES = 60;

/** Null: a job of the platform, whose operators are asked about. */
type OfferCtx = Omit<JobCtx, "organizationId"> & { organizationId: string | null };

interface Resettable {
  userId: string;
  name: string;
  email: string;
  locale: Locale;
  /** What they have the account of. */
  organization: string;
  addressOf(path: string): string;
}

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
    ? await findOperator(ctx, forgotten.email)
    : await findMember({ ...ctx, organizationId }, forgotten.email);
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

/** An active operator. */
async function findOperator(ctx: OfferCtx, email: string): Promise<Resettable | undefined> {
  const [row] = await ctx.db.one((one) =>
    one.select({ userId: users.id, email: users.email, name: users.name, locale: users.locale }).from(users)
      .innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
      .where(and(
        isNull(users.organizationId),
        eq(users.email, email),
        eq(users.isActive, true),
        isNotNull(users.passwordHash),
      ))
  );
  if (!row) return undefined;
  const addressOf = (path: string) => ctx.operatorsAddressOf(path);
  return { ...row, locale: localeOf(row.locale), organization: PLATFORM_NAME, addressOf };
}

/** An active member with a password that may be used, of an active organization. */
async function findMember(ctx: JobCtx, email: string): Promise<Resettable | undefined> {
  const { db, organizationId } = ctx;
  const settings = await new SettingsDirectory(ctx).of(organizationId);
  const [row] = await db.one((one) =>
    one.select({
      userId: users.id,
      email: users.email,
      name: users.name,
      locale: users.locale,
      isBreakGlass: users.isBreakGlass,
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
        isNotNull(users.passwordHash),
        eq(organizationUsers.isActive, true),
        eq(organizations.isActive, true),
      ))
  );
  if (!row || (settings.ssoEnforced && !row.isBreakGlass)) return undefined;
  const { subdomain, isBreakGlass: _, ...account } = row;
  const addressOf = (path: string) => ctx.addressOf({ subdomain }, path);
  return { ...account, locale: localeOf(row.locale, settings.locale), addressOf };
}
