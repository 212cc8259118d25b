/** A real PostgreSQL with its own client programs, from Debian's packages: an own process on a free port of this machine. */
import { rowsOf, within } from "../../deploy/ops/backup/sessions.ts";
import { installed, succeeds } from "./debian.ts";
import { freePort } from "./postgres.ts";
import { silentLog } from "./silent_log.ts";

const VERSION = "15";
const BIN = `/usr/lib/postgresql/${VERSION}/bin`;
const PATIENCE = 60;

export interface DebianPostgresOptions {
  /** Lines of postgresql.conf. */
  settings?: string[];
  /** All of pg_hba.conf; local SCRAM where nothing is said. */
  hba?: string;
  /** Files that are put beside the settings, by name; readable by the server alone. */
  files?: Record<string, string>;
}

export class DebianPostgres implements AsyncDisposable {
  #child: Deno.ChildProcess;

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly password: string,
    /** Where pg_dump and the others of the server's version are. */
    readonly bin: string = BIN,
  ) {
    this.#child = this.#launch();
  }

  static async isThere(): Promise<boolean> {
    return await succeeds(`${BIN}/postgres`, ["--version"]) || await installed(`postgresql-${VERSION}`);
  }

  /** Null where it cannot be had. */
  static async start(options: DebianPostgresOptions = {}): Promise<DebianPostgres | null> {
    if (!await DebianPostgres.isThere()) return null;
    const folder = await Deno.makeTempDir({ prefix: "lexia_debian_postgres_" });
    const password = crypto.randomUUID();
    const port = freePort();
    await Deno.chmod(folder, 0o755);
    await prepare(folder, { ...options, password, port });
    const server = new DebianPostgres(folder, port, password);
    await server.#answers();
    return server;
  }

  /** As the superuser. */
  get url(): string {
    return this.urlOf("postgres");
  }

  urlOf(database: string, user = "postgres", password = this.password): string {
    return `postgres://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  /** As the superuser, in any database. */
  async query(text: string, values: unknown[] = [], database = "postgres"): Promise<unknown[][]> {
    return await within(
      { url: this.urlOf(database), caFile: null },
      silentLog,
      (driver) => rowsOf(driver, text, values),
    );
  }

  /** All that it has said since it was started. */
  async log(): Promise<string> {
    return await Deno.readTextFile(`${this.folder}/data/log/server.log`).catch(() => "");
  }

  async stop(): Promise<void> {
    // A fast shutdown, which waits for nobody.
    this.#child.kill("SIGINT");
    await this.#child.status;
  }

  async startAgain(): Promise<void> {
    this.#child = this.#launch();
    await this.#answers();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stop();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await Deno.remove(this.folder, { recursive: true });
  }

  #launch(): Deno.ChildProcess {
    return asServer(`${BIN}/postgres`, ["-D", `${this.folder}/data`]).spawn();
  }

  async #answers(): Promise<void> {
    for (let tries = 0;; tries++) {
      try {
        await this.query("select 1");
        return;
      } catch (error) {
        if (tries === PATIENCE) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

async function prepare(
  folder: string,
  { settings = [], hba = LOCAL, files = {}, password, port }: DebianPostgresOptions & {
    password: string;
    port: number;
  },
): Promise<void> {
  const { uid, gid } = await serverUser() ?? {};
  const own = async (path: string) =>
    uid === undefined ? undefined : await Deno.chown(path, uid, gid ?? null);
  await own(folder);
  await Deno.writeTextFile(`${folder}/password`, password, { mode: 0o600 });
  await own(`${folder}/password`);
  const args = ["-D", `${folder}/data`, "-U", "postgres", `--pwfile=${folder}/password`, ...INITDB];
  const made = await asServer(`${BIN}/initdb`, args).output();
  if (!made.success) throw new Error("Cannot make a PostgreSQL cluster");
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/data/${name}`, text, { mode: 0o600 });
    await own(`${folder}/data/${name}`);
  }
  const lines = [...SETTINGS, `port = ${port}`, ...settings];
  await Deno.writeTextFile(`${folder}/data/postgresql.conf`, `${lines.join("\n")}\n`);
  await Deno.writeTextFile(`${folder}/data/pg_hba.conf`, hba);
}

const INITDB = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-sync"];
const LOCAL = "host all all 127.0.0.1/32 scram-sha-256\n";
const SETTINGS = [
  "listen_addresses = '127.0.0.1'",
  "unix_socket_directories = ''",
  "max_connections = 50",
  "fsync = off",
  "timezone = 'UTC'",
  "logging_collector = on",
  "log_directory = 'log'",
  "log_filename = 'server.log'",
];

let user: Promise<{ uid: number; gid: number } | undefined> | undefined;

/** PostgreSQL refuses to run as root: then Debian's own user does it. */
async function findServerUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (Deno.uid() !== 0) return undefined;
  const [, uid = "", gid = ""] =
    /^postgres:[^:]*:(\d+):(\d+):/m.exec(await Deno.readTextFile("/etc/passwd")) ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

export function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  return user ??= findServerUser().then((found) => serverIds = found);
}

let serverIds: { uid: number; gid: number } | undefined;

/** A program as the user that the server runs as. */
export function asServer(program: string, args: string[], env: Record<string, string> = {}): Deno.Command {
  return new Deno.Command(program, {
    args,
    env: { LC_ALL: "C.UTF-8", ...env },
    cwd: "/",
    stdin: "null",
    stdout: "null",
    stderr: "null",
    ...serverIds,
  });
}
