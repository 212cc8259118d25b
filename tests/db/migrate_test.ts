import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import journal from "#db/migrations/meta/_journal.json" with { type: "json" };
import { type SqlDriver, SqlError } from "#db/driver.ts";
import { migrate, pendingMigrations } from "#db/migrate.ts";
import { openEmbeddedDatabase } from "#platform/embedded/database.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { createDatabase, type CreatedDatabase } from "#tests/support/test_server.ts";

const ALL = journal.entries.map((entry) => entry.tag);

function open(url: string): SqlDriver {
  return openServerDatabase({ url, max: 2, statementTimeoutSeconds: 0, log: silentLog });
}

async function value(driver: SqlDriver, text: string): Promise<unknown> {
  const [result] = await driver.batch([{ text }]);
  return result?.rows[0]?.[0];
}

async function holdsTwice(driver: SqlDriver): Promise<void> {
  strictEqual(await pendingMigrations(driver), ALL.length);
  deepStrictEqual(await migrate(driver), { applied: ALL });
  strictEqual(await pendingMigrations(driver), 0);
  deepStrictEqual(await migrate(driver), { applied: [] });
  strictEqual(await pendingMigrations(driver), 0);
}

const OBJECTS = `select count(*)::int from pg_class where relnamespace = 'public'::regnamespace`;

const UUIDS = `select array_agg(lexia_uuidv7()) from (select pg_sleep(0.01) from generate_series(1, 3)) t`;
const UUIDV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

Deno.test("migrate, embedded, applies each migration once and leaves the session's role as it was", async () => {
  const driver = await openEmbeddedDatabase({ folder: null, log: silentLog });
  await holdsTwice(driver);
  strictEqual(await value(driver, "select current_user::text"), "lexia_app");
  await driver.close();
});

Deno.test("migrate, on a server", async (t) => {
  async function onEmpty(
    work: (database: CreatedDatabase, driver: SqlDriver) => Promise<void>,
  ): Promise<void> {
    const database = await createDatabase({ isEmpty: true });
    const driver = open(database.url);
    try {
      await work(database, driver);
    } finally {
      await driver.close();
      await database.drop();
    }
  }

  await t.step("needs no superuser, and applies each migration once", () =>
    onEmpty(async (_, driver) => {
      strictEqual(await value(driver, "select rolsuper from pg_roles where rolname = current_user"), false);
      await holdsTwice(driver);
      const ids = await value(driver, UUIDS);
      ok(Array.isArray(ids));
      for (const id of ids) ok(UUIDV7.test(id), id);
      deepStrictEqual(ids, ids.toSorted());
    }));

  await t.step("lets one of several instances do it while the others wait", () =>
    onEmpty(async ({ url }) => {
      const drivers = [1, 2, 3, 4].map(() => open(url));
      const outcomes = await Promise.all(drivers.map((driver) => migrate(driver)));
      await Promise.all(drivers.map((driver) => driver.close()));
      deepStrictEqual(outcomes.flatMap((outcome) => outcome.applied), ALL);
    }));

  await t.step("changes nothing when a step fails", () =>
    onEmpty(async ({ superuserUrl }, driver) => {
      await driver.batch([{ text: "create table solicitudes (id int)" }]);
      await rejects(migrate(driver), (error) => error instanceof SqlError && error.code === "42P07");
      strictEqual(await value(driver, OBJECTS), 1);
      const superuser = open(superuserUrl);
      strictEqual(await value(superuser, "select to_regclass('drizzle.__drizzle_migrations')::text"), null);
      await superuser.close();
      strictEqual(await pendingMigrations(driver), ALL.length);
    }));

  await t.step("refuses a table that nobody wrote a rule for", () =>
    onEmpty(async (_, driver) => {
      await migrate(driver);
      await driver.batch([{ text: "create table forgotten (organization_id uuid)" }]);
      await rejects(migrate(driver), /The table forgotten has no rule in db\/grants.ts/);
    }));

  await t.step("takes away what was granted by hand", () =>
    onEmpty(async (_, driver) => {
      await migrate(driver);
      await driver.batch([
        { text: "grant all on audit_log to lexia_app, public" },
        { text: "grant select on users to lexia_readonly" },
        { text: "alter table users no force row level security" },
      ]);
      await migrate(driver);
      const [facts] = await driver.batch([{
        text: `select has_table_privilege('lexia_app', 'audit_log', 'update'),
                      has_table_privilege('lexia_app', 'audit_log', 'truncate'),
                      has_column_privilege('lexia_readonly', 'users', 'password_hash', 'select'),
                      has_column_privilege('lexia_readonly', 'users', 'email', 'select'),
                      (select relforcerowsecurity from pg_class where oid = 'users'::regclass)`,
      }]);
      deepStrictEqual(facts?.rows[0], [false, false, false, true, true]);
    }));

  await t.step(
    "says what an administrator has to run when the login may not make or take a role",
    () =>
      onEmpty(async ({ superuserUrl, url }, owner) => {
        await migrate(owner);
        const login = `plain_${crypto.randomUUID().slice(0, 8)}`;
        const superuser = open(superuserUrl);
        await superuser.batch([{ text: `create role ${login} login password 'plain'` }]);
        const plain = new URL(url);
        plain.username = login;
        plain.password = "plain";
        const driver = open(plain.href);
        await rejects(
          migrate(driver),
          new RegExp(
            `Cannot become the role lexia_app: ask an administrator to run: grant lexia_app to ${login}`,
          ),
        );
        await superuser.batch([{ text: `grant lexia_app, lexia_platform to ${login}` }]);
        strictEqual(await pendingMigrations(driver), 0);
        await driver.close();
        await superuser.batch([{ text: `drop role ${login}` }]);
        await superuser.close();
      }),
  );

  await t.step(
    "refuses roles that could step over the wall",
    () =>
      onEmpty(async ({ superuserUrl }, driver) => {
        const superuser = open(superuserUrl);
        await superuser.batch([{ text: "alter role lexia_backup bypassrls" }]);
        try {
          await rejects(migrate(driver), /The role lexia_backup can step over the tenant wall/);
        } finally {
          await superuser.batch([{ text: "alter role lexia_backup nobypassrls" }]);
          await superuser.close();
        }
        ok((await migrate(driver)).applied.length > 0);
      }),
  );
});
