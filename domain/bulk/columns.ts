/** Which column says what: by its heading, by what is in it, or as the person says. */
import { DomainError } from "../errors.ts";
import { foldText } from "../fold_text.ts";
import { radicadoProblem } from "../radicado.ts";
import { isNumberLike } from "./judge_rows.ts";
import type { FileKind, TableRow } from "./reading/table.ts";
import type { BulkMapping, BulkPreview } from "./upload.ts";

const ROLES = ["radicado", "alias", "notes", "frequency"] as const;
type Role = typeof ROLES[number];

/** In lower case without accents and signs; the likelier ones first. */
const HEADINGS: Readonly<Record<Role, readonly string[]>> = {
  radicado: [
    "radicado",
    "numero de radicado",
    "numero radicado",
    "no de radicado",
    "no radicado",
    "nro de radicado",
    "nro radicado",
    "num radicado",
    "radicacion",
    "numero de radicacion",
    "numero radicacion",
    "no de radicacion",
    "no radicacion",
    "nro radicacion",
    "codigo unico de radicacion",
    "radicado completo",
    "radicado 23 digitos",
    "case number",
    "numero de proceso",
    "numero proceso",
    "no de proceso",
    "no proceso",
    "nro proceso",
    "numero de expediente",
    "numero expediente",
    "no expediente",
    "expediente",
    "proceso",
  ],
  alias: [
    "alias",
    "nombre",
    "nombre del caso",
    "caso",
    "referencia",
    "cliente",
    "asunto",
    "name",
    "reference",
    "client",
  ],
  notes: ["notas", "nota", "observaciones", "observacion", "comentarios", "comentario", "notes", "comments"],
  frequency: ["frecuencia", "periodicidad", "frequency"],
};

/** Lines among which the headings are looked for: above them stand titles. */
const HEADING_LINES = 20;
const SAMPLE_ROWS = 50;
/** Of the sample, to tell a column by what is in it. */
const ENOUGH = 0.8;
const SHOWN_ROWS = 8;
const SHOWN_CHARACTERS = 60;

/** `isSure`: nobody has to be asked. */
export interface Columns {
  mapping: BulkMapping | null;
  isSure: boolean;
}

export function findColumns(kind: FileKind, rows: readonly TableRow[], now: number): Columns {
  if (kind === "pdf") return { mapping: plain(1), isSure: true };
  for (const row of rows.slice(0, HEADING_LINES)) {
    const ranked = row.cells.map((cell, place) => ({ place, rank: rankOf("radicado", cell) }))
      .filter(({ rank }) => rank >= 0).toSorted((a, b) => a.rank - b.rank);
    const [best, ...others] = ranked;
    if (!best) continue;
    const data = rows.filter(({ line }) => line > row.line);
    const chosen = others.length === 0 ? best : mostRadicados(ranked, data, now);
    const mapping = mappingOf(row, chosen.place);
    return { mapping, isSure: others.length === 0 || share(data, chosen.place, now) >= ENOUGH };
  }
  const width = Math.max(0, ...rows.slice(0, SAMPLE_ROWS).map(({ cells }) => cells.length));
  const likely = Array.from({ length: width }, (_, place) => ({ place, part: share(rows, place, now) }))
    .filter(({ part }) => part >= ENOUGH).toSorted((a, b) => b.part - a.part);
  const [only] = likely;
  if (!only) return { mapping: null, isSure: false };
  return { mapping: headless(rows, only.place, now), isSure: likely.length === 1 };
}

/** The first line may hold headings that nobody knows. */
function headless(rows: readonly TableRow[], place: number, now: number): BulkMapping {
  const first = rows[0];
  const isHeading = first !== undefined && !looksLikeRadicado(first, place, now);
  return { ...plain(place + 1), header_row: isHeading ? first.line : 0 };
}

function plain(radicado: number): BulkMapping {
  return { header_row: 0, radicado, alias: null, notes: null, frequency: null };
}

function mostRadicados(
  ranked: readonly { place: number; rank: number }[],
  data: readonly TableRow[],
  now: number,
) {
  const byContent = ranked.toSorted((a, b) =>
    share(data, b.place, now) - share(data, a.place, now) || a.rank - b.rank
  );
  return byContent[0] ?? { place: 0, rank: 0 };
}

