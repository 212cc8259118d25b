import { audit } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { type NovedadFilter, readNovedadPage } from "../novedades/list_novedades.ts";
import type { Novedad } from "../novedades/novedad.ts";
import { formatRadicado } from "../radicado.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import {
  type Cell,
  dayCell,
  type ExportFormat,
  instantCell,
  type Sheet,
  textCell,
} from "./export_document.ts";
import { refuseLong } from "./printed.ts";
import { callersReader, type Reader } from "./reader.ts";

const ROWS_AT_ONCE = 500;

const COLUMNS = [
  "radicado",
  "radicado_digits",
  "detected_at",
  "kind",
  "severity",
  "despacho",
  "entry_filed_on",
  "registered_on",
  "actuacion",
  "anotacion",
  "term_starts_on",
  "term_ends_on",
  "change",
  "is_read",
  "acknowledged_by",
  "assigned_to",
  "notes",
] as const;

export type NovedadesToExport = Omit<NovedadFilter, "cursor" | "limit">;

/**
 * The novedades that the caller may see and the filter finds, the latest first, read while the file is written. Taking
 * them is on record. Where the caller's session ends meanwhile, so does the file.
 * @throws {DomainError} `permission_denied`; `export_too_large` where a document to print would have too many rows.
 */
export async function exportNovedades(
  ctx: Ctx,
  identity: Pick<IdentityServices, "sessions" | "programKeys">,
  { filter, format }: { filter: NovedadesToExport; format: ExportFormat },
): Promise<Sheet> {
  reachOf(ctx);
  const sheet = await novedadesSheet(callersReader(ctx, identity), { filter, format });
  const narrowed = Object.entries(filter).flatMap(([name, value]) => value === undefined ? [] : [name]);
  await ctx.db.tx((tx) =>
    audit(tx, ctx, { action: "novedad.export_list", data: { format, filter: narrowed } })
  );
  return sheet;
}

/** The same for whomever it is read. @throws {DomainError} `permission_denied`, `export_too_large` */
export async function novedadesSheet(
  read: Reader,
  { filter, format }: { filter: NovedadesToExport; format: ExportFormat },
): Promise<Sheet> {
  await refuseLong(
    format,
    async (limit) => (await readNovedadPage(await read(), { ...filter, limit })).items.length,
  );
  return { name: "novedades", columns: COLUMNS, rows: rowsOf(read, filter) };
}

async function* rowsOf(read: Reader, filter: NovedadesToExport): AsyncGenerator<readonly Cell[]> {
  let cursor: string | undefined;
  do {
    const page = await readNovedadPage(await read(), { ...filter, cursor, limit: ROWS_AT_ONCE });
    for (const novedad of page.items) yield rowOf(novedad);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function rowOf(novedad: Novedad): readonly Cell[] {
  const { radicado, detail } = novedad;
  const entry = novedad.actuacionId === null ? {} : detail.after ?? detail.before ?? {};
  return [
    textCell(formatRadicado(radicado)),
    textCell(radicado),
    instantCell(novedad.detectedAt),
    textCell(`kind:${novedad.kind}`),
    textCell(`severity:${novedad.severity}`),
    textCell(novedad.despacho),
    dayCell(novedad.filedOn),
    dayCell(novedad.registeredOn),
    textCell(textIn(entry, "actuacion")),
    textCell(textIn(entry, "anotacion")),
    dayCell(textIn(entry, "term_starts_on")),
    dayCell(textIn(entry, "term_ends_on")),
    textCell(changeOf(novedad)),
    textCell(novedad.isRead ? "yes_no:yes" : "yes_no:no"),
    textCell(novedad.acknowledgedByName),
    textCell(novedad.assignedToName),
    { kind: "number", value: novedad.notes },
  ];
}

/** Of an office, a judge or an entry that became another one: what it was, and what it is. */
function changeOf({ kind, detail: { before, after } }: Novedad): string | null {
  if (before === null || after === null) return null;
  const changed = Object.keys(after).filter((name) =>
    JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null)
  );
  const shown = kind === "despacho_changed" || kind === "ponente_changed"
    ? changed.filter((name) => name === kind.replace("_changed", ""))
    : changed;
  return shown.map((name) => `${shownValue(before[name])} → ${shownValue(after[name])}`).join("\n");
}

function shownValue(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : "—";
}

function textIn(entry: Record<string, unknown>, name: string): string | null {
  const value = entry[name];
  return typeof value === "string" ? value : null;
}
