/** What is wrong with a database's roles, rights, row security and connections, as its catalog tells. */
import { TABLE_RULES } from "#db/grants.ts";
import type { SqlConnection } from "#db/driver.ts";

export interface Fault {
  /** A constant, such as `owns_tables`. */
  fault: string;
  /** The role, the table or the connection. */
  of: string;
}

export interface Judged {
  /** What LEXIA's processes log in as. */
  login: string;
  serviceUrl: string;
}

const ROLES = ["lexia_app", "lexia_platform", "lexia_readonly", "lexia_backup"];
/** What a login that may become it could do as well. */
const POWERFUL = [
  "pg_read_server_files",
  "pg_write_server_files",
  "pg_execute_server_program",
  "pg_read_all_data",
  "pg_write_all_data",
];
/** Lines may be added, and never changed or removed. */
const APPEND_ONLY = ["audit_log", "audit_seals"];

export async function databaseFaults(
  connection: SqlConnection,
  { login, serviceUrl }: Judged,
): Promise<Fault[]> {
  const judged = [...new Set([...ROLES, login])];
  const faults: Fault[] = [];
  for (const { text, values } of questions(judged, login)) {
    const [result] = await connection.batch([{ text, values }]);
    for (const [fault, of] of result?.rows ?? []) faults.push({ fault: String(fault), of: String(of) });
  }
  if (isOpenConnection(serviceUrl)) faults.push({ fault: "connects_without_tls", of: "DATABASE_URL" });
  return faults;
}

function questions(judged: string[], login: string): { text: string; values: unknown[] }[] {
  return [
    { text: MISSING_ROLES, values: [ROLES] },
    { text: ATTRIBUTES, values: [judged] },
    { text: OWNED, values: [judged] },
    { text: PASSWORDS, values: [judged] },
    { text: CREATES, values: [judged] },
    { text: CHANGES, values: [judged, APPEND_ONLY] },
    { text: TRUNCATES, values: [judged] },
    { text: READONLY_WRITES, values: [["lexia_readonly", "lexia_backup"]] },
    { text: SECRETS, values: [secretTables()] },
    { text: BECOMES, values: [judged, POWERFUL, login] },
    { text: OPEN_TABLES, values: [] },
    { text: OPEN_TO_ALL, values: [] },
    { text: SERVER_TLS, values: [] },
    { text: SESSIONS_WITHOUT_TLS, values: [] },
  ];
}

const MISSING_ROLES = "select 'role_missing', wanted from unnest($1::text[]) wanted " +
  "where not exists (select from pg_roles where rolname = wanted)";

const ATTRIBUTES = `select power, rolname from pg_roles, lateral (values
    ('is_superuser', rolsuper), ('bypasses_rls', rolbypassrls), ('creates_databases', rolcreatedb),
    ('creates_roles', rolcreaterole), ('replicates', rolreplication)) powers (power, has)
  where rolname = any ($1) and has`;

/** Whoever owns a table may switch its row security off. */
const OWNED = `select 'owns_' || what, rolname || ': ' || name from (
    select 'tables' as what, relowner as owner, relname::text as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    union all select 'functions', proowner, proname from pg_proc where pronamespace = 'public'::regnamespace
    union all select 'schemas', nspowner, nspname from pg_namespace where nspname in ('public', 'drizzle')
    union all select 'databases', datdba, datname from pg_database where datname = current_database()) owned
  join pg_roles r on rolname = any ($1) and not rolsuper and pg_has_role(r.oid, owner, 'member')`;

const PASSWORDS = `select 'reads_passwords', rolname from pg_roles
  where rolname = any ($1) and not rolsuper and has_table_privilege(oid, 'pg_catalog.pg_authid', 'select')`;

const CREATES = `select 'creates_in_schema', rolname || ': ' || nspname from pg_roles, pg_namespace n
  where rolname = any ($1) and not rolsuper and nspname in ('public', 'drizzle')
    and has_schema_privilege(pg_roles.oid, n.oid, 'create')`;

