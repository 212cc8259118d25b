/** The star itself: each batch and how far it leads stand in one transaction, so that nothing is lost or doubled. */
import type { SqlConnection, SqlStatement } from "#db/driver.ts";
import { Ending, EXIT } from "../backup/ending.ts";
import { rowsOf } from "../backup/sessions.ts";
import { PORTALS, STAR_TABLES, type StarRow, type StarTable, STATUSES } from "./tables.ts";

/** Any constant will do, as long as every version of LEXIA takes the same one. */
const LOCK = "4713520260000003";
/** Rows that one statement removes. */
const REMOVED_AT_ONCE = 5_000;

export interface Progress {
  /** Everything written before this transaction is in the star; null: nothing is sure to be. */
  watermark: bigint | null;
  /** What the watermark will be once a reading that was interrupted has come to its end. */
  next: bigint | null;
  resumeAfter: string | null;
}

export const NO_PROGRESS: Progress = { watermark: null, next: null, resumeAfter: null };

/** Two runs never overlap. The lock ends with the connection, however that ends. @throws {Ending} `busy` */
export async function lockWarehouse(connection: SqlConnection): Promise<void> {
  const [got] = await rowsOf(connection, `select pg_try_advisory_lock(${LOCK})`);
  if (got?.[0] === true) return;
  throw new Ending(EXIT.busy, "busy", "Another run is at work on this warehouse");
}

export class Target {
  constructor(private readonly connection: SqlConnection) {}

  async progress(organizationId: string, table: StarTable): Promise<Progress> {
    const [found] = await rowsOf(
      this.connection,
      `select watermark::text, next_watermark::text, resume_after from lexia_dw.progress
       where organization_id = $1 and table_name = $2`,
      [organizationId, table.name],
    );
    if (!found) return NO_PROGRESS;
    const [watermark, next, resumeAfter] = found;
    const number = (value: unknown) => value === null ? null : BigInt(String(value));
    return {
      watermark: number(watermark),
      next: number(next),
      resumeAfter: resumeAfter === null ? null : String(resumeAfter),
    };
  }

  /** Writes rows and, where it is given, how far they lead. Returns how many were new or other than before. */
  async load(
    organizationId: string,
    table: StarTable,
    rows: readonly string[],
    progress?: Progress,
  ): Promise<number> {
    const values = [`[${rows.join(",")}]`];
    const statements: SqlStatement[] = rows.length === 0 ? [] : [{ text: upsertText(table), values }];
    if (progress) statements.push(progressStatement(organizationId, table, progress));
    if (statements.length === 0) return 0;
    const results = await this.connection.batch(statements);
    return rows.length === 0 ? 0 : results[0]?.rowCount ?? 0;
  }

  async forgetProgress(organizationId: string): Promise<void> {
    await rowsOf(this.connection, "delete from lexia_dw.progress where organization_id = $1", [
      organizationId,
    ]);
  }

  /** Forgets all watermarks where the source is another cluster, or has gone back. Returns whether it did. */
  async recognize({ system, next }: { system: string; next: bigint }): Promise<boolean> {
    const [known] = await rowsOf(this.connection, "select system_identifier from lexia_dw.source");
    const [ahead] = await rowsOf(
      this.connection,
      `select count(*)::int from lexia_dw.progress
       where greatest(watermark, next_watermark) > $1::bigint or watermark < $1::bigint - 2147483647`,
      [next.toString()],
    );
    const isOther = known !== undefined && known[0] !== system;
    const isForgotten = isOther || Number(ahead?.[0]) > 0;
    await this.connection.batch([
      ...(isForgotten ? [{ text: "delete from lexia_dw.progress" }] : []),
      {
        text: `insert into lexia_dw.source (system_identifier) values ($1)
          on conflict (is_only) do update set system_identifier = excluded.system_identifier`,
        values: [system],
      },
    ]);
    return isForgotten;
  }

  /** What belongs to nobody: days, statuses, portals. */
  async loadShared(days: readonly StarRow[]): Promise<void> {
    const statuses = STATUSES.map((one) => ({ ...one, status_key: `${one.subject}:${one.status}` }));
    const shared = [["dim_date", "date_key", days], ["dim_status", "status_key", statuses], [
      "dim_portal",
      "portal_key",
      PORTALS,
    ]] as const;
    for (const [table, key, rows] of shared) {
      const columns = Object.keys(rows[0] ?? {});
      const text = `insert into lexia_dw.${table} as t (${columns}) select ${columns}
        from json_populate_recordset(null::lexia_dw.${table}, $1::json) ${onConflict(key, columns)}`;
      await this.connection.batch([{ text, values: [JSON.stringify(rows)] }]);
    }
  }

