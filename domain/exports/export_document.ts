/** What LEXIA hands out as a file: plain data, which `views/files/` turns into bytes. */

export type ExportFormat = "xlsx" | "csv" | "json" | "pdf" | "docx";

export const EXPORT_FORMATS = [
  "xlsx",
  "csv",
  "json",
  "pdf",
  "docx",
] as const satisfies readonly ExportFormat[];

/** Text as people wrote it, a number, a court date (`YYYY-MM-DD`), an instant, or nothing. */
export type Cell =
  | { kind: "text"; value: string }
  | { kind: "number"; value: number }
  | { kind: "day"; value: string }
  | { kind: "instant"; value: Date }
  | null;

/** Label and value; labels are words of `views/files/`. */
export type Fact = readonly [label: string, value: Cell];

/** A table. Columns are known by their names; their labels are words of `views/files/`. */
export interface Sheet {
  /** Such as `solicitudes`: names the file, and the words of its title and columns. */
  name: string;
  /** What stands above it, in order; absent where the table says it all. */
  heading?: readonly Fact[];
  columns: readonly string[];
  /** As many cells as there are columns. */
  rows: AsyncIterable<readonly Cell[]>;
}

/** Whose file it is, and when it was made. */
export interface Letterhead {
  organization: string;
  locale: "es" | "en";
  /** `#rrggbb` */
  brandColor: string | null;
  /** PNG or JPEG as a data address. */
  logo: string | null;
  madeAt: Date;
  madeBy: string;
}

/** A case with everything that LEXIA knows of it: what a firm sends to its client. */
export interface CaseReport {
  radicado: string;
  alias: string | null;
  /** When it was last verified, by a trustworthy answer; null: never yet. */
  lastVerifiedAt: Date | null;
  source: string;
  procesos: CaseProceso[];
  /** The latest checks, first the newest. */
  checks: CaseCheck[];
}

export interface CaseProceso {
  idProceso: string;
  isPrivate: boolean;
  /** Label and value, in order; labels are words of `views/files/`. */
  facts: readonly (readonly [string, string])[];
  sujetos: { tipo: string; name: string }[];
  actuaciones: CaseActuacion[];
}

export interface CaseActuacion {
  filedOn: string;
  registeredOn: string | null;
  actuacion: string;
  anotacion: string | null;
  termStartsOn: string | null;
  termEndsOn: string | null;
  isNew: boolean;
}

export interface CaseCheck {
  startedAt: Date;
  result: string;
  reason: string | null;
  newActuaciones: number;
  evidence: string | null;
}

export type ExportDocument = { kind: "sheet"; sheet: Sheet } | { kind: "case"; report: CaseReport };

export interface RenderedFile {
  /** Media type. */
  type: string;
  extension: ExportFormat;
  bytes: AsyncIterable<Uint8Array>;
}

/** Makes the bytes of a document while they are read. */
export type RenderFile = (document: ExportDocument, format: ExportFormat, head: Letterhead) => RenderedFile;

export function textCell(value: string | null | undefined): Cell {
  return value === null || value === undefined || value === "" ? null : { kind: "text", value };
}

export function dayCell(value: string | null): Cell {
  return value === null ? null : { kind: "day", value };
}

export function instantCell(value: Date | null): Cell {
  return value === null ? null : { kind: "instant", value };
}
