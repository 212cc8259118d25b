/** One organization, for operators: what it uses, its people, its plan, and what ends its access. */
import { DomainError } from "#domain/errors.ts";
import { findPeople } from "#domain/operations/find_people.ts";
import { askDeletion, takeDeletionBack } from "#domain/organizations/ask_deletion.ts";
import { reactivateOrganization, suspendOrganization } from "#domain/organizations/suspend_organization.ts";
import { type OrganizationSurvey, surveyOrganization } from "#domain/organizations/survey_organizations.ts";
import { updateOrganization } from "#domain/organizations/update_organization.ts";
import { listAllPlanRequests } from "#domain/plan_requests/list_plan_requests.ts";
import {
  type OrganizationFacts,
  OrganizationPage,
  type OrganizationProps,
} from "#views/platform/organization.tsx";
import { organizationsWords } from "#views/platform/organizations_words.ts";
import { organizationWords } from "#views/platform/organization_words.ts";
import type { PlanFields } from "#views/platform/plan_form.tsx";
import type { LexiaContext } from "../../_env.ts";
import { type ProblemStatus, statusOf } from "../../_middleware/problem.ts";
import { confirmPath } from "../_confirm.ts";
import { frameOf, readForm, show, textIn } from "../_page.ts";
import { refusalText } from "../_refusal.ts";
import { idIn, parseReason } from "./_asked.ts";
import { stateOf } from "./organizations.tsx";

/** The page has more where there are more. */
const PEOPLE_SHOWN = 10;
const REQUESTS_SHOWN = 5;

type News = Partial<Pick<OrganizationProps, "error" | "moves">> & {
  plan?: Partial<OrganizationProps["plan"]>;
};

export async function organizationPage(c: LexiaContext): Promise<Response> {
  return await showOrganization(c, {});
}

async function showOrganization(
  c: LexiaContext,
  { plan, moves, error }: News,
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const { platformCtx: ctx, deps } = c.var;
  const found = await surveyOrganization(ctx, idIn(c));
  const [people, requests] = await Promise.all([
    findPeople(ctx, { organizationId: found.id, limit: PEOPLE_SHOWN }),
    listAllPlanRequests(ctx, { organizationId: found.id, limit: REQUESTS_SHOWN }),
  ]);
  return show(
    c,
    <OrganizationPage
      frame={frameOf(c)}
      organization={factsOf(found, deps.services.addressOf(found, "/"))}
      people={people.items}
      requests={requests.items}
      graceDays={deps.settings.deletionGraceDays}
      done={c.req.query("done") ?? ""}
      error={error}
      plan={{ fields: fieldsOf(found), errors: {}, ...plan }}
      moves={moves ?? { reason: "", confirm: "" }}
    />,
    status,
  );
}

function factsOf(found: OrganizationSurvey, address: string): OrganizationFacts {
  return { ...found, address, state: stateOf(found) };
}

function fieldsOf(found: OrganizationSurvey): PlanFields {
  return {
    name: found.name,
    plan: found.plan,
    max_users: found.maxUsers?.toString() ?? "",
    max_queries_per_month: found.maxQueriesPerMonth?.toString() ?? "",
    max_requests_per_minute: found.maxRequestsPerMinute?.toString() ?? "",
    reason: "",
  };
}

export async function submitPlan(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = (name: keyof PlanFields) => textIn(form, name).trim().slice(0, 600);
  const fields: PlanFields = {
    name: typed("name"),
    plan: typed("plan"),
    max_users: typed("max_users"),
    max_queries_per_month: typed("max_queries_per_month"),
    max_requests_per_minute: typed("max_requests_per_minute"),
    reason: typed("reason"),
  };
  // The plan's own limits come with its name, where none are given beside it.
  const limits = textIn(form, "limits") === "plan" ? { maxRequestsPerMinute: null } : {
    maxUsers: limitIn(fields.max_users),
    maxQueriesPerMonth: limitIn(fields.max_queries_per_month),
    maxRequestsPerMinute: limitIn(fields.max_requests_per_minute),
  };
  const { platformCtx, deps } = c.var;
  try {
    const { name, plan } = fields;
    const reason = parseReason(fields.reason);
    await updateOrganization(platformCtx, deps.identity.directory, {
      id: idIn(c),
      name,
      plan,
      reason,
      ...limits,
    });
    return done(c, "changed");
  } catch (error) {
    return await again(c, error, (refusal) => {
      const { wrong } = organizationsWords(frameOf(c).reader.locale);
      const errors = (refusal.data.errors ?? []).map(({ field }) => [field, wrong[field]] as const);
      return { plan: { fields, errors: Object.fromEntries(errors) } };
    });
  }
}

/** NaN is refused by the verb, which says so. */
function limitIn(text: string): number | null {
  if (text === "") return null;
  return /^\d{1,10}$/.test(text) ? Number(text) : NaN;
}

export async function submitSuspension(c: LexiaContext): Promise<Response> {
  return await switching(c, "suspend", suspendOrganization, "suspended");
}

export async function submitReactivation(c: LexiaContext): Promise<Response> {
  return await switching(c, "reactivate", reactivateOrganization, "reactivated");
}

async function switching(
  c: LexiaContext,
  move: "suspend" | "reactivate",
  verb: typeof suspendOrganization,
  told: string,
): Promise<Response> {
  const reason = textIn(await readForm(c), `${move}-reason`).slice(0, 600);
  const { platformCtx, deps } = c.var;
  try {
    await verb(platformCtx, deps.identity, { id: idIn(c), reason: parseReason(reason) });
    return done(c, told);
  } catch (error) {
    return await again(c, error, () => {
      const { wrong } = organizationsWords(frameOf(c).reader.locale);
      return { moves: { move, reason, confirm: "", error: wrong.reason } };
    });
  }
}

export async function submitDeletion(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const confirm = textIn(form, "confirm").trim().slice(0, 100);
  const withoutExport = textIn(form, "without_export") === "yes";
  const { platformCtx, deps } = c.var;
  try {
    const graceDays = deps.settings.deletionGraceDays;
    await askDeletion(platformCtx, deps.identity, { id: idIn(c), confirm, withoutExport, graceDays });
    return done(c, "leaving");
  } catch (error) {
    return await again(c, error, (refusal) => {
      const { mismatch } = organizationWords(frameOf(c).reader.locale);
      const isMismatch = refusal.code === "confirmation_mismatch";
      return { moves: { move: "delete", reason: "", confirm, error: isMismatch ? mismatch : undefined } };
    });
  }
}

export async function submitDeletionBack(c: LexiaContext): Promise<Response> {
  const { platformCtx, deps } = c.var;
  try {
    await takeDeletionBack(platformCtx, deps.identity, idIn(c));
    return done(c, "kept");
  } catch (error) {
    return await again(c, error, () => ({}));
  }
}

function done(c: LexiaContext, what: string): Response {
  return c.redirect(`/organizations/${idIn(c)}?done=${what}`, 303);
}

/** What was refused is told on the page; what needs a fresh proof leads there first. */
async function again(
  c: LexiaContext,
  error: unknown,
  newsOf: (refusal: DomainError) => News,
): Promise<Response> {
  if (!(error instanceof DomainError) || error.code === "organization_missing") throw error;
  if (error.code === "fresh_proof_required") return c.redirect(confirmPath(`/organizations/${idIn(c)}`), 303);
  const isField = error.code === "request_invalid" || error.code === "confirmation_mismatch";
  const words = isField ? organizationsWords(frameOf(c).reader.locale).fix : refusalText(c, error);
  return await showOrganization(c, { ...newsOf(error), error: words }, statusOf(error.kind));
}
