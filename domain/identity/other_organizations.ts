import { and, asc, eq, isNotNull, ne } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Ctx, Organization, PlatformCtx, Services } from "../ctx.ts";
import { ShortMemory } from "./short_memory.ts";

/** Where the caller has an account too, and where to sign in to it. */
export interface OtherOrganization {
  name: string;
  subdomain: string;
  signInUrl: string;
}

type Found = Pick<Organization, "name" | "subdomain"> & { email: string };

/** It shows links, and lets nobody in: a minute does no harm. */
const REMEMBERED_SECONDS = 60;
const REMEMBERED_PEOPLE = 10_000;
const MOST = 50;

/** Finds the organizations of somebody who answered a mail to one address in each of them. */
export class OtherOrganizations {
  readonly #memory: ShortMemory<readonly Found[]>;

  constructor(private readonly services: Services) {
    this.#memory = new ShortMemory<readonly Found[]>(services.clock, {
      most: REMEMBERED_PEOPLE,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
  }

  /**
   * The caller's other organizations. Those of a person are nobody else's to know: a program's key and an operator who
   * looks in get none.
   */
  async of(ctx: Ctx | PlatformCtx): Promise<OtherOrganization[]> {
    const { proof, userId } = ctx.actor;
    if (!("organization" in ctx) || proof.via !== "session" || proof.impersonatorId !== null) return [];
    const key = `${ctx.organization.id} ${userId}`;
    const found = await this.#memory.get(key, () => this.#find(ctx.organization.id, userId));
    return found.map(({ name, subdomain, email }) => ({
      name,
      subdomain,
      signInUrl: this.services.addressOf({ subdomain }, `/sign-in?email=${encodeURIComponent(email)}`),
    }));
  }

  /** Both rows must have answered a mail: an address that somebody typed or a directory claims proves nothing. */
  async #find(organizationId: string, userId: string): Promise<readonly Found[]> {
    const [mine, theirs] = [alias(users, "mine"), alias(users, "theirs")];
    return await this.services.platformDb.one(
      { purpose: "organizations.of_person" },
      (db) =>
        db.select({ name: organizations.name, subdomain: organizations.subdomain, email: theirs.email })
          .from(mine)
          .innerJoin(theirs, and(eq(theirs.email, mine.email), ne(theirs.organizationId, organizationId)))
          .innerJoin(
            organizationUsers,
            and(
              eq(organizationUsers.organizationId, theirs.organizationId),
              eq(organizationUsers.userId, theirs.id),
            ),
          )
          .innerJoin(organizations, eq(organizations.id, theirs.organizationId))
          .where(and(
            eq(mine.organizationId, organizationId),
            eq(mine.id, userId),
            isNotNull(mine.emailVerifiedAt),
            isNotNull(theirs.emailVerifiedAt),
            eq(theirs.isActive, true),
            eq(organizationUsers.isActive, true),
            eq(organizations.isActive, true),
          )).orderBy(asc(organizations.name), asc(organizations.id)).limit(MOST),
    );
  }
}
