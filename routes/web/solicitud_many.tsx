/** What is done to many solicitudes at once, from the list in which they were ticked. */
import { DomainError } from "#domain/errors.ts";
import { exportSolicitudes } from "#domain/exports/export_solicitudes.ts";
import { deleteMany } from "#domain/solicitudes/delete_many.ts";
import { listSolicitudes } from "#domain/solicitudes/list_solicitudes.ts";
import { type ManyDone, MOST_CHOSEN } from "#domain/solicitudes/choose_many.ts";
import { moveMany } from "#domain/solicitudes/move_many.ts";
import { formatRadicado } from "#domain/radicado.ts";
import { authorize } from "#domain/authz.ts";
import { DeleteMany } from "#views/solicitudes/list_many.tsx";
import { addressOf, type ListQuery, queryText } from "#views/solicitudes/list_query.ts";
import { listWords, type ManyAct } from "#views/solicitudes/list_words.ts";
import { personWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { fileAnswer } from "../_file.ts";
import { showList } from "./_list_page.tsx";
import { listQueryIn } from "./_list_query.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { rowOf } from "./_solicitud_props.ts";

const ACTS = ["execute", "pause", "resume", "delete", "export"] as const satisfies ManyAct[];

export async function submitMany(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const query = listQueryIn(new URLSearchParams(textIn(form, "view")));
  const act = ACTS.find((known) => known === textIn(form, "act"));
  const ids = [form.id].flat().filter((id) => typeof id === "string").slice(0, MOST_CHOSEN);
  if (!act) throw new DomainError("request_invalid");
  if (ids.length === 0) {
    const complaint = listWords(readerOf(c).locale).noneChosen;
    return await showList(c, query, { complaint, status: 422 });
  }
  if (act === "export") return await exportChosen(c, ids);
  if (act === "delete" && textIn(form, "sure") !== "yes") return await askFirst(c, query, ids);
  const outcome = act === "delete"
    ? await deleteMany(c.var.ctx, ids)
    : await moveMany(c.var.ctx, { move: act, ids });
  return await tell(c, { query, act, outcome });
}

async function exportChosen(c: LexiaContext, ids: string[]): Promise<Response> {
  const { ctx, deps } = c.var;
  const format = "xlsx" as const;
  const sheet = await exportSolicitudes(ctx, deps.identity, { filter: { ids }, format });
  const { locale: lang } = readerOf(c);
  return await fileAnswer(c, { kind: "sheet", sheet }, { format, lang, name: "solicitudes" });
}

async function askFirst(c: LexiaContext, query: ListQuery, ids: string[]): Promise<Response> {
  const { ctx } = c.var;
  authorize(ctx, "delete_solicitudes");
  const { items } = await listSolicitudes(ctx, { ids, limit: MOST_CHOSEN });
  if (items.length === 0) return await tell(c, { query, act: "delete", outcome: missing(ids) });
  return show(c, <DeleteMany frame={frameOf(c)} view={queryText(query)} chosen={items.map(rowOf)} />);
}

function missing(ids: readonly string[]): ManyDone {
  return { done: [], refused: ids.map((id) => ({ id, subject: null, code: "solicitud_not_found" })) };
}

/** The list again; where some could not go along, with each of them and its reason. */
async function tell(
  c: LexiaContext,
  { query, act, outcome }: { query: ListQuery; act: Exclude<ManyAct, "export">; outcome: ManyDone },
): Promise<Response> {
  const { done, refused } = outcome;
  if (refused.length === 0) {
    const address = addressOf(query);
    return c.redirect(`${address}${address.includes("?") ? "&" : "?"}did=${act}&n=${done.length}`, 303);
  }
  const { locale } = readerOf(c);
  return await showList(c, query, {
    outcome: {
      act,
      done: done.length,
      refused: refused.map(({ subject, code }) => ({
        subject: subject !== null && /^\d{23}$/.test(subject) ? formatRadicado(subject) : subject,
        reason: personWords(code, locale).title,
      })),
    },
    status: done.length > 0 ? 200 : 409,
  });
}

/** What the address says was done. */
export function outcomeIn(parameters: URLSearchParams) {
  const act = ACTS.find((known) => known === parameters.get("did"));
  const count = Number(parameters.get("n"));
  if (act === undefined || act === "export" || !Number.isInteger(count) || count < 1) return null;
  return { act, done: Math.min(count, MOST_CHOSEN), refused: [] };
}
