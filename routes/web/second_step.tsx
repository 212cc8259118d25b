/** The second page of a browser's sign-in, and the one step of a passkey. */
import { DomainError } from "#domain/errors.ts";
import { signInByPasskey } from "#domain/identity/passkey_sign_in.ts";
import { completeSecondStep, getSecondStep, type GivenFactor } from "#domain/identity/second_step.ts";
import type { LexiaContext } from "../_env.ts";
import { siteOf } from "../_site.ts";
import { answerIn } from "../auth/passkey_schema.ts";
import { visitorOf } from "../auth/schema.ts";
import { readForm, textIn } from "./_page.ts";
import { enter, nextPath, showRefusal, showSecondStep } from "./sign_in.tsx";

export async function submitSecondStep(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const challenge = textIn(form, "challenge").slice(0, 100);
  const next = nextPath(c, textIn(form, "next"));
  try {
    const given = givenIn(c, form);
    return enter(c, await completeSecondStep(visitorOf(c), { challenge, given }, "browser"), next);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await askAgain(c, error, { challenge, next });
  }
}

/** The challenge is good for another try, unless its time is over: then it all begins anew. */
async function askAgain(
  c: LexiaContext,
  refusal: DomainError,
  { challenge, next }: { challenge: string; next: string },
): Promise<Response> {
  try {
    return showSecondStep(c, { ...await getSecondStep(visitorOf(c), challenge), next, refusal });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await showRefusal(c, error, { email: "", next });
  }
}

export async function submitPasskeySignIn(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const next = nextPath(c, textIn(form, "next"));
  try {
    const response = answerIn(textIn(form, "passkey"));
    if (!response) throw new DomainError("mfa_invalid");
    return enter(c, await signInByPasskey(visitorOf(c), { response, site: siteOf(c) }, "browser"), next);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await showRefusal(c, error, { email: "", next });
  }
}

function givenIn(c: LexiaContext, form: Record<string, unknown>): GivenFactor {
  const response = answerIn(textIn(form, "passkey"));
  if (response) return { passkey: { response, site: siteOf(c) } };
  return { otp: textIn(form, "code").slice(0, 50) };
}
