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
  const plain = ["--save", "", "--appendonly", "no", "--databases", `${DATABASES}`];
  return await start("redis:", ({ port }) => ["--port", `${port}`, ...plain, ...args]);
}

/** The same over TLS alone, with that certificate and key in PEM. */
export async function startTlsRedis(
  { certificate, key }: { certificate: string; key: string },
  args: readonly string[] = [],
): Promise<TestRedis> {
  return await start("rediss:", ({ port, folder }) => {
    const [certificateFile, keyFile] = [`${folder}/certificate.pem`, `${folder}/key.pem`];
    Deno.writeTextFileSync(certificateFile, certificate);
    Deno.writeTextFileSync(keyFile, key, { mode: 0o600 });
    return [
      ...["--port", "0", "--tls-port", `${port}`, "--tls-auth-clients", "no"],
      ...["--tls-cert-file", certificateFile, "--tls-key-file", keyFile],
      ...["--save", "", "--appendonly", "no", ...args],
    ];
  });
}

/** With a whole configuration, which says all but address, port and folder, and that it is reached over TLS. */
export async function startConfiguredRedis(text: string): Promise<TestRedis> {
  return await start("rediss:", ({ port, folder }) => {
    Deno.writeTextFileSync(`${folder}/redis.conf`, text);
    return [`${folder}/redis.conf`, "--tls-port", `${port}`];
  });
}

async function start(
  protocol: "redis:" | "rediss:",
  argsFor: (place: { port: number; folder: string }) => string[],
): Promise<TestRedis> {
  const program = await redisProgram();
  const folder = await Deno.makeTempDir({ prefix: "lexia_redis_" });
  const port = freePort();
  // A file comes before all options.
  const args = [...argsFor({ port, folder }), "--bind", "127.0.0.1", "--dir", folder];
  let child = await launch(program, port, args);

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
    url: `${protocol}//127.0.0.1:${port}`,
    get pid() {
      return child.pid;
    },
    pause: () => Deno.kill(child.pid, "SIGSTOP"),
    resume: () => Deno.kill(child.pid, "SIGCONT"),
    kill,
    restart: async () => {
      await kill();
      child = await launch(program, port, args);
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
  args: string[],
): Promise<Deno.ChildProcess> {
  const child = new Deno.Command(program, { args, stdout: "piped", stderr: "inherit" }).spawn();
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
