import { DomainError, type FieldError } from "../errors.ts";
import { isPlan, type PlanName, PLANS } from "../plans.ts";

export interface LimitsInput {
  maxUsers?: number | null;
  maxQueriesPerMonth?: number | null;
  maxRequestsPerMinute?: number | null;
}

const MAX_INTEGER = 2_147_483_647;

/** @throws {DomainError} `request_invalid` naming each limit that is no whole number from 1, or from 0 for queries. */
export function checkLimits(input: LimitsInput): void {
  const errors = [
    fault("max_users", input.maxUsers, 1),
    fault("max_queries_per_month", input.maxQueriesPerMonth, 0),
    fault("max_requests_per_minute", input.maxRequestsPerMinute, 1),
  ].filter((error) => error !== undefined);
  if (errors.length > 0) throw new DomainError("request_invalid", { errors });
}

/** @throws {DomainError} `request_invalid` */
export function parsePlan(name: string): PlanName {
  if (isPlan(name)) return name;
  const message = `Choose one of ${Object.keys(PLANS).join(", ")}`;
  throw new DomainError("request_invalid", { errors: [{ field: "plan", code: "plan_unknown", message }] });
}

function fault(field: string, value: number | null | undefined, min: number): FieldError | undefined {
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && value >= min && value <= MAX_INTEGER) return undefined;
  return {
    field,
    code: "limit_invalid",
    message: `Give a whole number from ${min} to ${MAX_INTEGER}, or null`,
  };
}
