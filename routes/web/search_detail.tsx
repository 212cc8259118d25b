/** The page of a search by name: what it shows, and following that. */
import { placePath } from "#domain/despachos/place_path.ts";
import { DomainError } from "#domain/errors.ts";
import { formatRadicado } from "#domain/radicado.ts";
import { type FollowedRadicado, followHits } from "#domain/solicitudes/follow_hits.ts";
import { listExecutions } from "#domain/solicitudes/list_executions.ts";
import { countHits, type Hit, type HitFilter, listHits } from "#domain/solicitudes/list_hits.ts";
import { listSolicitudNotes } from "#domain/solicitudes/notes.ts";
import type { SearchParameters } from "#domain/solicitudes/search_parameters.ts";
import { FREQUENCIES } from "#domain/solicitudes/solicitud.ts";
import { hitWords } from "#views/solicitudes/hit_words.ts";
import type { HitRow, HitsProps } from "#views/solicitudes/hits.tsx";
import { SearchPage } from "#views/solicitudes/search.tsx";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { checkRowOf } from "./_case_props.ts";
import { readerOf } from "./_look.ts";
import { readForm, show, textIn } from "./_page.ts";
import { type ReadSolicitud, type Refused, sharedProps } from "./_solicitud_page.ts";
import { refusalOf } from "./_solicitud_refusal.ts";

const ROWS = 25;
const CHECKS = 20;

/** What the page calls a filter: for the list, and in the API's spelling. */
const FILTERS: Readonly<Record<string, { filter: HitFilter; query: string }>> = {
  new: { filter: { isNew: true }, query: "new=true" },
  unfollowed: { filter: { isFollowed: false }, query: "followed=false" },
  private: { filter: { isPrivate: true }, query: "private=true" },
  gone: { filter: { isGone: true }, query: "gone=true" },
};

const FILES = [["Excel", "xlsx"], ["CSV", "csv"], ["PDF", "pdf"], ["Word", "docx"]] as const;

const NOTES = 50;

export async function showSearch(
  c: LexiaContext,
  solicitud: ReadSolicitud,
  status: 200 | ProblemStatus,
  refused: Refused,
): Promise<Response> {
  const { ctx } = c.var;
  const { id, parametros } = solicitud;
  if (parametros === null) throw new Error("A search without what it looks for");
  const { tipo_persona: tipoPersona, solo_recientes: isRecent, despacho } = parametros;
  const [hits, executions, notes, place] = await Promise.all([
    hitsOf(c, id),
    listExecutions(ctx, { id, limit: CHECKS }),
    listSolicitudNotes(ctx, { id, cursor: c.req.query("notes"), limit: NOTES }),
    despacho === null ? null : placePath(ctx, despacho),
  ]);
  const checks = executions.items.map((execution) => checkRowOf(execution, true));
  return show(
    c,
    <SearchPage
      {...sharedProps(c, solicitud, { checks, notes, ...NOTHING_ELSE }, refused)}
      sought={{
        form: mayFollow(c) ? formOf(parametros) : null,
        tipoPersona,
        isRecent,
        place: place && place.map(({ name }) => name).join(" › "),
      }}
      hits={hits}
    />,
    status,
  );
}

/** Of a search there are no parties and no copy of a court's. */
const NOTHING_ELSE = { parties: null, seenAt: null, sourceUpdatedAt: null };

function mayFollow(c: LexiaContext): boolean {
  return c.var.ctx.actor.permissions.has("create_solicitudes");
}

function formOf(parametros: SearchParameters): string {
  const { nombre, tipo_persona: tipoPersona, solo_recientes: isRecent, despacho } = parametros;
  const query = new URLSearchParams({ nombre, tipo_persona: tipoPersona });
  if (isRecent) query.set("solo_recientes", "true");
  if (despacho !== null) query.set("path", despacho);
  return `/solicitudes/search?${query}`;
}

