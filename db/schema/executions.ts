import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  unique,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { type ExecutionResult, solicitudes } from "./solicitudes.ts";

export type { ExecutionResult } from "./solicitudes.ts";

/** Why an answer cannot be trusted or did not come, and when LEXIA looks again. */
export interface ExecutionDetail {
  code: string;
  retryAt?: string;
}

/** Runs of a solicitud: what was asked when, of which source, and whether the answer can be trusted. */
export const executions = pgTable("executions", {
  id: id(),
  organizationId: organizationId(),
  solicitudId: uuid("solicitud_id").notNull(),
  jobId: uuid("job_id").notNull(),
  attempt: integer("attempt").notNull(),
  trigger: varchar("trigger", { length: 10 }).$type<"created" | "manual" | "scheduled">().notNull(),
  /** Null while it runs. */
  result: varchar("result", { length: 12 }).$type<ExecutionResult>(),
  source: varchar("source", { length: 20 }).notNull(),
  startedAt: instant("started_at").notNull(),
  finishedAt: instant("finished_at"),
  durationMs: integer("duration_ms"),
  /** SHA-256 of the portal's answers, hexadecimal: what proves that the check was made. */
  evidence: varchar("evidence", { length: 64 }),
  portalCalls: integer("portal_calls").notNull().default(0),
  newActuaciones: integer("new_actuaciones").notNull().default(0),
  detail: jsonb("detail").$type<ExecutionDetail>(),
  /** Is in the figures of its day: see `domain/analytics/`. */
  isCounted: boolean("is_counted").notNull().default(false),
  createdAt: createdAt(),
}, (t) => [
  unique("executions_organization_id_key").on(t.organizationId, t.id),
  index("executions_job_idx").on(t.organizationId, t.jobId),
  index("executions_solicitud_idx").on(t.organizationId, t.solicitudId, t.startedAt, t.id),
  index("executions_uncounted_idx").on(t.id).where(sql`not is_counted and result is not null`),
  foreignKey({
    name: "executions_solicitud_fk",
    columns: [t.organizationId, t.solicitudId],
    foreignColumns: [solicitudes.organizationId, solicitudes.id],
  }).onDelete("cascade"),
  ...tenantPolicies("executions"),
]).enableRLS();
