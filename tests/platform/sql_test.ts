/** The database port, held by every home's driver: what the tenant wall and the jobs rely on. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { DatabaseUnavailable, sqlCause, type SqlConnection, SqlError } from "#db/driver.ts";
import { organizations } from "#db/schema/organizations.ts";
import { platformDb } from "#db/tenant_db.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { openTestDatabase, type TestDatabase, type TestHome } from "#tests/support/databases.ts";
import { startPostgres } from "#tests/support/postgres.ts";
import { silentLog } from "#tests/support/silent_log.ts";

const HOMES: readonly TestHome[] = ["embedded", "server", "edge"];
const CONNECTIONS = { embedded: 1, server: 10, edge: 10 };

const AS_PLATFORM = { text: "select set_config('role', 'lexia_platform', true)" };
const IS_THERE = "select exists (select from pg_stat_activity where pid = $1::int)";
const INSERT = "insert into organizations (name, subdomain) values ($1, $2)";
const insert = (subdomain: string) => ({ text: INSERT, values: ["One", subdomain] });

async function count(db: TestDatabase, subdomain: string): Promise<unknown> {
  const text = "select count(*)::int from organizations where subdomain = $1";
  const [result] = await db.owner.batch([{ text, values: [subdomain] }]);
  return result?.rows[0]?.[0];
}

async function one(connection: SqlConnection, text: string, ...values: unknown[]): Promise<unknown> {
  const [result] = await connection.batch([{ text, values }]);
  return result?.rows[0]?.[0];
}

function isSqlError(code: string, constraint?: string) {
  return (error: unknown) =>
    error instanceof SqlError && error.code === code && error.constraint === constraint;
}

for (const home of HOMES) {
  Deno.test(`SqlDriver (${home})`, async (t) => {
    await using db = await openTestDatabase(home, { isPatient: false });
    const { driver } = db;

    await t.step("gives rows, columns and counts of each statement, in order", async () => {
      const [first, second, third] = await driver.batch([
        { text: "select 1 as a, 'x' as b union all select 2, 'y' order by 1" },
        AS_PLATFORM,
        { text: "update organizations set name = name where false" },
      ]);
      deepStrictEqual(first, { columns: ["a", "b"], rows: [[1, "x"], [2, "y"]], rowCount: 2 });
      strictEqual(second?.rows[0]?.[0], "lexia_platform");
      deepStrictEqual(third, { columns: [], rows: [], rowCount: 0 });
    });

    for (const { type, sent, read } of VALUES) {
      await t.step(`reads ${type}`, async () => {
        // Twice plainly, so that the second time is a prepared statement.
        for (let i = 0; i < 3; i++) deepStrictEqual(await one(driver, `select $1::${type}`, sent), read);
      });
    }

    await t.step("keeps nothing of a batch in which one statement fails", async () => {
      await rejects(
        driver.batch([AS_PLATFORM, insert("kept-not"), { text: "select 1/0" }]),
        isSqlError("22012"),
      );
      strictEqual(await count(db, "kept-not"), 0);
    });

    await t.step("keeps a batch that succeeds", async () => {
      await driver.batch([AS_PLATFORM, insert("kept")]);
      strictEqual(await count(db, "kept"), 1);
    });

    await t.step("names the code and the constraint, and repeats no value", async () => {
      for (let i = 0; i < 3; i++) {
        await rejects(driver.batch([AS_PLATFORM, insert("kept")]), (error) => {
          ok(isSqlError("23505", "organizations_subdomain_key")(error));
          ok(error instanceof Error && !`${error.message}${error.cause}`.includes("kept"));
          return true;
        });
      }
      await rejects(one(driver, "select $1::uuid", "s3cret"), (error) => {
        ok(isSqlError("22P02")(error) && error instanceof Error && !error.message.includes("s3cret"));
        return true;
      });
      await driver.batch([AS_PLATFORM, insert("after-errors")]);
      strictEqual(await count(db, "after-errors"), 1);
    });

    await t.step("forgets role and organization when the batch is over", async () => {
      await driver.session(async (connection) => {
        const user = await one(connection, "select current_user::text");
        await connection.batch([
          AS_PLATFORM,
          { text: "select set_config('app.organization_id', $1, true)", values: [crypto.randomUUID()] },
        ]);
        strictEqual(await one(connection, "select current_user::text"), user);
        strictEqual(
          await one(connection, "select coalesce(current_setting('app.organization_id', true), '')"),
          "",
        );
      });
    });

    await t.step("commits and rolls back a transaction of several batches", async () => {
      for (const end of ["commit", "rollback"]) {
        await driver.session(async (connection) => {
          await connection.batch([{ text: "begin" }, AS_PLATFORM]);
          await connection.batch([insert(`by-${end}`)]);
          await connection.batch([{ text: end }]);
        });
      }
      strictEqual(await count(db, "by-commit"), 1);
      strictEqual(await count(db, "by-rollback"), 0);
    });

    await t.step("does not lend a connection again whose transaction was left open", async () => {
      await rejects(
        driver.session(async (connection) => {
          await connection.batch([{ text: "begin" }, AS_PLATFORM, insert("left-open")]);
          throw new Error("The work failed");
        }),
        /The work failed/,
      );
      for (let i = 0; i < CONNECTIONS[home] + 1; i++) {
        strictEqual(await one(driver, "select current_user::text <> 'lexia_platform'"), true);
      }
      strictEqual(await count(db, "left-open"), 0);
    });

    await t.step("answers each of many callers with what they asked", async () => {
      const asked = Array.from({ length: 100 }, (_, i) => i);
      deepStrictEqual(await Promise.all(asked.map((i) => one(driver, "select $1::int", i))), asked);
      const texts = await Promise.all(asked.map((i) => one(driver, `select ${i}`)));
      deepStrictEqual(texts, asked);
    });

    await t.step("runs what one session asks at the same time one after another", async () => {
      const answers = await driver.session((connection) =>
        Promise.all([1, 2, 3].map((i) => one(connection, "select $1::int", i)))
      );
      deepStrictEqual(answers, [1, 2, 3]);
    });

    await t.step("prepares again what it forgot", async () => {
      await driver.session(async (connection) => {
        for (let round = 0; round < 3; round++) {
          for (let i = 0; i < 250; i++) strictEqual(await one(connection, `select ${i} + 0`), i);
        }
      });
    });

    await t.step("says DatabaseUnavailable within two seconds when every connection is lent", async () => {
      const { promise: end, resolve: finish } = Promise.withResolvers<void>();
      const held = Array.from({ length: CONNECTIONS[home] }, () => driver.session(() => end));
      while (driver.stats().idle > 0 || driver.stats().total < CONNECTIONS[home]) {
        await one(db.owner, "select 1");
      }
      const since = performance.now();
      await rejects(driver.batch([{ text: "select 1" }]), DatabaseUnavailable);
      const waited = performance.now() - since;
      ok(waited > 1_000 && waited < 3_500, `waited ${waited} ms`);
      finish();
      await Promise.all(held);
      strictEqual(await one(driver, "select 1"), 1);
    });
  });
}

const VALUES: readonly { type: string; sent: unknown; read: unknown }[] = [
  { type: "int", sent: 7, read: 7 },
  { type: "bigint", sent: 9007199254740993n, read: "9007199254740993" },
  { type: "numeric", sent: "1.10", read: "1.10" },
  { type: "float8", sent: 0.5, read: 0.5 },
  { type: "boolean", sent: false, read: false },
  { type: "text", sent: "ñ'\"\\ \u{1F600}", read: "ñ'\"\\ \u{1F600}" },
  { type: "text", sent: "", read: "" },
  { type: "text", sent: null, read: null },
  { type: "date", sent: "2026-11-23", read: "2026-11-23" },
  { type: "timestamp", sent: "2026-11-23 10:00:00.123456", read: "2026-11-23 10:00:00.123456" },
  { type: "interval", sent: "1 day 02:00:00", read: "1 day 02:00:00" },
  { type: "jsonb", sent: { a: [1, null, "b"] }, read: { a: [1, null, "b"] } },
  { type: "jsonb", sent: "[1,2]", read: [1, 2] },
  { type: "bytea", sent: new Uint8Array([0, 255, 92]), read: new Uint8Array([0, 255, 92]) },
  { type: "int[]", sent: [1, null, 3], read: [1, null, 3] },
  { type: "int[]", sent: [], read: [] },
  { type: "int[]", sent: [[1, 2], [3, 4]], read: [[1, 2], [3, 4]] },
  { type: "text[]", sent: ['a"\\,{} b', "NULL", "", null], read: ['a"\\,{} b', "NULL", "", null] },
  { type: "date[]", sent: ["2026-11-23"], read: "{2026-11-23}" },
];

Deno.test("SqlDriver (embedded) is never a superuser by itself", async () => {
  await using db = await openTestDatabase("embedded");
  await db.owner.batch([{ text: INSERT, values: ["One", "one"] }]);
  const rows = await db.driver.batch([{
    text: "select current_user::text, (select count(*)::int from organizations)",
  }]);
  deepStrictEqual(rows[0]?.rows, [["lexia_app", 0]]);
});

for (const home of ["server", "edge"] as const) {
  Deno.test(`SqlDriver (${home}) outlives its connections`, async (t) => {
    await using db = await openTestDatabase(home);
    const terminate = (pid: unknown) => one(db.owner, "select pg_terminate_backend($1::int, 5000)", pid);

    await t.step("works on when an idle connection was ended", async () => {
      for (let i = 0; i < 3; i++) {
        await terminate(await one(db.driver, "select pg_backend_pid()"));
        strictEqual(await one(db.driver, "select 1"), 1);
        await terminate(await one(db.driver, "select pg_backend_pid()"));
        strictEqual(await db.driver.session((connection) => one(connection, "select 2")), 2);
      }
    });

    await t.step("says DatabaseUnavailable when a connection is ended at work, and works on", async () => {
      const { promise: known, resolve } = Promise.withResolvers<unknown>();
      const work = db.driver.session(async (connection) => {
        resolve(await one(connection, "select pg_backend_pid()"));
        await connection.batch([{ text: "select pg_sleep(20)" }]);
      });
      const failure = rejects(work, DatabaseUnavailable);
      await terminate(await known);
      await failure;
      strictEqual(await one(db.driver, "select 1"), 1);
    });

    await t.step("has PostgreSQL end a transaction that stands still, and works on", async () => {
      const driver = db.beside({ max: 1, idleTransactionSeconds: 0.2 });
      await using _ = { [Symbol.asyncDispose]: () => driver.close() };
      const platform = platformDb(driver, () => {});
      const pids: unknown[] = [];
      const stuck = platform.tx({ purpose: "test" }, async (tx) => {
        await tx.insert(organizations).values({ name: "One", subdomain: "stuck" });
        const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        pids.push(row?.pid);
        for (let i = 0; i < 500 && await one(db.owner, IS_THERE, row?.pid); i++) await pause(20);
        await tx.execute(sql`select 1`);
      });
      await rejects(stuck, (error) => sqlCause(error) instanceof DatabaseUnavailable);
      // Nothing of it was kept, so it was begun anew, each time on another connection.
      strictEqual(new Set(pids).size, 3);
      strictEqual(await count(db, "stuck"), 0);
      strictEqual(await one(driver, "select 1"), 1);
      await platform.tx({ purpose: "test" }, async (tx) => {
        await tx.insert(organizations).values({ name: "One", subdomain: "stuck" });
      });
      strictEqual(await count(db, "stuck"), 1);
      deepStrictEqual(driver.stats(), { total: 1, idle: 1, waiting: 0 });
    });

    await t.step("does not use a lost connection again in the same session", async () => {
      await db.driver.session(async (connection) => {
        await terminate(await one(connection, "select pg_backend_pid()"));
        await rejects(one(connection, "select 1"), DatabaseUnavailable);
        await rejects(one(connection, "select 1"), DatabaseUnavailable);
      });
      strictEqual(await one(db.driver, "select 1"), 1);
    });
  });
}

Deno.test("openServerDatabase", async (t) => {
  await t.step("ends a statement that takes too long", async () => {
    await using db = await openTestDatabase("server");
    const driver = openServerDatabase({ url: db.url ?? "", statementTimeoutSeconds: 1, log: silentLog });
    await rejects(one(driver, "select pg_sleep(5)"), isSqlError("57014"));
    await driver.close();
  });

  await t.step("says DatabaseUnavailable when the server is gone, and works on when it is back", async () => {
    const first = await startPostgres();
    const driver = openServerDatabase({ url: first.url, log: silentLog });
    strictEqual(await one(driver, "select 1"), 1);
    await first.pause();
    await rejects(one(driver, "select 1"), DatabaseUnavailable);
    await rejects(driver.session((connection) => one(connection, "select 1")), DatabaseUnavailable);
    await first.resume();
    strictEqual(await one(driver, "select 1"), 1);
    await driver.close();
    await first.stop();
  });

  await t.step("says DatabaseUnavailable when nobody answers", async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const url = `postgres://lexia:lexia@127.0.0.1:${listener.addr.port}/lexia`;
    const driver = openServerDatabase({ url, log: silentLog });
    const since = performance.now();
    await rejects(one(driver, "select 1"), DatabaseUnavailable);
    ok(performance.now() - since < 4_000);
    await driver.close();
    listener.close();
  });

  await t.step("says DatabaseUnavailable, not the password, when the login is refused", async () => {
    await using db = await openTestDatabase("server");
    const url = new URL(db.url ?? "");
    url.password = "wrong-password";
    const driver = openServerDatabase({ url: url.href, log: silentLog });
    await rejects(one(driver, "select 1"), (error) => {
      ok(error instanceof DatabaseUnavailable && error.message.includes("28P01"));
      return !`${error.message}${error.cause}`.includes("wrong-password");
    });
    await driver.close();
  });

  await t.step("does not go on in the clear when TLS was asked for", async () => {
    await using db = await openTestDatabase("server");
    for (
      const options of [{ url: `${db.url}?sslmode=require` }, { url: `${db.url}?sslmode=disable`, ca: "x" }]
    ) {
      const driver = openServerDatabase({ ...options, log: silentLog });
      await rejects(one(driver, "select 1"), DatabaseUnavailable);
      await driver.close();
    }
  });

  for (
    const url of ["not a url", "mysql://u:pass-word@h/db", "postgres://u:pass-word@h/db?sslmode=no-verify"]
  ) {
    await t.step(`refuses "${url}" without repeating a password`, () => {
      try {
        openServerDatabase({ url, log: silentLog });
      } catch (error) {
        ok(
          error instanceof Error && error.message.startsWith("Cannot ") &&
            !error.message.includes("pass-word"),
        );
        return;
      }
      throw new Error("It was accepted");
    });
  }
});
