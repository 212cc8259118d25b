/** T3: every table forces its policies, and no role of LEXIA's may pass them by, or become one that may. */
import { Installation } from "#tests/support/installation.ts";
import { exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { tenantTables } from "#tests/support/tenant_state.ts";
import { ended } from "./_catalog.ts";

export const rolesAndTables: Proof = {
  id: "T3",
  title: "every table forces row-level security, and no role can step over it",
  async run() {
    await using installation = await Installation.open();
    return [
      await tablesFinding(installation),
      await rolesFinding(installation),
      await attemptsFinding(installation),
      await loginFinding(installation),
    ];
  },
};

const ROLES = ["lexia_app", "lexia_platform", "lexia_readonly", "lexia_backup"];

async function tablesFinding(installation: Installation): Promise<Finding> {
  const rows = await installation.query(
    `select c.oid::regclass::text, relrowsecurity and relforcerowsecurity
     from pg_class c where relnamespace = 'public'::regnamespace and relkind not in ('i', 'I', 't', 'c')`,
  );
  const open = rows.filter(([, isForced]) => isForced !== true).map(([name]) => String(name));
  return exactly(`tables and views without forced row-level security, of ${rows.length}`, listed(open), "0");
}

/** Attributes, ownership and membership, each as a line for every role that has it. */
const POWERS = `
  select rolname || ' is ' || power from pg_roles, lateral (values
    ('superuser', rolsuper), ('bypassrls', rolbypassrls), ('createrole', rolcreaterole), ('createdb', rolcreatedb),
    ('replication', rolreplication), ('login', rolcanlogin)) as powers (power, has)
  where rolname = any($1) and has
  union all
  select rolname || ' owns ' || objid::text from pg_shdepend join pg_roles on pg_roles.oid = refobjid
  where rolname = any($1) and deptype = 'o'
  union all
  select member.rolname || ' belongs to ' || role.rolname from pg_auth_members m
    join pg_roles member on member.oid = m.member join pg_roles role on role.oid = m.roleid
  where member.rolname = any($1)`;

async function rolesFinding(installation: Installation): Promise<Finding> {
  const powers = (await installation.query(POWERS, [ROLES])).map(([line]) => String(line));
  const what = `powers, ownerships and memberships of the ${ROLES.length} roles`;
  return exactly(what, listed(powers), "0");
}

/** What whoever has got hold of a role may try; each in a transaction that is rolled back. */
const ATTEMPTS = [
  ...[
    "postgres",
    "lexia_owner",
    ...ROLES,
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_execute_server_program",
  ]
    .map((role) => `set local role ${role}`),
  "alter role current_user bypassrls",
  "alter role current_user superuser",
  "create role lexia_evil login",
  "grant lexia_platform to current_user",
  "set local row_security = off; select 1 from users",
  "set local session_replication_role = replica",
  "alter table solicitudes disable row level security",
  "alter table solicitudes no force row level security",
  "alter table solicitudes owner to current_user",
  "drop policy solicitudes_tenant on solicitudes",
  "alter policy solicitudes_tenant on solicitudes using (true)",
  "create policy open on solicitudes using (true)",
  "create trigger t before insert on solicitudes execute function suppress_redundant_updates_trigger()",
  "create rule r as on select to solicitudes do instead select 1",
  "truncate solicitudes cascade",
  "create table loot (a int)",
  "create schema loot",
  "create function loot() returns int language sql security definer return 1",
  "create or replace function lexia_uuidv7() returns uuid language sql return gen_random_uuid()",
  "create extension dblink",
  "copy users to program 'cat'",
  "copy users to '/tmp/loot'",
  "select pg_read_file('/etc/passwd')",
  "select lo_import('/etc/passwd')",
  "select rolpassword from pg_authid",
  "alter role all set log_statement = 'all'",
  "alter database postgres owner to current_user",
];
const OF_THE_PLATFORM = ["select 1 from platform_admins", "select 1 from signing_keys"];

async function attemptsFinding(installation: Installation): Promise<Finding> {
  const unrefused: string[] = [];
  let tried = 0;
  for (const role of ROLES) {
    const isPlatform = role === "lexia_platform" || role === "lexia_backup";
    for (const attempt of [...ATTEMPTS, ...(isPlatform ? [] : OF_THE_PLATFORM)]) {
      // The session's own user decides what it may become, so it has to be the role itself.
      const steps = [`set local session authorization ${role}`, ...attempt.split("; ")];
      const { code } = await ended(installation, steps.map((text) => ({ text })));
      // To be what one is already is no attack, and shows that an attempt can succeed.
      const wanted = attempt === `set local role ${role}` ? undefined : INSUFFICIENT_PRIVILEGE;
      tried++;
      if (code !== wanted) unrefused.push(`${role}: ${attempt}: ${code ?? "done"}`);
    }
  }
  const what =
    `attempts of the roles to see or become more that are not refused for want of a right, of ${tried}`;
  return exactly(what, listed(unrefused), "0");
}

const INSUFFICIENT_PRIVILEGE = "42501";

/** The login that LEXIA's processes use, before they take a role. */
async function loginFinding(installation: Installation): Promise<Finding> {
  await installation.member(await installation.organization());
  const { sql } = installation.core.platform;
  const seen: string[] = [];
  const tables = await tenantTables((text, values) => installation.query(text, values));
  for (const table of tables) {
    const [result] = await sql.batch([{ text: `select 1 from ${table}` }]);
    if (result?.rowCount !== 0) seen.push(`${table}: ${result?.rowCount}`);
  }
  const [powers] = await sql.batch([{
    text: `select rolname from pg_roles where pg_has_role(current_user, oid, 'member')
           and (rolsuper or rolbypassrls or rolreplication)`,
  }]);
  seen.push(...(powers?.rows ?? []).map(([role]) => `may become ${role}`));
  return exactly(
    `rows that LEXIA's login sees in no role, in ${tables.length} tables, and powerful roles that it may become`,
    listed(seen),
    "0",
  );
}

function listed(found: readonly string[]): string {
  return found.length === 0 ? "0" : `${found.length}: ${found.slice(0, 5).join("; ")}`;
}
