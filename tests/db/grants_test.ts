/** What the live database lets each role do: read from its catalog, so that nothing can be forgotten. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { SqlError } from "#db/driver.ts";
import { openTwoTenants } from "#tests/support/two_tenants.ts";

const ROLES = ["lexia_app", "lexia_platform", "lexia_readonly", "lexia_backup"];

/** Columns that look like the key of another tenant's table and are none: what they name may be long gone. */
const NO_REFERENCES = [
  "audit_log.actor_id",
  // Whoever it was about may be gone.
  "events.user_id",
  "executions.job_id",
  "exports.report_id",
  "impersonations.operator_id",
  // The run's row goes with its solicitud.
  "novedad_cases.execution_id",
  "novedades.execution_id",
  "sessions.impersonator_id",
  "sessions.provider_id",
  "webhook_deliveries.event_id",
];
/** Unique without the organization: keys that nobody can guess, and rows that no organization has. */
const SHARED_UNIQUE = [
  "api_keys_key_key",
  // Once its TXT record has shown whose it is, a domain is public.
  "custom_domains_verified_key",
  "invitations_token_key",
  "jobs_platform_key",
  "one_time_tokens_token_key",
  "recovery_codes_code_key",
  "refresh_tokens_token_key",
  "scim_tokens_token_key",
  "sessions_token_key",
  "totp_secrets_operator_key",
  "users_platform_email_key",
];
/** Called like a secret, and none. */
const NO_SECRETS = [
  "actuaciones.content_hash",
  "bulk_uploads.hash",
  "exports.hash",
  "organization_settings.password_min_length",
  "users.password_changed_at",
  "webhook_endpoints.previous_secret_until",
];
/** Take lines and give none back. */
const APPEND_ONLY = ["audit_log", "legal_acceptances"];

const TABLES = "relnamespace = 'public'::regnamespace and relkind in ('r', 'p')";

function isRefused(error: unknown): boolean {
  return error instanceof SqlError && error.code === "42501" && /permission denied/.test(error.message);
}

