/**
 * `deno task drill`: rehearses a disaster on a copy. A backup is made, a copy of the database is destroyed and restored from
 * it, compared, and LEXIA is asked on it; the times are told. The real database is read and never written.
 */
import { parseArgs } from "node:util";
import type { Log } from "#domain/ports.ts";
import { openLog } from "#platform/mod.ts";
import { databaseName } from "./backup/client_programs.ts";
import { Ending, EXIT, runProgram, usage } from "./backup/ending.ts";
import { writeError } from "#platform/process.ts";
import { type Answer, plantRows, smoke } from "./backup/rehearsal.ts";
import { createDatabase, dropDatabase, fill, inScratch, onServer } from "./backup/scratch.ts";
import { type BackupSettings, backupSettings, type DatabaseLogin } from "./backup/settings.ts";
import { openShelves, type Shelf } from "./backup/shelf.ts";
import { tableText } from "./backup/table_text.ts";
import { takeBackup, type Tools } from "./backup/take_backup.ts";
import { isGood, judge, openBackup } from "./backup/verify_backup.ts";

const HELP = `deno task drill [--rows=N] [--json]

  --rows=N  rehearses on a database of its own with N court entries, and keeps its backup in a folder of its own;
            without, the backup is one of the configured database, and is kept like any other

Needs BACKUP_IDENTITY_FILE, and DATABASE_OWNER_URL, a login that may make databases.
`;

interface Rehearsed {
  name: string;
  rows: number;
  backupSeconds: number;
  /** From the disaster to the first answers. */
  rtoSeconds: number;
  /** What would have been lost: from the backup's moment to the disaster. */
  rpoSeconds: number;
  isSame: boolean;
  answers: Answer[] | string;
}

async function run(args: string[]): Promise<Ending> {
  const { rows, isHelp } = optionsOf(args);
  if (isHelp) return new Ending(EXIT.done, "help", HELP);
  const log = openLog({ level: "warn", write: writeError });
  const settings = backupSettings();
  return ended(rows === null ? await onLive(settings, log) : await onOwn(settings, rows, log));
}

/** A copy of the database in use. */
async function onLive(settings: BackupSettings, log: Log): Promise<Rehearsed> {
  const tools = { settings, shelves: openShelves(settings), log, now: Date.now };
  return await inScratch(settings.owner, log, (copy) => rehearse(tools, copy, { isCopy: true }));
}

async function onOwn(settings: BackupSettings, rows: number, log: Log): Promise<Rehearsed> {
  const folder = await Deno.makeTempDir({ prefix: "lexia_drill_" });
  try {
    return await inScratch(settings.owner, log, async (database) => {
      await plantRows(database, rows, log);
      const own = { ...settings, reader: database, folder, bucket: null, files: null };
      return await rehearse({ settings: own, shelves: openShelves(own), log, now: Date.now }, database, {
        isCopy: false,
      });
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function rehearse(
  tools: Tools,
  database: DatabaseLogin,
  { isCopy }: { isCopy: boolean },
): Promise<Rehearsed> {
  const { log } = tools;
  const [shelf] = tools.shelves;
  if (!shelf) throw usage(HELP);
  const { manifest } = await takeBackup(tools);
  if (isCopy) await fill(database, await (await openBackup(tools, shelf, manifest.name)).dump(), log);
  await destroy(tools, database);
  const disasterAt = Date.now();
  const isSame = await restore(tools, shelf, manifest.name, database);
  const answers = await smoke(database, log);
  return {
    name: manifest.name,
    rows: Object.values(manifest.tables).reduce((sum, table) => sum + Number(table.rows), 0),
    backupSeconds: manifest.seconds,
    rtoSeconds: (Date.now() - disasterAt) / 1_000,
    rpoSeconds: (disasterAt - Date.parse(manifest.taken_at)) / 1_000,
    isSame,
    answers,
  };
}

/** Only ever a database that this program has made itself. */
async function destroy({ settings, log }: Tools, database: DatabaseLogin): Promise<void> {
  await onServer(settings.owner, log, (connection) => dropDatabase(connection, databaseName(database.url)));
}

async function restore(tools: Tools, shelf: Shelf, name: string, database: DatabaseLogin): Promise<boolean> {
  const backup = await openBackup(tools, shelf, name);
  await onServer(
    tools.settings.owner,
    tools.log,
    (connection) => createDatabase(connection, databaseName(database.url)),
  );
  await fill(database, await backup.dump(), tools.log);
  return isGood(await judge(tools, backup.manifest, database));
}

function optionsOf(args: string[]): { rows: number | null; isHelp: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        rows: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    if (values.rows !== undefined && !/^[1-9]\d{0,8}$/.test(values.rows)) {
      throw new Error("Expected a number");
    }
    return { rows: values.rows === undefined ? null : Number(values.rows), isHelp: values.help };
  } catch {
    throw usage(HELP);
  }
}

function ended(done: Rehearsed): Ending {
  const { answers } = done;
  const asked: [string, string][] = typeof answers === "string"
    ? [["LEXIA was not asked", answers.split("\n")[0] ?? ""]]
    : answers.map((
      { what, status, expected },
    ) => [what, status === expected ? `${status}` : `${status}, not ${expected}`]);
  const table = tableText(["figure", "measured"], [
    ["rows", String(done.rows)],
    ["backup", `${done.backupSeconds.toFixed(1)} s`],
    ["RTO: restored, compared and answering", `${done.rtoSeconds.toFixed(1)} s`],
    ["RPO: age of the backup at the disaster", `${done.rpoSeconds.toFixed(1)} s`],
    ["compared with the backup", done.isSame ? "the same" : "different"],
    ...asked,
  ]);
  const isWell = typeof answers === "string" || answers.every(({ status, expected }) => status === expected);
  const fields = { ...done, rto_seconds: done.rtoSeconds, rpo_seconds: done.rpoSeconds };
  if (done.isSame && isWell) return new Ending(EXIT.done, "rehearsed", table, fields);
  return new Ending(EXIT.failed, "not_well", table, fields);
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
