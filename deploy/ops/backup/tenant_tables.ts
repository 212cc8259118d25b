/** Tables that hold rows of organizations, as the database itself tells: a new one is exported and restored by itself. */
import type { SqlConnection } from "#db/driver.ts";
import { rowsOf } from "./sessions.ts";

export interface TenantTable {
  name: string;
  columns: string[];
  /** The column that names the organization. */
  owner: "id" | "organization_id";
  /** Columns by which rows point to others of the same table; those that point to none come first. */
  ownParents: string[];
}

/** Would let somebody in, or answer for what never happened: people sign in again instead. */
const NOT_CARRIED = new Set(["sessions", "refresh_tokens", "one_time_tokens", "idempotency_keys"]);

export function isCarried({ name }: TenantTable): boolean {
  return !NOT_CARRIED.has(name);
}

/** In an order in which rows can be inserted: what others point to comes first. */
export async function tenantTables(connection: SqlConnection): Promise<TenantTable[]> {
  const tables = new Map<string, TenantTable>();
  for (const [name, column] of await rowsOf(connection, COLUMNS)) {
    const owner = name === "organizations" ? "id" : "organization_id";
    const table = tables.get(String(name)) ?? { name: String(name), columns: [], owner, ownParents: [] };
    table.columns.push(String(column));
    tables.set(table.name, table);
  }
  const parents = new Map<string, Set<string>>();
  for (const [child, parent, column] of await rowsOf(connection, REFERENCES)) {
    if (child === parent) tables.get(String(child))?.ownParents.push(String(column));
    else parents.set(String(child), (parents.get(String(child)) ?? new Set()).add(String(parent)));
  }
  return ordered([...tables.values()], parents);
}

function ordered(tables: TenantTable[], parents: Map<string, Set<string>>): TenantTable[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const order: TenantTable[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter(({ name }) =>
      ![...parents.get(name) ?? []].some((parent) => left.has(parent))
    );
    if (free.length === 0) throw new Error(`Tables point to each other: ${[...left.keys()].join(", ")}`);
    for (const table of free) {
      order.push(table);
      left.delete(table.name);
    }
  }
  return order;
}

const COLUMNS = `select relname, attname from pg_attribute join pg_class c on c.oid = attrelid
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped
    and attgenerated = '' and (relname = 'organizations' or exists (
      select from pg_attribute where attrelid = c.oid and attname = 'organization_id' and not attisdropped))
  order by relname, attnum`;

const REFERENCES = `select child.relname, parent.relname, attname from pg_constraint k
    join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
    join unnest(conkey) as key (attnum) on true
    join pg_attribute a on a.attrelid = conrelid and a.attnum = key.attnum
  where contype = 'f' and k.connamespace = 'public'::regnamespace and attname <> 'organization_id'
  union select child.relname, 'organizations', '' from pg_constraint k
    join pg_class child on child.oid = conrelid
  where contype = 'f' and confrelid = 'public.organizations'::regclass`;
