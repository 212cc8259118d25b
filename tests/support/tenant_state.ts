/** What an organization has, table by table, so that a proof can tell whether a call has changed anything. */
import type { Query } from "./named_objects.ts";

/** A count and a hash of its rows for every table with an `organization_id`, apart from those named. */
export async function tenantState(
  query: Query,
  organizationId: string,
  options: { without: readonly string[] },
): Promise<Record<string, unknown>> {
  const state: Record<string, unknown> = {};
  for (const table of await tenantTables(query)) {
    if (options.without.includes(table)) continue;
    const [row] = await query(
      `select count(*)::int, md5(coalesce(string_agg(r::text, '|' order by r::text), ''))
       from ${table} r where organization_id = $1`,
      [organizationId],
    );
    state[table] = row;
  }
  return state;
}

export async function tenantTables(query: Query): Promise<string[]> {
  const tables = await query(
    `select table_name::text from information_schema.columns
     where column_name = 'organization_id' and table_schema = 'public' order by 1`,
    [],
  );
  return tables.map(([name]) => String(name));
}
