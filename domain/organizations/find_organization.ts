import { and, eq, exists, isNotNull, type SQL, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";
import { customDomains } from "#db/schema/custom_domains.ts";
import { organizations } from "#db/schema/organizations.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import type { Organization, Services } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { isDomainName } from "../custom_domains/domain_name.ts";
import { ShortMemory } from "../identity/short_memory.ts";
import { isSubdomain } from "./subdomain.ts";

/** What every request needs of its organization. */
export const ORGANIZATION_FIELDS = {
  id: organizations.id,
  name: organizations.name,
  subdomain: organizations.subdomain,
  plan: organizations.plan,
  maxUsers: organizations.maxUsers,
  maxQueriesPerMonth: organizations.maxQueriesPerMonth,
  maxRequestsPerMinute: organizations.maxRequestsPerMinute,
};

/** With what is asked of it before anybody is known. */
export interface HostedOrganization extends Organization {
  allowedNetworks: readonly string[];
  brandColor: string | null;
  hasLogo: boolean;
  /** Changes with colour and logo: part of their addresses. */
  settingsVersion: number;
}

const HOSTED_FIELDS = {
  ...ORGANIZATION_FIELDS,
  allowedNetworks: organizationSettings.allowedNetworks,
  brandColor: organizationSettings.brandColor,
  logoType: organizationSettings.logoType,
  settingsUpdatedAt: organizationSettings.updatedAt,
};

const FOUND_SECONDS = 4;
/** Shorter, so that a new organization can be used at once. */
const MISSING_SECONDS = 2;
const REMEMBERED_ORGANIZATIONS = 10_000;

/** Finds active organizations by what a request names, and remembers the answer for a moment. */
export class OrganizationDirectory {
  readonly #memory: ShortMemory<HostedOrganization | undefined>;

  constructor(private readonly services: Pick<Services, "clock" | "platformDb">) {
    this.#memory = new ShortMemory<HostedOrganization | undefined>(services.clock, {
      most: REMEMBERED_ORGANIZATIONS,
      maxSeconds: FOUND_SECONDS,
      secondsFor: (organization) => organization ? FOUND_SECONDS : MISSING_SECONDS,
    });
  }

  async bySubdomain(subdomain: string): Promise<HostedOrganization | undefined> {
    if (!isSubdomain(subdomain)) return undefined;
    return await this.#memory.get(subdomain, () => this.#find(eq(organizations.subdomain, subdomain)));
  }

  async byId(id: string): Promise<HostedOrganization | undefined> {
    const key = id.toLowerCase();
    if (!isUuid(key)) return undefined;
    // A colon cannot be part of a subdomain, so the two kinds of key never meet.
    return await this.#memory.get(`id:${key}`, () => this.#find(eq(organizations.id, key)));
  }

  /** By a domain of its own, in lower case and ASCII, that it has shown to be its own. */
  async byDomain(domain: string): Promise<HostedOrganization | undefined> {
    if (!isDomainName(domain)) return undefined;
    const isServed = exists(
      new QueryBuilder().select({ one: sql`1` }).from(customDomains).where(and(
        eq(customDomains.domain, domain),
        isNotNull(customDomains.verifiedAt),
        eq(customDomains.organizationId, organizations.id),
      )),
    );
    return await this.#memory.get(`domain:${domain}`, () => this.#find(isServed));
  }

  /** After a change to a domain. */
  forgetDomain(domain: string): void {
    this.#memory.forget(`domain:${domain}`);
  }

  /** After a change: makes it count here at once; other instances take up to 4 seconds. */
  forget(organization: Pick<Organization, "id" | "subdomain">): void {
    this.#memory.forget(organization.subdomain);
    this.#memory.forget(`id:${organization.id}`);
    this.#memory.forgetWhere((known) => known?.id === organization.id);
  }

  async #find(which: SQL): Promise<HostedOrganization | undefined> {
    const [found] = await this.services.platformDb.one(
      { purpose: "tenant.lookup" },
      (db) =>
        db.select(HOSTED_FIELDS).from(organizations)
          .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizations.id))
          .where(and(which, eq(organizations.isActive, true))),
    );
    if (!found) return undefined;
    const { allowedNetworks, logoType, settingsUpdatedAt, ...organization } = found;
    return {
      ...organization,
      allowedNetworks: allowedNetworks ?? [],
      hasLogo: logoType !== null,
      settingsVersion: settingsUpdatedAt?.getTime() ?? 0,
    };
  }
}
