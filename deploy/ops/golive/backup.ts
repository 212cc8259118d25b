/** Whether there is something to come back from, and somebody has tried. */
import { z } from "zod";
import { keysOf, type Shelved, shelvedIn } from "../backup/manifest.ts";
import { readText, type Shelf } from "../backup/shelf.ts";
import { fail, pass, type Probe, unless, Untold } from "./probe.ts";
import { statSync } from "node:fs";
import type { Surroundings } from "./surroundings.ts";

const HOUR_MS = 3_600_000;
/** One each night, and two hours for it to be late. */
const MOST_HOURS = 26;
/** Once a month, and some. */
const MOST_DAYS_UNVERIFIED = 35;
const MOST_DAYS_UNREHEARSED = 100;
/** As the setup guide keeps them. */
const LEAST_RETENTION_DAYS = 30;
const AGE_HEADER = "age-encryption.org/v1";
/** What the docs promise; see docs/operations/backup.md. */
const MOST_RTO_MINUTES = 60;

const drilled = z.object({ outcome: z.string(), rto_seconds: z.number(), rpo_seconds: z.number() });

export const BACKUP_PROBES: readonly Probe[] = [
  {
    id: "backup_configured",
    section: "backup",
    severity: "high",
    needs: "backup",
    async look(from) {
      const { settings, shelves } = await from.backups();
      return settings.recipients.length === 0
        ? fail("BACKUP_RECIPIENTS -")
        : pass({ en: `${shelves.length} places`, es: `${shelves.length} lugares` });
    },
  },
  {
    id: "backup_fresh",
    section: "backup",
    severity: "high",
    needs: "backup",
    async look(from) {
      const { latest } = await latestOf(from);
      const hours = (from.given.now() - latest.takenAt.getTime()) / HOUR_MS;
      const evidence = `${latest.name}: ${hours.toFixed(1)} h`;
      return hours <= MOST_HOURS ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "backup_verified",
    section: "backup",
    severity: "high",
    needs: "backup",
    async look(from) {
      const { shelf, all } = await latestOf(from);
      const verified = all.findLast(({ isVerified }) => isVerified);
      if (!verified) return fail({ en: "none of them", es: "ninguna" });
      const at = z.object({ verified_at: z.iso.datetime() }).parse(
        JSON.parse(await readText(shelf, keysOf(verified.name).verified) ?? "{}"),
      ).verified_at;
      const days = (from.given.now() - Date.parse(at)) / HOUR_MS / 24;
      const evidence = `${verified.name}: ${days.toFixed(1)} d`;
      return days <= MOST_DAYS_UNVERIFIED ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "backup_drilled",
    section: "backup",
    severity: "medium",
    needs: "backup",
    async look(from) {
      const { outcome, days } = await drillOf(from);
      const evidence = `${outcome}: ${days.toFixed(1)} d`;
      return outcome === "rehearsed" && days <= MOST_DAYS_UNREHEARSED ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "recovery_times",
    section: "backup",
    severity: "medium",
    needs: "backup",
    async look(from) {
      const { rto_seconds: rto, rpo_seconds: rpo } = await drillOf(from);
      const evidence = `RTO ${(rto / 60).toFixed(1)} min (≤ ${MOST_RTO_MINUTES}), RPO ${
        (rpo / 60).toFixed(1)
      } min`;
      return rto <= MOST_RTO_MINUTES * 60 ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "backup_offsite",
    section: "backup",
    severity: "medium",
    needs: "backup",
    async look(from) {
      const { settings, shelves } = await from.backups();
      if (settings.bucket === null) return fail("BACKUP_S3_BUCKET -");
      const shelf = shelves.at(-1);
      const latest = shelf && shelvedIn(await shelf.list("lexia-")).at(-1);
      if (!latest) return fail(`s3://${settings.bucket.bucket}: 0`);
      const hours = (from.given.now() - latest.takenAt.getTime()) / HOUR_MS;
      return hours <= MOST_HOURS ? pass(`${hours.toFixed(1)} h`) : fail(`${hours.toFixed(1)} h`);
    },
  },
  {
    id: "backup_private",
    section: "backup",
    severity: "high",
    needs: "backup",
    async look(from) {
      const { settings } = await from.backups();
      const { shelf, latest } = await latestOf(from);
      const faults: string[] = [];
      if (!await isEncrypted(shelf, keysOf(latest.name).archive)) faults.push(`- ${AGE_HEADER}`);
      if (settings.folder !== null) {
        const mode = statSync(settings.folder).mode & 0o777;
        if ((mode & 0o007) !== 0) faults.push(mode.toString(8));
      }
      if (settings.bucket !== null) {
        const { endpoint, bucket } = settings.bucket;
        const response = await fetch(`${endpoint.replace(/\/+$/, "")}/${bucket}?list-type=2`);
        await response.body?.cancel();
        if (response.ok) faults.push(`s3://${bucket} ${response.status}`);
      }
      return unless(faults, AGE_HEADER);
    },
  },
  {
    id: "backup_retention",
    section: "backup",
    severity: "medium",
    needs: "backup",
    async look(from) {
      const { settings: { retentionDays, keepLast } } = await from.backups();
      const evidence = `BACKUP_RETENTION_DAYS=${retentionDays}, BACKUP_KEEP_LAST=${keepLast}`;
      return retentionDays >= LEAST_RETENTION_DAYS && keepLast >= 2 ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "backup_told",
    section: "backup",
    severity: "medium",
    needs: "backup",
    async look(from) {
      const { settings: { metricsFile } } = await from.backups();
      if (metricsFile === null) return fail("BACKUP_METRICS_FILE -");
      const text = await Deno.readTextFile(metricsFile);
      const at = Number(/^lexia_backup_last_success_timestamp_seconds ([\d.e+]+)$/m.exec(text)?.[1] ?? 0);
      const hours = (from.given.now() / 1_000 - at) / 3_600;
      return hours <= MOST_HOURS ? pass(`${hours.toFixed(1)} h`) : fail(`${hours.toFixed(1)} h`);
    },
  },
];

async function latestOf(from: Surroundings): Promise<{ shelf: Shelf; all: Shelved[]; latest: Shelved }> {
  const { shelves: [shelf] } = await from.backups();
  const all = shelf ? shelvedIn(await shelf.list("lexia-")) : [];
  const latest = all.at(-1);
  if (!shelf || !latest) throw new Untold({ en: "there is no backup", es: "no hay ninguna copia" });
  return { shelf, all, latest };
}

async function isEncrypted(shelf: Shelf, key: string): Promise<boolean> {
  const content = await shelf.read(key);
  if (content === null) return false;
  for await (const piece of content) {
    return new TextDecoder("latin1").decode(piece.subarray(0, 64)).startsWith(AGE_HEADER);
  }
  return false;
}

async function drillOf(from: Surroundings) {
  const { drillFile } = from.given;
  if (drillFile === null) throw new Untold({ en: "--drill=FILE is not given", es: "falta --drill=ARCHIVO" });
  const { text, at } = await from.once("drill", () => drillIn(drillFile, from.given.now()));
  const line = text.trim().split("\n").at(-1) ?? "";
  if (line === "") throw new Untold({ en: "nothing of a drill", es: "nada de un simulacro" });
  return { ...drilled.parse(JSON.parse(line)), days: (from.given.now() - at) / HOUR_MS / 24 };
}

async function drillIn(file: string, now: number): Promise<{ text: string; at: number }> {
  if (file === "-") return { text: await new Response(Deno.stdin.readable).text(), at: now };
  return { text: await Deno.readTextFile(file), at: statSync(file).mtimeMs };
}
