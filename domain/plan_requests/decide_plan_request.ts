import { eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { planRequests } from "#db/schema/plan_requests.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { recordAct } from "../identity/record_act.ts";
import { changeOrganization } from "../organizations/update_organization.ts";
import { loadRunDays } from "../solicitudes/load_run_days.ts";
import { tellAdministrators } from "../organizations/tell_administrators.ts";
import { type PlanRequestRecord, RECORD_FIELDS } from "./plan_request.ts";

interface Decision {
  id: string;
  /** For the organization's administrators. */
  answer?: string | null;
}

/**
 * Gives the organization the plan that it asked for, with the plan's own limits, and tells its administrators.
 * @throws {DomainError} `permission_denied`, `plan_request_not_found`, `plan_request_decided`
 */
export async function approvePlanRequest(
  ctx: PlatformCtx,
  identity: IdentityServices,
  decision: Decision,
): Promise<PlanRequestRecord> {
  return await decide(ctx, identity, decision, true);
}

/** Tells the organization's administrators that it will not be; throws as `approvePlanRequest`. */
export async function declinePlanRequest(
  ctx: PlatformCtx,
  identity: IdentityServices,
  decision: Decision,
): Promise<PlanRequestRecord> {
  return await decide(ctx, identity, decision, false);
}

async function decide(
  ctx: PlatformCtx,
  { sealer, directory }: IdentityServices,
  { id, answer: given }: Decision,
  isApproved: boolean,
): Promise<PlanRequestRecord> {
  authorizePlatform(ctx);
  const answer = given?.trim() || null;
  const days = await loadRunDays(ctx);
  const { record, after } = await ctx.platformDb.tx({ purpose: "plan_request.decide" }, async (tx) => {
    const { organizationId, plan, fromPlan } = await lock(tx, id);
    const after = isApproved
      ? (await changeOrganization(tx, { ...ctx, days }, { id: organizationId, plan })).after
      : undefined;
    await tx.update(planRequests).set({
      status: isApproved ? "approved" : "declined",
      decidedAt: new Date(ctx.clock.now()),
      decidedBy: ctx.actor.userId,
      answer,
    }).where(eq(planRequests.id, id));
    const record = await find(tx, id);
    await recordAct(tx, ctx, {
      organizationId,
      actorId: ctx.actor.userId,
      action: isApproved ? "plan_request.approve" : "plan_request.decline",
      targetId: id,
      data: { before: { plan: fromPlan }, after: { plan: isApproved ? plan : fromPlan }, answer },
    });
    const says = { organization: record.organizationName, plan, isApproved, answer };
    await tellAdministrators(tx, sealer, organizationId, (locale) => ({
      kind: "plan_decided",
      locale,
      says,
    }));
    return { record, after };
  });
  if (after) directory.forget(after);
  return record;
}

async function lock(tx: Db, id: string) {
  if (!isUuid(id)) throw new DomainError("plan_request_not_found");
  const [found] = await tx.select().from(planRequests).where(eq(planRequests.id, id)).for("update");
  if (!found) throw new DomainError("plan_request_not_found");
  if (found.status !== "pending") throw new DomainError("plan_request_decided");
  return found;
}

async function find(tx: Db, id: string): Promise<PlanRequestRecord> {
  const [found] = await tx.select(RECORD_FIELDS).from(planRequests)
    .innerJoin(organizations, eq(organizations.id, planRequests.organizationId))
    .where(eq(planRequests.id, id));
  if (!found) throw new DomainError("plan_request_not_found");
  return found;
}
