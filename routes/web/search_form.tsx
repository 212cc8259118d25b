/** The form of a search by name, whose place is narrowed step by step. */
import { levelUnder } from "#domain/despachos/code.ts";
import { listDespachos } from "#domain/despachos/list_despachos.ts";
import { placePath } from "#domain/despachos/place_path.ts";
import type { Ctx } from "#domain/ctx.ts";
import { DomainError } from "#domain/errors.ts";
import { beforeFollowing } from "#domain/solicitudes/before_following.ts";
import { createSolicitud } from "#domain/solicitudes/create_solicitud.ts";
import { SearchForm, type SearchFormProps, type SearchTyped } from "#views/solicitudes/search_form.tsx";
import type { PlaceProps } from "#views/solicitudes/search_place.tsx";
import { type SearchWords, searchWords } from "#views/solicitudes/search_words.ts";
import type { Locale } from "#views/ui/reader.ts";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { quotaOf } from "./_quota.ts";
import { refusalOf } from "./_solicitud_refusal.ts";
import { watchOf, watchTypedIn } from "./_watch.ts";

const MOST = 200;

export async function searchFormPage(c: LexiaContext): Promise<Response> {
  const query = c.req.query();
  const code = query.clear === undefined ? query.next || query.path || "" : "";
  return await showForm(c, typedIn(query), code, {}, 200);
}

export async function submitSearch(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = typedIn(form);
  const code = textIn(form, "next") || textIn(form, "path");
  try {
    const { id } = await createSolicitud(c.var.ctx, {
      tipo: "avanzada",
      parametros: {
        nombre: typed.nombre,
        tipo_persona: typed.tipoPersona === "juridica" ? "juridica" : "natural",
        solo_recientes: typed.isRecent,
        despacho: code || null,
      },
      alias: typed.alias,
      ...watchOf(typed),
    });
    return c.redirect(`/solicitudes/${id}`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await showForm(c, typed, code, complaint(error, readerOf(c).locale), statusOf(error.kind));
  }
}

interface Complaint extends Pick<SearchFormProps, "nombreError" | "refusal"> {
  placeError?: string;
}

function complaint(error: DomainError, locale: Locale): Complaint {
  const w = searchWords(locale);
  const fields = new Set(error.data.errors?.map(({ field }) => field));
  const nombreError = fields.has("parametros.nombre") ? w.nombreError : undefined;
  const placeError = fields.has("parametros.despacho") ? w.placeError : undefined;
  return nombreError || placeError ? { nombreError, placeError } : { refusal: refusalOf(error, locale) };
}

async function showForm(
  c: LexiaContext,
  typed: SearchTyped,
  code: string,
  { placeError, ...complaint }: Complaint,
  status: 200 | ProblemStatus,
): Promise<Response> {
  const { ctx } = c.var;
  const before = await beforeFollowing(ctx, []);
  const found = await placeOf(ctx, code, searchWords(readerOf(c).locale));
  const page = (
    <SearchForm
      frame={frameOf(c)}
      typed={typed}
      place={{ ...found, ...(placeError !== undefined && { error: placeError }) }}
      quota={quotaOf(before)}
      {...complaint}
    />
  );
  return show(c, page, status);
}

/** A code that there is not is taken away, and that is said; one whose list LEXIA has yet to read is kept. */
async function placeOf(ctx: Ctx, code: string, words: SearchWords): Promise<PlaceProps> {
  const path = await placePath(ctx, code);
  const isThere = path.length > 0 && !path.some(({ isMissing }) => isMissing);
  if (isThere || code === "") return { chosen: path, next: await nextOf(ctx, path.at(-1)?.code ?? "") };
  return { chosen: [], next: await nextOf(ctx, ""), error: words.placeGone };
}

/** The step under a place; null under an office. */
async function nextOf(ctx: Ctx, at: string): Promise<PlaceProps["next"]> {
  const level = levelUnder(at);
  if (level === undefined) return null;
  try {
    const { items, origin, readAt } = await listDespachos(ctx, at);
    return { level, options: items, isAwaited: origin === "awaited", readAt };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "despacho_not_found") throw error;
    // The list that the place itself is in is still to be read.
    return { level, options: [], isAwaited: true, readAt: null };
  }
}

function typedIn(fields: Record<string, unknown>): SearchTyped {
  return {
    nombre: textIn(fields, "nombre").slice(0, MOST),
    tipoPersona: textIn(fields, "tipo_persona"),
    isRecent: textIn(fields, "solo_recientes") === "true",
    alias: textIn(fields, "alias").slice(0, MOST),
    ...watchTypedIn(fields),
  };
}
