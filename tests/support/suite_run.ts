/** One suite of the test task: `deno test` in a process of its own, with all that it starts. */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Suite {
  name: string;
  home: "embedded" | "server" | "edge";
  files: readonly string[];
  /** Faults and attacks under load: nothing else runs beside it. */
  isAlone?: boolean;
  /** Several of its files share one isolate: half of what a file takes is to load LEXIA and to warm it up. */
  isShared?: boolean;
}

export interface Tally {
  passed: number;
  failed: number;
  /** What failed, each with the place that it stands at. */
  failures: string[];
}

export interface SuiteOptions {
  env: Record<string, string>;
  /** Where it leaves what it ran through. */
  coverage?: string;
}

const FILES_TOGETHER = 8;

/** Its output is kept until somebody shows it, and passed on from then. */
export class SuiteRun {
  /** When it has ended, however it did. */
  readonly tally: Promise<Tally>;
  readonly #child: Deno.ChildProcess;
  readonly #folder: string | undefined;
  #kept: string[] | undefined = [];
  #isOver = false;

  constructor({ name, home, files, isShared = false }: Suite, { env, coverage }: SuiteOptions) {
    this.#tell(`\n== ${name}: ${files.length} files\n`);
    this.#folder = isShared ? Deno.makeTempDirSync({ prefix: "lexia_suite_" }) : undefined;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "--allow-all",
        "--no-check",
        ...(coverage ? [`--coverage=${coverage}`, "--coverage-raw-data-only"] : []),
        `--config=${join(ROOT, "deno.json")}`,
        ...(this.#folder === undefined ? files : together(files, this.#folder)),
      ],
      env: { ...env, LEXIA_TEST_HOME: home, NO_COLOR: "1" },
      stdout: "piped",
      stderr: "inherit",
      // Makes it the leader of a group, which servers and browsers that its tests start belong to.
      detached: true,
    }).spawn();
    this.tally = this.#read();
  }

  show(): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const text of kept) writeText(text);
  }

  /** Ends it with everything that it has started. */
  kill(): void {
    if (this.#isOver) return;
    try {
      Deno.kill(-this.#child.pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #read(): Promise<Tally> {
    let output = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      output = (output + text).slice(-20_000);
      this.#tell(text);
    }
    const { success } = await this.#child.status;
    // What a test has left running would be in the way of the next suite.
    this.kill();
    this.#isOver = true;
    if (this.#folder !== undefined) await Deno.remove(this.#folder, { recursive: true });
    return tallyOf(output, success);
  }

  #tell(text: string): void {
    if (this.#kept) this.#kept.push(text);
    else writeText(text);
  }
}

/** Modules that import some of the files each. A failure is told with the line of the file that it comes from. */
function together(files: readonly string[], folder: string): string[] {
  const modules: string[] = [];
  for (let from = 0; from < files.length; from += FILES_TOGETHER) {
    const some = files.slice(from, from + FILES_TOGETHER);
    const path = join(folder, `${modules.length + 1}_test.ts`);
    const lines = some.map((file) => `import ${JSON.stringify(pathToFileURL(join(ROOT, file)).href)};`);
    Deno.writeTextFileSync(path, lines.join("\n"));
    modules.push(path);
  }
  return modules;
}

/** Steps count like tests. A suite that ends without its closing line, or badly in spite of it, has failed. */
function tallyOf(output: string, success: boolean): Tally {
  const closing = [
    ...output.matchAll(/(\d+) passed(?: \((\d+) steps?\))? \| (\d+) failed(?: \((\d+) steps?\))?/g),
  ].at(-1);
  if (!closing) return { passed: 0, failed: 1, failures: ["the suite ended without its closing line"] };
  const [, passed = "0", passedSteps = "0", failed = "0", failedSteps = "0"] = closing;
  const counted = Number(failed) + Number(failedSteps);
  return {
    passed: Number(passed) + Number(passedSteps),
    failed: success ? counted : Math.max(counted, 1),
    failures: failuresIn(output),
  };
}

/** The lines of the list that the test runner ends with. */
function failuresIn(output: string): string[] {
  const from = output.lastIndexOf("\n FAILURES \n");
  if (from < 0) return [];
  return output.slice(from).split("\n").filter((line) => line.includes(" => "));
}

export function writeText(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}
