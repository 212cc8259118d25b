/** What the organization has used of its plan, as far as the reader may know. */
import { daysOf, plusDays } from "#domain/analytics/day_span.ts";
import { getUsageFigures, type UsageFigures } from "#domain/analytics/get_usage_figures.ts";
import { bogotaDate } from "#domain/bogota.ts";
import type { Ctx } from "#domain/ctx.ts";
import { getUsage } from "#domain/organizations/get_usage.ts";
import { forecastQueries, getPlanPace } from "#domain/organizations/get_usage_outlook.ts";
import { listPlanRequests } from "#domain/plan_requests/list_plan_requests.ts";
import { UsagePage, type UsageProps } from "#views/usage/usage.tsx";
import type { LexiaContext } from "../_env.ts";
import { frameOf, show } from "./_page.ts";
import { hasOwnLimits, planProps } from "./_plan_props.ts";

const MONTHS = 6;

export async function usagePage(c: LexiaContext): Promise<Response> {
  const { ctx } = c.var;
  const { permissions } = ctx.actor;
  const seesDays = permissions.has("view_org_analytics");
  const mayAsk = permissions.has("manage_billing");
  const [figures, pendingPlan] = await Promise.all([
    seesDays || mayAsk ? figuresOf(ctx, seesDays) : null,
    mayAsk ? pendingPlanOf(ctx) : null,
  ]);
  const { organization } = ctx;
  return show(
    c,
    <UsagePage
      frame={frameOf(c)}
      plan={organization.plan}
      plans={planProps(organization)}
      hasOwnLimits={hasOwnLimits(organization)}
      figures={figures}
      mayAsk={mayAsk}
      span={figures && spanOfMonths(ctx)}
      pendingPlan={pendingPlan}
    />,
  );
}

async function figuresOf(ctx: Ctx, seesDays: boolean): Promise<NonNullable<UsageProps["figures"]>> {
  const [usage, pace, history] = await Promise.all([
    getUsage(ctx),
    getPlanPace(ctx),
    seesDays ? getUsageFigures(ctx, spanOfMonths(ctx)) : null,
  ]);
  const { queries, users, held, resetsAt } = usage;
  const now = ctx.clock.now();
  const forecast = history && forecastQueries({ used: queries.used, days: history.days, now });
  return {
    queries,
    users,
    held,
    resetsOn: bogotaDate(resetsAt.getTime()),
    forecast,
    ...pace,
    ...historyOf(history),
  };
}

/** Days and months without a query are shown as well. */
function historyOf(history: UsageFigures | null) {
  if (!history) return { days: [], months: [] };
  const { from, to } = history;
  const used = new Map(history.days.map(({ day, count }) => [day, count]));
  const ofMonth = new Map(history.months.map(({ month, count }) => [month, count]));
  const months = [...new Set(daysOf({ from, to }).map((day) => day.slice(0, 7)))];
  return {
    days: daysOf({ from: `${to.slice(0, 7)}-01`, to }).map((day) => ({ day, count: used.get(day) ?? 0 })),
    months: months.map((month) => ({ month, count: ofMonth.get(month) ?? 0 })),
  };
}

/** From the first day of the earliest month until now. */
function spanOfMonths(ctx: Ctx): { from: string; to: string } {
  const to = bogotaDate(ctx.clock.now());
  let from = `${to.slice(0, 7)}-01`;
  for (let i = 1; i < MONTHS; i++) from = `${plusDays(from, -1).slice(0, 7)}-01`;
  return { from, to };
}

async function pendingPlanOf(ctx: Ctx): Promise<string | null> {
  const { items } = await listPlanRequests(ctx, { limit: 1 });
  return items.find(({ status }) => status === "pending")?.plan ?? null;
}
