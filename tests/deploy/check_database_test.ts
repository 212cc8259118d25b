/** The shipped roles and settings hold, and each fault that is planted is found. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { TEST_ONLY_CA, testCaCertificate } from "#tests/support/portal_simulator/tls_fixture.ts";
import { Room, ROOT } from "./_room.ts";
import { databaseFaults, type Fault } from "../../deploy/ops/database_faults.ts";
import { within } from "../../deploy/ops/backup/sessions.ts";
import { silentLog } from "#tests/support/silent_log.ts";

const SERVICE = "lexia_service";
const PASSWORD = "for-tests-only";

/** What is done to the database, the fault that it is, and how it is undone. */
const PLANTED: [plant: string, fault: Fault, undo: string][] = [
  [
    "alter role lexia_service superuser",
    { fault: "is_superuser", of: SERVICE },
    "alter role lexia_service nosuperuser",
  ],
  [
    "alter role lexia_app bypassrls",
    { fault: "bypasses_rls", of: "lexia_app" },
    "alter role lexia_app nobypassrls",
  ],
  [
    "alter role lexia_service createdb",
    { fault: "creates_databases", of: SERVICE },
    "alter role lexia_service nocreatedb",
  ],
  [
    "alter role lexia_app createrole",
    { fault: "creates_roles", of: "lexia_app" },
    "alter role lexia_app nocreaterole",
  ],
  [
    "alter role lexia_backup replication",
    { fault: "replicates", of: "lexia_backup" },
    "alter role lexia_backup noreplication",
  ],
  [
    "alter table jobs owner to lexia_app",
    { fault: "owns_tables", of: "lexia_app: jobs" },
    "alter table jobs owner to lexia_owner",
  ],
  [
    "grant lexia_owner to lexia_service",
    { fault: "may_become", of: `${SERVICE}: lexia_owner` },
    "revoke lexia_owner from lexia_service",
  ],
  [
    "grant pg_read_server_files to lexia_platform",
    { fault: "may_become", of: "lexia_platform: pg_read_server_files" },
    "revoke pg_read_server_files from lexia_platform",
  ],
  [
    "grant select on pg_authid to lexia_app",
    { fault: "reads_passwords", of: "lexia_app" },
    "revoke select on pg_authid from lexia_app",
  ],
  [
    "grant update on audit_log to lexia_platform",
    { fault: "changes_audit_log", of: "lexia_platform: update" },
    "revoke update on audit_log from lexia_platform",
  ],
  [
    "grant update (action) on audit_log to lexia_app",
    { fault: "changes_audit_log", of: "lexia_app: update" },
    "revoke update (action) on audit_log from lexia_app",
  ],
  [
    "grant delete on audit_seals to lexia_platform",
    { fault: "changes_audit_seals", of: "lexia_platform: delete" },
    "revoke delete on audit_seals from lexia_platform",
  ],
  [
    "grant create on schema public to lexia_app",
    { fault: "creates_in_schema", of: "lexia_app: public" },
    "revoke create on schema public from lexia_app",
  ],
  [
    "grant truncate on jobs to lexia_app",
    { fault: "truncates", of: "lexia_app: jobs" },
    "revoke truncate on jobs from lexia_app",
  ],
  [
    "grant insert on users to lexia_readonly",
    { fault: "writes", of: "lexia_readonly: users" },
    "revoke insert on users from lexia_readonly",
  ],
  [
    "grant select (password_hash) on users to lexia_readonly",
    { fault: "reads_secrets", of: "lexia_readonly: users.password_hash" },
    "revoke select (password_hash) on users from lexia_readonly",
  ],
  [
    "alter table users no force row level security",
    { fault: "row_security_not_forced", of: "users" },
    "alter table users force row level security",
  ],
  [
    "alter table users disable row level security",
    { fault: "row_security_off", of: "users" },
    "alter table users enable row level security",
  ],
  [
    "create policy loose on users using (true)",
    { fault: "open_to_all", of: "users: loose" },
    "drop policy loose on users",
  ],
];

