/** A domain of an organization's own, and what has to stand in the DNS for it. */
import { eq, type SQL } from "drizzle-orm";
import { and } from "drizzle-orm";
import { customDomains } from "#db/schema/custom_domains.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";

export interface CustomDomain {
  id: string;
  domain: string;
  /** What the TXT record says. */
  challenge: string;
  createdAt: Date;
  /** Since when its record is known; null: it is not served. */
  verifiedAt: Date | null;
  lastCheckedAt: Date | null;
  problem: DomainProblem | null;
}

/** What the last look found wrong, and since when it is so. */
export interface DomainProblem {
  code: "record_missing";
  since: Date;
}

export const DOMAIN_FIELDS = {
  id: customDomains.id,
  domain: customDomains.domain,
  challenge: customDomains.challenge,
  createdAt: customDomains.createdAt,
  verifiedAt: customDomains.verifiedAt,
  lastCheckedAt: customDomains.lastCheckedAt,
  lastError: customDomains.lastError,
};

type Row = Omit<CustomDomain, "problem"> & { lastError: string | null };

export function domainOf({ lastError, ...row }: Row): CustomDomain {
  const [, since] = /^record_missing (\S+)$/.exec(lastError ?? "") ?? [];
  return { ...row, problem: since === undefined ? null : { code: "record_missing", since: new Date(since) } };
}

/** As the column has it: the code, and since when. */
export function problemText(problem: DomainProblem | null): string | null {
  return problem && `${problem.code} ${problem.since.toISOString()}`;
}

/** Where the record stands. */
export function challengeName({ domain }: Pick<CustomDomain, "domain">): string {
  return `_lexia-challenge.${domain}`;
}

/** @throws {DomainError} `domain_not_found` */
export async function findDomain(
  db: Db,
  { organizationId, id }: { organizationId: string; id: string },
  options: { lock?: boolean } = {},
): Promise<CustomDomain> {
  const query = db.select(DOMAIN_FIELDS).from(customDomains).where(isDomain(organizationId, id));
  const [row] = await (options.lock ? query.for("update") : query);
  if (!row) throw new DomainError("domain_not_found");
  return domainOf(row);
}

export function isDomain(organizationId: string, id: string): SQL | undefined {
  return and(eq(customDomains.organizationId, organizationId), eq(customDomains.id, id));
}
