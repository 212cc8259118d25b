import { isUniqueViolation } from "#db/driver.ts";
import { customDomains } from "#db/schema/custom_domains.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { NamesUnavailable } from "../ports.ts";
import { challengeName, type CustomDomain, findDomain, isDomain, problemText } from "./custom_domain.ts";

/**
 * Looks for the domain's TXT record; where it is there, the domain is served from now on.
 * @throws {DomainError} `permission_denied`, `domain_not_found`, `domain_record_missing`, `domain_taken` where another
 * organization has shown the same, `dns_unavailable`
 */
export async function verifyDomain(
  ctx: Ctx,
  { directory }: Pick<IdentityServices, "directory">,
  id: string,
): Promise<CustomDomain> {
  authorize(ctx, "update_org_settings");
  const organizationId = ctx.organization.id;
  const claimed = await ctx.db.one((db) => findDomain(db, { organizationId, id }));
  const texts = await lookUp(ctx, claimed);
  const isThere = texts.includes(claimed.challenge);
  const verified = await settle(ctx, id, isThere);
  directory.forgetDomain(claimed.domain);
  if (isThere) return verified;
  throw new DomainError("domain_record_missing", {
    detail: `"${challengeName(claimed)}" has ${texts.length} TXT records, and none says ${claimed.challenge}`,
    extra: { record: { type: "TXT", name: challengeName(claimed), value: claimed.challenge } },
  });
}

async function lookUp(ctx: Ctx, claimed: CustomDomain): Promise<string[]> {
  try {
    return await ctx.textRecords.lookUp(challengeName(claimed));
  } catch (cause) {
    if (!(cause instanceof NamesUnavailable)) throw cause;
    throw new DomainError("dns_unavailable", {}, { cause });
  }
}

async function settle(ctx: Ctx, id: string, isThere: boolean): Promise<CustomDomain> {
  const organizationId = ctx.organization.id;
  const now = new Date(ctx.clock.now());
  try {
    return await ctx.db.tx(async (tx) => {
      const before = await findDomain(tx, { organizationId, id }, { lock: true });
      const missing = before.problem ?? { code: "record_missing" as const, since: now };
      const after = {
        ...before,
        // What is served already stays so for a while: see `checkDomain`.
        verifiedAt: isThere ? before.verifiedAt ?? now : before.verifiedAt,
        lastCheckedAt: now,
        problem: isThere ? null : missing,
      };
      const { verifiedAt, lastCheckedAt, problem } = after;
      await tx.update(customDomains).set({ verifiedAt, lastCheckedAt, lastError: problemText(problem) })
        .where(isDomain(organizationId, id));
      // Attempts in vain are on record as refused requests.
      if (isThere) {
        await audit(tx, ctx, {
          action: "domain.verify",
          targetId: id,
          data: {
            domain: before.domain,
            before: { verified_at: before.verifiedAt },
            after: { verified_at: verifiedAt },
          },
        });
      }
      return after;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError("domain_taken");
    throw error;
  }
}