Deno.test("deno task check:database", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  await useRoles(room);
  const env = {
    DATABASE_URL: room.postgres.urlOf("lexia", SERVICE, PASSWORD),
    DATABASE_OWNER_URL: room.postgres.urlOf("lexia"),
  };

  await t.step("finds nothing where the shipped roles are", async () => {
    const { code, said, err } = await room.run("check:database", [], { env });
    deepStrictEqual([code, said.outcome, said.faults], [0, "sound", []], err);
  });

  await t.step("finds that LEXIA logs in as the owner", async () => {
    const { code, said } = await room.run("check:database", [], {
      env: { ...env, DATABASE_URL: room.env.DATABASE_URL ?? "" },
    });
    strictEqual(code, 1);
    const faults = new Set((said.faults as Fault[]).map(({ fault }) => fault));
    for (
      const fault of ["owns_tables", "owns_databases", "creates_databases", "creates_roles", "may_become"]
    ) {
      ok(faults.has(fault), fault);
    }
  });

  for (const [plant, fault, undo] of PLANTED) {
    await t.step(`finds: ${plant}`, async () => {
      await room.query(plant);
      const found = await faultsOf(room, env.DATABASE_URL);
      ok(found.some((one) => one.fault === fault.fault && one.of === fault.of), JSON.stringify(found));
      await room.query(undo);
      deepStrictEqual(await faultsOf(room, env.DATABASE_URL), []);
    });
  }

  await t.step("finds a connection without TLS to another machine", async () => {
    const elsewhere = env.DATABASE_URL.replace("127.0.0.1", "db.example.com");
    deepStrictEqual(await faultsOf(room, elsewhere), [{ fault: "connects_without_tls", of: "DATABASE_URL" }]);
    deepStrictEqual(await faultsOf(room, `${elsewhere}?sslmode=require`), []);
  });

  await t.step("roles.sql may be run again, and LEXIA works as its login", async () => {
    await useRoles(room);
    const login = { url: env.DATABASE_URL, caFile: null };
    const count = await within(login, silentLog, async (driver) => {
      const [, , result] = await driver.batch([
        { text: "select set_config('role', 'lexia_app', true)" },
        { text: "select set_config('app.organization_id', $1, true)", values: [room.acme.organization] },
        { text: "select count(*)::int from users" },
      ]);
      return result?.rows[0]?.[0];
    });
    strictEqual(count, 2);
  });
});

Deno.test("deploy/server/postgres", async (t) => {
  const { cert, key } = testCaCertificate();
  const conf = await Deno.readTextFile(new URL("deploy/server/postgres/postgresql.conf", ROOT));
  const hba = await Deno.readTextFile(new URL("deploy/server/postgres/pg_hba.conf", ROOT));
  await using room = await Room.open({
    settings: [
      conf,
      "listen_addresses = '127.0.0.1'",
      "shared_buffers = 32MB",
      "unix_socket_directories = ''",
    ],
    // A test has no other way in than this machine's network, without TLS.
    hba:
      `host all postgres 127.0.0.1/32 scram-sha-256\nhostnossl lexia lexia_owner 127.0.0.1/32 scram-sha-256\n${hba}`,
    files: { "server.crt": cert, "server.key": key, "ca.crt": TEST_ONLY_CA },
  });
  if (!room) return;
  await useRoles(room);
  const ca = `${room.folder}/ca.pem`;
  await Deno.writeTextFile(ca, TEST_ONLY_CA);
  const url = room.postgres.urlOf("lexia", "lexia_backup", PASSWORD).replace("127.0.0.1", "localhost");

  await t.step("starts, and has no setting that it does not know", async () => {
    deepStrictEqual(await room.query("select name, error from pg_file_settings where error is not null"), []);
    deepStrictEqual(
      await room.query("select line_number, error from pg_hba_file_rules where error is not null"),
      [],
    );
  });

  await t.step("lets a backup in by TLS, with the server's certificate verified", async () => {
    const { code, err } = await room.run("backup", [], {
      env: { BACKUP_DATABASE_URL: url, DATABASE_CA_FILE: ca },
    });
    strictEqual(code, 0, err);
    const other = url.replace("localhost", "127.0.0.2");
    const refused = await room.run("backup", [], {
      env: { BACKUP_DATABASE_URL: other, DATABASE_CA_FILE: ca },
    });
    ok(refused.code !== 0);
  });

  await t.step("lets nobody in without TLS, nor whoever is not named", async () => {
    match(await psql(room, `${url}?sslmode=disable`), /pg_hba.conf rejects connection/);
    const stranger = room.postgres.urlOf("lexia", "lexia_app", PASSWORD).replace("127.0.0.1", "localhost");
    match(await psql(room, `${stranger}?sslmode=require`), /pg_hba.conf rejects connection/);
  });

  await t.step("writes no row and no statement into the log", async () => {
    const secret = "cedula-1032456789";
    await psql(room, `${url}?sslmode=require`, `select '${secret}' from nowhere`);
    const text = await room.postgres.log();
    match(text, /relation "nowhere" does not exist/);
    ok(!text.includes(secret), text);
  });
});

async function useRoles(room: Room): Promise<void> {
  const file = new URL("deploy/server/postgres/roles.sql", ROOT).pathname;
  const args = ["-X", "--set=ON_ERROR_STOP=1", "--set=database=lexia", "-f", file, room.postgres.url];
  const { success, stderr } = await new Deno.Command(`${room.postgres.bin}/psql`, { args, stdout: "null" })
    .output();
  ok(success, new TextDecoder().decode(stderr));
  for (const role of [SERVICE, "lexia_readonly", "lexia_backup"]) {
    await room.query(`alter role ${role} password '${PASSWORD}'`);
  }
}

async function faultsOf(room: Room, serviceUrl: string): Promise<Fault[]> {
  const login = { url: room.postgres.urlOf("lexia"), caFile: null };
  return await within(login, silentLog, (driver) => databaseFaults(driver, { login: SERVICE, serviceUrl }));
}

async function psql(room: Room, url: string, text = "select 1"): Promise<string> {
  const { stderr } = await new Deno.Command(`${room.postgres.bin}/psql`, { args: ["-X", "-c", text, url] })
    .output();
  return new TextDecoder().decode(stderr);
}
