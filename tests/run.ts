/**
 * `deno task test`: every suite in every home, on servers that this program starts and ends. The last line is
 * `N passed, N failed`, counted from what ran. A suite that cannot run is named, and counts as failed under CI. With
 * `--coverage` the run also fails where the suites together miss a threshold of deno.json.
 */
import { reportCoverage } from "./support/coverage_report.ts";
import { startPostgres } from "./support/postgres.ts";
import { startRedis } from "./support/redis.ts";

interface Suite {
  name: string;
  home: "embedded" | "server" | "edge";
  paths: string[];
  ignore?: string[];
}

/** What opens its own homes, or needs none, runs once. */
const ONCE = [
  "tests/architecture_test.ts",
  "tests/docs_test.ts",
  "tests/static_proof_test.ts",
  "tests/mutation",
  "tests/platform",
  "tests/support",
  "tests/edge",
];

const SUITES: Suite[] = [
  {
    name: "embedded home",
    home: "embedded",
    paths: ["tests"],
    // Killing processes needs a database that outlives them: the crash proof runs in the server home.
    ignore: ["tests/edge", "tests/jobs/crash_test.ts", "tests/chaos", "tests/attack"],
  },
  { name: "server home", home: "server", paths: ["tests"], ignore: ONCE },
  {
    name: "edge drivers",
    home: "edge",
    paths: ["tests/edge", "tests/isolation_test.ts", "tests/routes/following_test.ts"],
  },
];

interface Tally {
  passed: number;
  failed: number;
}

async function main(): Promise<number> {
  const only = Deno.args.filter((argument) => !argument.startsWith("-"));
  const total: Tally = { passed: 0, failed: 0 };
  const notRun: string[] = [];
  const servers = await startServers(notRun);
  const coverage = Deno.args.includes("--coverage") ? await Deno.makeTempDir() : undefined;
  const covered: string[] = [];
  try {
    for (const suite of chosen(only)) {
      if (suite.home !== "embedded" && notRun.length > 0) {
        notRun.push(`suite "${suite.name}"`);
        continue;
      }
      write(`\n== ${suite.name}`);
      for (const path of suite.ignore ?? []) write(`   not part of this home: ${path}`);
      const folder = coverage && `${coverage}/${suite.home}`;
      const tally = await runSuite(suite, servers.env, folder);
      if (folder) covered.push(folder);
      total.passed += tally.passed;
      total.failed += tally.failed;
    }
  } finally {
    await servers.stop();
  }
  if (coverage) {
    if (!await reportCoverage(covered)) total.failed++;
    await Deno.remove(coverage, { recursive: true });
  }
  for (const what of notRun) write(`NOT RUN: ${what}`);
  if (Deno.env.get("CI")) total.failed += notRun.length;
  write(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

/** All suites, or those whose home or path is named on the command line. */
function chosen(only: string[]): Suite[] {
  if (only.length === 0) return SUITES;
  return SUITES.flatMap((suite) => {
    if (only.includes(suite.home)) return [suite];
    const paths = only.filter((path) => path.startsWith("tests"));
    return paths.length === 0 || suite.home === "edge" ? [] : [{ ...suite, paths, ignore: [] }];
  });
}

async function startServers(notRun: string[]) {
  const env: Record<string, string> = {};
  const stops: (() => Promise<void>)[] = [];
  try {
    const postgres = await startPostgres();
    env.LEXIA_TEST_POSTGRES_URL = postgres.url;
    stops.push(() => postgres.stop());
  } catch (error) {
    notRun.push(`PostgreSQL cannot be started: ${reasonOf(error)}`);
  }
  try {
    const redis = await startRedis();
    env.LEXIA_TEST_REDIS_URL = redis.url;
    stops.push(() => redis.close());
  } catch (error) {
    notRun.push(`Redis cannot be started: ${reasonOf(error)}`);
  }
  return {
    env,
    async stop() {
      for (const stop of stops.toReversed()) await stop();
    },
  };
}

/** Runs one suite in a process of its own, passes its output on, and reads its closing line. */
async function runSuite(suite: Suite, env: Record<string, string>, coverage?: string): Promise<Tally> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--allow-all",
      "--no-check",
      ...(coverage ? [`--coverage=${coverage}`, "--coverage-raw-data-only"] : []),
      ...(suite.ignore?.length ? [`--ignore=${suite.ignore.join(",")}`] : []),
      ...suite.paths,
    ],
    env: { ...env, LEXIA_TEST_HOME: suite.home, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output = (output + text).slice(-20_000);
    await Deno.stdout.write(new TextEncoder().encode(text));
  }
  const { success } = await child.status;
  return tallyOf(output, success);
}

/** Steps count like tests. A suite that ends without its closing line, or badly in spite of it, has failed. */
function tallyOf(output: string, success: boolean): Tally {
  const closing = [
    ...output.matchAll(/(\d+) passed(?: \((\d+) steps?\))? \| (\d+) failed(?: \((\d+) steps?\))?/g),
  ].at(-1);
  if (!closing) return { passed: 0, failed: 1 };
  const [, passed = "0", passedSteps = "0", failed = "0", failedSteps = "0"] = closing;
  const failures = Number(failed) + Number(failedSteps);
  return { passed: Number(passed) + Number(passedSteps), failed: success ? failures : Math.max(failures, 1) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function write(line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}

if (import.meta.main) Deno.exit(await main());