const CHANGES = `select 'changes_' || relname, rolname || ': ' || privilege
  from pg_roles, pg_class c, unnest(array['update', 'delete']) privilege
  where rolname = any ($1) and not rolsuper and relname = any ($2) and relnamespace = 'public'::regnamespace
    and (has_table_privilege(pg_roles.oid, c.oid, privilege)
      or privilege = 'update' and has_any_column_privilege(pg_roles.oid, c.oid, 'update'))`;

const TRUNCATES = `select 'truncates', rolname || ': ' || relname from pg_roles, pg_class c
  where rolname = any ($1) and not rolsuper and relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    and has_table_privilege(pg_roles.oid, c.oid, 'truncate, trigger, references')`;

const READONLY_WRITES = `select 'writes', rolname || ': ' || relname from pg_roles, pg_class c
  where rolname = any ($1) and not rolsuper and relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    and (has_table_privilege(pg_roles.oid, c.oid, 'insert, update, delete')
      or has_any_column_privilege(pg_roles.oid, c.oid, 'insert, update'))`;

const SECRETS = `select 'reads_secrets', 'lexia_readonly: ' || relname || '.' || attname from pg_class c
  join pg_attribute a on attrelid = c.oid and attnum > 0 and not attisdropped
  join unnest($1::text[]) secret on secret in (relname, relname || '.' || attname)
  where relnamespace = 'public'::regnamespace and exists (select from pg_roles where rolname = 'lexia_readonly')
    and has_column_privilege('lexia_readonly', c.oid, attnum, 'select')`;

/** The login may become the two roles of requests and work, and nobody else. */
const BECOMES = `select 'may_become', member.rolname || ': ' || other.rolname
  from pg_roles member join pg_roles other on other.oid <> member.oid and pg_has_role(member.oid, other.oid, 'member')
  where member.rolname = any ($1) and not member.rolsuper
    and not (member.rolname = $3 and other.rolname in ('lexia_app', 'lexia_platform'))
    and (other.rolsuper or other.rolbypassrls or other.rolname = any ($2) or other.rolname like 'lexia%')`;

const OPEN_TABLES =
  `select case when relrowsecurity then 'row_security_not_forced' else 'row_security_off' end, relname
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    and not (relrowsecurity and relforcerowsecurity)`;

const OPEN_TO_ALL = `select 'open_to_all', tablename || ': ' || policyname from pg_policies
  where schemaname = 'public' and permissive = 'PERMISSIVE' and (qual = 'true' or with_check = 'true')
    and roles && array['public', 'lexia_app', 'lexia_readonly']::name[]`;

/** Where the server listens for others, it has to speak TLS. */
const SERVER_TLS = `select 'server_without_tls', current_setting('listen_addresses')
  where current_setting('ssl') = 'off' and exists (
    select from regexp_split_to_table(current_setting('listen_addresses'), '\\s*,\\s*') address
    where address not in ('localhost', '127.0.0.1', '::1', ''))`;

const SESSIONS_WITHOUT_TLS =
  `select distinct 'session_without_tls', coalesce(usename, '') || ' from ' || host(client_addr)
  from pg_stat_ssl join pg_stat_activity using (pid)
  where not ssl and client_addr is not null and not client_addr <<= inet '127.0.0.0/8' and client_addr <> inet '::1'`;

function isOpenConnection(text: string): boolean {
  const url = new URL(text);
  const isLocal = ["localhost", "127.0.0.1", "[::1]", ""].includes(url.hostname);
  return !isLocal && !/^(require|verify-ca|verify-full)$/.test(url.searchParams.get("sslmode") ?? "") &&
    !Deno.env.get("DATABASE_CA_FILE");
}

/** Whole tables, and columns as `table.column`, that reports must not read. */
function secretTables(): string[] {
  return TABLE_RULES.flatMap(({ table, readonly }) => {
    const name = tableName(table);
    return readonly === "none" ? [name] : readonly.secrets.map((column) => `${name}.${column}`);
  });
}

/** Where drizzle keeps a table's name; its own functions are for the rooms that build statements. */
function tableName(table: object): string {
  return String(Reflect.get(table, Symbol.for("drizzle:Name")));
}
