/** A restore is all or nothing: verified beside, then put in the database's place, and rehearsed by a drill. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openServerDatabase } from "#platform/server/database.ts";
import { startRedis } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { Room } from "./_room.ts";

const MEANT = ["--yes-i-mean", "lexia"];

Deno.test("deno task backup:verify", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  const good = String((await room.run("backup")).said.name);
  const asSuperuser = { DATABASE_OWNER_URL: room.postgres.urlOf("lexia") };

  await t.step("compares every table, and lets nothing behind", async () => {
    const { code, said, err } = await room.run("backup:verify");
    deepStrictEqual([code, said.outcome, said.name], [0, "good", good], err);
    const tables = said.tables as Record<string, { rows: string }>;
    strictEqual(tables.actuaciones?.rows, "2");
    ok(Object.keys(tables).length > 55);
    deepStrictEqual(await room.databases(), ["lexia"]);
    deepStrictEqual(room.shelved(".verified"), [`${good}.verified`]);
  });

  await t.step("looks into every index, where a superuser may make the extension", async () => {
    const { code, said } = await room.run("backup:verify", [good], { env: asSuperuser });
    strictEqual(code, 0);
    ok(Number((said.indexes as { checked: number }).checked) > 100);
  });

  await t.step(
    "finds a backup of a database whose wall was open, although it is what was written",
    async () => {
      await room.query("alter table jobs no force row level security");
      const name = String((await room.run("backup")).said.name);
      const { code, said } = await room.run("backup:verify");
      deepStrictEqual([code, said.name, said.open], [65, name, ["jobs"]]);
      await room.query("alter table jobs force row level security");
    },
  );

  await t.step("says which backup is not there", async () => {
    const { code, said } = await room.run("backup:verify", ["lexia-20200101T000000000Z-0006"]);
    deepStrictEqual([code, said.outcome], [66, "backup_unknown"]);
  });
});

Deno.test("deno task restore", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  await Deno.mkdir(`${room.folder}/uploads/bulk`, { recursive: true });
  await Deno.writeTextFile(`${room.folder}/uploads/bulk/one`, "a list of cases");
  await room.query("alter database lexia set lock_timeout = '7s'");
  await room.query("revoke connect on database lexia from public");
  await room.query("grant connect on database lexia to lexia_readonly");
  const name = String((await room.run("backup")).said.name);
  await room.query("delete from actuaciones");
  await Deno.remove(`${room.folder}/uploads/bulk/one`);

  await t.step("refuses without the database's name, or with another", async () => {
    for (const args of [[name], [name, "--yes-i-mean", "postgres"]]) {
      const { code, said } = await room.run("restore", args);
      deepStrictEqual([code, said.outcome], [77, "not_confirmed"]);
    }
    strictEqual(await room.count("actuaciones"), 0);
    deepStrictEqual(await room.databases(), ["lexia"]);
  });

  await t.step("refuses while others are connected, and lets them go on", async () => {
    const other = openServerDatabase({ url: room.postgres.urlOf("lexia"), log: silentLog });
    await other.batch([{ text: "select 1" }]);
    const dry = await room.run("restore", [name, "--dry-run"]);
    deepStrictEqual([dry.code, dry.said.outcome, dry.said.name], [0, "would_restore", name], dry.err);
    match(String(dry.said.connections), /1 of postgres \(lexia\)/);
    strictEqual(await room.count("actuaciones"), 0, "nothing was put back");
    deepStrictEqual(await room.databases(), ["lexia"]);
    const { code, said } = await room.run("restore", [name, ...MEANT]);
    deepStrictEqual([code, said.outcome], [75, "connected"]);
    match(String(said.message), /1 of postgres \(lexia\)/);
    strictEqual((await other.batch([{ text: "select 1" }])).length, 1);
    await other.close();
  });

  await t.step("refuses an archive that was changed, before anything is made", async () => {
    const archive = `${room.shelf}/${name}.dump.age`;
    const bytes = await Deno.readFile(archive);
    const changed = bytes.slice();
    changed[5_000] = (changed[5_000] ?? 0) ^ 1;
    await Deno.writeFile(archive, changed);
    const { code, said } = await room.run("restore", [name, ...MEANT]);
    deepStrictEqual([code, said.outcome], [65, "archive_changed"]);
    await Deno.writeFile(archive, bytes);
    deepStrictEqual([await room.databases(), room.shelved().length], [["lexia"], 1]);
  });

  await t.step("puts everything back, ends connections where it may, and keeps the old one", async () => {
    const other = openServerDatabase({ url: room.postgres.urlOf("lexia"), log: silentLog });
    await other.batch([{ text: "select 1" }]);
    const url = room.postgres.urlOf("lexia");
    const env = { DATABASE_OWNER_URL: url };
    const { code, said, err } = await room.run("restore", [name, ...MEANT, "--terminate"], { env });
    deepStrictEqual([code, said.outcome, said.files], [0, "restored", 1], err);
    await other.close();
    deepStrictEqual([await room.count("actuaciones"), await room.count("users")], [2, 4]);
    deepStrictEqual(await room.databases(), ["lexia", String(said.before)]);
    strictEqual(await room.count("actuaciones", String(said.before)), 0);
    strictEqual(room.shelved().length, 2);
    strictEqual(await Deno.readTextFile(`${room.folder}/uploads/bulk/one`), "a list of cases");
  });

  await t.step("ends sessions, which may have been ended since", async () => {
    deepStrictEqual([await room.count("sessions"), await room.count("one_time_tokens")], [0, 0]);
  });

  await t.step("keeps the database's own settings and rights", async () => {
    deepStrictEqual(await room.query("show lock_timeout"), [["7s"]]);
    const rights = "select has_database_privilege(role, 'lexia', 'connect') " +
      "from unnest(array['lexia_readonly', 'lexia_app']) role";
    deepStrictEqual(await room.query(rights), [[true], [false]]);
  });

  await t.step("drops what was put aside, and nothing else", async () => {
    await room.query("create database lexia_before_long");
    const { code } = await room.run("restore", ["--drop-old"], {
      env: { DATABASE_OWNER_URL: room.postgres.urlOf("lexia") },
    });
    deepStrictEqual([code, await room.databases()], [0, ["lexia", "lexia_before_long"]]);
    await room.query("drop database lexia_before_long");
  });

  await t.step("makes the database on a server that has none, roles and all", async () => {
    await room.query("drop database lexia with (force)", [], "postgres");
    for (const role of ["app", "platform", "readonly", "backup"]) {
      await room.query(`drop owned by lexia_${role}`, [], "postgres");
      await room.query(`drop role lexia_${role}`, [], "postgres");
    }
    const { code, said, err } = await room.run("restore", ["latest", ...MEANT]);
    deepStrictEqual([code, said.before], [0, null], err);
    strictEqual(await room.count("users"), 4);
  });
});

Deno.test("deno task drill", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  await using redis = await startRedis();
  const env = { REDIS_URL: redis.url, BASE_DOMAIN: "lexia.test" };

  for (const [args, least] of [[[], 100], [["--rows=4000"], 4_000]] as const) {
    await t.step(`destroys a copy and restores it, with ${least} rows or more`, async () => {
      const { code, said, err } = await room.run("drill", [...args], { env });
      deepStrictEqual([code, said.outcome, said.isSame], [0, "rehearsed", true], err + said.message);
      ok(Number(said.rows) >= least);
      ok(Number(said.rto_seconds) > 0 && Number(said.rto_seconds) < 15 * 60);
      ok(Number(said.rpo_seconds) > 0);
      deepStrictEqual((said.answers as { status: number }[]).map(({ status }) => status), [
        200,
        200,
        200,
        401,
      ]);
      deepStrictEqual(await room.databases(), ["lexia"]);
    });
  }

  await t.step("leaves the real database alone", async () => strictEqual(await room.count("users"), 4));
});
