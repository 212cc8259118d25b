/**
 * `deno task bench`: LEXIA on a server, beside a floor of bare Hono and the same driver, in one run. `--quick` ends
 * within four minutes, `--json` prints an object a row; names choose: requests jobs neighbours growth footprint
 * imports.
 */
import { withServers } from "#tests/support/servers.ts";
import { Bench, type Scale } from "./bench.ts";
import { benchColdStarts, benchMemory } from "./footprint.ts";
import { benchGrowth } from "./growth.ts";
import { benchImports } from "./imports.ts";
import { benchJobs } from "./jobs.ts";
import { benchNeighbours } from "./neighbours.ts";
import { Report } from "./report.ts";
import { benchRequests } from "./requests.ts";

const PARTS: Record<string, (bench: Bench) => Promise<void>> = {
  requests: benchRequests,
  jobs: benchJobs,
  neighbours: benchNeighbours,
  footprint: async (bench) => {
    benchMemory(bench);
    await benchColdStarts(bench);
  },
};

async function main(args: readonly string[]): Promise<number> {
  const scale: Scale = args.includes("--quick") ? "quick" : "full";
  const report = new Report(args.includes("--json"));
  const named = args.filter((arg) => !arg.startsWith("-"));
  const isWanted = (name: string) => named.length === 0 || named.includes(name);
  await withServers(async () => {
    if (Object.keys(PARTS).some(isWanted)) {
      await using bench = await Bench.open(scale, report);
      for (const [name, part] of Object.entries(PARTS)) if (isWanted(name)) await part(bench);
    }
    if (isWanted("imports")) await benchImports(scale, report);
    if (isWanted("growth")) await benchGrowth(scale, report);
  });
  report.note(
    report.missed.length === 0 ? "every goal is reached" : `${report.missed.length} goals are missed`,
  );
  return report.missed.length === 0 ? 0 : 1;
}

Deno.exit(await main(Deno.args));