async function hitsOf(c: LexiaContext, id: string): Promise<HitsProps> {
  const { ctx } = c.var;
  const cursor = c.req.query("cursor");
  const show = shownIn(c);
  const [page, counts] = await Promise.all([
    listHits(ctx, { id, cursor, limit: ROWS, ...FILTERS[show]?.filter }),
    countHits(ctx, id),
  ]);
  const next = page.nextCursor === null
    ? null
    : new URLSearchParams({ ...(show && { show }), cursor: page.nextCursor });
  return {
    id,
    rows: page.items.map(rowOf),
    counts,
    filter: show,
    files: filesOf(id, show),
    isFirstPage: cursor === undefined,
    nextPage: next && `/solicitudes/${id}?${next}#hits`,
    mayFollow: mayFollow(c),
    done: doneIn(c),
  };
}

/** Empty for none, and for one that there is not. */
function shownIn(c: LexiaContext): string {
  const show = c.req.query("show") ?? "";
  return Object.hasOwn(FILTERS, show) ? show : "";
}

function filesOf(id: string, show: string): HitsProps["files"] {
  const narrowing = FILTERS[show]?.query;
  return FILES.map(([format, extension]) => ({
    format,
    href: `/api/v1/solicitudes/${id}/export?format=${extension}${narrowing ? `&${narrowing}` : ""}`,
  }));
}

function rowOf(hit: Hit): HitRow {
  const canBeFollowed = /^\d{23}$/.test(hit.radicado);
  return {
    id: hit.id,
    radicado: hit.radicado,
    shown: canBeFollowed ? formatRadicado(hit.radicado) : hit.radicado,
    despacho: hit.despacho,
    departamento: hit.departamento,
    parties: hit.isPrivate ? null : hit.sujetosSummary,
    lastActuacionOn: hit.lastActuacionOn,
    isPrivate: hit.isPrivate,
    isNew: hit.isNew,
    isGone: hit.goneAt !== null,
    followedAs: hit.followedAs,
    canBeFollowed,
  };
}

/** What the address says that the last act did. */
function doneIn(c: LexiaContext): HitsProps["done"] {
  const [created, held, known] = ["created", "held", "known"].map((name) =>
    Number(/^\d{1,4}$/.exec(c.req.query(name) ?? "")?.[0] ?? Number.NaN)
  );
  if (created === undefined || held === undefined || known === undefined) return null;
  return [created, held, known].some(Number.isNaN) ? null : { created, held, known };
}

/** Handles the buttons below the hits; `refuse` shows the page again with what is wrong. */
export async function submitFollow(
  c: LexiaContext,
  id: string,
  refuse: (refusal: string, status: ProblemStatus) => Promise<Response>,
): Promise<Response> {
  const form = await readForm(c, { all: true });
  const radicados = chosenIn(form);
  if (radicados?.length === 0) return await refuse(hitWords(readerOf(c).locale).choose, 422);
  const frequency = FREQUENCIES.find((known) => known === textIn(form, "frequency"));
  try {
    const followed = await followHits(c.var.ctx, { id, radicados, frequency });
    const query = countsOf(followed);
    const show = shownIn(c);
    if (show !== "") query.set("show", show);
    return c.redirect(`/solicitudes/${id}?${query}#hits`, 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "quota_exceeded") throw error;
    return await refuse(refusalOf(error, readerOf(c).locale).text, statusOf(error.kind));
  }
}

/** Null for all of them. */
function chosenIn(form: Record<string, unknown>): string[] | null {
  const one = textIn(form, "one");
  if (one !== "") return [one];
  if (textIn(form, "which") === "all") return null;
  return [form.radicado ?? []].flat().filter((value) => typeof value === "string");
}

function countsOf(followed: readonly FollowedRadicado[]): URLSearchParams {
  const count = (...wanted: string[]) =>
    String(followed.filter(({ status }) => wanted.includes(status)).length);
  return new URLSearchParams({
    created: count("created", "held"),
    held: count("held"),
    known: count("already_followed"),
  });
}
