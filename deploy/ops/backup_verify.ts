/**
 * `deno task backup:verify [NAME|latest]`: restores a backup into a database that is made for it and dropped, and holds
 * every table's rows and checksum, policies, grants, indexes and migrations against what the backup's manifest says.
 */
import { parseArgs } from "node:util";
import { writeError } from "#platform/process.ts";
import { openLog } from "#platform/mod.ts";
import { Ending, EXIT, runProgram, usage } from "./backup/ending.ts";
import { onServer } from "./backup/scratch.ts";
import { alone } from "./backup/sessions.ts";
import { backupSettings } from "./backup/settings.ts";
import { openShelves } from "./backup/shelf.ts";
import { tableText } from "./backup/table_text.ts";
import { isGood, rememberVerified, type Verdict, verifyBackup } from "./backup/verify_backup.ts";

const HELP = `deno task backup:verify [NAME|latest] [--from-bucket] [--json]

  NAME           which backup; the latest one where none is named
  --from-bucket  reads the copy in the bucket rather than the one in the folder
  --json         one line of JSON instead of a table

Needs BACKUP_IDENTITY_FILE, the private keys of age, and a login that may make databases: DATABASE_OWNER_URL.
`;

async function run(args: string[]): Promise<Ending> {
  const { name, isFromBucket, isHelp } = optionsOf(args);
  if (isHelp) return new Ending(EXIT.done, "help", HELP);
  const log = openLog({ level: "error", write: writeError });
  const settings = backupSettings();
  const [shelf] = openShelves(isFromBucket ? { ...settings, folder: null } : settings);
  if (!shelf) throw usage(HELP, "There is no bucket: set BACKUP_S3_BUCKET");
  const tools = { settings, shelves: [shelf], log, now: Date.now };
  const verdict = await onServer(
    settings.owner,
    log,
    (connection) => alone(connection, () => verifyBackup(tools, shelf, name)),
  );
  if (!isGood(verdict)) throw bad(verdict);
  await rememberVerified(shelf, verdict.manifest, new Date());
  return new Ending(EXIT.done, "good", goodText(verdict), fieldsOf(verdict));
}

function optionsOf(args: string[]): { name: string; isFromBucket: boolean; isHelp: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        "from-bucket": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    if (positionals.length > 1) throw new Error("Too many names");
    return { name: positionals[0] ?? "latest", isFromBucket: values["from-bucket"], isHelp: values.help };
  } catch {
    throw usage(HELP);
  }
}

function goodText(verdict: Verdict): string {
  const { manifest, found, indexes, blobs } = verdict;
  const rows = Object.entries(found.tables).map(([name, sum]) => [name, sum.rows, sum.checksum, "same"]);
  const structure = Object.entries(found.structure).map((
    [name, { count, sha256 }],
  ) => [name, String(count), sha256.slice(0, 16), "same"]);
  const table = tableText(["table", "rows", "checksum", "compared"], [...rows, ...structure]);
  return `${table}\n${manifest.name} is good; indexes: ${indexes.skipped ?? `${indexes.checked} checked`}; ` +
    `contents of files: ${blobs}`;
}

function bad(verdict: Verdict): Ending {
  const { manifest, differences, open } = verdict;
  const rows = differences.map(({ of, expected, found }) => [of, expected, found]);
  const lines = [
    ...(rows.length === 0 ? [] : [tableText(["of", "expected", "found"], rows)]),
    ...(open.length === 0 ? [] : [`Without forced row-level security: ${open.join(", ")}`]),
    `${manifest.name} is not good`,
  ];
  return new Ending(EXIT.data, "different", lines.join("\n"), fieldsOf(verdict));
}

function fieldsOf({ manifest, found, differences, open, indexes, blobs }: Verdict): Record<string, unknown> {
  return {
    name: manifest.name,
    tables: found.tables,
    structure: found.structure,
    differences,
    open,
    indexes,
    blobs,
  };
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
