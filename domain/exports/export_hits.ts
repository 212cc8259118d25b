import type { Ctx } from "../ctx.ts";
import { placePath } from "../despachos/place_path.ts";
import { formatRadicado } from "../radicado.ts";
import { getSolicitud } from "../solicitudes/get_solicitud.ts";
import { listExecutions } from "../solicitudes/list_executions.ts";
import { type Hit, type HitFilter, listHits } from "../solicitudes/list_hits.ts";
import {
  type Cell,
  dayCell,
  type ExportFormat,
  type Fact,
  instantCell,
  type Sheet,
  textCell,
} from "./export_document.ts";
import { refuseLong } from "./printed.ts";
import type { Reader } from "./reader.ts";

const ROWS_AT_ONCE = 500;
const CHECKS = 20;

const COLUMNS = [
  "radicado",
  "radicado_digits",
  "id_proceso",
  "despacho",
  "departamento",
  "sujetos",
  "filed_on",
  "last_actuacion_on",
  "is_private",
  "is_new_hit",
  "first_seen_at",
  "last_seen_at",
  "gone_at",
  "is_followed",
] as const;

export interface HitsToExport {
  /** Of the search. */
  id: string;
  filter: HitFilter;
}

/**
 * What a search shows and the filter finds, those that came last first, read while the file is written; its heading says
 * what was looked for, and what the answer is worth.
 * @throws {DomainError} `permission_denied`, `solicitud_not_found`; `export_too_large` where a document to print would
 * have too many rows.
 */
export async function hitsSheet(
  read: Reader,
  { id, filter, format }: HitsToExport & { format: ExportFormat },
): Promise<Sheet> {
  await refuseLong(
    format,
    async (limit) => (await listHits(await read(), { ...filter, id, limit })).items.length,
  );
  const heading = await headingOf(await read(), { id, filter });
  return { name: "hits", heading, columns: COLUMNS, rows: rowsOf(read, { id, filter }) };
}

async function headingOf(ctx: Ctx, { id, filter }: HitsToExport): Promise<Fact[]> {
  const [{ parametros, alias, completedAt }, checks] = await Promise.all([
    getSolicitud(ctx, id),
    listExecutions(ctx, { id, limit: CHECKS }),
  ]);
  const despacho = parametros?.despacho ?? null;
  const place = despacho === null ? [] : await placePath(ctx, despacho);
  const latest = checks.items.find(({ result }) => result !== null)?.result ?? null;
  return [
    ["nombre", textCell(parametros?.nombre)],
    ["alias", textCell(alias)],
    ["tipo_persona", textCell(parametros && `tipo_persona:${parametros.tipo_persona}`)],
    ["solo_recientes", yesOrNo(parametros?.solo_recientes ?? false)],
    ["place", textCell(place.map(({ name }) => name).join(" › ") || "place:country")],
    ...narrowedBy(filter),
    ["last_verified_at", instantCell(completedAt)],
    ["remark", textCell(remarkOn(latest, completedAt))],
  ];
}

function narrowedBy({ isNew, isPrivate, isFollowed, isGone }: HitFilter): Fact[] {
  const given = [
    ["only_new", isNew],
    ["only_private", isPrivate],
    ["only_followed", isFollowed],
    ["only_gone", isGone],
  ] as const;
  return given.flatMap(([label, value]) => value === undefined ? [] : [[label, yesOrNo(value)]]);
}

/** What the table alone would not tell: that it is not what the portal shows now. */
function remarkOn(latest: string | null, completedAt: Date | null): string | null {
  if (latest === "too_many") return "remark:too_many";
  if (completedAt === null) return "remark:never_verified";
  return latest === "unverified" || latest === "error" ? "remark:unverified" : null;
}

async function* rowsOf(read: Reader, { id, filter }: HitsToExport): AsyncGenerator<readonly Cell[]> {
  let cursor: string | undefined;
  do {
    const page = await listHits(await read(), { ...filter, id, cursor, limit: ROWS_AT_ONCE });
    for (const hit of page.items) yield rowOf(hit);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function rowOf(hit: Hit): readonly Cell[] {
  const { radicado, isPrivate } = hit;
  const isRadicado = /^\d{23}$/.test(radicado);
  return [
    textCell(isRadicado ? formatRadicado(radicado) : radicado),
    textCell(isRadicado ? radicado : null),
    textCell(String(hit.idProceso)),
    textCell(hit.despacho),
    textCell(hit.departamento),
    textCell(isPrivate ? null : hit.sujetosSummary),
    dayCell(hit.filedOn),
    dayCell(hit.lastActuacionOn),
    yesOrNo(isPrivate),
    yesOrNo(hit.isNew),
    instantCell(hit.firstSeenAt),
    instantCell(hit.lastSeenAt),
    instantCell(hit.goneAt),
    yesOrNo(hit.followedAs !== null),
  ];
}

function yesOrNo(value: boolean): Cell {
  return textCell(value ? "yes_no:yes" : "yes_no:no");
}
