import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, optionalOrganizationId, tenantPolicies } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** The truth about work to do. Redis only says in which order to look at it. */
export const jobs = pgTable("jobs", {
  id: id(),
  organizationId: optionalOrganizationId().references(() => organizations.id, { onDelete: "cascade" }),
  task: varchar("task", { length: 60 }).notNull(),
  /** At most one unfinished job of the organization has it. */
  key: varchar("key", { length: 200 }),
  payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
  /** 0 interactive, 1 bulk, 2 watch: the lower goes first. */
  lane: smallint("lane").notNull(),
  status: varchar("status", { length: 10 }).$type<"ready" | "running" | "done" | "buried">().notNull()
    .default("ready"),
  runAt: instant("run_at").notNull().default(sql`now()`),
  attempts: integer("attempts").notNull().default(0),
  maxAttempts: integer("max_attempts").notNull(),
  /** Changes with every claim: what a worker that lost its lease no longer holds. */
  leaseToken: uuid("lease_token"),
  leaseUntil: instant("lease_until"),
  /** Why the last attempt failed: a code, never data. */
  lastError: text("last_error"),
  createdAt: createdAt(),
  finishedAt: instant("finished_at"),
}, (t) => [
  uniqueIndex("jobs_key").on(t.organizationId, t.key).where(sql`status in ('ready', 'running')`),
  uniqueIndex("jobs_platform_key").on(t.key)
    .where(sql`organization_id is null and status in ('ready', 'running')`),
  index("jobs_ready_idx").on(t.lane, t.runAt, t.id).where(sql`status = 'ready'`),
  index("jobs_turns_idx").on(t.organizationId, t.lane, t.runAt, t.id).where(sql`status = 'ready'`),
  index("jobs_lease_idx").on(t.leaseUntil).where(sql`status = 'running'`),
  index("jobs_buried_idx").on(t.finishedAt.desc().nullsFirst(), t.id).where(sql`status = 'buried'`),
  index("jobs_organization_idx").on(t.organizationId),
  ...tenantPolicies("jobs"),
]).enableRLS();
