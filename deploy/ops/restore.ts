/**
 * `deno task restore NAME`: puts a backup in the database's place. It is verified in a database of its own first; the live one
 * is backed up, kept under another name, and touched by nothing but the exchange of names.
 */
import { parseArgs } from "node:util";
import { writeError } from "#platform/process.ts";
import { openLog } from "#platform/mod.ts";
import { Ending, EXIT, runProgram, usage } from "./backup/ending.ts";
import { dropOld, restoreBackup, type Restored, type RestoreOptions } from "./backup/restore_backup.ts";
import { backupSettings } from "./backup/settings.ts";
import { openShelves } from "./backup/shelf.ts";

const HELP =
  `deno task restore NAME|latest [--yes-i-mean DATABASE] [--terminate] [--keep-sessions] [--from-bucket] [--dry-run] [--json]
deno task restore --drop-old [--json]

  NAME                    which backup
  --yes-i-mean DATABASE   the database's name, for scripts; without, it is asked for on the terminal
  --terminate             ends the connections there are; without, they are a reason to refuse
  --keep-sessions         nobody has to sign in again; sessions that were ended since the backup are good again too
  --from-bucket           reads the copy in the bucket rather than the one in the folder
  --dry-run               restores it beside, holds it against its manifest, and changes nothing; LEXIA may go on meanwhile
  --drop-old              drops the databases that earlier restores have put aside

Needs BACKUP_IDENTITY_FILE, the private keys of age, and DATABASE_OWNER_URL, a login that owns the database and may make
others.
`;

interface Options extends Omit<RestoreOptions, "confirm"> {
  meant: string | undefined;
  isFromBucket: boolean;
  dropsOld: boolean;
  isJson: boolean;
  isHelp: boolean;
}

async function run(args: string[]): Promise<Ending> {
  const options = optionsOf(args);
  if (options.isHelp) return new Ending(EXIT.done, "help", HELP);
  const log = openLog({ level: "warn", write: writeError });
  const settings = backupSettings();
  const shelves = openShelves(options.isFromBucket ? { ...settings, folder: null } : settings);
  const [shelf] = shelves;
  if (!shelf) throw usage(HELP, "There is no bucket: set BACKUP_S3_BUCKET");
  const tools = { settings, shelves, log, now: Date.now };
  if (options.dropsOld) {
    const dropped = await dropOld(tools);
    return new Ending(EXIT.done, "dropped", `Dropped: ${dropped.join(", ") || "nothing"}`, { dropped });
  }
  return done(await restoreBackup(tools, shelf, { ...options, confirm: (live) => isMeant(live, options) }));
}

function isMeant(live: string, { meant, isJson }: Options): boolean {
  if (meant !== undefined) return meant === live;
  if (isJson || !Deno.stdin.isTerminal()) return false;
  return prompt(`The backup is good. Type the name of the database that it takes the place of (${live}):`) ===
    live;
}

function optionsOf(args: string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        "yes-i-mean": { type: "string" },
        terminate: { type: "boolean", default: false },
        "keep-sessions": { type: "boolean", default: false },
        "from-bucket": { type: "boolean", default: false },
        "dry-run": { type: "boolean", default: false },
        "drop-old": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    if (values["drop-old"] && values["dry-run"]) throw new Error("Expected one or the other");
    const needed = values["drop-old"] || values.help ? 0 : 1;
    if (positionals.length !== needed) throw new Error("Expected the name of one backup");
    return {
      name: positionals[0] ?? "",
      meant: values["yes-i-mean"],
      mayTerminate: values.terminate,
      keepsSessions: values["keep-sessions"],
      isDry: values["dry-run"],
      isFromBucket: values["from-bucket"],
      dropsOld: values["drop-old"],
      isJson: values.json,
      isHelp: values.help,
    };
  } catch {
    throw usage(HELP);
  }
}

function done({ manifest, live, before, backup, files }: Restored): Ending {
  const old = before === null ? "" : `; the old one is ${before}, and its backup ${backup}`;
  const message = `${live} is now ${manifest.name}; files put back: ${files}${old}. Start LEXIA again`;
  return new Ending(EXIT.done, "restored", message, {
    name: manifest.name,
    database: live,
    before,
    backup,
    files,
  });
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
