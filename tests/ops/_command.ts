/** LEXIA's own programs, run as their tasks run them. */
import config from "../../deno.json" with { type: "json" };

export const ROOT = new URL("../..", import.meta.url);

export interface Ended {
  code: number;
  out: string;
  err: string;
}

type Tasks = typeof config.tasks;
/** Those that say what they do, and with which permissions. */
export type Task = {
  [Name in keyof Tasks]: Tasks[Name] extends { command: string } ? Name : never;
}[keyof Tasks];

/** What Deno is to be called with, for a task with exactly its permissions. */
export function taskParts(task: Task): string[] {
  const { command } = config.tasks[task];
  return ["run", "--no-check", "--cached-only", ...command.split(" ").slice(2)];
}

export function taskEnv(env: Record<string, string>): Record<string, string> {
  return { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "", ...env };
}

/** Runs a task with exactly its permissions; `input` is all of its standard input. */
export async function runTask(
  task: Task,
  { args = [], env, input = "" }: { args?: string[]; env: Record<string, string>; input?: string },
): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...taskParts(task), ...args],
    cwd: ROOT,
    env: taskEnv(env),
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
