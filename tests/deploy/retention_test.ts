/** Old backups go, but never the last good ones, and none where a clock is in doubt. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { keysOf, type Shelved } from "../../deploy/ops/backup/manifest.ts";
import { chooseOld, type Keeping, retain } from "../../deploy/ops/backup/retention.ts";
import { openFolder, readText, writeText } from "../../deploy/ops/backup/shelf.ts";
import { writeManifest } from "../../deploy/ops/backup/manifest.ts";
import { backupName } from "../../deploy/ops/backup/manifest.ts";
import { backupSettings } from "../../deploy/ops/backup/settings.ts";
import { silentLog } from "#tests/support/silent_log.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 27, 2);

/** One backup for each of these ages in days, oldest first. */
function aged(ages: number[], verified?: number): Shelved[] {
  return ages.map((age) => ({
    name: backupName(new Date(NOW - age * DAY), "0006_web"),
    takenAt: new Date(NOW - age * DAY),
    size: 1,
    isVerified: age === verified,
  }));
}

const KEEPING: Keeping = { retentionDays: 30, keepLast: 3, now: NOW, databaseNow: NOW };
const NIGHTLY = [...Array(35).keys()].reverse();

const CASES: {
  what: string;
  ages: number[];
  verified?: number;
  keeping?: Partial<Keeping>;
  /** Ages of those that go. */
  gone: number[];
  isDoubted?: boolean;
}[] = [
  { what: "lets go what is older than the retention", ages: NIGHTLY, gone: [34, 33, 32, 31] },
  { what: "keeps what is not", ages: [29, 20, 10, 1, 0], gone: [] },
  { what: "keeps the last ones, whatever their age", ages: [400, 300, 0], gone: [] },
  { what: "keeps one, where nobody said how many", ages: [90], keeping: { keepLast: 0 }, gone: [] },
  { what: "keeps the last that was verified", ages: [50, 40, 35, 2, 1, 0], verified: 40, gone: [50, 35] },
  {
    what: "keeps all where this machine's clock has jumped a year ahead",
    ages: NIGHTLY.map((age) => age + 365).concat(0),
    gone: [],
    isDoubted: true,
  },
  {
    what: "keeps all where the two clocks differ",
    ages: NIGHTLY,
    keeping: { databaseNow: NOW - 3_600_000 },
    gone: [],
    isDoubted: true,
  },
  {
    what: "keeps all where one is dated in the future",
    ages: [50, 40, 2, 1, 0, -3],
    gone: [],
    isDoubted: true,
  },
];

Deno.test("chooseOld", async (t) => {
  for (const { what, ages, verified, keeping, gone, isDoubted = false } of CASES) {
    await t.step(what, () => {
      const { old, refusal } = chooseOld(aged(ages, verified), { ...KEEPING, ...keeping });
      deepStrictEqual(old.map(({ takenAt }) => Math.round((NOW - takenAt.getTime()) / DAY)), gone);
      strictEqual(refusal !== null, isDoubted);
    });
  }
});

Deno.test("retain", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "lexia_retention_" });
  const shelf = openFolder(folder);
  const env: Record<string, string> = {
    DATABASE_URL: "postgres://u@localhost/d",
    BACKUP_STORAGE_PATH: folder,
    SECRET_KEY: "for-tests-only-".repeat(6),
    BACKUP_KEEP_LAST: "2",
    BACKUP_RETENTION_DAYS: "30",
  };
  const settings = backupSettings((name) => env[name]);
  const run = () => retain(shelf, { settings, log: silentLog, now: () => NOW, databaseNow: NOW });

  /** A backup with one file, of its own content. */
  async function put(age: number): Promise<string> {
    const name = backupName(new Date(NOW - age * DAY), "0006_web");
    const keys = keysOf(name);
    const blob = `blobs/aa/${age}.age`;
    await writeText(shelf, blob, "sealed");
    const list = `${JSON.stringify({ key: "k", size: 1, modified: "m", blob })}\n`;
    const { size, hash } = await writeText(shelf, keys.files, list);
    const archive = await writeText(shelf, keys.archive, "sealed");
    await writeManifest(shelf, {
      format: "lexia.backup",
      version: 1,
      name,
      taken_at: new Date(NOW - age * DAY).toISOString(),
      seconds: 1,
      lexia: "0",
      server_version: "15",
      database: "d",
      archive: { key: keys.archive, size: archive.size, sha256: archive.hash },
      tables: {},
      structure: {},
      files: { key: keys.files, size, sha256: hash, count: 1, bytes: 1 },
    }, settings.sealKey);
    return name;
  }

  const names: string[] = [];
  for (const age of [60, 50, 20, 10, 0]) names.push(await put(age));

  await t.step("removes all of an old backup, and the files that only it has named", async () => {
    const { removed, kept } = await run();
    deepStrictEqual([removed, kept], [names.slice(0, 2), 3]);
    const left = (await shelf.list()).map(({ key }) => key).sort();
    const expected = names.slice(2).flatMap((
      name,
    ) => [keysOf(name).archive, keysOf(name).files, keysOf(name).manifest]);
    deepStrictEqual(left, [...expected, "blobs/aa/0.age", "blobs/aa/10.age", "blobs/aa/20.age"].sort());
  });

  await t.step("removes no file where a list of files cannot be read", async () => {
    await writeText(shelf, "blobs/aa/orphan.age", "sealed");
    const key = keysOf(names[3] ?? "").files;
    const text = await readText(shelf, key) ?? "";
    await writeText(shelf, key, text.replace("10", "11"));
    await run();
    ok((await shelf.list("blobs/")).length === 4);
    await writeText(shelf, key, text);
    await run();
    strictEqual((await shelf.list("blobs/")).length, 3);
  });

  await t.step("counts none whose archive is not there, or empty", async () => {
    await shelf.remove(keysOf(names[4] ?? "").archive);
    await writeText(shelf, keysOf(names[3] ?? "").archive, "");
    const { removed, kept } = await run();
    deepStrictEqual([removed, kept], [[], 1]);
  });

  await Deno.remove(folder, { recursive: true });
});