Deno.test("The database's catalog", async (t) => {
  await using tenants = await openTwoTenants();
  const { acme, tables, query, asRole } = tenants;
  const names = async (text: string) => (await query(text)).map((row) => row.join(" "));

  await t.step("forces row-level security on every table", async () => {
    ok((await query(`select 1 from pg_class where ${TABLES}`)).length > tables.length);
    deepStrictEqual(
      await names(
        `select relname from pg_class where ${TABLES} and not (relrowsecurity and relforcerowsecurity)`,
      ),
      [],
    );
  });

  await t.step("has no view, function or sequence through which rows could pass the policies", async () => {
    deepStrictEqual(
      await names(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind not in ('r', 'i')",
      ),
      [],
    );
    deepStrictEqual(
      await names("select proname, prosecdef from pg_proc where pronamespace = 'public'::regnamespace"),
      ["lexia_uuidv7 false"],
    );
  });

  await t.step("gives every tenant table the same four policies", async () => {
    const policies = await query(
      `select tablename::text, policyname::text, permissive, roles::text, cmd, qual, with_check
       from pg_policies where schemaname = 'public' order by 1, 2`,
    );
    const own = policies.find(([, name]) => name === "solicitudes_tenant")?.[5];
    ok(
      /^\(organization_id = \( SELECT .*NULLIF\(current_setting\('app.organization_id'::text, true\), ''::text\)/s
        .test(String(own)),
      String(own),
    );
    for (const table of tables) {
      deepStrictEqual(policies.filter(([name]) => name === table), [
        [table, `${table}_backup`, "PERMISSIVE", "{lexia_backup}", "SELECT", "true", null],
        [table, `${table}_platform`, "PERMISSIVE", "{lexia_platform}", "ALL", "true", "true"],
        [table, `${table}_readonly`, "PERMISSIVE", "{lexia_readonly}", "SELECT", own, null],
        [table, `${table}_tenant`, "PERMISSIVE", "{lexia_app}", "ALL", own, own],
      ]);
    }
    const others = policies.filter(([table, _, , roles]) =>
      !tables.includes(String(table)) && roles !== "{lexia_platform}"
    );
    deepStrictEqual(others.map((policy) => policy.slice(1, 5).join(" ")), [
      "audit_seals_backup PERMISSIVE {lexia_backup} SELECT",
      "calendar_rules_backup PERMISSIVE {lexia_backup} SELECT",
      "despacho_lists_backup PERMISSIVE {lexia_backup} SELECT",
      "organizations_backup PERMISSIVE {lexia_backup} SELECT",
      "organizations_readonly PERMISSIVE {lexia_readonly} SELECT",
      "organizations_tenant PERMISSIVE {lexia_app} SELECT",
      "platform_admins_backup PERMISSIVE {lexia_backup} SELECT",
      "portal_answers_backup PERMISSIVE {lexia_backup} SELECT",
      "portal_days_backup PERMISSIVE {lexia_backup} SELECT",
      "signing_keys_backup PERMISSIVE {lexia_backup} SELECT",
    ]);
  });

  await t.step("ties every reference between tenants' rows to the organization", async () => {
    const untied = await names(
      `select format('%s.%s', c.relname, a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relname = any(array['${tables.join("','")}']) and a.atttypid = 'uuid'::regtype
         and a.attname like '%\\_id' and a.attname <> 'organization_id' and not exists (
           select from pg_constraint f where f.contype = 'f' and f.conrelid = c.oid and a.attnum = any(f.conkey)
             and exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'organization_id'
               and o.attnum = any(f.conkey)))
       order by 1`,
    );
    deepStrictEqual(untied, NO_REFERENCES);
  });

  await t.step("lets no unique key of one organization tell of another's", async () => {
    const shared = await names(
      `select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
       where x.indisunique and c.relname = any(array['${tables.join("','")}'])
         and not exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'organization_id'
           and o.attnum = any(x.indkey::int2[]))
         -- Random ids tell nothing.
         and not (x.indisprimary and pg_get_indexdef(i.oid) like '%(id)')
       order by 1`,
    );
    deepStrictEqual(shared, SHARED_UNIQUE);
  });

  await t.step(
    "has roles that own nothing, belong to nobody, and may nothing beside their tables",
    async () => {
      const roles = `array['${ROLES.join("','")}']`;
      deepStrictEqual(
        await names(
          `select rolname from pg_roles where rolname = any(${roles})
         and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolcanlogin) order by 1`,
        ),
        [...ROLES].sort(),
      );
      deepStrictEqual(
        await names(`select rolname from pg_roles r where rolname = any(${roles}) and (
        exists (select from pg_class where relowner = r.oid) or exists (select from pg_proc where proowner = r.oid)
        or exists (select from pg_namespace where nspowner = r.oid) or exists (select from pg_type where typowner = r.oid)
        or exists (select from pg_auth_members where member = r.oid)
        or has_schema_privilege(r.oid, 'public', 'create') or has_database_privilege(r.oid, current_database(), 'create'))`),
        [],
      );
      deepStrictEqual(
        await names(
          `select r, p, relname from pg_class, unnest(${roles}) r, unnest(array['truncate', 'references', 'trigger']) p
        where ${TABLES} and has_table_privilege(r, pg_class.oid, p)`,
        ),
        [],
      );
    },
  );

  await t.step("gives each role the privileges of its purpose, and everybody else none", async () => {
    const granted = async (role: string, privilege: string) =>
      await names(`select relname from pg_class where ${TABLES}
        and has_table_privilege('${role}', oid, '${privilege}') order by 1`);
    const all = await names(`select relname from pg_class where ${TABLES} order by 1`);
    const writable = tables.filter((table) => !APPEND_ONLY.includes(table));
    const platformOnly = [
      "calendar_rules",
      "despacho_lists",
      "organizations",
      "platform_admins",
      "portal_answers",
      "portal_days",
      "signing_keys",
    ];

    deepStrictEqual(await granted("lexia_app", "select"), [...tables, "organizations"].sort());
    deepStrictEqual(await granted("lexia_app", "insert"), tables);
    deepStrictEqual(await granted("lexia_platform", "select"), all);
    deepStrictEqual(await granted("lexia_platform", "insert"), all);
    for (const privilege of ["update", "delete"]) {
      deepStrictEqual(await granted("lexia_app", privilege), writable);
      deepStrictEqual(await granted("lexia_platform", privilege), [...writable, ...platformOnly].sort());
    }
    deepStrictEqual(await granted("lexia_backup", "select"), all);
    for (const role of ["lexia_readonly", "lexia_backup"]) {
      for (const privilege of ["insert", "update", "delete"]) {
        deepStrictEqual(await granted(role, privilege), []);
      }
    }
    deepStrictEqual(
      await names(`select relname from pg_class, aclexplode(relacl) a where ${TABLES} and a.grantee = 0`),
      [],
    );
  });

  await t.step("keeps secrets from lexia_readonly, who reads one organization", async () => {
    const visible = await names(
      `select format('%s.%s', c.relname, a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid
       where ${TABLES} and a.attnum > 0 and not a.attisdropped
         and a.attname ~ '(hash|password|secret|token|sealed|jwk)'
         and has_column_privilege('lexia_readonly', c.oid, a.attnum, 'select') order by 1`,
    );
    deepStrictEqual(visible, NO_SECRETS);
    for (
      const table of ["refresh_tokens", "idempotency_keys", "signing_keys", "platform_admins", "audit_seals"]
    ) {
      await rejects(asRole("lexia_readonly", acme.organization, `select count(*) from ${table}`), isRefused);
    }
    await rejects(asRole("lexia_readonly", acme.organization, "select * from users"), isRefused);
    const own = await asRole("lexia_readonly", acme.organization, "select organization_id from users");
    deepStrictEqual(own, [[acme.organization], [acme.organization]]);
    deepStrictEqual(await asRole("lexia_readonly", "", "select organization_id from users"), []);
  });

  await t.step("lets lexia_backup read every row of every table", async () => {
    for (const table of [...tables, "organizations"]) {
      const count = `select count(*) from ${table}`;
      deepStrictEqual(await asRole("lexia_backup", "", count), await query(count));
    }
  });

  await t.step("shows an organization itself, and lets it change nothing of it", async () => {
    const own = await asRole("lexia_app", acme.organization, "select id from organizations");
    deepStrictEqual(own, [[acme.organization]]);
    for (const attack of ["update organizations set plan = 'x'", "delete from organizations"]) {
      await rejects(asRole("lexia_app", acme.organization, attack), isRefused);
    }
  });

  await t.step("keeps the audit log as it was written, whoever asks", async () => {
    const before = await tenants.fingerprint(acme.organization);
    for (const role of ["lexia_app", "lexia_platform"]) {
      for (
        const attack of ["update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log"]
      ) {
        await rejects(asRole(role, acme.organization, attack), isRefused);
      }
    }
    strictEqual(await tenants.fingerprint(acme.organization), before);
  });
});
