import { and, eq } from "drizzle-orm";
import { customDomains } from "#db/schema/custom_domains.ts";
import { organizations } from "#db/schema/organizations.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { recordAct } from "../identity/record_act.ts";
import type { Sealer } from "../identity/sealing.ts";
import { localeOf } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";
import { NamesUnavailable } from "../ports.ts";
import { challengeName, type CustomDomain, findDomain, isDomain, problemText } from "./custom_domain.ts";

/** Long enough for a mistake at the provider to be noticed, short enough for a domain that was sold. */
const GRACE_MS = 7 * 86_400_000;
const AGAIN_SECONDS = 3_600;

/**
 * Looks, once a day, whether a served domain still has its record. Gone for 7 days, it is served no more, and the
 * administrators are told. That nobody answers says nothing: it is asked again in an hour.
 */
export async function checkDomain(
  ctx: JobCtx,
  sealer: Sealer,
  { domainId }: { domainId: string },
): Promise<void> {
  const served = await findServed(ctx, domainId);
  if (!served) return await ctx.db.tx((tx) => ctx.job.complete(tx));
  let texts: string[];
  try {
    texts = await ctx.textRecords.lookUp(challengeName(served));
  } catch (error) {
    if (!(error instanceof NamesUnavailable)) throw error;
    const again = { inSeconds: AGAIN_SECONDS, reason: "dns_unavailable", counts: false };
    return await ctx.db.tx((tx) => ctx.job.reschedule(tx, again));
  }
  await ctx.db.tx(async (tx) => {
    await settle(tx, ctx, sealer, { domainId, isThere: texts.includes(served.challenge) });
    await ctx.job.complete(tx);
  });
}

async function settle(
  tx: Db,
  ctx: JobCtx,
  sealer: Sealer,
  { domainId, isThere }: { domainId: string; isThere: boolean },
): Promise<void> {
  const { organizationId } = ctx;
  const before = await findOrNone(tx, organizationId, domainId, { lock: true });
  if (!before || before.verifiedAt === null) return;
  const now = new Date(ctx.clock.now());
  const problem = isThere ? null : before.problem ?? { code: "record_missing" as const, since: now };
  const isLost = problem !== null && now.getTime() - problem.since.getTime() >= GRACE_MS;
  const verifiedAt = isLost ? null : before.verifiedAt;
  await tx.update(customDomains).set({ verifiedAt, lastCheckedAt: now, lastError: problemText(problem) })
    .where(isDomain(organizationId, domainId));
  if (!isLost) return;
  await recordAct(tx, { address: null, requestId: ctx.job.id }, {
    organizationId,
    actorId: null,
    action: "domain.unverify",
    targetId: domainId,
    data: {
      domain: before.domain,
      missing_since: problem.since,
      before: { verified_at: before.verifiedAt },
      after: { verified_at: null },
    },
  });
  await tellAdministrators(tx, ctx, sealer, before);
}

async function findServed(ctx: JobCtx, id: string): Promise<CustomDomain | undefined> {
  const found = await ctx.db.one((db) => findOrNone(db, ctx.organizationId, id));
  return found?.verifiedAt ? found : undefined;
}

/** It may have been removed meanwhile. */
async function findOrNone(
  db: Db,
  organizationId: string,
  id: string,
  options: { lock?: boolean } = {},
): Promise<CustomDomain | undefined> {
  try {
    return await findDomain(db, { organizationId, id }, options);
  } catch (error) {
    if (error instanceof DomainError && error.code === "domain_not_found") return undefined;
    throw error;
  }
}

async function tellAdministrators(tx: Db, ctx: JobCtx, sealer: Sealer, domain: CustomDomain): Promise<void> {
  const { organizationId } = ctx;
  const people = await tx.select({
    email: users.email,
    name: users.name,
    locale: users.locale,
    organization: organizations.name,
    organizationLocale: organizationSettings.locale,
  }).from(organizationUsers)
    .innerJoin(
      users,
      and(eq(users.organizationId, organizationUsers.organizationId), eq(users.id, organizationUsers.userId)),
    )
    .innerJoin(organizations, eq(organizations.id, organizationUsers.organizationId))
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizationUsers.organizationId))
    .where(and(
      eq(organizationUsers.organizationId, organizationId),
      eq(organizationUsers.role, "org_admin"),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
    ));
  for (const { email, name, locale, organization, organizationLocale } of people) {
    const says = {
      organization,
      domain: domain.domain,
      record: challengeName(domain),
      value: domain.challenge,
    };
    await sendMail(tx, sealer, {
      to: { name, address: email },
      message: { kind: "domain_lost", locale: localeOf(locale, organizationLocale), says },
    });
  }
}
