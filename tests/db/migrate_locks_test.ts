/** Migrations and those who work meanwhile: nobody waits for long, and large indexes are built beside them. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { buildAll, isBuiltBeside, wantedIndexes } from "#db/concurrent_indexes.ts";
import { type SqlDriver, SqlError } from "#db/driver.ts";
import { migrate } from "#db/migrate.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { createDatabase } from "#tests/support/test_server.ts";

function open(url: string): SqlDriver {
  return openServerDatabase({
    url,
    max: 2,
    statementTimeoutSeconds: 0,
    idleTransactionSeconds: 0,
    log: silentLog,
  });
}

async function rows(driver: SqlDriver, text: string): Promise<unknown[][]> {
  return (await driver.batch([{ text }])).at(-1)?.rows ?? [];
}

/** Row security that was taken off by hand: putting it back asks for a lock that waits for every reader. */
const NEEDS_LOCK = "alter table solicitudes no force row level security";
const IS_FORCED = "select relforcerowsecurity from pg_class where oid = 'solicitudes'::regclass";

Deno.test("migrate, while somebody holds a lock", async (t) => {
  const { url, drop } = await createDatabase();
  const [driver, other] = [open(url), open(url)];
  try {
    await t.step("gives up after so many tries, and changes nothing", async () => {
      await driver.batch([{ text: NEEDS_LOCK }]);
      await other.session(async (reader) => {
        await reader.batch([{ text: "begin" }, { text: "lock table solicitudes in access share mode" }]);
        const told: string[] = [];
        const log = { info: (message: string) => void told.push(message) };
        await rejects(
          migrate(driver, { lockMilliseconds: 50, tries: 3, pauseMilliseconds: 1, log }),
          (error) => error instanceof SqlError && error.code === "55P03",
        );
        strictEqual(told.filter((message) => message.startsWith("Somebody holds a lock")).length, 2);
        await reader.batch([{ text: "rollback" }]);
      });
      deepStrictEqual(await rows(driver, IS_FORCED), [[false]]);
    });

    await t.step(
      "lets those that come meanwhile go on between two tries, and then gets through",
      async () => {
        await other.session(async (reader) => {
          await reader.batch([{ text: "begin" }, { text: "lock table solicitudes in access share mode" }]);
          let isOver = false;
          const migrated = migrate(driver, { lockMilliseconds: 50, pauseMilliseconds: 20 }).finally(() =>
            isOver = true
          );
          for (let asked = 0; asked < 20; asked++) {
            await rows(other, "select count(*) from solicitudes");
            ok(!isOver);
          }
          await reader.batch([{ text: "rollback" }]);
          deepStrictEqual((await migrated).applied, []);
        });
        deepStrictEqual(await rows(driver, IS_FORCED), [[true]]);
      },
    );
  } finally {
    await driver.close();
    await other.close();
    await drop();
  }
});

Deno.test("indexes that are built beside", async (t) => {
  const name = "solicitudes_alias_idx";
  const statement =
    `CREATE INDEX CONCURRENTLY IF NOT EXISTS "${name}" ON "solicitudes" USING btree ("alias")`;
  const wanted = new Map([[name, statement]]);
  const valid = `select indisvalid from pg_index where indexrelid = to_regclass('${name}')`;

  await t.step("are found in the files of migrations, until another one drops them", async () => {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(
      `${folder}/0001_a.sql`,
      `ALTER TABLE a ADD b int;--> statement-breakpoint\n${statement};`,
    );
    await Deno.writeTextFile(`${folder}/0002_b.sql`, `DROP INDEX "${name}";`);
    deepStrictEqual([...(await wantedIndexes(["0001_a"], folder)).keys()], [name]);
    deepStrictEqual([...(await wantedIndexes(["0001_a", "0002_b"], folder)).keys()], []);
    ok(isBuiltBeside(statement));
    ok(!isBuiltBeside(statement.replace("CONCURRENTLY ", "")));
    await Deno.remove(folder, { recursive: true });
  });

  const { url, drop } = await createDatabase();
  const driver = open(url);
  try {
    await t.step("come while others write, once, and whole where a build was interrupted", async () => {
      await buildAll(driver, wanted);
      deepStrictEqual(await rows(driver, valid), [[true]]);
      await driver.batch([{ text: `drop index ${name}` }]);
      // A unique index over what is not unique is left behind, not valid.
      const broken = `create unique index concurrently ${name} on not_unique (a)`;
      await driver.batch([{ text: "create table not_unique (a int)" }]);
      await driver.batch([{ text: "insert into not_unique values (1), (1)" }]);
      await rejects(driver.batch([{ text: broken }]));
      deepStrictEqual(await rows(driver, valid), [[false]]);
      await buildAll(driver, wanted);
      deepStrictEqual(await rows(driver, valid), [[true]]);
      deepStrictEqual(await rows(driver, "select current_setting('role')"), [["none"]]);
    });
  } finally {
    await driver.close();
    await drop();
  }
});
