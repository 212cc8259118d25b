import { and, eq } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { parseEmail } from "../identity/person_fields.ts";
import { IS_THEIR_ROW } from "./list_team.ts";

/** The id of the active member with that address; undefined: nobody. @throws {DomainError} `permission_denied`, `request_invalid` */
export async function findSuccessor(ctx: Ctx, address: string): Promise<string | undefined> {
  authorize(ctx, "delete_users");
  const email = parseEmail(address, "successor");
  const [row] = await ctx.db.one((db) =>
    db.select({ id: users.id }).from(organizationUsers).innerJoin(users, IS_THEIR_ROW).where(and(
      eq(organizationUsers.organizationId, ctx.organization.id),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
      eq(users.email, email),
    ))
  );
  return row?.id;
}
