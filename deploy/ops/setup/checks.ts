/** Everything that LEXIA needs, looked at one after the other: a line for each, and what to do. */
import type { Config } from "#platform/mod.ts";
import type { Answer } from "../_program.ts";
import { tryDatabase, tryFiles, tryMail, tryRoles, trySchema, tryStore } from "./connections.ts";
import { doubtful, type Finding, sound } from "./findings.ts";
import { tryNames, tryPortal, tryTls } from "./names.ts";

/** Bits of a mode that let others than the owner in. */
const OTHERS = 0o077;

export async function runChecks(
  config: Config,
  { asksPortal, secretFiles }: { asksPortal: boolean; secretFiles: readonly string[] },
): Promise<Finding[]> {
  const database = await tryDatabase(config);
  const isReached = database.every(({ what, state }) => what !== "database" || state === "ok");
  return [
    ...database,
    ...(isReached ? [...await trySchema(config), ...await tryRoles(config)] : []),
    ...await tryStore(config),
    ...await tryMail(config),
    ...await tryFiles(config),
    ...await tryNames(config),
    ...await tryTls(config),
    ...(asksPortal ? await tryPortal(config) : []),
    ...await trySecretFiles(secretFiles),
  ];
}

/** Whether anybody else on the machine may read them. */
async function trySecretFiles(paths: readonly string[]): Promise<Finding[]> {
  if (paths.length === 0) return [];
  const open: string[] = [];
  for (const path of paths) {
    const found = await Deno.stat(path).catch(() => null);
    if (found?.mode && found.mode & OTHERS) open.push(path);
  }
  if (open.length === 0) return [sound("secrets", `${paths.length} files that only their owner may read`)];
  return [doubtful("secrets", `others may read ${open.join(", ")}`, `Run chmod 600 ${open.join(" ")}`)];
}

/** The table; 1 where something failed. */
export function answerOf(findings: readonly Finding[], outcome: string, before = ""): Answer {
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  const [faults, doubts] = [count("failed"), count("warning")];
  const summary = faults > 0
    ? `${faults} of ${findings.length} checks failed: see what to do`
    : doubts > 0
    ? `No check failed; ${doubts} want a look`
    : "All is as it should be";
  return {
    outcome: faults > 0 ? "faults" : outcome,
    message: `${before}${summary}`,
    table: {
      head: ["what", "state", "found", "what to do"],
      rows: findings.map(({ what, state, said, todo }) => [what, state, said, todo]),
    },
    fields: { checks: findings },
    exit: faults > 0 ? 1 : 0,
  };
}
