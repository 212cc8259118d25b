/**
 * `deno task check:database`: whether LEXIA's roles can do more than they should, whether every tenant's rows are behind the
 * wall, and whether connections from elsewhere are encrypted. Asks as DATABASE_OWNER_URL, about the login of DATABASE_URL.
 */
import { openLog } from "#platform/mod.ts";
import { Ending, EXIT, readsHelp, runProgram } from "./backup/ending.ts";
import { writeError } from "#platform/process.ts";
import { within } from "./backup/sessions.ts";
import { databaseLogins } from "./backup/settings.ts";
import { tableText } from "./backup/table_text.ts";
import { databaseFaults, type Fault } from "./database_faults.ts";

const HELP = `deno task check:database [--json]

Exits with 1 and names each fault. DATABASE_URL is what LEXIA's processes log in as; DATABASE_OWNER_URL, where it is set,
asks, and is not judged itself.
`;

async function run(args: string[]): Promise<Ending> {
  if (readsHelp(args, HELP)) return new Ending(EXIT.done, "help", HELP);
  const { service, owner } = databaseLogins();
  const log = openLog({ level: "error", write: writeError });
  const login = decodeURIComponent(new URL(service.url).username);
  const faults = await within(
    owner,
    log,
    (driver) => databaseFaults(driver, { login, serviceUrl: service.url }),
  );
  if (faults.length === 0) {
    return new Ending(EXIT.done, "sound", `${login} and LEXIA's roles can do what they should, and no more`, {
      faults,
    });
  }
  throw new Ending(EXIT.failed, "faults", shown(faults), { faults });
}

function shown(faults: readonly Fault[]): string {
  return tableText(["fault", "of"], faults.map(({ fault, of }) => [fault, of]));
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
