import { and, asc, between, eq } from "drizzle-orm";
import { usageDays } from "#db/schema/usage_days.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { type DaySpan, spanOf, type SpanWanted } from "../analytics/day_span.ts";
import type { Cell, ExportFormat, Sheet } from "./export_document.ts";

const COLUMNS = ["used_on", "queries"] as const;

/**
 * The days of Bogota on which the organization used queries, the earliest first. Taking them is on record.
 * @throws {DomainError} `permission_denied`, `request_invalid` for a span that cannot be.
 */
export async function exportUsage(
  ctx: Ctx,
  { format, ...wanted }: SpanWanted & { format: ExportFormat },
): Promise<Sheet> {
  const sheet = usageSheet(ctx, wanted);
  await ctx.db.tx((tx) => audit(tx, ctx, { action: "organization.export_usage", data: { format } }));
  return sheet;
}

/** The same without a record. */
export function usageSheet(ctx: Ctx, wanted: SpanWanted): Sheet {
  authorize(ctx, "view_org_analytics", "manage_billing");
  const span = spanOf(wanted, ctx.clock.now());
  return { name: "usage", columns: COLUMNS, rows: rowsOf(ctx, span) };
}

async function* rowsOf(ctx: Ctx, { from, to }: DaySpan): AsyncGenerator<readonly Cell[]> {
  const days = await ctx.db.one((db) =>
    db.select({ day: usageDays.day, queries: usageDays.queries }).from(usageDays)
      .where(and(eq(usageDays.organizationId, ctx.organization.id), between(usageDays.day, from, to)))
      .orderBy(asc(usageDays.day))
  );
  for (const { day, queries } of days) {
    yield [{ kind: "day", value: day }, { kind: "number", value: queries }];
  }
}
