import { PGlite } from "@electric-sql/pglite";
import type { Log, SqlDriver } from "#domain/ports.ts";
import { CONNECT_MILLISECONDS, poolDriver } from "../sql/pool_driver.ts";
import { type FolderLock, lockFolder } from "./folder_lock.ts";
import { SessionPool } from "./session_pool.ts";

export interface EmbeddedDatabaseOptions {
  /** Where the rows are kept; null keeps them in memory. */
  folder: string | null;
  /** What `PGlite.dumpDataDir` gave, to begin with instead of an empty database. */
  template?: Blob;
  /** How long a caller waits for its turn; 2,000 where it is not given. */
  patienceMilliseconds?: number;
  log: Log;
}

// PGlite's own user is a superuser, whom row-level security does not stop. The session therefore always is
// `lexia_app` without an organization, who sees no row, until a transaction sets its role.
const OPENING = `
  do $$ begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'lexia_app') then
      create role lexia_app nologin;
    end if;
  end $$;
  set role lexia_app`;

/**
 * PostgreSQL in this process, with one session. A process that is killed loses no acknowledged row; a power failure
 * may lose the last ones, since PGlite does not wait for the disk.
 * @throws {Error} naming the folder, when another process has it open or it cannot be read.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<SqlDriver> {
  const { folder, template, patienceMilliseconds = CONNECT_MILLISECONDS, log } = options;
  const lock = folder === null ? undefined : await lockFolder(folder);
  try {
    const lite = folder === null
      ? await PGlite.create({ loadDataDir: template })
      : await openFolder(folder, template);
    const pool = new SessionPool(lite, OPENING, patienceMilliseconds);
    await pool.start();
    log.debug("Opened the embedded database", { folder });
    return closing(poolDriver(pool), lock);
  } catch (error) {
    lock?.release();
    throw new Error(`Cannot open the database in "${folder ?? "memory"}"`, { cause: error });
  }
}

/** A process that ends while it makes a database leaves none, rather than half of one that never opens again. */
async function openFolder(folder: string, template: Blob | undefined): Promise<PGlite> {
  const [whole, draft] = [`${folder}/postgres`, `${folder}/postgres.new`];
  if (!await exists(whole)) {
    if (await exists(draft)) await Deno.remove(draft, { recursive: true });
    const lite = await PGlite.create({ dataDir: draft, loadDataDir: template });
    await lite.close();
    await Deno.rename(draft, whole);
  }
  return await PGlite.create({ dataDir: whole });
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function closing(driver: SqlDriver, lock: FolderLock | undefined): SqlDriver {
  return {
    ...driver,
    async close() {
      await driver.close();
      lock?.release();
    },
  };
}
