import { eq, sql } from "drizzle-orm";
import { prepare, type Query } from "#db/prepared.ts";
import { invitations } from "#db/schema/invitations.ts";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import type { Ctx } from "../ctx.ts";
import { isOpenInvitation } from "./seats.ts";

export interface TeamFigures {
  /** Active members, and those among them by role. */
  active: number;
  byRole: Readonly<Record<string, number>>;
  inactive: number;
  /** Open invitations: each takes a seat. */
  invited: number;
  /** Of the plan; null: no limit. */
  seats: number | null;
}

/** How many there are, and how many more there may be. */
export function countTeam(
  { organization: { id }, clock }: Pick<Ctx, "organization" | "clock">,
): Query<TeamFigures> {
  const inThere = sql`${organizationUsers.organizationId} = ${id}`;
  return prepare((db) =>
    db.select({
      active: sql<number>`(select count(*)::int from ${organizationUsers}
        where ${inThere} and ${organizationUsers.isActive})`,
      inactive: sql<number>`(select count(*)::int from ${organizationUsers}
        where ${inThere} and not ${organizationUsers.isActive})`,
      byRole: sql<Record<string, number>>`coalesce((select json_object_agg(role, people) from (
        select ${organizationUsers.role} as role, count(*) as people from ${organizationUsers}
        where ${inThere} and ${organizationUsers.isActive} group by 1) counted), '{}'::json)`,
      invited: sql<number>`(select count(*)::int from ${invitations} where ${
        isOpenInvitation(id, clock.now())
      })`,
      seats: organizations.maxUsers,
    }).from(organizations).where(eq(organizations.id, id))
  )({});
}
