/** Reads one organization whole, at one moment: secrets too, which is why it leaves encrypted alone. */
import type { SqlConnection } from "#db/driver.ts";
import type { Log } from "#domain/ports.ts";
import { SAME_TEXTS } from "./database_state.ts";
import { Ending, EXIT } from "./ending.ts";
import { fileLines, FORMAT, FORMAT_VERSION, type Head, type RowLine } from "./organization_file.ts";
import { quoted } from "./scratch.ts";
import { asReader, refuseCutTables, rowsOf, within } from "./sessions.ts";
import type { DatabaseLogin } from "./settings.ts";
import { isCarried, type TenantTable, tenantTables } from "./tenant_tables.ts";

const ROWS_AT_ONCE = 500;

export interface ExportOptions {
  subdomain: string;
  sealKey: string;
  now: number;
  log: Log;
}

/** Hands the lines to `write`, within the transaction that they are read in. */
export async function exportOne<T>(
  login: DatabaseLogin,
  { subdomain, sealKey, now, log }: ExportOptions,
  write: (lines: ReadableStream<Uint8Array>, head: Head) => Promise<T>,
): Promise<T> {
  return await within(
    login,
    log,
    (driver) =>
      driver.session((connection) =>
        asReader(connection, async () => {
          await refuseCutTables(connection);
          await connection.batch(SAME_TEXTS.map((text) => ({ text })));
          const head = await headOf(connection, subdomain, now);
          const rows = rowsOfAll(connection, head.organization.id);
          return await write(ReadableStream.from(fileLines(head, rows, sealKey)), head);
        })
      ),
  );
}

async function headOf(connection: SqlConnection, subdomain: string, now: number): Promise<Head> {
  const text = "select id::text from organizations where subdomain = $1";
  const [row] = await rowsOf(connection, text, [subdomain]);
  if (!row) {
    throw new Ending(EXIT.unknown, "organization_unknown", `There is no organization "${subdomain}"`);
  }
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    organization: { id: String(row[0]), subdomain },
    schema: await schemaOf(connection),
    taken_at: new Date(now).toISOString(),
  };
}

export async function schemaOf(connection: SqlConnection): Promise<string> {
  const text = "select hash from drizzle.__drizzle_migrations order by created_at desc limit 1";
  return String((await rowsOf(connection, text))[0]?.[0]);
}

async function* rowsOfAll(connection: SqlConnection, id: string): AsyncGenerator<RowLine> {
  for (const table of (await tenantTables(connection)).filter(isCarried)) {
    for await (const row of rowsIn(connection, table, id)) yield { table: table.name, row };
  }
}

async function* rowsIn(
  connection: SqlConnection,
  { name, owner, columns, ownParents }: TenantTable,
  id: string,
): AsyncGenerator<string> {
  const listed = columns.map((column) => `t.${quoted(column)}`).join(", ");
  const order = ownParents.map((column) => `t.${quoted(column)} nulls first`).join(", ");
  await rowsOf(
    connection,
    `declare of_one no scroll cursor for select row_to_json(r)::text from (
       select ${listed} from ${quoted(name)} t where t.${owner} = '${id}'::uuid ${
      order && `order by ${order}`
    }) r`,
  );
  for (;;) {
    const rows = await rowsOf(connection, `fetch ${ROWS_AT_ONCE} from of_one`);
    for (const [row] of rows) yield String(row);
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await rowsOf(connection, "close of_one");
}
