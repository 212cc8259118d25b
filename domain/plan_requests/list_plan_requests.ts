import { and, desc, eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { planRequests } from "#db/schema/plan_requests.ts";
import { authorize, authorizePlatform } from "../authz.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { type Page, pageOf } from "../page.ts";
import {
  cursorOf,
  olderThan,
  PLAN_REQUEST_FIELDS,
  type PlanRequest,
  type PlanRequestRecord,
  RECORD_FIELDS,
} from "./plan_request.ts";

interface PageInput {
  limit: number;
  cursor?: string;
}

/** The organization's own, the newest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listPlanRequests(ctx: Ctx, { limit, cursor }: PageInput): Promise<Page<PlanRequest>> {
  authorize(ctx, "manage_billing");
  const isOlder = olderThan(cursor);
  const rows = await ctx.db.one((db) =>
    db.select(PLAN_REQUEST_FIELDS).from(planRequests)
      .where(and(eq(planRequests.organizationId, ctx.organization.id), isOlder))
      .orderBy(desc(planRequests.createdAt), desc(planRequests.id)).limit(limit + 1)
  );
  return pageOf(rows, limit, cursorOf);
}

/** Of all organizations, the newest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listAllPlanRequests(
  ctx: PlatformCtx,
  { limit, cursor, status, organizationId }: PageInput & {
    status?: PlanRequest["status"];
    /** Of this organization only. */
    organizationId?: string;
  },
): Promise<Page<PlanRequestRecord>> {
  authorizePlatform(ctx);
  const isOlder = olderThan(cursor);
  const audit = {
    actorId: ctx.actor.userId,
    action: "plan_request.list",
    address: ctx.address,
    requestId: ctx.requestId,
  };
  const rows = await ctx.platformDb.one(
    { purpose: "plan_request.list", audit },
    (db) =>
      db.select(RECORD_FIELDS).from(planRequests)
        .innerJoin(organizations, eq(organizations.id, planRequests.organizationId))
        .where(and(
          isOlder,
          status === undefined ? undefined : eq(planRequests.status, status),
          organizationId === undefined ? undefined : eq(planRequests.organizationId, organizationId),
        ))
        .orderBy(desc(planRequests.createdAt), desc(planRequests.id)).limit(limit + 1),
  );
  return pageOf(rows, limit, cursorOf);
}
