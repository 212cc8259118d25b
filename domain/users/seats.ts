/** Who belongs to an organization changes in turn, so that seats and administrators are counted exactly. */
import { and, count, eq, gt, isNull, ne, notInArray, sql } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Organization, Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";

/**
 * Until the transaction ends nobody else adds, removes, invites or promotes somebody in this organization. To be taken
 * before any row, so that two who wait never hold what the other one wants.
 */
export async function lockPeople(tx: Db, organizationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`people ${organizationId}`}, 0))`);
}

/**
 * Demands that the plan has a seat left; to be called under `lockPeople`. An open invitation takes one, but for that to
 * the address in `besides`; with `membersOnly` it does not, since who accepts one brings its seat along.
 * @throws {DomainError} `seats_exceeded`
 */
export async function requireSeat(
  tx: Db,
  { organization, ...services }: Pick<Services, "clock" | "upgradeUrl"> & { organization: Organization },
  options: { besides?: string; membersOnly?: boolean } = {},
): Promise<void> {
  const { id } = organization;
  // Read here, since what a request knows of its organization may be some seconds old.
  const [plan] = await tx.select({ limit: organizations.maxUsers }).from(organizations)
    .where(eq(organizations.id, id));
  const limit = plan?.limit ?? null;
  if (limit === null) return;
  const [members] = await tx.select({ taken: count() }).from(organizationUsers)
    .where(and(eq(organizationUsers.organizationId, id), eq(organizationUsers.isActive, true)));
  const [invited] = options.membersOnly
    ? []
    : await tx.select({ taken: count() }).from(invitations).where(and(
      isOpenInvitation(id, services.clock.now()),
      options.besides === undefined ? undefined : ne(invitations.email, options.besides),
    ));
  if ((members?.taken ?? 0) + (invited?.taken ?? 0) < limit) return;
  throw new DomainError("seats_exceeded", {
    detail: `All ${limit} seats of the plan are taken, open invitations among them`,
    extra: { limit, upgrade_url: services.upgradeUrl(organization) },
  });
}

/** Neither accepted, revoked nor expired. */
export function isOpenInvitation(organizationId: string, now: number) {
  return and(
    eq(invitations.organizationId, organizationId),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
    gt(invitations.expiresAt, new Date(now)),
  );
}

/**
 * Whether an active administrator is left beside these people; to be called under `lockPeople`, where the answer holds
 * until the transaction ends.
 */
export async function hasOtherAdministrator(
  tx: Db,
  { organizationId, besides }: { organizationId: string; besides: readonly string[] },
): Promise<boolean> {
  const [other] = await tx.select({ id: organizationUsers.id }).from(organizationUsers)
    .innerJoin(
      users,
      and(eq(users.organizationId, organizationUsers.organizationId), eq(users.id, organizationUsers.userId)),
    )
    .where(and(
      eq(organizationUsers.organizationId, organizationId),
      eq(organizationUsers.role, "org_admin"),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
      besides.length === 0 ? undefined : notInArray(organizationUsers.userId, [...besides]),
    )).limit(1);
  return other !== undefined;
}

/** Demands that there is one. @throws {DomainError} `last_administrator` */
export async function requireOtherAdministrator(
  tx: Db,
  of: { organizationId: string; besides: readonly string[] },
): Promise<void> {
  if (!await hasOtherAdministrator(tx, of)) throw new DomainError("last_administrator");
}
