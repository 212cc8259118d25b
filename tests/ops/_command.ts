/** LEXIA's own programs, run as their tasks run them. */
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../..", import.meta.url);

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a task with exactly its permissions; `input` is all of its standard input. */
export async function runTask(
  task: "setup" | "migrate" | "keys:rotate",
  { args = [], env, input = "" }: { args?: string[]; env: Record<string, string>; input?: string },
): Promise<Ended> {
  const { command } = config.tasks[task];
  const parts = command.split(" ").slice(2);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--cached-only", ...parts, ...args],
    cwd: ROOT,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "", ...env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // A program that does not read its input may have ended before.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}
