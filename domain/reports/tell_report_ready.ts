import { and, eq } from "drizzle-orm";
import type { exportFiles } from "#db/schema/exports.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { organizations } from "#db/schema/organizations.ts";
import { scheduledReports } from "#db/schema/scheduled_reports.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { bogotaDate } from "../bogota.ts";
import type { JobCtx } from "../ctx.ts";
import { KEPT_DAYS } from "../exports/export_file.ts";
import type { Sealer } from "../identity/sealing.ts";
import { localeOf } from "../mail/messages.ts";
import { sendMail } from "../mail/send_mail.ts";

/** Leaves a message for whom the file was made, where a report made it: with a link to the page that shows it. */
export async function tellReportReady(
  tx: Db,
  ctx: JobCtx,
  sealer: Sealer,
  { id, userId, reportId }: Pick<typeof exportFiles.$inferSelect, "id" | "userId" | "reportId">,
): Promise<void> {
  if (reportId === null) return;
  const { organizationId } = ctx;
  const [row] = await tx.select({
    report: scheduledReports.name,
    organization: organizations.name,
    subdomain: organizations.subdomain,
    name: users.name,
    address: users.email,
    locale: users.locale,
    organizationLocale: organizationSettings.locale,
  }).from(scheduledReports)
    .innerJoin(organizations, eq(organizations.id, organizationId))
    .innerJoin(users, and(eq(users.organizationId, organizationId), eq(users.id, userId)))
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizationId))
    .where(and(eq(scheduledReports.organizationId, organizationId), eq(scheduledReports.id, reportId)));
  // Nobody wants it any more.
  if (!row) return;
  const { name, address, organization, report, subdomain } = row;
  const until = bogotaDate(ctx.clock.now() + KEPT_DAYS * 86_400_000);
  const link = ctx.addressOf({ subdomain }, `/exports/${id}`);
  await sendMail(tx, sealer, {
    to: { name, address },
    message: {
      kind: "report_ready",
      locale: localeOf(row.locale, row.organizationLocale),
      says: { organization, report, link, until },
    },
  }, { key: `report_ready:${id}` });
}
