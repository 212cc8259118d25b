/**
 * A flood of requests from a process of its own, at the lowest priority, so that the program that measures beside it
 * does not measure itself.
 */
import { load, type LoadRequest } from "./load.ts";

export interface Flood {
  port: number;
  connections: number;
  /** Taken in turn, over and over. */
  requests: readonly LoadRequest[];
}

export interface FloodTally {
  /** How many answers had each status. */
  statuses: Record<string, number>;
  seconds: number;
}

/** Starts it; what is returned ends it, and tells what came back. */
export async function startFlood(flood: Flood): Promise<() => Promise<FloodTally>> {
  const args = ["-n", "19", Deno.execPath(), "run", "--allow-net", "--no-check", import.meta.filename ?? ""];
  const child = new Deno.Command("nice", { args, stdin: "piped", stdout: "piped", stderr: "inherit" })
    .spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(`${JSON.stringify(flood)}\n`));
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  await output.read();
  return async () => {
    await input.close();
    let text = "";
    for (let part = await output.read(); !part.done; part = await output.read()) text += part.value;
    await child.status;
    return JSON.parse(text);
  };
}

/** The flood's side: what to send comes on the first line of its input, and it goes on until the input ends. */
async function main(): Promise<void> {
  const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
  let line = "";
  while (!line.endsWith("\n")) line += (await input.read()).value ?? "\n";
  const { port, connections, requests }: Flood = JSON.parse(line);
  const ending = new AbortController();
  void input.read().then(() => ending.abort());
  write("started\n");
  const nothing: LoadRequest = { path: "/health", host: "localhost" };
  const next = (index: number) => requests[index % requests.length] ?? nothing;
  const { statuses, seconds } = await load({ port, connections, next, signal: ending.signal });
  write(JSON.stringify({ statuses: Object.fromEntries(statuses), seconds }));
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

if (import.meta.main) await main();
