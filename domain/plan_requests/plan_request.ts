/** What a request for another plan is to everybody who reads one. */
import { organizations } from "#db/schema/organizations.ts";
import { planRequests } from "#db/schema/plan_requests.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { sql } from "drizzle-orm";

export type PlanRequest = Pick<typeof planRequests.$inferSelect, keyof typeof PLAN_REQUEST_FIELDS>;

/** As operators see it. */
export interface PlanRequestRecord extends PlanRequest {
  organizationId: string;
  organizationName: string;
}

export const PLAN_REQUEST_FIELDS = {
  id: planRequests.id,
  requestedBy: planRequests.requestedBy,
  fromPlan: planRequests.fromPlan,
  plan: planRequests.plan,
  message: planRequests.message,
  status: planRequests.status,
  decidedAt: planRequests.decidedAt,
  answer: planRequests.answer,
  createdAt: planRequests.createdAt,
};

export const RECORD_FIELDS = {
  ...PLAN_REQUEST_FIELDS,
  organizationId: planRequests.organizationId,
  organizationName: organizations.name,
};

/** For a list with the newest first. @throws {DomainError} `cursor_invalid` */
export function olderThan(cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${planRequests.createdAt}, ${planRequests.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}

export function cursorOf({ createdAt, id }: Pick<PlanRequest, "createdAt" | "id">): string[] {
  return [createdAt.toISOString(), id];
}
