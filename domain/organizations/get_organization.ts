import { eq, type SQL } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";
import { isSubdomain } from "./subdomain.ts";

/** One organization, active or not. @throws {DomainError} `permission_denied`, `organization_missing` */
export async function getOrganization(ctx: PlatformCtx, id: string): Promise<OrganizationRecord> {
  authorizePlatform(ctx);
  if (!isUuid(id)) throw new DomainError("organization_missing");
  return await read(ctx, id, eq(organizations.id, id));
}

/** The same, by its subdomain. @throws {DomainError} `permission_denied`, `organization_missing` */
export async function getOrganizationAt(ctx: PlatformCtx, subdomain: string): Promise<OrganizationRecord> {
  authorizePlatform(ctx);
  if (!isSubdomain(subdomain)) throw new DomainError("organization_missing");
  return await read(ctx, subdomain, eq(organizations.subdomain, subdomain));
}

/** Looking is on record. */
async function read(ctx: PlatformCtx, targetId: string, which: SQL): Promise<OrganizationRecord> {
  const { address, requestId } = ctx;
  const audit = { actorId: ctx.actor.userId, action: "organization.read", targetId, address, requestId };
  const [found] = await ctx.platformDb.one(
    { purpose: "organization.read", audit },
    (db) => db.select(RECORD_FIELDS).from(organizations).where(which),
  );
  if (!found) throw new DomainError("organization_missing");
  return found;
}
