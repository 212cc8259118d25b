/** What a database holds, in figures that two databases can be compared by. */
import type { SqlConnection } from "#db/driver.ts";

export interface TableSum {
  rows: string;
  /** Over all columns of all rows, in whatever order they are. */
  checksum: string;
}

/** A list's length and its SHA-256. */
export interface ListSum {
  count: number;
  sha256: string;
}

export interface DatabaseState {
  tables: Record<string, TableSum>;
  /** Columns, constraints, indexes, policies, row security, grants and migrations. */
  structure: Record<string, ListSum>;
}

/** Rows as texts must be the same wherever they are read. */
export const SAME_TEXTS = [
  "set local timezone = 'UTC'",
  "set local datestyle = 'ISO, YMD'",
  "set local intervalstyle = 'iso_8601'",
  "set local bytea_output = 'hex'",
  "set local extra_float_digits = 1",
];

/** Within a transaction, by a role that sees all rows. */
export async function readState(connection: SqlConnection): Promise<DatabaseState> {
  await connection.batch(SAME_TEXTS.map((text) => ({ text })));
  const [found] = await connection.batch([{ text: TABLES }]);
  const tables: Record<string, TableSum> = {};
  for (const [name] of found?.rows ?? []) {
    const [sum] = await connection.batch([{ text: `select ${SUM} from ${String(name)} t` }]);
    const [rows, checksum] = sum?.rows[0] ?? [];
    tables[String(name)] = { rows: String(rows), checksum: String(checksum) };
  }
  const structure: Record<string, ListSum> = {};
  for (const [name, text] of Object.entries(STRUCTURE)) {
    const [result] = await connection.batch([{ text: `${text} order by 1` }]);
    structure[name] = await listSum((result?.rows ?? []).map(([line]) => String(line)));
  }
  return { tables, structure };
}

/** Two aggregates of `t`: the rows, and the sum of 60 bits of each row's MD5. */
export const SUM = "count(*)::text, coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text";

const TABLES = `select c.oid::regclass::text from pg_class c
  where relkind = 'r' and relnamespace in ('public'::regnamespace, to_regnamespace('drizzle'))
  order by 1`;

const IN_PUBLIC = "relnamespace = 'public'::regnamespace and relkind in ('r', 'p')";
const GRANTEE = "case when a.grantee = 0 then 'public' when a.grantee = owner then 'owner' " +
  "else pg_get_userbyid(a.grantee) end";

/** Without casts and brackets, which PostgreSQL writes in another way once it has read its own text. */
const plain = (text: string) => `regexp_replace(${text}, '::[a-z ]+(\\[\\])?|[()]', '', 'g')`;

/** Lists of texts. The owner is called "owner", since a restored database may have another. */
const STRUCTURE: Record<string, string> = {
  columns: `select concat_ws(' ', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull,
      ${plain("pg_get_expr(adbin, adrelid)")}) collate "C"
    from pg_attribute join pg_class c on c.oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where ${IN_PUBLIC} and attnum > 0 and not attisdropped`,
  constraints: `select concat_ws(' ', conrelid::regclass, conname, ${
    plain("pg_get_constraintdef(k.oid)")
  }) collate "C"
    from pg_constraint k join pg_class c on c.oid = conrelid where ${IN_PUBLIC}`,
  indexes: `select ${plain("indexdef")} collate "C" from pg_indexes where schemaname = 'public'`,
  policies: `select concat_ws(' ', tablename, policyname, permissive, roles, cmd, ${plain("qual")},
      ${plain("with_check")}) collate "C"
    from pg_policies where schemaname = 'public'`,
  row_security: `select concat_ws(' ', relname, relrowsecurity, relforcerowsecurity) collate "C" from pg_class
    where ${IN_PUBLIC}`,
  grants: `select line collate "C" from (
    select concat_ws(' ', relname, ${GRANTEE}, privilege_type) as line
      from (select relname, relowner as owner, coalesce(relacl, acldefault('r', relowner)) as acl from pg_class
        where ${IN_PUBLIC}) c, aclexplode(acl) a
    union all
    select concat_ws(' ', relname, attname, ${GRANTEE}, privilege_type)
      from (select relname, attname, relowner as owner, attacl from pg_attribute join pg_class c on c.oid = attrelid
        where ${IN_PUBLIC} and attacl is not null) c, aclexplode(attacl) a
    union all
    select concat_ws(' ', nspname, ${GRANTEE}, privilege_type)
      from (select nspname, nspowner as owner, coalesce(nspacl, acldefault('n', nspowner)) as acl from pg_namespace
        where nspname in ('public', 'drizzle')) n, aclexplode(acl) a
    union all
    select concat_ws(' ', proname, ${GRANTEE}, privilege_type)
      from (select proname, proowner as owner, coalesce(proacl, acldefault('f', proowner)) as acl from pg_proc
        where pronamespace = 'public'::regnamespace) p, aclexplode(acl) a) lines`,
  migrations: `select concat_ws(' ', hash, created_at) collate "C" from drizzle.__drizzle_migrations`,
};

async function listSum(lines: readonly string[]): Promise<ListSum> {
  const bytes = new TextEncoder().encode(lines.join("\n"));
  return {
    count: lines.length,
    sha256: new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex(),
  };
}

export interface Difference {
  /** A table, or a part of the structure. */
  of: string;
  expected: string;
  found: string;
}

/** Every figure in which a database is not what it should be. */
export function differences(expected: DatabaseState, found: DatabaseState): Difference[] {
  const tables = compare(expected.tables, found.tables, ({ rows, checksum }) => `${rows} rows, ${checksum}`);
  const structure = compare(
    expected.structure,
    found.structure,
    ({ count, sha256 }) => `${count}, ${sha256.slice(0, 16)}`,
  );
  return [...tables, ...structure];
}

function compare<T>(
  expected: Record<string, T>,
  found: Record<string, T>,
  shown: (value: T) => string,
): Difference[] {
  const told = (value: T | undefined) => value === undefined ? "missing" : shown(value);
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])]
    .map((of) => ({ of, expected: told(expected[of]), found: told(found[of]) }))
    .filter((one) => one.expected !== one.found);
}
