import { and, eq, inArray, lte, sql } from "drizzle-orm";
import { exportFiles, type ExportFilters } from "#db/schema/exports.ts";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { scheduledReports } from "#db/schema/scheduled_reports.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { enqueueMany } from "#jobs/queue.ts";
import { plusDays } from "../analytics/day_span.ts";
import { PERMISSIONS } from "../authz.ts";
import type { Services } from "../ctx.ts";
import { recordAct } from "../identity/record_act.ts";
import type { Report } from "./report.ts";
import { beginningOf, latestSlotDay, nextSlot, spanOfSlot } from "./slots.ts";

/** In one tick; the rest is due at the next. */
const BATCH = 50;

const WHENCE = { address: null, requestId: "tick" };

type DueReport = Pick<Report, "id" | "what" | "format" | "every" | "recipients"> & {
  organizationId: string;
};

/**
 * Makes an export for each recipient of the reports whose day has come: one of their own, since each sees what they may.
 * Once a day, however many do this at once and by the database's clock alone; of days that an outage has passed over, the
 * last one. Where no files are kept they stay due.
 */
export async function enqueueDueReports(
  { platformDb, files }: Pick<Services, "platformDb" | "files">,
): Promise<void> {
  if (!files.isConfigured) return;
  await platformDb.tx({ purpose: "reports.schedule" }, async (tx) => {
    const due = await lockDue(tx);
    if (due.length === 0) return;
    const [clock] = await tx.execute(sql`select extract(epoch from now()) * 1000 as now`);
    for (const report of due) await begin(tx, report, Number(clock?.now));
  });
}

async function lockDue(tx: Db): Promise<DueReport[]> {
  return await tx.select({
    id: scheduledReports.id,
    organizationId: scheduledReports.organizationId,
    what: scheduledReports.what,
    format: scheduledReports.format,
    every: scheduledReports.every,
    recipients: scheduledReports.recipients,
  }).from(scheduledReports)
    .innerJoin(
      organizations,
      and(eq(organizations.id, scheduledReports.organizationId), eq(organizations.isActive, true)),
    )
    .where(and(sql`${scheduledReports.isActive}`, lte(scheduledReports.nextRunAt, sql`now()`)))
    .orderBy(scheduledReports.nextRunAt).limit(BATCH)
    .for("update", { of: scheduledReports, skipLocked: true });
}

async function begin(tx: Db, report: DueReport, now: number): Promise<void> {
  const { organizationId, id: reportId, what, format, every } = report;
  const slotOn = latestSlotDay(every, now);
  await tx.update(scheduledReports)
    .set({ nextRunAt: nextSlot(every, now), lastRunAt: new Date(now) })
    .where(eq(scheduledReports.id, reportId));
  const people = await activeOf(tx, report);
  if (people.length === 0) return;
  const filters = filtersOf(report, slotOn);
  const made = await tx.insert(exportFiles).values(people.map((userId) => ({
    organizationId,
    userId,
    allowed: [...PERMISSIONS],
    what,
    format,
    filters,
    reportId,
    slotOn,
  }))).onConflictDoNothing().returning({ id: exportFiles.id });
  await enqueueMany(
    tx,
    "export.make",
    made.map(({ id }) => ({ organizationId, key: `export.make:${id}`, payload: { exportId: id } })),
  );
  const data = { slot: slotOn, recipients: made.length };
  await recordAct(tx, WHENCE, {
    organizationId,
    actorId: null,
    action: "report.run",
    targetId: reportId,
    data,
  });
}

async function activeOf(tx: Db, { organizationId, recipients }: DueReport): Promise<string[]> {
  const rows = await tx.select({ id: users.id }).from(organizationUsers)
    .innerJoin(users, and(eq(users.organizationId, organizationId), eq(users.id, organizationUsers.userId)))
    .where(and(
      eq(organizationUsers.organizationId, organizationId),
      inArray(organizationUsers.userId, recipients),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
    )).orderBy(users.id);
  return rows.map(({ id }) => id);
}

function filtersOf({ what, every }: DueReport, slotOn: string): ExportFilters {
  const { from, to } = spanOfSlot(every, slotOn);
  switch (what) {
    case "solicitudes":
      return {};
    case "analytics":
      return { from, to };
    case "novedades":
      return { from: beginningOf(from).toISOString(), to: beginningOf(plusDays(to, 1)).toISOString() };
  }
}
