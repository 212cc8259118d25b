import { planRequests } from "#db/schema/plan_requests.ts";
import { enqueue } from "#jobs/queue.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { performWorkOnce } from "../idempotency.ts";
import type { PlanName } from "../plans.ts";
import { PLAN_REQUEST_FIELDS, type PlanRequest } from "./plan_request.ts";

/**
 * Asks the operators of the platform for another plan, and tells them by mail.
 * @throws {DomainError} `permission_denied`, `plan_current` for the one that the organization has, `plan_request_pending`
 * where one waits for its answer already.
 */
export async function requestPlan(
  ctx: Ctx,
  input: { plan: PlanName; message?: string | null },
): Promise<PlanRequest> {
  authorize(ctx, "manage_billing");
  const { plan } = input;
  const fromPlan = ctx.organization.plan;
  if (plan === fromPlan) throw new DomainError("plan_current");
  const message = input.message?.trim() || null;
  return await performWorkOnce(ctx, async (tx) => {
    const [made] = await tx.insert(planRequests)
      .values({ requestedBy: ctx.actor.userId, fromPlan, plan, message })
      .onConflictDoNothing().returning(PLAN_REQUEST_FIELDS);
    if (!made) throw new DomainError("plan_request_pending");
    await enqueue(tx, "plan_request.tell", { planRequestId: made.id });
    await audit(tx, ctx, {
      action: "plan_request.create",
      targetId: made.id,
      data: { before: { plan: fromPlan }, after: { plan } },
    });
    return made;
  });
}
