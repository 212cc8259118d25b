/** What each plan includes. An organization's own columns override it. */
import type { Organization } from "./ctx.ts";

export interface PlanLimits {
  /** Null: unlimited. */
  users: number | null;
  /** Executions with a trustworthy answer in a calendar month of America/Bogota; null: unlimited. */
  queriesPerMonth: number | null;
  requestsPerMinute: number;
  webhooksPerDay: number;
}

export const PLANS = {
  free: { users: 5, queriesPerMonth: 100, requestsPerMinute: 60, webhooksPerDay: 100 },
  pro: { users: 25, queriesPerMonth: 5_000, requestsPerMinute: 300, webhooksPerDay: 1_000 },
  enterprise: { users: null, queriesPerMonth: null, requestsPerMinute: 1_000, webhooksPerDay: 10_000 },
} as const satisfies Record<string, PlanLimits>;

export type PlanName = keyof typeof PLANS;

export function isPlan(name: string): name is PlanName {
  return Object.hasOwn(PLANS, name);
}

/** Requests a minute that an organization's people and programs may make together. */
export function requestsPerMinute(organization: Organization): number {
  if (organization.maxRequestsPerMinute !== null) return organization.maxRequestsPerMinute;
  return PLANS[isPlan(organization.plan) ? organization.plan : "free"].requestsPerMinute;
}
