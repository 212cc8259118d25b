import { and, eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { normalizeEmail } from "../identity/person_fields.ts";
import { type MemberRecord, selectMember } from "./member.ts";

/** A member by what they sign in with. @throws {DomainError} `permission_denied`, `user_not_found` */
export async function getMemberByEmail(ctx: Ctx, email: string): Promise<MemberRecord> {
  authorize(ctx, "read_users");
  const known = normalizeEmail(email);
  if (known === undefined) throw new DomainError("user_not_found");
  return await ctx.db.tx(async (tx) => {
    const [found] = await tx.select({ id: users.id }).from(users)
      .where(and(eq(users.organizationId, ctx.organization.id), eq(users.email, known)));
    if (!found) throw new DomainError("user_not_found");
    return await selectMember(tx, ctx, found.id);
  });
}
