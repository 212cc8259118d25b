import { eq } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import type { Page } from "../page.ts";
import { type AuditFilter, type AuditLine, pageOfLines, selectLines } from "./lines.ts";

/** What happened in the organization, the latest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listAudit(
  ctx: Ctx,
  { limit, cursor, ...filter }: AuditFilter & { limit: number; cursor?: string },
): Promise<Page<AuditLine>> {
  authorize(ctx, "update_org_settings");
  const of = eq(auditLog.organizationId, ctx.organization.id);
  const rows = await ctx.db.one((db) => selectLines(db, { of, filter, order: "time", cursor }, limit + 1));
  return pageOfLines(rows, limit, "time");
}