function mappingOf({ line, cells }: TableRow, radicado: number): BulkMapping {
  const placed = (role: Role) => {
    const found = cells.map((cell, place) => ({ place, rank: rankOf(role, cell) }))
      .filter(({ place, rank }) => rank >= 0 && place !== radicado).toSorted((a, b) => a.rank - b.rank)[0];
    return found ? found.place + 1 : null;
  };
  return {
    header_row: line,
    radicado: radicado + 1,
    alias: placed("alias"),
    notes: placed("notes"),
    frequency: placed("frequency"),
  };
}

function rankOf(role: Role, heading: string): number {
  return HEADINGS[role].indexOf(foldText(heading.replace(/[^\p{L}\p{N}]+/gu, " ")));
}

/** How much of the sample are radicados, or were before a spreadsheet made numbers of them. */
function share(rows: readonly TableRow[], place: number, now: number): number {
  const sample = rows.slice(0, SAMPLE_ROWS);
  return sample.filter((row) => looksLikeRadicado(row, place, now)).length / Math.max(1, sample.length);
}

function looksLikeRadicado({ cells, numbers }: TableRow, place: number, now: number): boolean {
  const cell = cells[place] ?? "";
  return radicadoProblem(cell, now) === null ||
    (isNumberLike(cell, numbers?.includes(place)) && cell.length >= 12);
}

export function previewOf(rows: readonly TableRow[], mapping: BulkMapping | null): BulkPreview {
  const headings = rows.find(({ line }) => line === (mapping?.header_row ?? rows[0]?.line));
  const shown = rows.filter((row) => row !== headings).slice(0, SHOWN_ROWS);
  const width = Math.max(0, ...[...shown, ...(headings ? [headings] : [])].map(({ cells }) => cells.length));
  const cut = (cell = "") => cell.slice(0, SHOWN_CHARACTERS);
  return {
    columns: Array.from({ length: width }, (_, place) => ({
      position: place + 1,
      heading: headings ? cut(headings.cells[place]) : null,
      samples: shown.map(({ cells }) => cut(cells[place])),
    })),
    proposal: mapping,
  };
}

/** As people say it: a column by its heading or its position from 1. */
export interface MappingInput {
  radicado: string | number;
  alias?: string | number | null;
  notes?: string | number | null;
  frequency?: string | number | null;
  /** The line of the headings; 0 where there is none. As found, or else the first, where it is left out. */
  header_row?: number;
}

/** @throws {DomainError} `bulk_mapping_invalid` naming each column that the file does not have. */
export function resolveMapping(
  input: MappingInput,
  rows: readonly TableRow[],
  found: BulkMapping | null,
): BulkMapping {
  const namesHeadings = ROLES.some((role) => typeof input[role] === "string");
  const line = input.header_row ?? found?.header_row ?? (namesHeadings ? rows[0]?.line ?? 0 : 0);
  const headings = rows.find((row) => row.line === line)?.cells ?? [];
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const placed = (column: string | number | null | undefined): number | null => {
    if (column === null || column === undefined) return null;
    if (typeof column === "number") return column <= width ? column : NaN;
    const place = headings.findIndex((heading) => foldText(heading) === foldText(column));
    return place < 0 ? NaN : place + 1;
  };
  const places = ROLES.map((role) => [role, placed(input[role])] as const);
  const unknown = places.filter(([, place]) => Number.isNaN(place)).map(([role]) => role);
  if (unknown.length > 0) {
    throw new DomainError("bulk_mapping_invalid", {
      detail: `The file has no such column: ${unknown.join(", ")}`,
      errors: unknown.map((field) => ({
        field,
        code: "column_unknown",
        message: "The file has no such column",
      })),
    });
  }
  const at = Object.fromEntries(places);
  return {
    header_row: line,
    radicado: at.radicado ?? 1,
    alias: at.alias ?? null,
    notes: at.notes ?? null,
    frequency: at.frequency ?? null,
  };
}
