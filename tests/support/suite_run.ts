/** One suite of the test task: `deno test` in a process of its own, with all that it starts. */
export interface Suite {
  name: string;
  home: "embedded" | "server" | "edge";
  files: readonly string[];
  /** Faults and attacks under load: nothing else runs beside it. */
  isAlone?: boolean;
}

export interface Tally {
  passed: number;
  failed: number;
}

export interface SuiteOptions {
  env: Record<string, string>;
  /** Where it leaves what it ran through. */
  coverage?: string;
}

/** Its output is kept until somebody shows it, and passed on from then. */
export class SuiteRun {
  /** When it has ended, however it did. */
  readonly tally: Promise<Tally>;
  readonly #child: Deno.ChildProcess;
  #kept: string[] | undefined = [];
  #isOver = false;

  constructor({ name, home, files }: Suite, { env, coverage }: SuiteOptions) {
    this.#tell(`\n== ${name}: ${files.length} files\n`);
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "--allow-all",
        "--no-check",
        ...(coverage ? [`--coverage=${coverage}`, "--coverage-raw-data-only"] : []),
        ...files,
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
    return tallyOf(output, success);
  }

  #tell(text: string): void {
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

export function writeText(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}
