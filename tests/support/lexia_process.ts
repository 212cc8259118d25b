/** LEXIA as a process of its own, with the permissions that its tasks give it, which a test may stop or kill. */
import { setTimeout as pause } from "node:timers/promises";
import config from "../../deno.json" with { type: "json" };
import { filesFolder } from "#platform/config_homes.ts";
import { freePort } from "./postgres.ts";

const ROOT = new URL("../..", import.meta.url);

export interface ProcessOptions {
  env: Record<string, string>;
  /** Keep the log's lines in `lines`. */
  keepLog?: boolean;
  /** Instead of those of the task, such as the edge's. */
  permissions?: string[];
  /** Chosen by the system by default; the same one again, so that clients find it. */
  port?: number;
  /** More for `deno run`, such as `--cpu-prof`. */
  flags?: string[];
  /** Where it runs; the repository's root by default. */
  cwd?: string;
  /** Whose main.ts it is, with a `/` at its end; the repository's by default. */
  root?: string;
}

export class LexiaProcess {
  readonly lines: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #isOver = false;

  private constructor(
    child: Deno.ChildProcess,
    /** Where it answers; 0 for a worker. */
    readonly port: number,
    keepLog: boolean,
  ) {
    this.#child = child;
    this.#reading = this.#read(keepLog);
    void child.status.then(() => this.#isOver = true);
  }

  /** Starts `serve`, `worker` or `start`; does not wait until it answers. */
  static launch(command: "serve" | "worker" | "start", options: ProcessOptions): LexiaProcess {
    const port = command === "worker" ? 0 : options.port ?? freePort();
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--cached-only",
        "--no-prompt",
        ...(options.permissions ?? permissionsOf(command, options.env)),
        ...(options.flags ?? []),
        options.root === undefined ? new URL("main.ts", ROOT).pathname : `${options.root}main.ts`,
        command,
      ],
      cwd: options.cwd ?? options.root ?? ROOT,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: Deno.env.get("HOME") ?? "",
        HOST: "127.0.0.1",
        ...options.env,
        ...(port === 0 ? {} : { PORT: String(port) }),
      },
      clearEnv: true,
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    return new LexiaProcess(child, port, options.keepLog ?? false);
  }

  /** Starts one that serves, and waits for its first answer. */
  static async serve(options: ProcessOptions, command: "serve" | "start" = "serve"): Promise<LexiaProcess> {
    const process = LexiaProcess.launch(command, options);
    await process.firstAnswer();
    return process;
  }

  get pid(): number {
    return this.#child.pid;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Milliseconds until `/health` answers. @throws {Error} where it ends before, or within `patienceMs`. */
  async firstAnswer(patienceMs = 30_000): Promise<number> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < patienceMs) {
      if (this.#isOver) throw new Error(`LEXIA ended before it answered: ${this.lines.slice(-3).join(" ")}`);
      const response = await fetch(`http://127.0.0.1:${this.port}/health`).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) return performance.now() - startedAt;
      await pause(5);
    }
    throw new Error(`LEXIA did not answer within ${patienceMs} ms`);
  }

  /** Stops it in its tracks: connections stay open, nothing answers. */
  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Tells it to stop, and gives its exit code. */
  async stop(): Promise<number> {
    return await this.#end("SIGTERM");
  }

  async #end(signal: Deno.Signal): Promise<number> {
    if (!this.#isOver) this.#child.kill(signal);
    const { code } = await this.#child.status;
    await this.#reading;
    return code;
  }

  /** To the end, so that it never waits for a reader. */
  async #read(keep: boolean): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.lines.push(...lines);
      if (!keep && this.lines.length > 50) this.lines.splice(0, this.lines.length - 50);
    }
  }
}

/** Where a task asks a program of LEXIA's for the folder of files. */
const FOLDER_PROGRAM = /"(--allow-write=)\$\([^)]*\/files_folder\.ts\)"/;

/** What the task of that name grants; the shell is not asked. */
function permissionsOf(command: "serve" | "worker" | "start", env: Record<string, string>): string[] {
  const { command: line } = config.tasks[command];
  const words = line.replace(FOLDER_PROGRAM, (_, grant) => `${grant}${filesFolder(env)}`).split(" ");
  return words.filter((word) => word.startsWith("--allow-"));
}
