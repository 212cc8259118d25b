/** The demo as a process of its own, on a free port and in a folder of its own, and a shell that talks to it. */

export class Demo implements AsyncDisposable {
  private constructor(
    private readonly child: Deno.ChildProcess,
    private readonly folder: string,
    private readonly port: number,
    /** Reads on to the end, so that the demo never waits for a reader. */
    private readonly rest: Promise<void>,
  ) {}

  static async start(root: URL): Promise<Demo> {
    const folder = await Deno.makeTempDir({ prefix: "lexia-docs-" });
    await Deno.mkdir(`${folder}/data`);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-check", "deploy/ops/demo.ts", "--json"],
      cwd: root,
      env: { DATA_DIR: `${folder}/data/demo`, PORT: "0" },
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const port = await portOf(lines);
    return new Demo(child, folder, port, drain(lines));
  }

  /**
   * Runs the commands one after another in one shell, in a folder where the demo's data lie as in a fresh clone. Its
   * curl reaches the demo whatever host and port are named, as a resolver would. Gives each command's output.
   * @throws {Error} naming the first command that fails.
   */
  async run(commands: string[]): Promise<string[]> {
    const mark = `--${crypto.randomUUID()}`;
    const script = [
      `curl() { command curl --noproxy '*' --max-time 60 --connect-to "::127.0.0.1:${this.port}" "$@"; }`,
      ...commands.map((command) => `${command}\nprintf '\\n%s %d\\n' '${mark}' "$?"`),
    ].join("\n");
    const { stdout } = await new Deno.Command("bash", {
      args: ["-c", script],
      cwd: this.folder,
      stderr: "inherit",
    }).output();
    const parts = new TextDecoder().decode(stdout).split(`\n${mark} `);
    return commands.map((command, at) => {
      const status = parts[at + 1]?.split("\n", 1)[0];
      if (status !== "0") throw new Error(`The shell answered ${status} to: ${command}`);
      return (parts[at] ?? "").replace(/^\d+\n/, "");
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGTERM");
    await this.child.status;
    await this.rest;
    await Deno.remove(this.folder, { recursive: true });
  }
}

type Reader = ReadableStreamDefaultReader<string>;

/** Of the one line that the demo writes when it is ready. */
async function portOf(lines: Reader): Promise<number> {
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await lines.read();
    if (done) throw new Error(`The demo did not start: ${text}`);
    text += value;
  }
  const { ready, port }: { ready: boolean; port: number } = JSON.parse(text.split("\n", 1)[0] ?? "");
  if (!ready) throw new Error("The demo is not ready");
  return port;
}

async function drain(lines: Reader): Promise<void> {
  while (!(await lines.read()).done);
}
