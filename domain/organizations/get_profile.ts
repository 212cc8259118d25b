import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { type OrganizationProfile, readProfile } from "./profile.ts";

/** The organization's name and settings as they are at this moment. @throws {DomainError} `permission_denied` */
export async function getProfile(ctx: Ctx): Promise<OrganizationProfile> {
  authorize(ctx, "update_org_settings");
  return await ctx.db.tx((tx) => readProfile(tx, ctx.organization.id));
}
