/** A copy of the sources in which defects may be planted, tested and taken out again. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutants.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCES = ["db", "deploy", "domain", "jobs", "platform", "routes", "tests", "views"];
const FILES = ["main.ts", "deno.json", "deno.lock"];

export interface TestRun {
  isPassed: boolean;
  /** Every file was loaded and its tests ran: what failed is a test, not the program's text. */
  isLoaded: boolean;
  /** Names of the tests that failed, as `test ... step`. */
  failed: string[];
  /** Its last lines. */
  output: string;
}

export class WorkingCopy implements AsyncDisposable {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<WorkingCopy> {
    const folder = await Deno.makeTempDir({ prefix: "lexia-mutation-" });
    for (const source of SOURCES) await copyAll(join(ROOT, source), join(folder, source));
    for (const file of FILES) await Deno.copyFile(join(ROOT, file), join(folder, file));
    await Deno.symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    return new WorkingCopy(folder);
  }

  /** Until it is disposed. @throws {Error} where the text to replace is not there exactly once. */
  async plant(mutant: Mutant): Promise<AsyncDisposable> {
    const path = join(this.folder, mutant.file);
    const before = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, planted(mutant, before));
    return { [Symbol.asyncDispose]: () => Deno.writeTextFile(path, before) };
  }

  /** What the compiler says of all of them together; empty where they are sound programs. */
  async checkWith(mutants: readonly Mutant[]): Promise<string> {
    await using all = new AsyncDisposableStack();
    for (const mutant of mutants) all.use(await this.plant(mutant));
    const { success, text } = await this.#deno(["check", "--quiet", "main.ts"]);
    return success ? "" : text;
  }

  async test(chosen: readonly Mutant["caughtBy"][]): Promise<TestRun> {
    const files = new Set(chosen.map(({ file }) => file));
    const filter = `/^(${[...new Set(chosen.map(({ test }) => RegExp.escape(test)))].join("|")})$/`;
    const options = ["--allow-all", "--no-check", "--filter", filter];
    const { success, text } = await this.#deno(["test", ...options, ...files]);
    const isRun = /[1-9]\d* (passed|failed)/.test(text);
    return {
      isPassed: success && isRun,
      isLoaded: isRun && !text.includes("(uncaught error)"),
      failed: failuresIn(text),
      output: text.split("\n").slice(-40).join("\n"),
    };
  }

  async #deno([command = "", ...args]: string[]): Promise<{ success: boolean; text: string }> {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [command, "--node-modules-dir=manual", ...args],
      cwd: this.folder,
      env: { LEXIA_TEST_HOME: "server", NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

function planted({ id, file, find, replace }: Mutant, text: string): string {
  const count = text.split(find).length - 1;
  if (count !== 1) {
    throw new Error(`Cannot plant ${id}: expected its text once in ${file}, got it ${count} times`);
  }
  return text.replace(find, () => replace);
}

/** From the list under FAILURES, where a failed step is named with its test; steps first, since they say more. */
function failuresIn(output: string): string[] {
  const list = output.slice(output.lastIndexOf("\n FAILURES"));
  const names = [...list.matchAll(/^(.+?) => \S+/gm)].map(([, name = ""]) => name);
  return names.sort((a, b) => Number(b.includes(" ... ")) - Number(a.includes(" ... ")));
}

async function copyAll(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.mkdir(to);
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (isDirectory) await copyAll(join(from, name), join(to, name));
    else if (isFile) await Deno.copyFile(join(from, name), join(to, name));
  }
}
