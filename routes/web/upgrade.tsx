/** Where `upgrade_url` leads: what each plan includes, and the way to ask for another one. */
import { listPlanRequests } from "#domain/plan_requests/list_plan_requests.ts";
import { requestPlan } from "#domain/plan_requests/request_plan.ts";
import { DomainError } from "#domain/errors.ts";
import { isPlan } from "#domain/plans.ts";
import { type PlanForm, Upgrade } from "#views/organizations/upgrade.tsx";
import { personWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { planProps } from "./_plan_props.ts";

const SHOWN = 10;
const LONGEST_MESSAGE = 1_000;

export async function upgradePage(c: LexiaContext): Promise<Response> {
  return await showPlans(c, { plan: "", message: "" });
}

export async function submitPlanRequest(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const plan = textIn(form, "plan");
  const message = textIn(form, "message").slice(0, LONGEST_MESSAGE);
  try {
    if (!isPlan(plan)) throw new DomainError("request_invalid");
    await requestPlan(c.var.ctx, { plan, message });
    return c.redirect("/billing/upgrade", 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === "forbidden") throw error;
    const { title, advice } = personWords(error.code, readerOf(c).locale);
    return await showPlans(c, { plan, message, refusal: `${title}. ${advice}` }, statusOf(error.kind));
  }
}

async function showPlans(
  c: LexiaContext,
  form: PlanForm,
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const { ctx } = c.var;
  const { organization, actor } = ctx;
  const mayAsk = actor.permissions.has("manage_billing");
  const requests = mayAsk ? (await listPlanRequests(ctx, { limit: SHOWN })).items : [];
  const props = {
    frame: frameOf(c),
    plans: planProps(organization),
    queriesPerMonth: organization.maxQueriesPerMonth,
    form: mayAsk ? form : null,
    requests: requests.map(({ plan, status, createdAt, answer }) => ({ plan, status, createdAt, answer })),
  };
  return show(c, <Upgrade {...props} />, status);
}
