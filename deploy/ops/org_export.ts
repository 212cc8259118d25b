/**
 * `deno task org:export SUBDOMAIN --to FILE`: one organization with all that it has, out of the database or out of a backup,
 * encrypted. What administrators export for themselves has no secrets, and cannot be put back; this can.
 */
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import { writeError } from "#platform/process.ts";
import { openLog } from "#platform/mod.ts";
import { encrypted } from "./backup/encryption.ts";
import { Ending, EXIT, runProgram, usage } from "./backup/ending.ts";
import { exportOne } from "./backup/export_one.ts";
import { fill, inScratch } from "./backup/scratch.ts";
import { backupSettings, type DatabaseLogin } from "./backup/settings.ts";
import { openFolder, openShelves } from "./backup/shelf.ts";
import { openBackup } from "./backup/verify_backup.ts";

const HELP = `deno task org:export SUBDOMAIN --to FILE [--from NAME|latest] [--json]

  --to FILE    where the encrypted file goes
  --from NAME  out of that backup rather than the database; needs BACKUP_IDENTITY_FILE

Sessions, single-use tokens and kept answers are left out: people sign in again.
`;

async function run(args: string[]): Promise<Ending> {
  const { subdomain, to, from, isHelp } = optionsOf(args);
  if (isHelp) return new Ending(EXIT.done, "help", HELP);
  const log = openLog({ level: "warn", write: writeError });
  const settings = backupSettings();
  const options = { subdomain, sealKey: settings.sealKey, now: Date.now(), log };
  const write = (login: DatabaseLogin) =>
    exportOne(
      login,
      options,
      async (lines) =>
        await openFolder(dirname(to)).write(basename(to), await encrypted(lines, settings.recipients)),
    );
  if (from === undefined) return done(subdomain, await write(settings.reader));
  const shelves = openShelves(settings);
  const [shelf] = shelves;
  if (!shelf) throw usage(HELP);
  const backup = await openBackup({ settings, shelves, log, now: Date.now }, shelf, from);
  return done(
    subdomain,
    await inScratch(settings.owner, log, async (scratch) => {
      await fill(scratch, await backup.dump(), log);
      return await write(scratch);
    }),
  );
}

function done(subdomain: string, { size, hash }: { size: number; hash: string }): Ending {
  const message = `${subdomain}: ${size} bytes, SHA-256 ${hash}`;
  return new Ending(EXIT.done, "exported", message, { bytes: size, sha256: hash });
}

function optionsOf(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: { type: "string" },
        from: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    const [subdomain = ""] = positionals;
    const { to = "", from, help } = values;
    if (!help && (positionals.length !== 1 || to === "")) {
      throw new Error("Expected an organization and a file");
    }
    return { subdomain, to, from, isHelp: help };
  } catch {
    throw usage(HELP);
  }
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
