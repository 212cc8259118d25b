import { and, eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { planRequests } from "#db/schema/plan_requests.ts";
import { users } from "#db/schema/users.ts";
import type { JobCtx } from "../ctx.ts";
import type { Sealer } from "../identity/sealing.ts";
import { tellOperators } from "../operations/tell_operators.ts";

/** Leaves a message for each operator, as a job: who they are no organization may know. */
export async function tellPlanRequest(
  ctx: JobCtx,
  sealer: Sealer,
  { planRequestId }: { planRequestId: string },
): Promise<void> {
  await ctx.platformDb.tx({ purpose: "plan_request.tell" }, async (tx) => {
    await ctx.job.hold(tx);
    const [found] = await tx.select({
      organization: organizations.name,
      person: users.name,
      fromPlan: planRequests.fromPlan,
      plan: planRequests.plan,
      message: planRequests.message,
    }).from(planRequests)
      .innerJoin(organizations, eq(organizations.id, planRequests.organizationId))
      .innerJoin(
        users,
        and(eq(users.organizationId, planRequests.organizationId), eq(users.id, planRequests.requestedBy)),
      )
      .where(and(eq(planRequests.id, planRequestId), eq(planRequests.organizationId, ctx.organizationId)));
    if (found) await tellOperators(tx, sealer, (locale) => ({ kind: "plan_request", locale, says: found }));
    await ctx.job.complete(tx);
  });
}
