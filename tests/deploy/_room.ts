/** A server of its own with a migrated LEXIA on it, two organizations' rows, a shelf, keys, and the programs as tasks run them. */
import { writeLine } from "#main";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { migrate } from "#db/migrate.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { DebianPostgres, type DebianPostgresOptions } from "#tests/support/debian_postgres.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { newTenantIds, type TenantIds, tenantRows } from "#tests/support/tenant_rows.ts";
import config from "../../deno.json" with { type: "json" };

export const ROOT = new URL("../..", import.meta.url);
export const DATABASE = "lexia";
const OWNER = "lexia_owner";
const PASSWORD = "for-tests-only";

export interface Ended {
  code: number;
  out: string;
  err: string;
  /** What `--json` has said. */
  said: Record<string, unknown>;
}

export type Task = keyof typeof config.tasks;

export class Room implements AsyncDisposable {
  private constructor(
    readonly postgres: DebianPostgres,
    readonly folder: string,
    readonly acme: TenantIds,
    readonly beta: TenantIds,
    readonly env: Record<string, string>,
    readonly identity: string,
  ) {}

  /** Null, and a line that says so, where PostgreSQL with its programs cannot be had. */
  static async open(options: DebianPostgresOptions = {}): Promise<Room | null> {
    const postgres = await DebianPostgres.start(options);
    if (!postgres) {
      writeLine("Not run: Debian's package postgresql-15 is not there and cannot be installed");
      return null;
    }
    try {
      return await Room.#prepare(postgres);
    } catch (error) {
      // Nobody else would end the server.
      await postgres[Symbol.asyncDispose]();
      throw error;
    }
  }

  static async #prepare(postgres: DebianPostgres): Promise<Room> {
    await postgres.query(`create role ${OWNER} login createrole createdb password '${PASSWORD}'`);
    await postgres.query(`create database ${DATABASE} owner ${OWNER}`);
    const ownerUrl = postgres.urlOf(DATABASE, OWNER, PASSWORD);
    await migrateInto(ownerUrl);
    const folder = await Deno.makeTempDir({ prefix: "lexia_backup_test_" });
    const identity = await generateIdentity();
    await Deno.writeTextFile(`${folder}/identity`, `# for tests\n${identity}\n`);
    const [acme, beta] = [newTenantIds(), newTenantIds()];
    const env = {
      PATH: `${postgres.bin}:${Deno.env.get("PATH")}`,
      HOME: Deno.env.get("HOME") ?? "",
      DATABASE_URL: ownerUrl,
      REDIS_URL: "redis://127.0.0.1:1",
      SECRET_KEY: "for-tests-only-".repeat(6),
      UPLOAD_PATH: `${folder}/uploads`,
      BACKUP_STORAGE_PATH: `${folder}/shelf`,
      BACKUP_RECIPIENTS: await identityToRecipient(identity),
      BACKUP_IDENTITY_FILE: `${folder}/identity`,
      BACKUP_METRICS_FILE: `${folder}/lexia_backup.prom`,
    };
    const room = new Room(postgres, folder, acme, beta, env, identity);
    await room.plant(acme, "acme");
    await room.plant(beta, "beta");
    return room;
  }

  get shelf(): string {
    return `${this.folder}/shelf`;
  }

  /** An organization with a row in every table of tenants. */
  async plant(ids: TenantIds, subdomain: string): Promise<void> {
    const organization = { id: ids.organization, name: subdomain, subdomain };
    for (const [table, row] of [["organizations", organization] as const, ...tenantRows(ids)]) {
      const text = `insert into ${table} (${Object.keys(row).join(", ")})
        select ${Object.keys(row).join(", ")} from json_populate_record(null::${table}, $1)`;
      await this.query(text, [JSON.stringify(withJson(row))]);
    }
  }

  /** As a superuser, whom no policy stops. */
  async query(text: string, values: unknown[] = [], database = DATABASE): Promise<unknown[][]> {
    return await this.postgres.query(text, values, database);
  }

  async count(table: string, database = DATABASE): Promise<number> {
    return Number((await this.query(`select count(*) from ${table}`, [], database))[0]?.[0]);
  }

  /** Runs a task with exactly its permissions, and `--json` unless a table is wanted. */
  async run(
    task: Task,
    args: string[] = [],
    { env = {}, input = "", isTable = false }: {
      env?: Record<string, string>;
      input?: string;
      isTable?: boolean;
    } = {},
  ): Promise<Ended> {
    const child = this.launch(task, args, env, isTable);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input)).catch(() => {});
    await writer.close().catch(() => {});
    return endedOf(await child.output());
  }

  launch(
    task: Task,
    args: string[] = [],
    env: Record<string, string> = {},
    isTable = false,
  ): Deno.ChildProcess {
    const { command } = config.tasks[task] as { command: string };
    return new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--cached-only",
        ...command.split(" ").slice(2),
        ...args,
        ...(isTable ? [] : ["--json"]),
      ],
      cwd: ROOT,
      env: { ...this.env, ...env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  shelved(ending = ".json"): string[] {
    return names(this.shelf).filter((name) => name.endsWith(ending)).sort();
  }

  /** Databases beside those that every cluster has. */
  async databases(): Promise<string[]> {
    const rows = await this.query("select datname::text from pg_database where not datistemplate order by 1");
    return rows.map(([name]) => String(name)).filter((name) => name !== "postgres");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.postgres[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

export function endedOf({ code, stdout, stderr }: Deno.CommandOutput): Ended {
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  const line = out?.trim().split("\n").at(-1) ?? "";
  const said: unknown = line.startsWith("{") ? JSON.parse(line) : {};
  return { code, out: out ?? "", err: err ?? "", said: said as Record<string, unknown> };
}

export async function migrateInto(url: string): Promise<void> {
  const driver = openServerDatabase({ url, max: 1, statementTimeoutSeconds: 0, log: silentLog });
  try {
    await migrate(driver);
  } finally {
    await driver.close();
  }
}

export function names(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Values that are JSON already, as drivers send them. */
function withJson(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "string" && /^[[{]/.test(value) ? JSON.parse(value) : value,
    ]),
  );
}
