/** A scheduled report, and what may be said of one. */
import { and, eq, inArray } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { scheduledReports } from "#db/schema/scheduled_reports.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { permissionsOf, ROLES } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { Rhythm } from "./slots.ts";

export const REPORT_SUBJECTS = ["novedades", "solicitudes", "analytics"] as const;
export const REPORT_FORMATS = ["pdf", "xlsx"] as const;
export const RHYTHMS = ["week", "month"] as const satisfies readonly Rhythm[];

export type Report = Omit<typeof scheduledReports.$inferSelect, "organizationId">;

export interface ReportInput {
  name: string;
  what: typeof REPORT_SUBJECTS[number];
  format: typeof REPORT_FORMATS[number];
  every: Rhythm;
  /** Ids of active members. */
  recipients: readonly string[];
}

export const REPORT_FIELDS = {
  id: scheduledReports.id,
  name: scheduledReports.name,
  what: scheduledReports.what,
  format: scheduledReports.format,
  every: scheduledReports.every,
  recipients: scheduledReports.recipients,
  isActive: scheduledReports.isActive,
  nextRunAt: scheduledReports.nextRunAt,
  lastRunAt: scheduledReports.lastRunAt,
  createdAt: scheduledReports.createdAt,
  updatedAt: scheduledReports.updatedAt,
};

/** That one report of the caller's organization. */
export function isReport({ organization }: Pick<Ctx, "organization">, id: string) {
  return and(eq(scheduledReports.organizationId, organization.id), eq(scheduledReports.id, id));
}

/** Its row, held until the transaction ends. @throws {DomainError} `report_not_found` */
export async function lockReport(tx: Db, ctx: Ctx, id: string): Promise<Report> {
  const [row] = isUuid(id)
    ? await tx.select(REPORT_FIELDS).from(scheduledReports).where(isReport(ctx, id)).for("update")
    : [];
  if (!row) throw new DomainError("report_not_found");
  return row;
}

const MOST_RECIPIENTS = 50;

/**
 * Each once, in order.
 * @throws {DomainError} `request_invalid` for who is no active member, or may not see what it is about.
 */
export async function checkRecipients(
  tx: Db,
  ctx: Ctx,
  { what, recipients }: Pick<ReportInput, "what" | "recipients">,
): Promise<string[]> {
  const wanted = [...new Set(recipients)];
  if (wanted.length === 0 || wanted.length > MOST_RECIPIENTS) {
    throw refusal(`Name one person at least, and at most ${MOST_RECIPIENTS}`);
  }
  const found = await tx.select({
    id: users.id,
    role: organizationUsers.role,
    changes: organizationUsers.permissions,
  }).from(organizationUsers).innerJoin(
    users,
    and(eq(users.organizationId, organizationUsers.organizationId), eq(users.id, organizationUsers.userId)),
  ).where(and(
    eq(organizationUsers.organizationId, ctx.organization.id),
    inArray(organizationUsers.userId, wanted),
    eq(organizationUsers.isActive, true),
    eq(users.isActive, true),
  ));
  if (found.length < wanted.length) throw refusal("Choose active members of the organization");
  const mayNot = found.some(({ role, changes }) => {
    const held = permissionsOf(ROLES.find((known) => known === role) ?? "viewer", changes);
    return what === "analytics" && !held.has("view_org_analytics");
  });
  if (mayNot) throw refusal("Choose people who may see the organization's figures");
  return wanted;
}

/** What the audit log says of it. */
export function shownReport({ name, what, format, every, recipients, isActive }: Report) {
  return { name, what, format, every, recipients, is_active: isActive };
}

function refusal(message: string): DomainError {
  return new DomainError("request_invalid", {
    errors: [{ field: "recipients", code: "recipient_invalid", message }],
  });
}
