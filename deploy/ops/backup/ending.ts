/** How the programs around backups end: an exit code, a sentence, and the same as JSON. */
import { parseArgs } from "node:util";
import { Ending } from "../_ending.ts";
import { writeError, writeLine } from "#platform/process.ts";
import { DatabaseUnavailable, SqlError } from "#db/driver.ts";
import { FileStoreUnavailable } from "#domain/ports.ts";

export { Ending };

/** Those of sysexits.h, so that scripts can tell. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 64,
  data: 65,
  unknown: 66,
  unavailable: 69,
  exists: 73,
  io: 74,
  busy: 75,
  noPermission: 77,
  config: 78,
} as const;

/** For the help of the programs around backups. */
const EXITS = `Ends with
  0   done
  1   failed, or something is not as it should be
  64  the arguments cannot be read
  65  a backup, a file or a row is not what it must be
  66  there is no such backup, file or organization
  69  the database cannot be reached
  73  it is there already
  74  files cannot be read or kept
  75  another backup, restore or verification is at work
  77  it was not confirmed, or the login may not do this
  78  the configuration is wrong
`;

/** Runs a program to its end and says how it ended, with `--json` as one line of JSON. Returns the exit code. */
export async function runProgram(
  args: string[],
  work: (args: string[]) => Promise<Ending>,
): Promise<number> {
  const ending = await work(args).catch(endingOf);
  const isDone = ending.exit === EXIT.done;
  if (ending.outcome === "help") writeLine(`${ending.message}\n${EXITS}`);
  else if (args.includes("--json")) {
    writeLine(JSON.stringify({ outcome: ending.outcome, message: ending.message, ...ending.fields }));
  } else (isDone ? writeLine : writeError)(ending.message);
  return ending.exit;
}

/** What is thrown, as an ending. Messages of PostgreSQL are kept, since they name objects; its details hold rows. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Ending) return error;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof Ending) return cause;
    if (cause instanceof DatabaseUnavailable) {
      return new Ending(EXIT.unavailable, "database_unavailable", "Cannot reach the database");
    }
    if (cause instanceof SqlError) {
      return new Ending(
        EXIT.failed,
        "database_refused",
        `PostgreSQL refused (${cause.code}): ${cause.message}`,
      );
    }
    if (cause instanceof FileStoreUnavailable) {
      const why = cause.cause instanceof Error ? `: ${cause.cause.message}` : "";
      return new Ending(EXIT.io, "storage_unavailable", `${cause.message}${why}`);
    }
  }
  const reason = error instanceof Error ? error.message : "unknown reason";
  return new Ending(EXIT.failed, "failed", `Cannot go on: ${reason}`);
}

/** What was typed is not repeated: it may be a secret. */
export function usage(help: string, problem = "Cannot read the arguments"): Ending {
  return new Ending(EXIT.usage, "usage", `${problem}\n\n${help}`);
}

/** Whether a program that takes `--json` and `--help` alone is asked for its help. @throws {Ending} for anything else */
export function readsHelp(args: string[], help: string): boolean {
  try {
    const options = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
    return parseArgs({ args, options }).values.help ?? false;
  } catch {
    throw usage(help);
  }
}
