import { eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";

/** One organization, active or not. @throws {DomainError} `permission_denied`, `organization_missing` */
export async function getOrganization(ctx: PlatformCtx, id: string): Promise<OrganizationRecord> {
  authorizePlatform(ctx);
  if (!isUuid(id)) throw new DomainError("organization_missing");
  const { address, requestId } = ctx;
  const audit = { actorId: ctx.actor.userId, action: "organization.read", targetId: id, address, requestId };
  const [found] = await ctx.platformDb.one(
    { purpose: "organization.read", audit },
    (db) => db.select(RECORD_FIELDS).from(organizations).where(eq(organizations.id, id)),
  );
  if (!found) throw new DomainError("organization_missing");
  return found;
}
