/** Views of the list under a name: saved, renamed and deleted by forms on the list itself. */
import { DomainError } from "#domain/errors.ts";
import { deleteView, renameView, saveView } from "#domain/saved_views/change_views.ts";
import { atList, LIST_PATH, queryText } from "#views/solicitudes/list_query.ts";
import type { ViewForm } from "#views/solicitudes/list_views.tsx";
import { listWords } from "#views/solicitudes/list_words.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { showList } from "./_list_page.tsx";
import { listQueryIn } from "./_list_query.ts";
import { readerOf } from "./_look.ts";
import { readForm, textIn } from "./_page.ts";
import { sentenceOf } from "./_refusal.ts";

const MOST_TYPED = 200;

export async function submitView(c: LexiaContext): Promise<Response> {
  return await withName(c, null, async ({ name, query }) => {
    await saveView(c.var.ctx, { name, query });
  });
}

export async function submitViewName(c: LexiaContext): Promise<Response> {
  const id = c.req.param("id") ?? "";
  return await withName(c, id, async ({ name }) => {
    await renameView(c.var.ctx, { id, name });
  });
}

export async function submitViewRemoval(c: LexiaContext): Promise<Response> {
  await deleteView(c.var.ctx, c.req.param("id") ?? "");
  return c.redirect(LIST_PATH, 303);
}

/** Shows the list as the view has it; where it was refused, with what was typed and why. */
async function withName(
  c: LexiaContext,
  id: string | null,
  act: (given: { name: string; query: string }) => Promise<void>,
): Promise<Response> {
  const form = await readForm(c);
  const name = textIn(form, "name").slice(0, MOST_TYPED);
  const shown = listQueryIn(new URLSearchParams(textIn(form, "view")));
  const query = queryText(shown);
  try {
    await act({ name, query });
    return c.redirect(atList(query), 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === "forbidden" || error.kind === "missing") {
      throw error;
    }
    const viewForm = { id, name, ...complaint(c, error) };
    return await showList(c, shown, { viewForm, status: statusOf(error.kind) });
  }
}

function complaint(c: LexiaContext, error: DomainError): Pick<ViewForm, "nameError" | "refusal"> {
  const { locale } = readerOf(c);
  const fault = error.data.errors?.find(({ field }) => field === "name");
  const w = listWords(locale);
  if (fault) return { nameError: fault.code === "too_big" ? w.nameLong : w.nameMissing };
  if (error.code === "saved_view_exists") return { nameError: sentenceOf(error.code, locale) };
  return { refusal: sentenceOf(error.code, locale) };
}
