import { eq } from "drizzle-orm";
import { scheduledReports } from "#db/schema/scheduled_reports.ts";
import { audit, changed } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { demandFileStore } from "../demand_file_store.ts";
import { DomainError } from "../errors.ts";
import { performWorkOnce } from "../idempotency.ts";
import {
  checkRecipients,
  isReport,
  lockReport,
  type Report,
  REPORT_FIELDS,
  type ReportInput,
  shownReport,
} from "./report.ts";
import { nextSlot } from "./slots.ts";

const MOST_REPORTS = 20;

/**
 * Begins a report, for the caller alone unless others are named; the first one comes with the next Monday or month.
 * @throws {DomainError} `permission_denied`, `request_invalid`, `files_not_configured`, `report_limit`
 */
export async function createReport(
  ctx: Ctx,
  input: Omit<ReportInput, "recipients"> & { recipients?: readonly string[] },
): Promise<Report> {
  authorize(ctx, "view_org_analytics");
  demandFileStore(ctx);
  return await performWorkOnce(ctx, async (tx) => {
    const count = await tx.$count(scheduledReports, eq(scheduledReports.organizationId, ctx.organization.id));
    if (count >= MOST_REPORTS) throw new DomainError("report_limit", { extra: { limit: MOST_REPORTS } });
    const wanted = { ...input, recipients: input.recipients ?? [ctx.actor.userId] };
    const now = ctx.clock.now();
    const [report] = await tx.insert(scheduledReports).values({
      ...wanted,
      recipients: await checkRecipients(tx, ctx, wanted),
      nextRunAt: nextSlot(input.every, now),
      createdAt: new Date(now),
      updatedAt: new Date(now),
    }).returning(REPORT_FIELDS);
    if (!report) throw new Error("The database made no report");
    await audit(tx, ctx, {
      action: "report.create",
      targetId: report.id,
      data: { after: shownReport(report) },
    });
    return report;
  });
}

export interface ReportChanges extends Partial<ReportInput> {
  isActive?: boolean;
}

/**
 * Changes a report; `seenAt` is its `updatedAt` as the caller last saw it.
 * @throws {DomainError} `permission_denied`, `report_not_found`, `version_conflict`, `request_invalid`
 */
export async function updateReport(
  ctx: Ctx,
  { id, seenAt, changes }: { id: string; seenAt?: Date; changes: ReportChanges },
): Promise<Report> {
  authorize(ctx, "view_org_analytics");
  return await ctx.db.tx(async (tx) => {
    const before = await lockReport(tx, ctx, id);
    if (seenAt && seenAt.getTime() !== before.updatedAt.getTime()) throw new DomainError("version_conflict");
    const wanted = {
      what: changes.what ?? before.what,
      recipients: changes.recipients ?? before.recipients,
    };
    // Who has left since is no reason to refuse another change.
    const isChecked = changes.what !== undefined || changes.recipients !== undefined;
    const recipients = isChecked ? await checkRecipients(tx, ctx, wanted) : undefined;
    const now = ctx.clock.now();
    const every = changes.every ?? before.every;
    const goesOn = changes.isActive === true && !before.isActive;
    const [report] = await tx.update(scheduledReports).set({
      ...changes,
      recipients,
      nextRunAt: goesOn || every !== before.every ? nextSlot(every, now) : undefined,
      updatedAt: new Date(now),
    }).where(isReport(ctx, id)).returning(REPORT_FIELDS);
    if (!report) throw new DomainError("report_not_found");
    const data = changed(shownReport(before), shownReport(report));
    await audit(tx, ctx, { action: "report.update", targetId: id, data });
    return report;
  });
}

/** Ends a report; files that it has made stay their time. @throws {DomainError} `permission_denied`, `report_not_found` */
export async function deleteReport(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, "view_org_analytics");
  await ctx.db.tx(async (tx) => {
    const report = await lockReport(tx, ctx, id);
    await tx.delete(scheduledReports).where(isReport(ctx, id));
    await audit(tx, ctx, {
      action: "report.delete",
      targetId: id,
      data: { before: shownReport(report) },
    });
  });
}
