/** The star as files: gzipped CSV, one folder for each organization, with nothing in it that is another's. */
import { safeText } from "#views/files/safe_text.ts";
import type { Shelf } from "../backup/shelf.ts";
import { writeText } from "../backup/shelf.ts";
import type { Source, SourceOrganization } from "./source.ts";
import { PORTALS, STAR_TABLES, type StarRow, type StarTable, STATUSES } from "./tables.ts";

export interface FilesOptions {
  organizations: readonly SourceOrganization[];
  since?: string;
  days: readonly StarRow[];
}

export interface WrittenFile {
  key: string;
  rows: number;
  size: number;
  sha256: string;
}

/**
 * Writes `SUBDOMAIN/MOMENT/TABLE.csv.gz`, then `manifest.json` beside them: where that stands, all of them do. Rows go by
 * a page at a time.
 */
export async function writeFiles(
  source: Source,
  shelf: Shelf,
  { organizations, since, days }: FilesOptions,
): Promise<WrittenFile[]> {
  const all: WrittenFile[] = [];
  for (const organization of organizations) {
    const folder = `${organization.subdomain}/${source.moment.at.replaceAll(/[-:]|\.\d+/g, "")}`;
    const files: WrittenFile[] = [];
    for (const { name, columns, rows } of sharedTables(days)) {
      files.push(await writeTable(shelf, `${folder}/${name}.csv.gz`, columns, rows));
    }
    for (const table of STAR_TABLES) {
      const columns = [...new Set(["organization_id", table.key, ...table.columns])];
      const rows = rowsOf(source, organization, table, since);
      files.push(await writeTable(shelf, `${folder}/${table.name}.csv.gz`, columns, rows));
    }
    const manifest = { organization, taken_at: source.moment.at, since: since ?? null, files };
    await writeText(shelf, `${folder}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
    all.push(...files);
  }
  return all;
}

function sharedTables(days: readonly StarRow[]) {
  const statuses = STATUSES.map((one) => ({ status_key: `${one.subject}:${one.status}`, ...one }));
  return [
    { name: "dim_date", rows: days },
    { name: "dim_status", rows: statuses },
    { name: "dim_portal", rows: PORTALS },
  ].map(({ name, rows }) => ({ name, rows, columns: Object.keys(rows[0] ?? {}) }));
}

async function* rowsOf(
  source: Source,
  organization: SourceOrganization,
  table: StarTable,
  since: string | undefined,
): AsyncGenerator<StarRow> {
  for await (const { rows } of source.pages(organization, table, { watermark: null, since })) {
    for (const row of rows) yield JSON.parse(row);
  }
}

async function writeTable(
  shelf: Shelf,
  key: string,
  columns: readonly string[],
  rows: Iterable<object> | AsyncIterable<object>,
): Promise<WrittenFile> {
  let count = 0;
  async function* lines(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const encoder = new TextEncoder();
    yield encoder.encode(lineOf(columns));
    for await (const row of rows) {
      count++;
      yield encoder.encode(lineOf(columns.map((column) => cellOf(Reflect.get(row, column)))));
    }
  }
  const content = ReadableStream.from(lines()).pipeThrough(new CompressionStream("gzip"));
  const { size, hash } = await shelf.write(key, content);
  return { key, rows: count, size, sha256: hash };
}

/** What people typed may be opened as a table; numbers and the star's own words are no formulas. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? safeText(value) : String(value);
}

/** RFC 4180. */
function lineOf(fields: readonly string[]): string {
  const quoted = fields.map((field) => /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
  return `${quoted.join(",")}\r\n`;
}
