/**
 * `deno task backup:daily`: a backup each day at the same minute, for a container that has no timer beside it. With
 * `--check` it tells whether the backups are as they should be, for the container's health check.
 */
import { parseArgs } from "node:util";
import { stopOnSignals, writeError } from "#platform/process.ts";
import { Ending, EXIT, runProgram, usage } from "./backup/ending.ts";
import { figuresOfFile } from "./backup/metrics_file.ts";
import { metricsFileOf } from "./backup/settings.ts";
import { main as backUp } from "./backup.ts";

const HELP = `deno task backup:daily [--at HH:MM] [--check] [--json]

Backs up now where there is no backup of the last day, and then each day at that minute (UTC), until it is told to stop. A
backup that fails is tried again after an hour. All settings are those of \`backup\`, with BACKUP_METRICS_FILE among them.

  --at HH:MM   02:30 where it is not said
  --check      ends at once: 0 where the last try was good and not longer ago than 26 hours, else 1 and why

Exit codes: 0 done or stopped, 1 not as it should be, 64 arguments, 78 settings.
`;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_HOURS = 26;

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

async function run(args: string[]): Promise<Ending> {
  const { at, isCheck, isHelp } = optionsOf(args);
  if (isHelp) return new Ending(EXIT.done, "help", HELP);
  const file = metricsFileOf();
  if (file === null) {
    throw new Ending(EXIT.config, "configuration", "BACKUP_METRICS_FILE: expected a file that ends in .prom");
  }
  if (isCheck) return await checked(file);
  let running: Promise<number> = Promise.resolve(EXIT.done);
  // A backup under way comes to its end first.
  stopOnSignals(async () => void await running);
  const { last } = await triesIn(file);
  for (let next = last === null || Date.now() - last > DAY ? Date.now() : nextRun(at, Date.now());;) {
    writeError(`The next backup is at ${new Date(next).toISOString()}`);
    await until(next);
    running = backUp(["--json"]);
    next = await running === EXIT.done ? nextRun(at, Date.now()) : Date.now() + HOUR;
  }
}

function optionsOf(args: string[]): { at: string; isCheck: boolean; isHelp: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        at: { type: "string", default: "02:30" },
        check: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(values.at)) throw new Error("No time of day");
    return { at: values.at, isCheck: values.check, isHelp: values.help };
  } catch {
    throw usage(HELP);
  }
}

/** The first instant after `now` at that minute of a day of UTC. */
export function nextRun(at: string, now: number): number {
  const today = Date.parse(`${new Date(now).toISOString().slice(0, 10)}T${at}:00Z`);
  return today > now ? today : today + DAY;
}

/** A long timer would miss that the machine slept, or that its clock was set. */
async function until(instant: number): Promise<void> {
  while (Date.now() < instant) {
    const rest = Math.min(instant - Date.now(), 60_000);
    await new Promise((resolve) => setTimeout(resolve, rest));
  }
}

async function triesIn(file: string): Promise<{ last: number | null; failed: number }> {
  const figures = await figuresOfFile(file);
  const last = figures.lexia_backup_last_success_timestamp_seconds;
  const failed = figures.lexia_backup_last_failure_timestamp_seconds ?? 0;
  return { last: last === undefined ? null : last * 1_000, failed: failed * 1_000 };
}

async function checked(file: string): Promise<Ending> {
  const { last, failed } = await triesIn(file);
  if (last === null) throw new Ending(EXIT.failed, "none", "There is no backup yet");
  if (failed > last) throw new Ending(EXIT.failed, "failed", "The last backup failed: see the log");
  if (Date.now() - last > MOST_HOURS * HOUR) {
    throw new Ending(EXIT.failed, "old", `The last backup is older than ${MOST_HOURS} hours`);
  }
  return new Ending(EXIT.done, "good", "The last backup is good and not old");
}

if (import.meta.main) Deno.exit(await main(Deno.args));
