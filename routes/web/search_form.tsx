/** The form of a search by name, whose place is narrowed step by step. */
import { levelUnder } from "#domain/despachos/code.ts";
import { listDespachos } from "#domain/despachos/list_despachos.ts";
import { placePath } from "#domain/despachos/place_path.ts";
import type { Ctx } from "#domain/ctx.ts";
import { DomainError } from "#domain/errors.ts";
import { authorize } from "#domain/authz.ts";
import { createSolicitud } from "#domain/solicitudes/create_solicitud.ts";
import { FREQUENCIES } from "#domain/solicitudes/solicitud.ts";
import {
  type PlaceProps,
  SearchForm,
  type SearchFormProps,
  type SearchTyped,
} from "#views/solicitudes/search_form.tsx";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { refusalOf } from "./_solicitud_refusal.ts";

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
      frequency: FREQUENCIES.find((known) => known === typed.frequency),
    });
    return c.redirect(`/solicitudes/${id}`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await showForm(c, typed, code, complaint(error), statusOf(error.kind));
  }
}

interface Complaint extends Pick<SearchFormProps, "nombreError" | "refusal"> {
  placeError?: string;
}

function complaint(error: DomainError): Complaint {
  const fields = new Set(error.data.errors?.map(({ field }) => field));
  const nombreError = fields.has("parametros.nombre")
    ? "Escriba al menos tres letras del nombre."
    : undefined;
  const placeError = fields.has("parametros.despacho")
    ? "El portal busca por departamento, ciudad o despacho: siga hasta el despacho, o quite el lugar."
    : undefined;
  return nombreError || placeError ? { nombreError, placeError } : { refusal: refusalOf(error) };
}

async function showForm(
  c: LexiaContext,
  typed: SearchTyped,
  code: string,
  { placeError, ...complaint }: Complaint,
  status: 200 | ProblemStatus,
): Promise<Response> {
  const { ctx } = c.var;
  authorize(ctx, "create_solicitudes");
  const place = { ...await placeOf(ctx, code), ...(placeError === undefined ? {} : { error: placeError }) };
  return show(c, <SearchForm frame={frameOf(c)} typed={typed} place={place} {...complaint} />, status);
}

/** A code that there is not is taken away, and that is said; one whose list LEXIA has yet to read is kept. */
async function placeOf(ctx: Ctx, code: string): Promise<PlaceProps> {
  const path = await placePath(ctx, code);
  const isThere = path.length > 0 && !path.some(({ isMissing }) => isMissing);
  if (isThere || code === "") return { chosen: path, next: await nextOf(ctx, path.at(-1)?.code ?? "") };
  return { chosen: [], next: await nextOf(ctx, ""), error: "El portal no tiene ese lugar: elija otro." };
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
    frequency: textIn(fields, "frequency") || "dynamic",
  };
}
