/** How the programs end that ask a site from outside: four exit codes, a report, and the same as JSON. */
import { writeError, writeLine } from "#platform/process.ts";
import type { Ending } from "../_ending.ts";

export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** Writes what came of it, with `--json` as one object, and returns the exit code. What failed is a report all the same. */
export function told(args: readonly string[], { exit, outcome, message, fields }: Ending): number {
  if (args.includes("--json")) {
    const words = exit > EXIT.failed || outcome === "help" ? { message } : {};
    writeLine(JSON.stringify({ outcome, ...words, ...fields }));
  } else (exit > EXIT.failed ? writeError : writeLine)(message);
  return exit;
}
