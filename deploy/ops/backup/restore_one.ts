/**
 * Puts one organization's rows back, in one transaction. What all others have is added up before and after it: where the
 * two differ, nothing is kept.
 */
import { SqlError } from "#db/driver.ts";
import type { SqlConnection } from "#db/driver.ts";
import type { Log } from "#domain/ports.ts";
import { SAME_TEXTS, SUM } from "./database_state.ts";
import { Ending, EXIT } from "./ending.ts";
import { schemaOf } from "./export_one.ts";
import { type Head, readFileLines, type RowLine } from "./organization_file.ts";
import { quoted } from "./scratch.ts";
import { rowsOf, within } from "./sessions.ts";
import type { DatabaseLogin } from "./settings.ts";
import { type TenantTable, tenantTables } from "./tenant_tables.ts";

const ROWS_AT_ONCE = 200;
/** Takes lines and gives none back: those that are there stay. */
const APPEND_ONLY = "audit_log";

export interface RestoreOneOptions {
  /** Opened anew each time it is called. */
  content(): Promise<ReadableStream<Uint8Array>>;
  sealKey: string;
  /** Whether rows of the organization that are there are removed first. */
  replaces: boolean;
  /** Takes all back at the end that it has put back. */
  isDry: boolean;
  confirm(subdomain: string): boolean;
  log: Log;
}

export interface RestoredOne {
  head: Head;
  counts: Record<string, number>;
  /** Rows of others, which were added up twice. */
  others: number;
}

/** @throws {Ending} and nothing is changed: `organization_exists`, `ids_clash`, `others_changed`, `schema_other`. */
export async function restoreOne(login: DatabaseLogin, options: RestoreOneOptions): Promise<RestoredOne> {
  const { head, counts } = await readFileLines(await options.content(), options.sealKey, () => {});
  if (!options.isDry && !options.confirm(head.organization.subdomain)) {
    throw new Ending(
      EXIT.noPermission,
      "not_confirmed",
      "Nothing was changed: the subdomain was not confirmed",
    );
  }
  return await within(login, options.log, (driver) =>
    driver.session(async (connection) => {
      try {
        await connection.batch(OPENING.map((text) => ({ text })));
        const others = await putBack(connection, head, counts, options);
        await rowsOf(connection, options.isDry ? "rollback" : "commit");
        return { head, counts, others };
      } catch (error) {
        await rowsOf(connection, "rollback").catch(() => {});
        throw clashOf(error);
      }
    }));
}

const OPENING = [
  "begin isolation level repeatable read",
  "set local role lexia_platform",
  "set local idle_in_transaction_session_timeout = 0",
  ...SAME_TEXTS,
];

async function putBack(
  connection: SqlConnection,
  head: Head,
  counts: Record<string, number>,
  options: RestoreOneOptions,
): Promise<number> {
  if (await schemaOf(connection) !== head.schema) {
    throw new Ending(
      EXIT.data,
      "schema_other",
      "The file was made under another schema: restore that backup whole, beside",
    );
  }
  const tables = await tenantTables(connection);
  const { id } = head.organization;
  const before = await othersOf(connection, tables, id);
  await makeRoom(connection, tables, head, options.replaces);
  await insertAll(connection, tables, options);
  await compareCounts(connection, tables, id, counts);
  const after = await othersOf(connection, tables, id);
  for (const [name, sum] of before) {
    if (after.get(name) === sum) continue;
    throw new Ending(
      EXIT.failed,
      "others_changed",
      `Nothing was changed: rows of others in ${name} would have been`,
    );
  }
  await rowsOf(
    connection,
    "insert into audit_log (organization_id, action, target_id) values ($1, 'organization.restore', $2)",
    [id, id],
  );
  return [...after.values()].reduce((sum, text) => sum + Number(text.split(" ")[0]), 0);
}

/** By table, everybody else's rows: their number and their checksum. */
async function othersOf(
  connection: SqlConnection,
  tables: readonly TenantTable[],
  id: string,
): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  for (const { name, owner } of tables) {
    const text = `select ${SUM} from ${quoted(name)} t where t.${owner} is distinct from $1::uuid`;
    sums.set(name, (await rowsOf(connection, text, [id]))[0]?.join(" ") ?? "");
  }
  return sums;
}

async function makeRoom(
  connection: SqlConnection,
  tables: readonly TenantTable[],
  { organization }: Head,
  replaces: boolean,
): Promise<void> {
  const known = "select from organizations where id = $1";
  if ((await rowsOf(connection, known, [organization.id])).length === 0) return;
  if (!replaces) {
    const message = `The organization "${organization.subdomain}" is there: --replace removes its rows first`;
    throw new Ending(EXIT.exists, "organization_exists", message);
  }
  for (const { name, owner } of tables.toReversed()) {
    // What may only be added to goes with the people it is about.
    if (name === APPEND_ONLY || name === "legal_acceptances") continue;
    await rowsOf(connection, `delete from ${quoted(name)} where ${owner} = $1::uuid`, [organization.id]);
  }
}

async function insertAll(
  connection: SqlConnection,
  tables: readonly TenantTable[],
  { content, sealKey }: RestoreOneOptions,
): Promise<void> {
  const known = new Map(tables.map((table) => [table.name, table]));
  let waiting: RowLine[] = [];
  const flush = async () => {
    const table = known.get(waiting[0]?.table ?? "");
    if (table) await insert(connection, table, waiting.map(({ row }) => row));
    waiting = [];
  };
  await readFileLines(await content(), sealKey, async (line) => {
    if (!known.has(line.table)) {
      throw new Ending(EXIT.data, "schema_other", `There is no table ${line.table}`);
    }
    if (waiting.length === ROWS_AT_ONCE || waiting.at(-1)?.table !== line.table) await flush();
    waiting.push(line);
  });
  await flush();
}

async function insert(
  connection: SqlConnection,
  { name, columns }: TenantTable,
  rows: string[],
): Promise<void> {
  const listed = columns.map(quoted).join(", ");
  const ending = name === APPEND_ONLY ? "on conflict (id) do nothing" : "";
  await rowsOf(
    connection,
    `insert into ${quoted(name)} (${listed})
     select ${listed} from json_populate_recordset(null::${quoted(name)}, $1::json) ${ending}`,
    [`[${rows.join(",")}]`],
  );
}

/** A line of the log that another organization has under its id is missing here. */
async function compareCounts(
  connection: SqlConnection,
  tables: readonly TenantTable[],
  id: string,
  counts: Record<string, number>,
): Promise<void> {
  for (const { name, owner } of tables) {
    const wanted = counts[name] ?? 0;
    const [row] = await rowsOf(connection, `select count(*) from ${quoted(name)} where ${owner} = $1::uuid`, [
      id,
    ]);
    const found = Number(row?.[0]);
    if (name === APPEND_ONLY ? found >= wanted : found === wanted) continue;
    throw clash(name);
  }
}

function clashOf(error: unknown): unknown {
  const isClash = error instanceof SqlError && error.code === "23505";
  return isClash ? clash(error.constraint ?? "a table") : error;
}

function clash(where: string): Ending {
  const message = `Nothing was changed: others have ids or names of the file already (${where})`;
  return new Ending(EXIT.exists, "ids_clash", message);
}
