/** How a member signs in: the second factor's set-up, and the fresh proof that changes to it need. */
import { renderSVG } from "uqr";
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { confirm, type FreshProof } from "#domain/identity/confirm.ts";
import { confirmWays } from "#domain/identity/confirm_ways.ts";
import { endOtherSessions, endOwnSession } from "#domain/identity/end_own_sessions.ts";
import { listSessions } from "#domain/identity/list_sessions.ts";
import { addPasskey, removePasskey, renamePasskey } from "#domain/identity/passkeys.ts";
import { makeRecoveryCodes } from "#domain/identity/recovery_codes.ts";
import { lacksSecondFactor } from "#domain/identity/second_factor_policy.ts";
import { getSecondFactorState } from "#domain/identity/second_factor_state.ts";
import {
  beginTotp,
  confirmTotp,
  removeTotp,
  type TotpSetUp as TotpToSetUp,
  waitingTotp,
} from "#domain/identity/totp.ts";
import { Confirm } from "#views/identity/confirm.tsx";
import { Security } from "#views/identity/security.tsx";
import { TotpSetUp } from "#views/identity/totp_set_up.tsx";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { siteOf } from "../_site.ts";
import { answerIn, creationIn } from "../auth/passkey_schema.ts";
import { visitorOf } from "../auth/schema.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { refusalText, sentenceOf } from "./_refusal.ts";
import { PASSKEYS_SCRIPT } from "./assets.ts";
import { errorFromProvider, pathWithin } from "./sign_in.tsx";

const HERE = "/security";
/** Who has more of them ends all the others. */
const SHOWN_SESSIONS = 20;

export async function securityPage(c: LexiaContext): Promise<Response> {
  return await showSecurity(c, {});
}

/** Shows the picture that the app reads. */
export async function submitTotp(c: LexiaContext): Promise<Response> {
  return await changing(c, async () => {
    return showTotp(c, await beginTotp(c.var.callerCtx, c.var.deps.identity));
  });
}

function showTotp(c: LexiaContext, { secret, address }: TotpToSetUp, refusal?: DomainError): Response {
  const picture = `data:image/svg+xml;base64,${new TextEncoder().encode(renderSVG(address)).toBase64()}`;
  return show(
    c,
    <TotpSetUp
      frame={frameOf(c)}
      picture={picture}
      secret={secret}
      error={refusal && sentenceOf(refusal.code, readerOf(c).locale)}
    />,
    refusal ? statusOf(refusal.kind) : 200,
  );
}

export async function submitTotpCode(c: LexiaContext): Promise<Response> {
  const otp = textIn(await readForm(c), "otp").slice(0, 50);
  return await changing(c, async () => {
    try {
      const { recoveryCodes } = await confirmTotp(c.var.callerCtx, c.var.deps.identity, { otp });
      return await enrolled(c, recoveryCodes);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "mfa_invalid") throw error;
      // The app has read the picture already: only the code is to be written again.
      const waiting = await waitingTotp(c.var.callerCtx, c.var.deps.identity);
      if (!waiting) throw error;
      return showTotp(c, waiting, error);
    }
  });
}

export async function submitTotpRemoval(c: LexiaContext): Promise<Response> {
  return await changing(c, async () => {
    await removeTotp(c.var.callerCtx, c.var.deps.identity);
    return c.redirect(HERE, 303);
  });
}

export async function submitRecoveryCodes(c: LexiaContext): Promise<Response> {
  return await changing(c, async () => {
    const newCodes = await makeRecoveryCodes(c.var.callerCtx, c.var.deps.identity);
    return await showSecurity(c, { newCodes });
  });
}

export async function submitPasskey(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  return await changing(c, async () => {
    const answer = creationIn(textIn(form, "passkey"));
    if (!answer) throw new DomainError("passkey_refused");
    const input = { name: textIn(form, "name").slice(0, 200), answer, site: siteOf(c) };
    const { recoveryCodes } = await addPasskey(c.var.callerCtx, c.var.deps.identity, input);
    return await enrolled(c, recoveryCodes);
  });
}

export async function submitPasskeyName(c: LexiaContext): Promise<Response> {
  const name = textIn(await readForm(c), "name").slice(0, 200);
  return await changing(c, async () => {
    await renamePasskey(c.var.callerCtx, idOf(c), { name });
    return c.redirect(HERE, 303);
  });
}

