/** The page of a search by name: what it shows, and following that. */
import { placePath } from "#domain/despachos/place_path.ts";
import { DomainError } from "#domain/errors.ts";
import { formatRadicado } from "#domain/radicado.ts";
import { type FollowedRadicado, followHits } from "#domain/solicitudes/follow_hits.ts";
import { executionDocument } from "#domain/solicitudes/last_execution.ts";
import { listExecutions } from "#domain/solicitudes/list_executions.ts";
import { countHits, type Hit, type HitFilter, listHits } from "#domain/solicitudes/list_hits.ts";
import type { SearchParameters } from "#domain/solicitudes/search_parameters.ts";
import { FREQUENCIES } from "#domain/solicitudes/solicitud.ts";
import type { DetailProps } from "#views/solicitudes/detail.tsx";
import type { HitRow, HitsProps } from "#views/solicitudes/hits.tsx";
import { SearchPage } from "#views/solicitudes/search.tsx";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { readForm, show, textIn } from "./_page.ts";
import { checkOf } from "./_solicitud_props.ts";
import { refusalOf } from "./_solicitud_refusal.ts";

const ROWS = 25;
const CHECKS = 20;

const FILTERS: Readonly<Record<string, HitFilter>> = {
  new: { isNew: true },
  unfollowed: { isFollowed: false },
  private: { isPrivate: true },
  gone: { isGone: true },
};

type SharedProps = Pick<DetailProps, "frame" | "solicitud" | "moves" | "refusal" | "live">;

export async function showSearch(
  c: LexiaContext,
  shared: SharedProps,
  parametros: SearchParameters,
  status: 200 | ProblemStatus,
): Promise<Response> {
  const { ctx } = c.var;
  const { id } = shared.solicitud;
  const { tipo_persona: tipoPersona, solo_recientes: isRecent, despacho } = parametros;
  const [hits, executions, place] = await Promise.all([
    hitsOf(c, id),
    listExecutions(ctx, { id, limit: CHECKS }),
    despacho === null ? null : placePath(ctx, despacho),
  ]);
  return show(
    c,
    <SearchPage
      {...shared}
      sought={{ tipoPersona, isRecent, place: place && place.map(({ name }) => name).join(" › ") }}
      hits={hits}
      checks={executions.items.map((execution) => checkOf(executionDocument(execution), true))}
    />,
    status,
  );
}

async function hitsOf(c: LexiaContext, id: string): Promise<HitsProps> {
  const { ctx } = c.var;
  const cursor = c.req.query("cursor");
  const filter = c.req.query("show") ?? "";
  const [page, counts] = await Promise.all([
    listHits(ctx, { id, cursor, limit: ROWS, ...FILTERS[filter] }),
    countHits(ctx, id),
  ]);
  const next = page.nextCursor === null
    ? null
    : new URLSearchParams({ ...(filter && { show: filter }), cursor: page.nextCursor });
  return {
    id,
    rows: page.items.map(rowOf),
    counts,
    filter,
    isFirstPage: cursor === undefined,
    nextPage: next && `/solicitudes/${id}?${next}#hits`,
    mayFollow: ctx.actor.permissions.has("create_solicitudes"),
    done: doneIn(c),
  };
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
  if (radicados?.length === 0) return await refuse("Elija al menos un proceso para seguir.", 422);
  const frequency = FREQUENCIES.find((known) => known === textIn(form, "frequency"));
  try {
    const followed = await followHits(c.var.ctx, { id, radicados, frequency });
    return c.redirect(`/solicitudes/${id}?${countsOf(followed)}#hits`, 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "quota_exceeded") throw error;
    return await refuse(refusalOf(error).text, statusOf(error.kind));
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
