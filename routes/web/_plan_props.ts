import type { Organization } from "#domain/ctx.ts";
import { isPlan, PLANS } from "#domain/plans.ts";
import type { PlanProps } from "#views/usage/plans.tsx";

/** What each plan includes, the organization's own one marked. */
export function planProps({ plan }: Organization): PlanProps[] {
  return Object.entries(PLANS).map(([name, limits]) => ({ name, ...limits, isCurrent: name === plan }));
}

/** Whether the organization was given limits other than its plan's. */
export function hasOwnLimits({ plan, maxUsers, maxQueriesPerMonth }: Organization): boolean {
  if (!isPlan(plan)) return true;
  const { users, queriesPerMonth } = PLANS[plan];
  return maxUsers !== users || maxQueriesPerMonth !== queriesPerMonth;
}
