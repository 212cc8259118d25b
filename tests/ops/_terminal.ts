/** LEXIA's own programs at a terminal: `script` of util-linux, which is part of every Debian, makes one. */
import { ROOT, taskEnv, taskParts } from "./_command.ts";

/** Longer than any step takes: who waits in vain should see what is on the screen. */
const PATIENCE_MS = 60_000;

export class Terminal {
  #screen = "";
  #seen = 0;
  #hasEnded = false;
  #onChange = () => {};

  private constructor(private readonly child: Deno.ChildProcess) {
    void this.#watch();
  }

  /** Runs a task, and then says whether the terminal still shows what is typed. */
  static run(task: "setup", { args, env }: { args: string[]; env: Record<string, string> }): Terminal {
    const words = [Deno.execPath(), ...taskParts(task), ...args].map(quoted).join(" ");
    // The shell outlives a Ctrl-C that ends the program.
    const command = `trap : INT; ${words}; code=$?; stty -a | grep -oE "[ ]-?echo " ; exit $code`;
    return new Terminal(
      new Deno.Command("script", {
        args: ["--quiet", "--return", "--flush", "--command", command, "/dev/null"],
        cwd: ROOT,
        env: { ...taskEnv(env), SHELL: "/bin/sh", TERM: "dumb" },
        clearEnv: true,
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn(),
    );
  }

  /** Waits until something is asked, and answers it. */
  async answer(question: string, typed: string): Promise<void> {
    await this.#shown(question);
    const writer = this.child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(typed));
    writer.releaseLock();
  }

  /** Everything that was on the screen, once the program has ended. */
  async end(): Promise<{ code: number; screen: string; isEchoing: boolean }> {
    const { code } = await this.child.status;
    while (!this.#hasEnded) await this.#change();
    await this.child.stdin.close().catch(() => {});
    const isEchoing = / echo \r?\n$/.test(this.#screen);
    return { code, screen: this.#screen, isEchoing };
  }

  async #shown(text: string): Promise<void> {
    for (;;) {
      const at = this.#screen.indexOf(text, this.#seen);
      if (at >= 0) {
        this.#seen = at + text.length;
        return;
      }
      if (this.#hasEnded) throw new Error(`Never asked "${text}": ${this.#screen}`);
      await this.#change();
    }
  }

  async #watch(): Promise<void> {
    for await (const text of this.child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#screen += text;
      this.#onChange();
    }
    this.#hasEnded = true;
    this.#onChange();
  }

  async #change(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve, reject) => {
      this.#onChange = resolve;
      timer = setTimeout(() => {
        this.child.kill("SIGKILL");
        reject(new Error(`The screen stays as it is: ${this.#screen}`));
      }, PATIENCE_MS);
    });
    clearTimeout(timer);
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
