/** One solicitud: what was checked when, what was found, and what can be done with it. */
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { type CaseContents, readCase } from "#domain/procesos/read_case.ts";
import type { DocketFilter } from "#domain/procesos/read_docket.ts";
import { getSolicitud } from "#domain/solicitudes/get_solicitud.ts";
import { caseWords } from "#views/solicitudes/case_words.ts";
import { SolicitudPage } from "#views/solicitudes/detail.tsx";
import type { DocketProps } from "#views/solicitudes/docket.tsx";
import type { LexiaContext } from "../_env.ts";
import type { ProblemStatus } from "../_middleware/problem.ts";
import { checkRowOf, entryOf, nextTermOf, partiesTitle, procesoOf } from "./_case_props.ts";
import { readerOf } from "./_look.ts";
import { show } from "./_page.ts";
import { type ReadSolicitud, type Refused, sharedProps } from "./_solicitud_page.ts";
import { showSearch } from "./search_detail.tsx";

const ENTRIES = 25;
const CHECKS = 20;
const NOTES = 50;

export async function solicitudDetailPage(c: LexiaContext): Promise<Response> {
  return await showDetail(c, idOf(c), 200);
}

export async function showDetail(
  c: LexiaContext,
  id: string,
  status: 200 | ProblemStatus,
  refused: Refused = {},
): Promise<Response> {
  const solicitud = await getSolicitud(c.var.ctx, id);
  const { radicado } = solicitud;
  return radicado === null
    ? await showSearch(c, solicitud, status, refused)
    : await showCase(c, { ...solicitud, radicado }, status, refused);
}

async function showCase(
  c: LexiaContext,
  solicitud: ReadSolicitud & { radicado: string },
  status: 200 | ProblemStatus,
  refused: Refused,
): Promise<Response> {
  const { ctx } = c.var;
  const filter = filterIn(c);
  const contents = await readCase(ctx, solicitud, {
    docket: { ...filter, limit: ENTRIES },
    executions: CHECKS,
    notes: { cursor: c.req.query("notes"), limit: NOTES },
  });
  const { procesos, sujetos, counts, executions, notes } = contents;
  const shared = sharedProps(c, solicitud, {
    checks: executions.map((execution) => checkRowOf(execution, false)),
    notes,
    parties: partiesTitle(sujetos, caseWords(readerOf(c).locale).against),
    seenAt: latest(procesos.map(({ lastVerifiedAt }) => lastVerifiedAt)),
    sourceUpdatedAt: latest(procesos.map(({ sourceUpdatedAt }) => sourceUpdatedAt)),
  }, refused);
  return show(
    c,
    <SolicitudPage
      {...shared}
      procesos={procesos.map((proceso) => procesoOf(proceso, sujetos, counts))}
      docket={docketOf(solicitud.id, filter, contents)}
      nextTerm={nextTermOf(contents)}
    />,
    status,
  );
}

function docketOf(id: string, filter: Narrowed, contents: CaseContents): DocketProps {
  const { docket, counts, procesos } = contents;
  const { procesoId = null, text = "", only = "all", cursor, from } = filter;
  const page = `/solicitudes/${id}`;
  const query = queryOf(filter);
  const next = new URLSearchParams(query);
  next.delete("entry");
  next.set("cursor", docket.nextCursor ?? "");
  const counted = procesoId === null ? counts : counts.filter((count) => count.procesoId === procesoId);
  return {
    entries: docket.items.map((entry) => entryOf(entry, contents)),
    isFirstPage: cursor === undefined,
    isFromEntry: from !== undefined,
    nextPage: docket.nextCursor && `${page}?${next}#actuaciones`,
    page,
    text,
    shown: only,
    procesoId,
    counts: {
      entries: sumOf(counted.map(({ entries }) => entries)),
      unread: sumOf(counted.map(({ unread }) => unread)),
      news: sumOf(counted.map(({ news }) => news)),
    },
    procesos: procesos.map((proceso) => ({
      id: proceso.id,
      label: proceso.despacho ?? String(proceso.idProceso),
      entries: counts.find((count) => count.procesoId === proceso.id)?.entries ?? 0,
    })),
    here: `${page}/read${query.size === 0 ? "" : `?${query}`}`,
  };
}

type Narrowed = Omit<DocketFilter, "limit">;

/** What the address narrows the docket by; nonsense narrows nothing. */
export function filterIn(c: LexiaContext): Narrowed {
  const show = c.req.query("show");
  const text = c.req.query("text")?.trim().slice(0, 200);
  return {
    procesoId: uuidIn(c, "proceso"),
    text: text === "" ? undefined : text,
    only: show === "unread" || show === "new" ? show : undefined,
    cursor: c.req.query("cursor"),
    from: uuidIn(c, "entry"),
  };
}

export function queryOf({ procesoId, text, only, cursor, from }: Narrowed): URLSearchParams {
  const given = { proceso: procesoId, show: only, text, cursor, entry: from };
  return new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]),
  );
}

function uuidIn(c: LexiaContext, name: string): string | undefined {
  const value = c.req.query(name)?.toLowerCase();
  return value !== undefined && isUuid(value) ? value : undefined;
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((last, at) => at !== null && (last === null || at > last) ? at : last, null);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

export function idOf(c: LexiaContext): string {
  const id = (c.req.param("id") ?? "").toLowerCase();
  if (!isUuid(id)) throw new DomainError("solicitud_not_found");
  return id;
}
