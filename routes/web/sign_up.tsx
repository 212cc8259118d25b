/** Signing up an organization, on the platform's own host. */
import { DomainError } from "#domain/errors.ts";
import { MIN_LENGTH } from "#domain/identity/password_rules.ts";
import { register } from "#domain/identity/register.ts";
import { SignedUp, SignUp, SignUpClosed, type SignUpFields } from "#views/organizations/sign_up.tsx";
import { fieldWords } from "#views/organizations/field_words.ts";
import { personWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { visitorOf } from "../auth/schema.ts";
import { acceptedIn, documentsInForce } from "./_legal_documents.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { refusalText } from "./_refusal.ts";

const EMPTY: SignUpFields = { organization_name: "", subdomain: "", name: "", email: "" };

export function signUpPage(c: LexiaContext): Response {
  return c.var.deps.identity.settings.signupEnabled
    ? showForm(c, { fields: EMPTY, errors: {} })
    : showClosed(c);
}

export async function submitSignUp(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const fields: SignUpFields = {
    organization_name: textIn(form, "organization_name"),
    subdomain: textIn(form, "subdomain").trim(),
    name: textIn(form, "name"),
    email: textIn(form, "email"),
  };
  const accepts = acceptedIn(form, documentsInForce(c).map(({ document }) => document));
  try {
    const { organization_name: organizationName, ...person } = fields;
    const password = textIn(form, "password");
    const { organization } = await register(visitorOf(c), { ...person, organizationName, password, accepts });
    const { origin } = new URL(c.var.deps.services.addressOf(organization, "/"));
    return show(c, <SignedUp frame={frameOf(c)} name={organization.name} address={origin} />);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "signup_disabled") return showClosed(c);
    return showForm(c, { fields, ...complaint(c, error) }, statusOf(error.kind));
  }
}

/** Beside the field that it is about, where it is about one. */
function complaint(c: LexiaContext, error: DomainError) {
  const text = refusalText(c, error);
  if (error.code === "subdomain_taken") return { errors: { subdomain: text } };
  if (error.code === "password_too_weak") return { errors: { password: text } };
  const wrong = (error.data.errors ?? []).filter(({ field }) => Object.hasOwn(EMPTY, field));
  if (wrong.length === 0) return { errors: {}, refusal: text };
  return {
    errors: Object.fromEntries(wrong.map(({ field, code }) => [field, fieldWords(code, readerOf(c).locale)])),
  };
}

function showForm(
  c: LexiaContext,
  content: Pick<Parameters<typeof SignUp>[0], "fields" | "errors" | "refusal">,
  status: 200 | ProblemStatus = 200,
): Response {
  const { baseDomain } = c.var.deps.settings;
  const rules = { baseDomain, minLength: MIN_LENGTH, documents: documentsInForce(c) };
  return show(c, <SignUp frame={frameOf(c)} {...rules} {...content} />, status);
}

function showClosed(c: LexiaContext): Response {
  return show(
    c,
    <SignUpClosed frame={frameOf(c)} {...personWords("signup_disabled", readerOf(c).locale)} />,
    403,
  );
}
