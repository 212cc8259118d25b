import { and, asc, eq, isNotNull } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import { authorize } from "../../authz.ts";
import type { Ctx } from "../../ctx.ts";
import { isActiveAdministrator } from "./break_glass.ts";

/** Who could sign in when the company's providers fail. */
export interface EmergencyAdministrator {
  id: string;
  name: string;
  email: string;
  /** Whether they may do so by password although single sign-on is enforced. */
  isChosen: boolean;
}

/** The active administrators who have a password, by name. @throws {DomainError} `permission_denied` */
export async function listEmergencyAdministrators(ctx: Ctx): Promise<EmergencyAdministrator[]> {
  authorize(ctx, "update_org_settings");
  const organizationId = ctx.organization.id;
  return await ctx.db.one((db) =>
    db.select({ id: users.id, name: users.name, email: users.email, isChosen: users.isBreakGlass })
      .from(users)
      .innerJoin(
        organizationUsers,
        and(eq(organizationUsers.userId, users.id), eq(organizationUsers.organizationId, organizationId)),
      )
      .where(and(isActiveAdministrator(organizationId), isNotNull(users.passwordHash)))
      .orderBy(asc(users.name), asc(users.id))
  );
}
