/** Every table that holds rows of organizations, read from the schema: a new one is exported and deleted by itself. */
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { TABLE_RULES } from "#db/grants.ts";

export interface ExportedTable {
  name: string;
  /** Without those that hold secrets: what `lexia_readonly` may read. */
  columns: string[];
  /** What its rows are told apart by, beside the organization. */
  key: string[];
}

/** In the order of `db/grants.ts`. Tables of secrets alone are left out, as `lexia_readonly` cannot read them either. */
export function exportedTables(): ExportedTable[] {
  return TABLE_RULES.flatMap(({ table, readonly }) => {
    if (!holdsTenants(table) || readonly === "none") return [];
    const { name, columns, primaryKeys } = getTableConfig(table);
    const names = columns.map((column) => column.name);
    const single = columns.filter((column) => column.primary).map((column) => column.name);
    const composed = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
    const key = [...single, ...composed].filter((column) => column !== "organization_id");
    return [{ name, columns: names.filter((column) => !readonly.secrets.includes(column)), key }];
  });
}

/** Tables whose rows are kept when their organization is deleted. */
const KEPT = new Set(["audit_log"]);

/**
 * Names in an order in which rows can be removed: what points to others comes before them; jobs and sessions as early as
 * that allows. What may only be added to goes with the people it is about, by the foreign key's own rule.
 */
export function tablesToEmpty(): string[] {
  const rules = TABLE_RULES.filter(({ table, platform }) =>
    holdsTenants(table) && platform === "write" && !KEPT.has(nameOf(table))
  );
  const tables = rules.map(({ table }) => table);
  const first = ["jobs", "sessions"];
  const ordered: string[] = [];
  const seen = new Set<PgTable>();

  function visit(table: PgTable): void {
    if (seen.has(table)) return;
    seen.add(table);
    for (const other of tables) {
      if (other !== table && pointsTo(other, table)) visit(other);
    }
    ordered.push(nameOf(table));
  }
  for (const table of tables.toSorted((a, b) => rank(a) - rank(b))) visit(table);
  return ordered;

  function rank(table: PgTable): number {
    const at = first.indexOf(nameOf(table));
    return at < 0 ? first.length : at;
  }
}

function holdsTenants(table: PgTable): boolean {
  return getTableConfig(table).columns.some((column) => column.name === "organization_id");
}

function pointsTo(table: PgTable, target: PgTable): boolean {
  return getTableConfig(table).foreignKeys.some((key) => key.reference().foreignTable === target);
}

function nameOf(table: PgTable): string {
  return getTableConfig(table).name;
}
