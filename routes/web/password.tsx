/** Forgotten and changed passwords, in the browser. */
import { DomainError } from "#domain/errors.ts";
import { changePassword } from "#domain/identity/change_password.ts";
import { forgotPassword } from "#domain/identity/forgot_password.ts";
import { isResetOpen, resetPassword } from "#domain/identity/reset_password.ts";
import {
  ChangePassword,
  type DoorOf,
  ForgotPassword,
  PasswordSet,
  ResetLinkClosed,
  ResetOffered,
  ResetPassword,
} from "#views/identity/password.tsx";
import { personWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { visitorOf } from "../auth/schema.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { minLengthOf, wrongOf } from "./_new_password.ts";
import { hideAddress, refusalText } from "./_refusal.ts";

export function forgotPasswordPage(c: LexiaContext): Response {
  const email = (c.req.query("email") ?? "").slice(0, 254);
  return show(c, <ForgotPassword frame={frameOf(c)} door={doorOf(c)} email={email} />);
}

/** Operators have a way back of their own, where everything is lost. */
function doorOf(c: LexiaContext): DoorOf {
  return c.var.hostKind === "admin" ? "operators" : "members";
}

export async function submitForgotPassword(c: LexiaContext): Promise<Response> {
  const email = textIn(await readForm(c), "email");
  try {
    await forgotPassword(visitorOf(c), email);
    return show(c, <ResetOffered frame={frameOf(c)} door={doorOf(c)} />);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const page = (
      <ForgotPassword frame={frameOf(c)} door={doorOf(c)} email={email} error={refusalText(c, error)} />
    );
    return show(c, page, statusOf(error.kind));
  }
}

export async function resetPasswordPage(c: LexiaContext): Promise<Response> {
  hideAddress(c);
  const token = c.req.query("token") ?? "";
  if (!await isResetOpen(visitorOf(c), token)) return showClosed(c);
  return show(c, <ResetPassword frame={frameOf(c)} token={token} minLength={await minLengthOf(c)} />);
}

export async function submitResetPassword(c: LexiaContext): Promise<Response> {
  hideAddress(c);
  const form = await readForm(c);
  const [token, password] = [textIn(form, "token"), textIn(form, "password")];
  try {
    await resetPassword(visitorOf(c), { token, password });
    return show(c, <PasswordSet frame={frameOf(c)} door="members" />);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "reset_link_invalid") return showClosed(c);
    const rule = { minLength: await minLengthOf(c), wrong: wrongOf(c, error) };
    const page = <ResetPassword frame={frameOf(c)} token={token} {...rule} />;
    return show(c, page, statusOf(error.kind));
  }
}

function showClosed(c: LexiaContext): Response {
  return show(
    c,
    <ResetLinkClosed frame={frameOf(c)} {...personWords("reset_link_invalid", readerOf(c).locale)} />,
    404,
  );
}

export async function changePasswordPage(c: LexiaContext): Promise<Response> {
  return show(c, <ChangePassword frame={frameOf(c)} minLength={await minLengthOf(c)} />);
}

export async function submitChangePassword(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const input = { current: textIn(form, "current_password"), password: textIn(form, "password") };
  try {
    await changePassword(c.var.ctx, c.var.deps.identity, input);
    return show(c, <ChangePassword frame={frameOf(c)} minLength={await minLengthOf(c)} isDone />);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const rule = { minLength: await minLengthOf(c), wrong: wrongOf(c, error) };
    const page = <ChangePassword frame={frameOf(c)} {...rule} />;
    return show(c, page, statusOf(error.kind));
  }
}
