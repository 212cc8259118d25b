/** LEXIA's rows as one moment shows them, each organization's behind its own wall: read as `lexia_readonly`. */
import type { SqlConnection } from "#db/driver.ts";
import type { Log } from "#domain/ports.ts";
import { SAME_TEXTS } from "../backup/database_state.ts";
import { Ending, EXIT } from "../backup/ending.ts";
import { rowsOf, within } from "../backup/sessions.ts";
import type { StarRow, StarTable } from "./tables.ts";
import type { WarehouseSettings } from "./settings.ts";

/** Rows, or keys, that are held at a time. */
export const PAGE_ROWS = 1_000;
const PAGE_KEYS = 5_000;

export interface SourceOrganization {
  id: string;
  subdomain: string;
}

export interface Moment {
  /** When it was, RFC 3339 by the database's clock. */
  at: string;
  /** The oldest transaction that was still under way: whatever was written since has this number or a later one. */
  watermark: bigint;
  /** The first number that nobody had yet. */
  next: bigint;
  /** Which cluster counts these transactions. */
  system: string;
  organizations: SourceOrganization[];
}

export interface Page {
  /** Each as JSON; its columns are the star's. */
  rows: string[];
  /** The key of the last one. */
  last: string;
}

/** Opens one moment of LEXIA's database for as long as `work` takes. Nothing of it is locked, and nothing changed. */
export async function atOneMoment<T>(
  { service, reader }: Pick<WarehouseSettings, "service" | "reader">,
  log: Log,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  return await within(
    service,
    log,
    (naming) =>
      naming.session((names) =>
        transaction(names, "lexia_platform", undefined, async () => {
          const [exported] = await rowsOf(names, "select pg_export_snapshot()");
          const snapshot = String(exported?.[0]);
          const moment = await momentOf(names);
          return await within(reader, log, (reading) =>
            reading.session((rows) =>
              transaction(rows, "lexia_readonly", snapshot, () => work(new Source(rows, moment)))
            ));
        })
      ),
  );
}

/** Read-only, of one moment, for as long as it takes. */
async function transaction<T>(
  connection: SqlConnection,
  role: "lexia_platform" | "lexia_readonly",
  snapshot: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await connection.batch([{ text: "begin isolation level repeatable read read only" }]);
  try {
    // PostgreSQL's own words, out of hexadecimal digits and hyphens; a parameter is not taken there.
    if (snapshot !== undefined && /^[0-9A-F-]+$/.test(snapshot)) {
      await connection.batch([{ text: `set transaction snapshot '${snapshot}'` }]);
    }
    await connection.batch([
      `set local role ${role}`,
      "set local idle_in_transaction_session_timeout = 0",
      "set local statement_timeout = 0",
      ...SAME_TEXTS,
    ].map((text) => ({ text })));
    return await work();
  } finally {
    await connection.batch([{ text: "rollback" }]).catch(() => {});
  }
}

async function momentOf(connection: SqlConnection): Promise<Moment> {
  const [facts] = await rowsOf(
    connection,
    `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text,
       (select system_identifier::text from pg_control_system())`,
  );
  const [at, watermark, next, system] = (facts ?? []).map(String);
  const organizations = await rowsOf(connection, "select id::text, subdomain from organizations order by id");
  return {
    at: at ?? "",
    watermark: BigInt(watermark ?? 0),
    next: BigInt(next ?? 0),
    system: system ?? "",
    organizations: organizations.map(([id, subdomain]) => ({ id: String(id), subdomain: String(subdomain) })),
  };
}

export interface Reading {
  /** Only what was written since; null: everything. */
  watermark: bigint | null;
  /** Only rows after this key; null: from the first one. */
  after?: string | null;
  /** Only rows of this day, `YYYY-MM-DD`, and later ones. */
  since?: string;
}

export class Source {
  constructor(private readonly connection: SqlConnection, readonly moment: Moment) {}

  /** Of one organization, in pages, in the order of their keys. */
  async *pages(
    { id }: SourceOrganization,
    table: StarTable,
    { watermark, after = null, since }: Reading,
  ): AsyncGenerator<Page> {
    await this.#wall(id);
    const text = pageText(table, since !== undefined);
    // What stands whole in one page is read whole each time.
    const passed = isReadWhole(table) ? null : watermark?.toString() ?? null;
    for (let from = after;;) {
      const values = [id, passed, from, PAGE_ROWS, ...(since === undefined ? [] : [since])];
      const found = await rowsOf(this.connection, text, values);
      if (found.length === 0) return;
      refuseForeign(found, id, table);
      from = String(found.at(-1)?.[1]);
      yield { rows: found.map(([row]) => completed(table, String(row))), last: from };
      if (found.length < PAGE_ROWS) return;
    }
  }

  /** How many rows there are. */
  async count({ id }: SourceOrganization, keys: string): Promise<number> {
    await this.#wall(id);
    return Number((await rowsOf(this.connection, `select count(*) from (${keys}) all_keys`, [id]))[0]?.[0]);
  }

  /** The next keys in order, and whether they are the last. */
  async keys(
    { id }: SourceOrganization,
    keys: string,
    after: string | null,
  ): Promise<{ keys: string[]; isLast: boolean }> {
    const text = `select key::text from (${keys}) all_keys where $2::uuid is null or key > $2::uuid
      order by key limit ${PAGE_KEYS}`;
    const found = (await rowsOf(this.connection, text, [id, after])).map(([key]) => String(key));
    return { keys: found, isLast: found.length < PAGE_KEYS };
  }

  async #wall(id: string): Promise<void> {
    await rowsOf(this.connection, "select set_config('app.organization_id', $1, true)", [id]);
  }
}

/** Few rows, which change with others: those of the organization and its people. */
export function isReadWhole({ select }: StarTable): boolean {
  return select.endsWith("$2::bigint is null");
}

function pageText({ key, select, day }: StarTable, hasSince: boolean): string {
  const type = key === "despacho_key" ? "text" : "uuid";
  const since = !hasSince ? "" : day === null ? "and $5::date is not null" : `and r.${day} >= $5::date`;
  return `select row_to_json(r)::text, r.${key}::text, r.organization_id::text from (${select}) r
    where ($3::text is null or r.${key} > $3::${type}) ${since} order by r.${key} limit $4::int`;
}

function completed({ complete }: StarTable, row: string): string {
  if (!complete) return row;
  const parsed: StarRow = JSON.parse(row);
  return JSON.stringify(complete(parsed));
}

/** The wall stands in the database. Where it does not hold, nothing goes on. @throws {Ending} `foreign_row` */
function refuseForeign(found: readonly unknown[][], id: string, { name }: StarTable): void {
  if (found.every(([, , organization]) => organization === id)) return;
  const message = `The wall between organizations does not hold in ${name}: see deno task check:database`;
  throw new Ending(EXIT.noPermission, "foreign_row", message);
}
