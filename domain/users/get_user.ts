import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { type MemberRecord, selectMember } from "./member.ts";

/** @throws {DomainError} `permission_denied`, `user_not_found` */
export async function getUser(ctx: Ctx, id: string): Promise<MemberRecord> {
  authorize(ctx, "read_users");
  return await ctx.db.one((db) => selectMember(db, ctx, id));
}
