/** Whom the organization has asked to join. */
import { ROLES } from "#domain/authz.ts";
import { DomainError } from "#domain/errors.ts";
import { createInvitation } from "#domain/invitations/create_invitation.ts";
import { listInvitations } from "#domain/invitations/list_invitations.ts";
import { resendInvitation } from "#domain/invitations/resend_invitation.ts";
import { revokeInvitation } from "#domain/invitations/revoke_invitation.ts";
import { getTeamFigures } from "#domain/users/get_team_figures.ts";
import { NO_CHANGES, offeredTo } from "#domain/users/within_own.ts";
import {
  type InvitationFields,
  type InvitationForm,
  InvitationsPage,
  LIFE_DAYS,
} from "#views/team/invitations.tsx";
import { teamWords } from "#views/team/words.ts";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { localeNamed, readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { refusalText } from "./_refusal.ts";

const HERE = "/team/invitations";
const ROWS = 50;
const EMPTY: InvitationFields = { email: "", name: "", role: "user", locale: "", days: "7" };
const DONE = ["sent", "resent", "revoked"] as const;

export async function invitationsPage(c: LexiaContext): Promise<Response> {
  return await showInvitations(c, { fields: EMPTY });
}

export async function submitTeamInvitation(c: LexiaContext): Promise<Response> {
  const fields = fieldsIn(await readForm(c));
  const role = ROLES.find((one) => one === fields.role && one !== "super_admin");
  try {
    await createInvitation(c.var.ctx, c.var.deps.identity, {
      email: fields.email,
      name: fields.name || null,
      role: role === undefined || role === "super_admin" ? "user" : role,
      locale: localeNamed(fields.locale) ?? null,
      expiresInDays: Number(fields.days),
    });
    return c.redirect(`${HERE}?done=sent`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await showInvitations(c, { fields, ...complaint(c, error) }, statusOf(error.kind));
  }
}

export async function submitResend(c: LexiaContext): Promise<Response> {
  return await changing(c, "resent", async (id) => {
    await resendInvitation(c.var.ctx, c.var.deps.identity, id);
  });
}

export async function submitInvitationRevocation(c: LexiaContext): Promise<Response> {
  return await changing(c, "revoked", (id) => revokeInvitation(c.var.ctx, id));
}

/** What depends on the moment is told on the page; what is not there, or not the caller's, is a page of its own. */
async function changing(
  c: LexiaContext,
  done: typeof DONE[number],
  change: (id: string) => Promise<void>,
): Promise<Response> {
  try {
    await change(c.req.param("id") ?? "");
    return c.redirect(`${HERE}?done=${done}`, 303);
  } catch (error) {
    const isOfMoment = error instanceof DomainError &&
      ["invitation_closed", "rate_limited", "seats_exceeded"].includes(error.code);
    if (!isOfMoment) throw error;
    const refusal = { text: refusalText(c, error) };
    return await showInvitations(c, { fields: EMPTY, refusal }, statusOf(error.kind));
  }
}

async function showInvitations(
  c: LexiaContext,
  form: InvitationForm,
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const { ctx } = c.var;
  const cursor = c.req.method === "GET" ? c.req.query("cursor") : undefined;
  const [{ items, nextCursor }, figures] = await Promise.all([
    listInvitations(ctx, { cursor, limit: ROWS }),
    getTeamFigures(ctx),
  ]);
  const page = (
    <InvitationsPage
      frame={frameOf(c)}
      figures={figures}
      form={form}
      roles={offeredTo(ctx, { role: "user", permissions: NO_CHANGES }).roles}
      rows={items}
      done={DONE.find((one) => one === c.req.query("done"))}
      now={new Date(ctx.clock.now())}
      firstPage={cursor === undefined ? null : HERE}
      nextPage={nextCursor === null ? null : `${HERE}?${new URLSearchParams({ cursor: nextCursor })}`}
    />
  );
  return show(c, page, status);
}

function fieldsIn(form: Record<string, unknown>): InvitationFields {
  const days = LIFE_DAYS.find((one) => String(one) === textIn(form, "days"));
  return {
    email: textIn(form, "email").trim().slice(0, 254),
    name: textIn(form, "name").trim().slice(0, 200),
    role: textIn(form, "role").slice(0, 50),
    locale: localeNamed(textIn(form, "locale")) ?? "",
    days: String(days ?? EMPTY.days),
  };
}

/** Beside the field, where it is about one. */
function complaint(c: LexiaContext, error: DomainError): Pick<InvitationForm, "refusal" | "errors"> {
  const { invitations: w } = teamWords(readerOf(c).locale);
  const text = refusalText(c, error);
  switch (error.code) {
    case "user_exists":
    case "invitation_exists":
      return { errors: { email: text } };
    case "request_invalid":
      return error.data.errors?.[0]?.field === "name"
        ? { errors: { name: w.nameWrong } }
        : { errors: { email: w.emailWrong } };
    default:
      return { refusal: { text } };
  }
}
