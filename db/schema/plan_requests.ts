import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { users } from "./users.ts";

/** What organizations ask the operators of the platform for: another plan. */
export const planRequests = pgTable("plan_requests", {
  id: id(),
  organizationId: organizationId(),
  requestedBy: uuid("requested_by").notNull(),
  /** As it was, and as it is to be. */
  fromPlan: varchar("from_plan", { length: 50 }).notNull(),
  plan: varchar("plan", { length: 50 }).notNull(),
  /** What the person wrote. */
  message: text("message"),
  status: varchar("status", { length: 10 }).$type<"pending" | "approved" | "declined">().notNull()
    .default("pending"),
  decidedAt: instant("decided_at"),
  /** An operator's id. */
  decidedBy: uuid("decided_by"),
  /** What the operator answered. */
  answer: text("answer"),
  createdAt: createdAt(),
}, (t) => [
  unique("plan_requests_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("plan_requests_pending_key").on(t.organizationId).where(sql`status = 'pending'`),
  index("plan_requests_created_idx").on(t.createdAt, t.id),
  check("plan_requests_status_check", sql`${t.status} in ('pending', 'approved', 'declined')`),
  foreignKey({
    name: "plan_requests_requested_by_fk",
    columns: [t.organizationId, t.requestedBy],
    foreignColumns: [users.organizationId, users.id],
  }),
  ...tenantPolicies("plan_requests"),
]).enableRLS();
