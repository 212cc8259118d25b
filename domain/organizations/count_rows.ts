import { sql } from "drizzle-orm";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { tablesToEmpty } from "./_tenant_tables.ts";

export interface RowsOfTable {
  table: string;
  rows: number;
}

/** How much there is of an organization in each table that its deletion empties. @throws {DomainError} `permission_denied` */
export async function countRows(ctx: PlatformCtx, id: string): Promise<RowsOfTable[]> {
  authorizePlatform(ctx);
  const counts = tablesToEmpty().map((table) =>
    sql`select ${table}::text as name, (select count(*) from ${sql.identifier(table)}
      where organization_id = ${id}::uuid)::int as rows`
  );
  const rows = await ctx.platformDb.one(
    { purpose: "organization.count" },
    (db) => db.execute<{ name: string; rows: number }>(sql.join(counts, sql` union all `)),
  );
  return rows.map(({ name, rows }) => ({ table: name, rows }));
}
