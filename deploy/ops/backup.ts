/**
 * `deno task backup`: a dump of the database and the files beside it, encrypted, checksummed and kept for as long as was
 * said. A backup that fails leaves no file and ends with another exit code than 0. Runs by a timer.
 */
import type { Log } from "#domain/ports.ts";
import { writeError } from "#platform/process.ts";
import { openLog } from "#platform/mod.ts";
import { Ending, endingOf, EXIT, readsHelp, runProgram } from "./backup/ending.ts";
import { type BackupFigures, writeMetrics } from "./backup/metrics_file.ts";
import { backupSettings, metricsFileOf } from "./backup/settings.ts";
import { openShelves } from "./backup/shelf.ts";
import { takeBackup, type Taken } from "./backup/take_backup.ts";

const HELP = `deno task backup [--json]

Dumps the database, encrypts it for BACKUP_RECIPIENTS, and keeps it in BACKUP_STORAGE_PATH, in the bucket that BACKUP_S3_…
names, or in both. Everything else comes from the environment too; docs/operations/backup.md names each variable.
`;

async function run(args: string[]): Promise<Ending> {
  if (readsHelp(args, HELP)) return new Ending(EXIT.done, "help", HELP);
  const log = openLog({ level: "info", write: writeError });
  const began = Date.now();
  const metricsFile = metricsFileOf();
  try {
    const settings = backupSettings();
    const taken = await takeBackup({ settings, shelves: openShelves(settings), log, now: Date.now });
    await tellMetrics(metricsFile, figuresOf(taken), log);
    return done(taken);
  } catch (error) {
    const ending = endingOf(error);
    log.error("The backup failed", { outcome: ending.outcome, reason: ending.message });
    // Who finds another one at work has not failed: the other one will tell.
    if (ending.outcome !== "busy") {
      await tellMetrics(metricsFile, { lexia_backup_last_failure_timestamp_seconds: began / 1_000 }, log);
    }
    throw ending;
  }
}

function figuresOf({ manifest, retained }: Taken): BackupFigures {
  return {
    lexia_backup_last_success_timestamp_seconds: Date.parse(manifest.taken_at) / 1_000,
    lexia_backup_size_bytes: manifest.archive.size,
    lexia_backup_duration_seconds: manifest.seconds,
    lexia_backup_kept: retained.kept,
  };
}

/** Metrics that cannot be written do not make a good backup a bad one; that they are old will be seen. */
async function tellMetrics(file: string | null, figures: BackupFigures, log: Log): Promise<void> {
  if (file === null) return;
  await writeMetrics(file, figures).catch((error) => log.error("Cannot write the metrics", { error }));
}

function done({ manifest, retained }: Taken): Ending {
  const { name, archive, files, seconds } = manifest;
  const rows = Object.values(manifest.tables).reduce((sum, table) => sum + Number(table.rows), 0);
  const message =
    `${name}: ${rows} rows, ${archive.size} bytes, ${files?.count ?? 0} files, ${seconds.toFixed(1)} s; ` +
    `${retained.kept} kept, ${retained.removed.length} removed`;
  return new Ending(EXIT.done, "backed_up", message, {
    name,
    rows,
    bytes: archive.size,
    files: files?.count ?? null,
    seconds,
    kept: retained.kept,
    removed: retained.removed,
    retention_refused: retained.refusal,
  });
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
