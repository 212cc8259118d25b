/** LEXIA as its programs use it: the domain's verbs on the configured home, without a door to the outside. */
import type { SqlConnection, SqlDriver, SqlStatement } from "#db/driver.ts";
import { pendingMigrations } from "#db/migrate.ts";
import { type PlatformDb, platformDb } from "#db/tenant_db.ts";
import type { Ctx, PlatformCtx } from "#domain/ctx.ts";
import type { IdentityServices } from "#domain/identity/identity.ts";
import { machineContext, machineContextIn } from "#domain/operations/machine_actor.ts";
import type { OrganizationRecord } from "#domain/organizations/record.ts";
import type { DispatchQueue, Log } from "#domain/ports.ts";
import type { JobsRoom } from "#jobs/mod.ts";
import { assemble } from "#main";
import {
  type Config,
  ConfigError,
  openLog,
  openMaintenanceDatabase,
  openMetrics,
  openPlatform,
  readConfig,
} from "#platform/mod.ts";
import { writeError } from "#platform/process.ts";
import { Ending, EXIT } from "./backup/ending.ts";
import type { Answer, Given } from "./_program.ts";

export interface Ops {
  config: Config;
  ctx: PlatformCtx;
  identity: IdentityServices;
  jobs: JobsRoom;
  /** For verbs of an organization's own. */
  within(organization: OrganizationRecord): Ctx;
}

export interface OpsOptions {
  /** The task's name: what the audit log's lines stand under. */
  program: string;
  /** Everything that is written to the database is rolled back. */
  isDryRun?: boolean;
}

/**
 * Opens LEXIA for as long as `work` takes.
 * @throws {Ending} where the configuration is wrong, another process has the embedded database, or it is not migrated.
 */
export async function withLexia<T>(
  { program, isDryRun = false }: OpsOptions,
  work: (ops: Ops) => Promise<T>,
): Promise<T> {
  const config = configOfProgram();
  const log = openLog({ level: "error", write: writeError });
  const metrics = openMetrics();
  const opened = await openPlatform(config, { log, metrics }).catch((error) => inUse(config, error));
  const { queue, settled } = awaited(opened.queue, isDryRun);
  const platform = { ...opened, queue, sql: isDryRun ? rehearsal(opened.sql) : opened.sql };
  try {
    if (await pendingMigrations(opened.sql) > 0) {
      const message = "The database is not up to date: run deno task migrate first";
      throw new Ending(EXIT.unavailable, "migrations_pending", message);
    }
    const { services, identity, jobs } = await assemble(config, platform, { log, metrics });
    return await work({
      config,
      ctx: machineContext(services, program),
      identity,
      jobs,
      within: (organization) => machineContextIn(services, program, organization),
    });
  } finally {
    await settled();
    await opened.close();
  }
}

/** The database and what LEXIA is configured with, for work that takes long and asks nothing else. */
export async function withDatabase<T>(
  { isDryRun = false, level = "error" }: { isDryRun?: boolean; level?: "info" | "error" },
  work: (opened: { config: Config; driver: SqlDriver; db: PlatformDb; log: Log }) => Promise<T>,
): Promise<T> {
  const config = configOfProgram();
  const log = openLog({ level, write: writeError });
  const opened = await openMaintenanceDatabase(config, { log }).catch((error) => inUse(config, error));
  const driver = isDryRun ? rehearsal(opened) : opened;
  try {
    return await work({ config, driver, db: platformDb(driver, () => {}), log });
  } finally {
    await opened.close();
  }
}

function inUse({ home }: Config, error: unknown): never {
  if (home.kind !== "embedded" || !(error instanceof Error)) throw error;
  throw new Ending(EXIT.busy, "in_use", error.message, {}, { cause: error });
}

/** The same for what changes something: with `--dry-run` nothing of it is kept, and the answer says so. */
export async function acting(
  given: Given,
  program: string,
  work: (ops: Ops) => Promise<Answer>,
): Promise<Answer> {
  return rehearsed(given, await withLexia({ program, isDryRun: given.isDryRun }, work));
}

/** With the rehearsal's word before what it would say. */
export function rehearsed(given: Given, answer: Answer): Answer {
  if (!given.isDryRun) return answer;
  const message = `Nothing was kept, this was a rehearsal. It would say: ${answer.message}`;
  return { ...answer, message, fields: { ...answer.fields, dry_run: true } };
}

/** @throws {Ending} naming every variable that is wrong. */
export function configOfProgram(overrides: Readonly<Record<string, string>> = {}): Config {
  try {
    return readConfig({
      get: (name) => overrides[name] ?? Deno.env.get(name),
      readTextFile: (path) => Deno.readTextFileSync(path),
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Ending(EXIT.config, "configuration", error.message, { problems: error.problems });
  }
}

/** Workers are told of jobs after the commit: the program ends when they have been. */
function awaited(queue: DispatchQueue, isDryRun: boolean) {
  const pushes = new Set<Promise<void>>();
  const push: DispatchQueue["push"] = async (entries) => {
    if (isDryRun) return;
    const pushed = queue.push(entries);
    pushes.add(pushed);
    await pushed.finally(() => pushes.delete(pushed));
  };
  return { queue: { ...queue, push }, settled: async () => void await Promise.allSettled([...pushes]) };
}

const UNDO: SqlStatement = { text: "rollback" };
/** What is checked only at the end of a transaction is checked all the same. */
const CHECK: SqlStatement = { text: "set constraints all immediate" };

/** The same database, of which nothing stays: each transaction is rolled back where it would be committed. */
function rehearsal(driver: SqlDriver): SqlDriver {
  const within = (connection: SqlConnection): SqlConnection => ({
    batch: async (statements) => {
      const last = statements.at(-1);
      if (last?.text !== "commit") return await connection.batch(statements);
      return await connection.batch([...statements.slice(0, -1), CHECK, UNDO]);
    },
  });
  const session: SqlDriver["session"] = (work, options) =>
    driver.session((connection) => work(within(connection)), options);
  return {
    session,
    batch: (statements, options) =>
      driver.session(async (connection) => {
        const results = await connection.batch([{ text: "begin" }, ...statements, CHECK, UNDO]);
        return results.slice(1, statements.length + 1);
      }, options),
    atBegin: driver.atBegin,
    stats: () => driver.stats(),
    close: () => driver.close(),
  };
}
