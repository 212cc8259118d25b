/** `deno task org:restore FILE`: puts one organization back, in one transaction, and nobody else's rows are touched. */
import { parseArgs } from "node:util";
import { writeError } from "#platform/process.ts";
import { openLog } from "#platform/mod.ts";
import { decrypted, readIdentities } from "./backup/encryption.ts";
import { Ending, EXIT, runProgram, usage } from "./backup/ending.ts";
import { restoreOne } from "./backup/restore_one.ts";
import { backupSettings } from "./backup/settings.ts";

const HELP = `deno task org:restore FILE [--replace] [--yes-i-mean SUBDOMAIN] [--dry-run] [--json]

  FILE                    what deno task org:export has made
  --replace               removes the organization's rows first; without, one that is there is a reason to refuse
  --yes-i-mean SUBDOMAIN  the organization, for scripts; without, it is asked for on the terminal
  --dry-run               puts the rows back, compares everything, and takes it all back again

Needs BACKUP_IDENTITY_FILE, and DATABASE_OWNER_URL, a login that may become lexia_platform.
`;

async function run(args: string[]): Promise<Ending> {
  const { file, meant, replaces, isDry, isJson, isHelp } = optionsOf(args);
  if (isHelp) return new Ending(EXIT.done, "help", HELP);
  const log = openLog({ level: "warn", write: writeError });
  const settings = backupSettings();
  const identities = await readIdentities(settings.identityFile);
  const { head, counts, others } = await restoreOne(settings.owner, {
    content: async () => await decrypted((await open(file)).readable, identities),
    sealKey: settings.sealKey,
    replaces,
    isDry,
    confirm: (subdomain) => isMeant(subdomain, meant, isJson),
    log,
  });
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { subdomain } = head.organization;
  const fields = { organization: head.organization, counts, others };
  if (isDry) {
    const message = `${subdomain} would be as it was at ${head.taken_at}: ${rows} rows. Nothing was changed`;
    return new Ending(EXIT.done, "would_restore", message, fields);
  }
  const message =
    `${subdomain} is as it was at ${head.taken_at}: ${rows} rows; ${others} rows of others are unchanged`;
  return new Ending(EXIT.done, "restored", message, fields);
}

async function open(file: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(file);
  } catch {
    throw new Ending(EXIT.unknown, "file_unknown", "Cannot read the organization's file");
  }
}

function isMeant(subdomain: string, meant: string | undefined, isJson: boolean): boolean {
  if (meant !== undefined) return meant === subdomain;
  if (isJson || !Deno.stdin.isTerminal()) return false;
  return prompt(`Type the organization that is to be restored (${subdomain}):`) === subdomain;
}

function optionsOf(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        replace: { type: "boolean", default: false },
        "yes-i-mean": { type: "string" },
        "dry-run": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    if (!values.help && positionals.length !== 1) throw new Error("Expected one file");
    const [file = ""] = positionals;
    return {
      file,
      meant: values["yes-i-mean"],
      replaces: values.replace,
      isDry: values["dry-run"],
      isJson: values.json,
      isHelp: values.help,
    };
  } catch {
    throw usage(HELP);
  }
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
