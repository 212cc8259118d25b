/** The organizations of the platform, for its operators: the list, and a new one. */
import { DomainError } from "#domain/errors.ts";
import { createOrganization } from "#domain/organizations/create_organization.ts";
import { type OrganizationSurvey, surveyOrganizations } from "#domain/organizations/survey_organizations.ts";
import { NewOrganization, type NewOrganizationFields } from "#views/platform/new_organization.tsx";
import { type OrganizationRow, Organizations } from "#views/platform/organizations.tsx";
import { organizationsWords } from "#views/platform/organizations_words.ts";
import type { OrganizationState } from "#views/platform/words.ts";
import type { LexiaContext } from "../../_env.ts";
import { statusOf } from "../../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "../_page.ts";
import { refusalText } from "../_refusal.ts";
import { oneOf, pagesOf, typedIn } from "./_asked.ts";

const ROWS = 50;
const STATES: readonly OrganizationState[] = ["active", "suspended", "leaving"];
const EMPTY: NewOrganizationFields = {
  name: "",
  subdomain: "",
  plan: "free",
  admin_name: "",
  admin_email: "",
  admin_locale: "es",
};

export async function organizationsPage(c: LexiaContext): Promise<Response> {
  const fields = { q: typedIn(c, "q"), plan: typedIn(c, "plan"), state: typedIn(c, "state") };
  const { items, nextCursor } = await surveyOrganizations(c.var.platformCtx, {
    search: fields.q,
    plan: fields.plan || undefined,
    state: oneOf(STATES, fields.state),
    limit: ROWS,
    cursor: c.req.query("cursor"),
  });
  const pages = pagesOf(c, "/organizations", fields, nextCursor);
  return show(c, <Organizations frame={frameOf(c)} fields={fields} rows={items.map(rowOf)} {...pages} />);
}

export function stateOf(
  { isActive, deleteAfter }: Pick<OrganizationSurvey, "isActive" | "deleteAfter">,
): OrganizationState {
  return deleteAfter ? "leaving" : isActive ? "active" : "suspended";
}

function rowOf(found: OrganizationSurvey): OrganizationRow {
  const { id, name, subdomain, plan, users, maxUsers, queries, maxQueriesPerMonth, createdAt } = found;
  const state = stateOf(found);
  return { id, name, subdomain, plan, state, users, maxUsers, queries, maxQueriesPerMonth, createdAt };
}

export function newOrganizationPage(c: LexiaContext): Response {
  const { baseDomain } = c.var.deps.settings;
  return show(c, <NewOrganization frame={frameOf(c)} baseDomain={baseDomain} fields={EMPTY} errors={{}} />);
}

export async function submitOrganization(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = (name: keyof NewOrganizationFields) => textIn(form, name).trim().slice(0, 300);
  const fields: NewOrganizationFields = {
    name: typed("name"),
    subdomain: typed("subdomain"),
    plan: typed("plan"),
    admin_name: typed("admin_name"),
    admin_email: typed("admin_email"),
    admin_locale: typed("admin_locale"),
  };
  const { platformCtx, deps } = c.var;
  try {
    const { id } = await createOrganization(platformCtx, deps.identity, {
      name: fields.name,
      subdomain: fields.subdomain,
      plan: fields.plan,
      invitee: {
        name: fields.admin_name || null,
        email: fields.admin_email,
        locale: fields.admin_locale === "en" ? "en" : "es",
      },
    });
    return c.redirect(`/organizations/${id}?done=created`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return showAgain(c, fields, error);
  }
}

/** What the verb calls them, and what the form does. */
const FIELDS: Readonly<Record<string, keyof NewOrganizationFields>> = {
  name: "name",
  subdomain: "subdomain",
  plan: "plan",
  "invitee.name": "admin_name",
  "invitee.email": "admin_email",
};

function showAgain(c: LexiaContext, fields: NewOrganizationFields, refusal: DomainError): Response {
  const frame = frameOf(c);
  const w = organizationsWords(frame.reader.locale);
  const errors = Object.fromEntries(
    (refusal.data.errors ?? []).flatMap(({ field }) => {
      const name = FIELDS[field];
      return name ? [[name, w.wrong[field]]] : [];
    }),
  );
  const isTaken = refusal.code === "subdomain_taken";
  const isPlaced = isTaken || Object.keys(errors).length > 0;
  const page = (
    <NewOrganization
      frame={frame}
      baseDomain={c.var.deps.settings.baseDomain}
      fields={fields}
      errors={isTaken ? { subdomain: w.taken } : errors}
      error={isPlaced ? undefined : refusalText(c, refusal)}
    />
  );
  return show(c, page, statusOf(refusal.kind));
}
