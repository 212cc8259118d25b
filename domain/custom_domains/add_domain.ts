import { eq } from "drizzle-orm";
import { customDomains } from "#db/schema/custom_domains.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { performWorkOnce } from "../idempotency.ts";
import { type CustomDomain, DOMAIN_FIELDS, domainOf } from "./custom_domain.ts";
import { type OwnHosts, parseDomain } from "./domain_name.ts";

const MOST_DOMAINS = 20;
const CHALLENGE_BYTES = 24;

/**
 * Claims a domain: it is served once `verifyDomain` has found its TXT record. Anybody may claim any name; that another
 * organization does so too shows nowhere.
 * @throws {DomainError} `permission_denied`, `request_invalid`, `domain_exists`, `domain_limit`
 */
export async function addDomain(
  ctx: Ctx,
  own: OwnHosts,
  input: { domain: string },
): Promise<CustomDomain> {
  authorize(ctx, "update_org_settings");
  const domain = parseDomain(input.domain, own);
  const random = crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES));
  const challenge = `lexia-verify=${random.toBase64({ alphabet: "base64url", omitPadding: true })}`;
  return await performWorkOnce(ctx, async (tx) => {
    const count = await tx.$count(customDomains, eq(customDomains.organizationId, ctx.organization.id));
    if (count >= MOST_DOMAINS) throw new DomainError("domain_limit", { extra: { limit: MOST_DOMAINS } });
    const [made] = await tx.insert(customDomains).values({ domain, challenge, createdBy: ctx.actor.userId })
      .onConflictDoNothing().returning(DOMAIN_FIELDS);
    if (!made) throw new DomainError("domain_exists");
    await audit(tx, ctx, { action: "domain.add", targetId: made.id, data: { after: { domain } } });
    return domainOf(made);
  });
}
