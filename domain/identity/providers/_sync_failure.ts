import { and, eq, gt } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { identityProviders } from "#db/schema/identity_providers.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../../ctx.ts";
import { localeOf } from "../../mail/messages.ts";
import { sendMail } from "../../mail/send_mail.ts";
import type { DirectoryProblem } from "../../ports.ts";
import { recordAct } from "../record_act.ts";
import type { Sealer } from "../sealing.ts";
import type { LdapProvider } from "./kinds.ts";
import { isProvider } from "./provider.ts";

const DAY_MS = 24 * 3_600 * 1_000;
/** Somewhat less, so that a directory which fails every day is told of every day. */
const TOLD_FOR_MS = DAY_MS - 3_600 * 1_000;

/** Keeps that a directory could not be read, and tells the administrators once a day. Ends the job. */
export async function recordSyncFailure(
  ctx: JobCtx,
  sealer: Sealer,
  provider: LdapProvider,
  reason: DirectoryProblem | "mass_deactivation",
): Promise<void> {
  const { organizationId, job } = ctx;
  const now = ctx.clock.now();
  ctx.log.warn("People could not be compared with a directory", {
    organization_id: organizationId,
    provider_id: provider.id,
    reason,
  });
  await ctx.db.tx(async (tx) => {
    await tx.update(identityProviders).set({ syncedAt: new Date(now), syncError: reason })
      .where(isProvider(organizationId, provider.id));
    if (!await wasTold(tx, organizationId, provider.id, now)) {
      await recordAct(tx, { address: null, requestId: job.id }, {
        organizationId,
        actorId: null,
        action: "provider.sync_failed",
        targetId: provider.id,
        data: { reason },
      });
      await tellAdministrators(tx, ctx, sealer, { provider: provider.name, reason });
    }
    await job.complete(tx);
  });
}

async function wasTold(tx: Db, organizationId: string, providerId: string, now: number): Promise<boolean> {
  const [told] = await tx.select({ id: auditLog.id }).from(auditLog).where(and(
    eq(auditLog.organizationId, organizationId),
    gt(auditLog.createdAt, new Date(now - TOLD_FOR_MS)),
    eq(auditLog.action, "provider.sync_failed"),
    eq(auditLog.targetId, providerId),
  )).limit(1);
  return told !== undefined;
}

async function tellAdministrators(
  tx: Db,
  { organizationId, clock }: JobCtx,
  sealer: Sealer,
  { provider, reason }: { provider: string; reason: string },
): Promise<void> {
  const [about] = await tx.select({ name: organizations.name, locale: organizationSettings.locale })
    .from(organizations)
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizations.id))
    .where(eq(organizations.id, organizationId));
  const administrators = await tx.select({ name: users.name, email: users.email, locale: users.locale })
    .from(organizationUsers)
    .innerJoin(
      users,
      and(eq(users.organizationId, organizationId), eq(users.id, organizationUsers.userId)),
    )
    .where(and(
      eq(organizationUsers.organizationId, organizationId),
      eq(organizationUsers.role, "org_admin"),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
    ));
  const at = new Date(clock.now()).toISOString();
  for (const { name, email, locale } of administrators) {
    await sendMail(tx, sealer, {
      to: { name, address: email },
      message: {
        kind: "directory_sync_failed",
        locale: localeOf(locale, about?.locale),
        says: { organization: about?.name ?? "", provider, reason, at },
      },
    });
  }
}
