/** How much of LEXIA the tests of several suites run through together, held against the thresholds of deno.json. */
import { fileURLToPath } from "node:url";

const ROOT = new URL("../..", import.meta.url);
const ROOMS = "(main\\.ts|(db|domain|jobs|platform|routes|views)/)";

/** Prints the table. Whether lines and branches reach the thresholds. */
export async function reportCoverage(folders: readonly string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["coverage", `--include=^${RegExp.escape(ROOT.href)}${ROOMS}`, ...folders],
    cwd: fileURLToPath(ROOT),
    env: { NO_COLOR: "1" },
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  return success;
}
