/** The page that asks for the terms and the privacy policy; every other page leads here until they are accepted. */
import { DomainError } from "#domain/errors.ts";
import { acceptLegal, getLegal } from "#domain/personal_data/accept_legal.ts";
import { askAnonymization } from "#domain/personal_data/ask_anonymization.ts";
import { Legal } from "#views/personal_data/legal.tsx";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { acceptedIn } from "./_legal_documents.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { sentenceOf } from "./_refusal.ts";
import { pathWithin } from "./sign_in.tsx";

export async function legalPage(c: LexiaContext): Promise<Response> {
  const { documents } = await getLegal(c.var.ctx, c.var.deps.identity);
  const props = {
    frame: frameOf(c),
    documents,
    next: pathWithin(c.req.query("next")),
    hasAskedRemoval: c.req.query("asked") !== undefined,
  };
  return show(c, <Legal {...props} />);
}

export async function submitRemoval(c: LexiaContext): Promise<Response> {
  await askAnonymization(c.var.ctx, c.var.deps.identity);
  return c.redirect("/legal?asked", 303);
}

export async function submitLegal(c: LexiaContext): Promise<Response> {
  const { ctx, deps } = c.var;
  const form = await readForm(c);
  const next = pathWithin(textIn(form, "next"));
  const versions = acceptedIn(form, ["terms", "privacy"]);
  try {
    const { pending } = await acceptLegal(ctx, deps.identity, versions);
    return c.redirect(pending.length === 0 ? next : `/legal?next=${encodeURIComponent(next)}`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { documents } = await getLegal(ctx, deps.identity);
    const props = { frame: frameOf(c), documents, next, hasAskedRemoval: false };
    return show(
      c,
      <Legal {...props} error={sentenceOf(error.code, readerOf(c).locale)} />,
      statusOf(error.kind),
    );
  }
}
