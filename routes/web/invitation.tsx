/** Accepting an invitation in the browser. */
import { DomainError } from "#domain/errors.ts";
import { openBrowserSession } from "#domain/identity/open_session.ts";
import { acceptInvitation, BY_INVITATION } from "#domain/invitations/accept_invitation.ts";
import { findInvitation, type FoundInvitation } from "#domain/invitations/find_invitation.ts";
import { AcceptInvitation, InvitationClosed } from "#views/identity/invitation.tsx";
import { problemWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { setSessionCookie } from "../_session_cookie.ts";
import { visitorOf } from "../auth/schema.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { hideAddress, refusalText } from "./_refusal.ts";

export async function invitationPage(c: LexiaContext): Promise<Response> {
  hideAddress(c);
  const token = c.req.query("token") ?? "";
  const found = await find(c, token);
  if (!found) return showClosed(c);
  return show(c, <AcceptInvitation {...propsOf(c, found, token)} />);
}

export async function submitInvitation(c: LexiaContext): Promise<Response> {
  hideAddress(c);
  const form = await readForm(c);
  const [token, name] = [textIn(form, "token"), textIn(form, "name")];
  const acceptsTerms = textIn(form, "accept_terms") === "yes";
  const visitor = visitorOf(c);
  try {
    const password = textIn(form, "password");
    const person = await acceptInvitation(visitor, { token, name, password, acceptsTerms });
    const { cookieToken, expiresAt } = await openBrowserSession(visitor, person, BY_INVITATION);
    setSessionCookie(c, cookieToken, expiresAt);
    return c.redirect("/solicitudes", 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const found = await find(c, token);
    if (!found) return showClosed(c);
    const page = <AcceptInvitation {...propsOf(c, found, token)} name={name} error={refusalText(c, error)} />;
    return show(c, page, statusOf(error.kind));
  }
}

async function find(c: LexiaContext, token: string): Promise<FoundInvitation | undefined> {
  try {
    return await findInvitation(visitorOf(c), token);
  } catch (error) {
    if (error instanceof DomainError && error.code === "invitation_not_found") return undefined;
    throw error;
  }
}

function propsOf(c: LexiaContext, { organization, invitation, inviter }: FoundInvitation, token: string) {
  const { email, role, expiresAt } = invitation;
  const name = invitation.name ?? "";
  return { frame: frameOf(c), token, organization: organization.name, inviter, email, name, role, expiresAt };
}

function showClosed(c: LexiaContext): Response {
  return show(c, <InvitationClosed frame={frameOf(c)} {...problemWords("invitation_not_found")} />, 404);
}
