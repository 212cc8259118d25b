/** The first page of the day, for every member. */
import { getOverview } from "#domain/dashboard/get_overview.ts";
import { DashboardPage } from "#views/dashboard/dashboard.tsx";
import type { LexiaContext } from "../_env.ts";
import { dashboardProps } from "./_dashboard_props.ts";
import { choiceKept, keepChoice, readerOf } from "./_look.ts";
import { frameOf, show } from "./_page.ts";

/** Holds who of this browser's people has put the first steps away. */
const DISMISSED = "lexia_first_steps";
const MOST_PEOPLE = 10;

export async function dashboardPage(c: LexiaContext): Promise<Response> {
  const { ctx } = c.var;
  const overview = await getOverview(ctx);
  const hasDismissed = dismissedBy(c).includes(ctx.actor.userId);
  const props = dashboardProps(ctx, overview, { reader: readerOf(c), hasDismissed });
  return show(c, <DashboardPage frame={frameOf(c)} {...props} />);
}

export function dismissFirstSteps(c: LexiaContext): Response {
  const people = [...new Set([c.var.ctx.actor.userId, ...dismissedBy(c)])].slice(0, MOST_PEOPLE);
  keepChoice(c, DISMISSED, people.join("."));
  return c.redirect("/dashboard", 303);
}

function dismissedBy(c: LexiaContext): string[] {
  return (choiceKept(c, DISMISSED) ?? "").split(".").filter((id) => /^[0-9a-f-]{36}$/.test(id));
}
