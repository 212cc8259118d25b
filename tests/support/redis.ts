/** A real Redis for tests: an own process, or a database of its own in the one that the test task has started. */
import { createClient } from "@redis/client";
import { installed, succeeds } from "./debian.ts";

const DATABASES = 256;

export interface TestRedis extends AsyncDisposable {
  url: string;
  readonly pid: number;
  /** Makes it hang: connections stay open, nothing answers. */
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts `redis-server` on a free port of 127.0.0.1, without persistence unless `args`, its own, say otherwise. */
export async function startRedis(args: readonly string[] = []): Promise<TestRedis> {
  const program = await redisProgram();
  const folder = await Deno.makeTempDir({ prefix: "lexia_redis_" });
  const port = freePort();
  let child = await launch(program, port, folder, args);

  const kill = async () => {
    try {
      child.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself, which is what was wanted.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
    await child.status;
  };
  const close = async () => {
    await kill();
    await Deno.remove(folder, { recursive: true });
  };

  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child.pid;
    },
    pause: () => Deno.kill(child.pid, "SIGSTOP"),
    resume: () => Deno.kill(child.pid, "SIGCONT"),
    kill,
    restart: async () => {
      await kill();
      child = await launch(program, port, folder, args);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * The URL of an empty database: in the Redis that `LEXIA_TEST_REDIS_URL` names, or in an own one that ends with
 * `close`.
 */
export async function isolatedRedisUrl(): Promise<{ url: string; close(): Promise<void> }> {
  const shared = Deno.env.get("LEXIA_TEST_REDIS_URL");
  if (shared === undefined) return await startRedis();

  // Test files do not share variables, so Redis itself hands out the numbers; 0 keeps the count.
  const count = Number(await once(shared, ["INCR", "lexia:test:databases"]));
  const url = new URL(shared);
  url.pathname = `/${1 + count % (DATABASES - 1)}`;
  await once(url.href, ["FLUSHDB"]);
  return { url: url.href, close: async () => void await once(url.href, ["FLUSHDB"]) };
}

/** Makes that database forget everything. */
export async function flushRedis(url: string): Promise<void> {
  await once(url, ["FLUSHDB"]);
}

async function once(url: string, command: string[]): Promise<unknown> {
  const client = createClient({ url, RESP: 2, maintNotifications: "disabled" });
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}

/** Resolves when it takes connections. */
async function launch(
  program: string,
  port: number,
  folder: string,
  args: readonly string[],
): Promise<Deno.ChildProcess> {
  const child = new Deno.Command(program, {
    args: [
      ...["--bind", "127.0.0.1", "--port", `${port}`, "--dir", folder],
      ...["--save", "", "--appendonly", "no", "--databases", `${DATABASES}`],
      ...args,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const log = child.stdout.pipeThrough(new TextDecoderStream()).getReader();

  for (let text = ""; !text.includes("Ready to accept connections");) {
    const { value, done } = await log.read();
    if (done) throw new Error(`Cannot start Redis on port ${port}: ${text}`);
    text += value;
  }
  drain(log);
  return child;
}

/** A full pipe would stop the server. */
async function drain(log: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await log.read()).done);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function redisProgram(): Promise<string> {
  if (await succeeds("redis-server", ["--version"])) return "redis-server";
  if (await installed("redis-server")) return "redis-server";
  throw new Error("Cannot find redis-server: install Redis 7 or newer, or set LEXIA_TEST_REDIS_URL");
}
