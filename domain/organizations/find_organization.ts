import { and, eq, type SQL } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import type { Organization, Services } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
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

const FOUND_SECONDS = 4;
/** Shorter, so that a new organization can be used at once. */
const MISSING_SECONDS = 2;
const REMEMBERED_ORGANIZATIONS = 10_000;

/** Finds active organizations by what a request names, and remembers the answer for a moment. */
export class OrganizationDirectory {
  readonly #memory: ShortMemory<Organization | undefined>;

  constructor(private readonly services: Pick<Services, "clock" | "platformDb">) {
    this.#memory = new ShortMemory<Organization | undefined>(services.clock, {
      most: REMEMBERED_ORGANIZATIONS,
      maxSeconds: FOUND_SECONDS,
      secondsFor: (organization) => organization ? FOUND_SECONDS : MISSING_SECONDS,
    });
  }

  async bySubdomain(subdomain: string): Promise<Organization | undefined> {
    if (!isSubdomain(subdomain)) return undefined;
    return await this.#memory.get(subdomain, () => this.#find(eq(organizations.subdomain, subdomain)));
  }

  async byId(id: string): Promise<Organization | undefined> {
    const key = id.toLowerCase();
    if (!isUuid(key)) return undefined;
    // A colon cannot be part of a subdomain, so the two kinds of key never meet.
    return await this.#memory.get(`id:${key}`, () => this.#find(eq(organizations.id, key)));
  }

  /** After a change: makes it count here at once; other instances take up to 4 seconds. */
  forget(organization: Pick<Organization, "id" | "subdomain">): void {
    this.#memory.forget(organization.subdomain);
    this.#memory.forget(`id:${organization.id}`);
  }

  async #find(which: SQL): Promise<Organization | undefined> {
    const [organization] = await this.services.platformDb.one(
      { purpose: "tenant.lookup" },
      (db) =>
        db.select(ORGANIZATION_FIELDS).from(organizations).where(
          and(which, eq(organizations.isActive, true)),
        ),
    );
    return organization;
  }
}
