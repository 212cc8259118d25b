/** Memory of a server's two processes, and the time from a start to the first answer in each home. */
import { LexiaProcess } from "#tests/support/lexia_process.ts";
import { median } from "#tests/support/load.ts";
import { memoryMib } from "#tests/support/cpu.ts";
import { startNeonProxy } from "#tests/support/neon_proxy.ts";
import { startUpstashFront } from "#tests/support/upstash_front.ts";
import type { Bench } from "./bench.ts";
import { atMost } from "./report.ts";

const STARTS = { quick: 3, full: 7 };

/** After the load of the rows before. */
export function benchMemory({ report, server, worker }: Bench): void {
  report.add(atMost(350, {
    row: "memory of API and worker after the load",
    value: memoryMib(server.pid, worker.pid),
    unit: "MiB PSS",
  }));
}

export async function benchColdStarts(bench: Bench): Promise<void> {
  const { report, lexia: { env } } = bench;
  const server = await coldStart(bench, { env, command: "serve" });
  report.add(atMost(1_000, { row: "cold start, server home", value: server, unit: "ms" }));

  const proxy = startNeonProxy(Number(new URL(env.DATABASE_URL ?? "").port));
  await using upstash = await startUpstashFront(env.REDIS_URL ?? "");
  const { REDIS_URL: _, ...rest } = env;
  const edge = {
    ...rest,
    DATABASE_WEBSOCKET_PROXY: proxy.address,
    UPSTASH_REDIS_REST_URL: upstash.url,
    UPSTASH_REDIS_REST_TOKEN: upstash.token,
  };
  const permissions = ["--allow-net", "--allow-env"];
  const edgeMs = await coldStart(bench, { env: edge, command: "start", permissions });
  report.add(atMost(500, { row: "cold start, edge home", value: edgeMs, unit: "ms" }));
  await proxy.close();

  const folder = await Deno.makeTempDir({ prefix: "lexia-bench-" });
  const embedded = { BASE_DOMAIN: "lexia.test", DATA_DIR: `${folder}/data`, LOG_LEVEL: "warn" };
  await coldStart(bench, { env: embedded, command: "start" }, 1);
  const warm = await coldStart(bench, { env: embedded, command: "start" });
  report.add(atMost(3_000, { row: "warm start, embedded home", value: warm, unit: "ms" }));
  await Deno.remove(folder, { recursive: true });
}

interface Start {
  env: Record<string, string>;
  command: "serve" | "start";
  permissions?: string[];
}

/** Median milliseconds from the program's start to its first answer. */
async function coldStart(
  { scale }: Bench,
  { command, ...options }: Start,
  count = STARTS[scale],
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const startedAt = performance.now();
    const process = LexiaProcess.launch(command, options);
    await process.firstAnswer();
    times.push(performance.now() - startedAt);
    await process.stop();
  }
  return median(times);
}
