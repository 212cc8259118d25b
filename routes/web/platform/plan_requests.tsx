/** Plans that organizations ask for: operators give them, or say no. */
import { DomainError } from "#domain/errors.ts";
import { approvePlanRequest, declinePlanRequest } from "#domain/plan_requests/decide_plan_request.ts";
import { listAllPlanRequests } from "#domain/plan_requests/list_plan_requests.ts";
import { PlanRequests } from "#views/platform/plan_requests.tsx";
import type { LexiaContext } from "../../_env.ts";
import { type ProblemStatus, statusOf } from "../../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "../_page.ts";
import { refusalText } from "../_refusal.ts";
import { idIn, oneOf, pagesOf, typedIn } from "./_asked.ts";

const PATH = "/plan-requests";
const ROWS = 50;
const STATUSES = ["pending", "approved", "declined"] as const;

export async function planRequestsPage(c: LexiaContext): Promise<Response> {
  return await showRequests(c);
}

async function showRequests(
  c: LexiaContext,
  error?: string,
  code: 200 | ProblemStatus = 200,
): Promise<Response> {
  const status = oneOf(STATUSES, typedIn(c, "status"));
  const cursor = c.req.query("cursor");
  const page = await listAllPlanRequests(c.var.platformCtx, { status, limit: ROWS, cursor });
  return show(
    c,
    <PlanRequests
      frame={frameOf(c)}
      status={status ?? ""}
      rows={page.items}
      done={c.req.query("done") ?? ""}
      error={error}
      {...pagesOf(c, PATH, { status: status ?? "" }, page.nextCursor)}
    />,
    code,
  );
}

export const submitApproval = decision(approvePlanRequest, "approved");
export const submitDecline = decision(declinePlanRequest, "declined");

function decision(verb: typeof approvePlanRequest, told: string) {
  return async (c: LexiaContext): Promise<Response> => {
    const answer = textIn(await readForm(c), "answer").slice(0, 1_000);
    try {
      await verb(c.var.platformCtx, c.var.deps.identity, { id: idIn(c), answer });
      return c.redirect(`${PATH}?done=${told}`, 303);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === "plan_request_not_found") throw error;
      return await showRequests(c, refusalText(c, error), statusOf(error.kind));
    }
  };
}
