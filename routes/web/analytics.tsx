/** What happened in an organization, in figures, for who may see them. */
import { daysOf } from "#domain/analytics/day_span.ts";
import { type Dashboard, getDashboard } from "#domain/analytics/get_dashboard.ts";
import { DomainError } from "#domain/errors.ts";
import { DashboardPage } from "#views/analytics/dashboard.tsx";
import type { LexiaContext } from "../_env.ts";
import { localeNamed, readerOf } from "./_look.ts";
import { frameOf, show } from "./_page.ts";

export async function analyticsPage(c: LexiaContext): Promise<Response> {
  const typed = (name: string) => (c.req.query(name) ?? "").trim().slice(0, 20);
  const fields = { from: typed("from"), to: typed("to") };
  const locale = localeNamed(c.req.query("lang")) ?? readerOf(c).locale;
  const dashboard = await figuresOf(c, { from: fields.from || undefined, to: fields.to || undefined });
  return show(
    c,
    <DashboardPage
      frame={frameOf(c, locale)}
      locale={locale}
      fields={dashboard ?? fields}
      figures={dashboard && { ...dashboard, days: daysOf(dashboard) }}
    />,
    dashboard ? 200 : 422,
  );
}

/** Null for days that cannot be. */
async function figuresOf(
  c: LexiaContext,
  span: { from?: string; to?: string },
): Promise<Dashboard | null> {
  try {
    return await getDashboard(c.var.ctx, span);
  } catch (error) {
    if (error instanceof DomainError && error.code === "request_invalid") return null;
    throw error;
  }
}