  async count(organizationId: string, { name }: StarTable): Promise<number> {
    const text = `select count(*) from lexia_dw.${name} where organization_id = $1`;
    return Number((await rowsOf(this.connection, text, [organizationId]))[0]?.[0]);
  }

  /** Removes what lies between two keys and is not among these. */
  async removeOthers(
    organizationId: string,
    { name, key }: StarTable,
    between: { after: string | null; until: string | null; keys: readonly string[] },
  ): Promise<number> {
    const where = `organization_id = $1 and ($2::uuid is null or ${key} > $2::uuid)
      and ($3::uuid is null or ${key} <= $3::uuid) and ${key} <> all($4::uuid[])`;
    return await this.#remove(name, where, [organizationId, between.after, between.until, between.keys]);
  }

  /** Everything of an organization that LEXIA no longer has. */
  async removeOrganization(organizationId: string): Promise<number> {
    let removed = 0;
    for (const { name } of STAR_TABLES.toReversed()) {
      removed += await this.#remove(name, "organization_id = $1", [organizationId]);
    }
    await this.connection.batch(["progress", "readers"].map((name) => ({
      text: `delete from lexia_dw.${name} where organization_id = $1`,
      values: [organizationId],
    })));
    return removed;
  }

  async organizations(): Promise<string[]> {
    const rows = await rowsOf(this.connection, "select organization_id::text from lexia_dw.dim_organization");
    return rows.map(([id]) => String(id));
  }

  /** Until when the star tells what LEXIA had: only after a run that has read every organization. */
  async sign(at: string): Promise<void> {
    await rowsOf(this.connection, "update lexia_dw.source set loaded_at = $1::timestamptz", [at]);
  }

  async #remove(name: string, where: string, values: unknown[]): Promise<number> {
    let removed = 0;
    for (;;) {
      const [result] = await this.connection.batch([{
        text: `delete from lexia_dw.${name} where ctid = any(array(
          select ctid from lexia_dw.${name} where ${where} limit ${REMOVED_AT_ONCE}))`,
        values,
      }]);
      removed += result?.rowCount ?? 0;
      if ((result?.rowCount ?? 0) < REMOVED_AT_ONCE) return removed;
    }
  }
}

function progressStatement(
  id: string,
  table: StarTable,
  { watermark, next, resumeAfter }: Progress,
): SqlStatement {
  return {
    text:
      `insert into lexia_dw.progress (organization_id, table_name, watermark, next_watermark, resume_after)
      values ($1, $2, $3, $4, $5) on conflict (organization_id, table_name) do update set
        watermark = excluded.watermark, next_watermark = excluded.next_watermark, resume_after = excluded.resume_after`,
    values: [id, table.name, watermark?.toString() ?? null, next?.toString() ?? null, resumeAfter],
  };
}

/** A name that is no longer told, such as an office's of a case that is gone, is kept. */
function upsertText({ name, key, columns }: StarTable): string {
  const keys = key === "organization_id" ? [key] : ["organization_id", key];
  const all = [...keys, ...columns];
  return `insert into lexia_dw.${name} as t (${all}) select ${all}
    from json_populate_recordset(null::lexia_dw.${name}, $1::json) ${
    onConflict(keys.join(", "), columns, name === "dim_despacho")
  }`;
}

/** Rows that are as they were are left alone, so that repeating a run writes nothing. */
function onConflict(key: string, columns: readonly string[], keepsNames = false): string {
  const changing = columns.filter((column) => !key.split(", ").includes(column));
  const given = changing.map((column) =>
    keepsNames && column === "name" ? `coalesce(excluded.${column}, t.${column})` : `excluded.${column}`
  );
  const set = changing.map((column, at) => `${column} = ${given[at]}`);
  const stamp = STAR_TABLES.some((table) => table.columns === columns) ? ", loaded_at = now()" : "";
  return `on conflict (${key}) do update set ${set.join(", ")}${stamp}
    where (${changing.map((column) => `t.${column}`)}) is distinct from (${given})`;
}
