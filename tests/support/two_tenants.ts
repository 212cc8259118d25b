/** A database in which two organizations have a row in every table, and the ways to attack the wall between them. */
import { type SQL, sql } from "drizzle-orm";
import type { SqlDriver, SqlStatement } from "#db/driver.ts";
import { tenantDb } from "#db/tenant_db.ts";
import { openTestDatabase, type TestHome } from "./databases.ts";
import { newTenantIds, type Row, type TenantIds, tenantRows } from "./tenant_rows.ts";

export interface TwoTenants extends AsyncDisposable {
  acme: TenantIds;
  beta: TenantIds;
  /** Every table of the live database that has an `organization_id`. */
  tables: string[];
  /** As Acme, through the wall. */
  attack(statement: SQL): Promise<Record<string, unknown>[]>;
  /** As the login that LEXIA uses, in no role of its choice. */
  asLogin(text: string): Promise<unknown[][]>;
  /** Up to PostgreSQL 15 whoever may become a role has its rights already: there the login sees what it may see. */
  isLoginWalled: boolean;
  /** In that role, with that organization set; "" for none. */
  asRole(role: string, organization: string, text: string, values?: unknown[]): Promise<unknown[][]>;
  /** As a superuser. */
  query(text: string, values?: unknown[]): Promise<unknown[][]>;
  /** All of an organization's rows in one value: another one when any of them changed. */
  fingerprint(organization: string): Promise<string>;
  driver: SqlDriver;
  /** Of the login that LEXIA uses; embedded has none. */
  url?: string;
}

export async function openTwoTenants(home?: TestHome): Promise<TwoTenants> {
  const { driver, owner, url, close } = await openTestDatabase(home);
  const query = async (text: string, values: unknown[] = []) => rowsOf(await owner.batch([{ text, values }]));
  const acme = await seed(owner, "acme");
  const beta = await seed(owner, "beta");
  const tables = (await query(TENANT_TABLES)).map(([name]) => String(name));
  const [version] = await query("select current_setting('server_version_num')::int");
  const wall = tenantDb(driver, acme.organization);
  return {
    acme,
    beta,
    tables,
    driver,
    url,
    query,
    isLoginWalled: Number(version?.[0]) >= 160_000,
    attack: (statement) => wall.one((db) => db.execute(statement)),
    asLogin: async (text) => rowsOf(await driver.batch([{ text }])),
    asRole: async (role, organization, text, values = []) =>
      rowsOf(await owner.batch([{ text: TAKE_ROLE, values: [role, organization] }, { text, values }])),
    async fingerprint(organization) {
      const texts = tables.map((table) =>
        `select '${table}', t::text from ${table} t where organization_id = $1`
      );
      return JSON.stringify(await query(`${texts.join(" union all ")} order by 1, 2`, [organization]));
    },
    [Symbol.asyncDispose]: close,
  };
}

const TENANT_TABLES = `select table_name::text from information_schema.columns
  where table_schema = 'public' and column_name = 'organization_id' order by 1`;

const TAKE_ROLE = "select set_config('role', $1, true), set_config('app.organization_id', $2, true)";

/** `insert into …`, for the wall and for the driver. */
export function insertion(table: string, row: Row): SQL {
  const columns = Object.keys(row).map((column) => sql.identifier(column));
  const values = Object.values(row).map((value) => sql.param(value));
  return sql`insert into ${sql.identifier(table)} (${sql.join(columns, sql`, `)})
             values (${sql.join(values, sql`, `)})`;
}

export function insertStatement(table: string, row: Row): SqlStatement {
  const columns = Object.keys(row);
  const places = columns.map((_, i) => `$${i + 1}`);
  return { text: `insert into ${table} (${columns}) values (${places})`, values: Object.values(row) };
}

async function seed(owner: SqlDriver, subdomain: string): Promise<TenantIds> {
  const ids = newTenantIds();
  await owner.batch([
    insertStatement("organizations", { id: ids.organization, name: subdomain, subdomain }),
    ...tenantRows(ids).map(([table, row]) => insertStatement(table, row)),
  ]);
  return ids;
}

function rowsOf(results: { rows: unknown[][] }[]): unknown[][] {
  return results.at(-1)?.rows ?? [];
}
