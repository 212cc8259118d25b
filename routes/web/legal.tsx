/** The page that asks for the terms and the privacy policy; every other page leads here until they are accepted. */
import { DomainError } from "#domain/errors.ts";
import { acceptLegal, getLegal } from "#domain/personal_data/accept_legal.ts";
import { Legal } from "#views/personal_data/legal.tsx";
import { problemWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { pathWithin } from "./sign_in.tsx";

export async function legalPage(c: LexiaContext): Promise<Response> {
  const { documents } = await getLegal(c.var.ctx, c.var.deps.identity);
  return show(c, <Legal frame={frameOf(c)} documents={documents} next={pathWithin(c.req.query("next"))} />);
}

export async function submitLegal(c: LexiaContext): Promise<Response> {
  const { ctx, deps } = c.var;
  const form = await readForm(c);
  const next = pathWithin(textIn(form, "next"));
  const chosen = (["terms", "privacy"] as const).filter((name) => textIn(form, name) === "yes");
  const versions = Object.fromEntries(chosen.map((name) => [name, textIn(form, `${name}_version`)]));
  try {
    const { pending } = await acceptLegal(ctx, deps.identity, versions);
    return c.redirect(pending.length === 0 ? next : `/legal?next=${encodeURIComponent(next)}`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { title, advice } = problemWords(error.code);
    const { documents } = await getLegal(ctx, deps.identity);
    const page = <Legal frame={frameOf(c)} documents={documents} next={next} error={`${title}. ${advice}`} />;
    return show(c, page, statusOf(error.kind));
  }
}
