/** Accepting an invitation in the browser. */
import { DomainError } from "#domain/errors.ts";
import { openBrowserSession } from "#domain/identity/open_session.ts";
import { acceptInvitation, BY_INVITATION } from "#domain/invitations/accept_invitation.ts";
import { signInWays } from "#domain/identity/sso/sign_in_ways.ts";
import { findInvitation, type FoundInvitation } from "#domain/invitations/find_invitation.ts";
import { AcceptInvitation, InvitationByProvider, InvitationClosed } from "#views/identity/invitation.tsx";
import { personWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { setSessionCookie } from "../_session_cookie.ts";
import { visitorOf } from "../auth/schema.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { documentsInForce } from "./_legal_documents.ts";
import { minLengthOf, wrongOf } from "./_new_password.ts";
import { hideAddress } from "./_refusal.ts";

export async function invitationPage(c: LexiaContext): Promise<Response> {
  hideAddress(c);
  const token = c.req.query("token") ?? "";
  const found = await find(c, token);
  return found ? await showInvitation(c, found, { token }) : showClosed(c);
}

export async function submitInvitation(c: LexiaContext): Promise<Response> {
  hideAddress(c);
  const form = await readForm(c);
  const [token, name] = [textIn(form, "token"), textIn(form, "name")];
  const documents = documentsInForce(c);
  const acceptsTerms = documents.length > 0 &&
    documents.every(({ document }) => textIn(form, `accept_${document}`) === "yes");
  const visitor = visitorOf(c);
  try {
    const password = textIn(form, "password");
    const person = await acceptInvitation(visitor, { token, name, password, acceptsTerms });
    const { cookieToken, expiresAt } = await openBrowserSession(visitor, person, BY_INVITATION);
    setSessionCookie(c, cookieToken, expiresAt);
    return c.redirect("/dashboard", 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const found = await find(c, token);
    return found ? await showInvitation(c, found, { token, name, error }) : showClosed(c);
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

async function showInvitation(
  c: LexiaContext,
  { organization, invitation, inviter }: FoundInvitation,
  { token, name = invitation.name ?? "", error }: { token: string; name?: string; error?: DomainError },
): Promise<Response> {
  const { email, role, expiresAt } = invitation;
  const invited = { frame: frameOf(c), organization: organization.name, inviter, email, role, expiresAt };
  const { isSsoEnforced, providers } = await signInWays(visitorOf(c));
  const status = error ? statusOf(error.kind) : 200;
  if (isSsoEnforced) return show(c, <InvitationByProvider {...invited} providers={providers} />, status);
  const form = {
    token,
    name,
    minLength: await minLengthOf(c),
    documents: documentsInForce(c),
    wrong: error && wrongOf(c, error),
  };
  return show(c, <AcceptInvitation {...invited} {...form} />, status);
}

function showClosed(c: LexiaContext): Response {
  return show(
    c,
    <InvitationClosed frame={frameOf(c)} {...personWords("invitation_not_found", readerOf(c).locale)} />,
    404,
  );
}
