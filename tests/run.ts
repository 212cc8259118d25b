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
  /** Begins together with the suite before: where neither measures time, two cores are better used. */
  isBeside?: boolean;
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
  "tests/routes/every_page_test.ts",
  "tests/support",
  "tests/edge",
];

/** Faults and attacks under load: nothing else runs beside them. */
const PROOFS = ["tests/chaos", "tests/attack", "tests/jobs/crash_test.ts"];

const SUITES: Suite[] = [
  {
    name: "embedded home",
    home: "embedded",
    paths: ["tests"],
    // Killing processes needs a database that outlives them: the crash proof runs in the server home.
    ignore: ["tests/edge", ...PROOFS],
  },
  { name: "server home", home: "server", paths: ["tests"], ignore: [...ONCE, ...PROOFS], isBeside: true },
  { name: "proofs", home: "server", paths: PROOFS },
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
    for (const group of groupsOf(chosen(only))) {
      const able = group.filter(({ home }) => home === "embedded" || notRun.length === 0);
      const runs = able.map((suite, i) => {
        const folder = coverage && `${coverage}/${suite.name.replaceAll(" ", "-")}`;
        if (folder) covered.push(folder);
        return new SuiteRun(suite, { env: servers.env, coverage: folder, isShown: i === 0 });
      });
      for (const suite of group) if (!able.includes(suite)) notRun.push(`suite "${suite.name}"`);
      for (const run of runs) {
        const tally = await run.end();
        total.passed += tally.passed;
        total.failed += tally.failed;
      }
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
    // What is named runs in both homes that take everything.
    return paths.length === 0 || suite.home === "edge" || suite.paths === PROOFS
      ? []
      : [{ ...suite, paths, ignore: [] }];
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

function groupsOf(suites: readonly Suite[]): Suite[][] {
  const groups: Suite[][] = [];
  for (const suite of suites) {
    const last = groups.at(-1);
    if (suite.isBeside && last) last.push(suite);
    else groups.push([suite]);
  }
  return groups;
}

/** One suite in a process of its own. Its output is passed on, or kept until those before it have ended. */
class SuiteRun {
  readonly #child: Deno.ChildProcess;
  readonly #done: Promise<Tally>;
  #kept: string[] | undefined;

  constructor(
    suite: Suite,
    { env, coverage, isShown }: {
      env: Record<string, string>;
      coverage: string | undefined;
      isShown: boolean;
    },
  ) {
    this.#kept = isShown ? undefined : [];
    this.#show(`\n== ${suite.name}\n`);
    for (const path of suite.ignore ?? []) this.#show(`   not part of this home: ${path}\n`);
    this.#child = new Deno.Command(Deno.execPath(), {
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
    this.#done = this.#read();
  }

  /** Shows what was kept and what comes, and waits for its end. */
  async end(): Promise<Tally> {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const text of kept) this.#show(text);
    return await this.#done;
  }

  async #read(): Promise<Tally> {
    let output = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      output = (output + text).slice(-20_000);
      this.#show(text);
    }
    const { success } = await this.#child.status;
    return tallyOf(output, success);
  }

  #show(text: string): void {
    if (this.#kept) this.#kept.push(text);
    else writeText(text);
  }
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
  writeText(`${line}\n`);
}

function writeText(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}

if (import.meta.main) Deno.exit(await main());