export async function submitPasskeyRemoval(c: LexiaContext): Promise<Response> {
  return await changing(c, async () => {
    await removePasskey(c.var.callerCtx, c.var.deps.identity, idOf(c));
    return c.redirect(HERE, 303);
  });
}

export async function submitSessionEnd(c: LexiaContext): Promise<Response> {
  return await changing(c, async () => {
    await endOwnSession(c.var.callerCtx, c.var.deps.identity, c.req.param("id") ?? "");
    return c.redirect(HERE, 303);
  });
}

export async function submitOtherSessionsEnd(c: LexiaContext): Promise<Response> {
  return await changing(c, async () => {
    await endOtherSessions(c.var.callerCtx, c.var.deps.identity);
    return c.redirect(HERE, 303);
  });
}

export async function confirmPage(c: LexiaContext): Promise<Response> {
  return await showConfirm(c, { next: nextOf(c.req.query("next")), error: errorFromProvider(c) }, 200);
}

export async function submitConfirm(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const next = nextOf(textIn(form, "next"));
  try {
    await confirm(c.var.callerCtx, visitorOf(c), proofIn(c, form));
    return c.redirect(next, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const text = refusalText(c, error);
    // Only the password was asked for.
    const isPasswordWrong = error.code === "invalid_credentials";
    const words = isPasswordWrong ? sentenceOf("current_password_wrong", readerOf(c).locale) : text;
    return await showConfirm(c, { next, error: words }, statusOf(error.kind));
  }
}

function proofIn(c: LexiaContext, form: Record<string, unknown>): FreshProof {
  const response = answerIn(textIn(form, "passkey"));
  if (response) return { passkey: { response, site: siteOf(c) } };
  const code = textIn(form, "code").slice(0, 50);
  return code === "" ? { password: textIn(form, "password").slice(0, 1_000) } : { otp: code };
}

function nextOf(path: string | undefined): string {
  return path === undefined || path === "" ? HERE : pathWithin(path);
}

/** A change that needs a fresh proof sends there first; every other refusal is told on the page. */
async function changing(c: LexiaContext, change: () => Promise<Response>): Promise<Response> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "fresh_proof_required") return c.redirect("/security/confirm", 303);
    return await showSecurity(c, { error: refusalText(c, error) }, statusOf(error.kind));
  }
}

/** With a first factor come codes that are shown this once. */
async function enrolled(c: LexiaContext, newCodes: string[] | null): Promise<Response> {
  return newCodes === null ? c.redirect(HERE, 303) : await showSecurity(c, { newCodes });
}

async function showSecurity(
  c: LexiaContext,
  news: { error?: string; newCodes?: readonly string[] },
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const ctx = c.var.callerCtx;
  const [state, { items: sessions }] = await Promise.all([
    getSecondFactorState(ctx),
    listSessions(ctx, { limit: SHOWN_SESSIONS }),
  ]);
  const isHeld = news.newCodes === undefined && lacksSecondFactor(ctx.actor, ctx.clock.now());
  return show(
    c,
    <Security
      frame={frameOf(c)}
      script={PASSKEYS_SCRIPT.path}
      isEnrolled={state.isEnrolled}
      isRequired={state.isRequired}
      dueAt={state.dueAt}
      isHeld={isHeld}
      totpSince={state.totpSince}
      passkeys={state.passkeys}
      recoveryCodesLeft={state.recoveryCodesLeft}
      mayChangePassword={c.var.hostKind === "tenant" && !isFromOutside(c)}
      sessions={sessions}
      {...news}
    />,
    status,
  );
}

async function showConfirm(
  c: LexiaContext,
  asked: { next: string; error?: string },
  status: 200 | ProblemStatus,
): Promise<Response> {
  const { methods, provider } = await confirmWays(c.var.callerCtx);
  const page = (
    <Confirm
      frame={frameOf(c)}
      script={PASSKEYS_SCRIPT.path}
      methods={methods}
      provider={provider}
      {...asked}
    />
  );
  return show(c, page, status);
}

/** Whether the company said who they are, and not a password that LEXIA knows. */
function isFromOutside(c: LexiaContext): boolean {
  return ["oidc", "saml", "ldap"].includes(c.var.callerCtx.actor.proof.method);
}

/** @throws {DomainError} `passkey_not_found` */
function idOf(c: LexiaContext): string {
  const id = c.req.param("id");
  if (id === undefined || !isUuid(id)) throw new DomainError("passkey_not_found");
  return id;
}
