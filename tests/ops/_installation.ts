/** A migrated database that LEXIA's programs open by themselves, in the home under test. */
import type { SqlDriver } from "#db/driver.ts";
import { openEmbeddedDatabase } from "#platform/embedded/database.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { testHome } from "#tests/support/databases.ts";
import { isolatedRedisUrl } from "#tests/support/redis.ts";
import { embeddedTemplate } from "#tests/support/pglite_template.ts";
import { createDatabase } from "#tests/support/test_server.ts";

export const SECRET_KEY = "for-tests-only-".repeat(6);

export interface OpsDatabase extends AsyncDisposable {
  env: Record<string, string>;
  /** Opens the database for as long as `work` takes, as a superuser: the embedded one belongs to one process. */
  within<T>(work: (driver: SqlDriver) => Promise<T>): Promise<T>;
  query(text: string, values?: unknown[]): Promise<unknown[][]>;
}

/** `hasRedis`: on a server there is a real one; else the programs are to do without. */
export async function openOpsDatabase(
  { hasRedis = false, ...options }: { isEmpty?: boolean; hasRedis?: boolean } = {},
): Promise<OpsDatabase> {
  const database = testHome() === "embedded" ? await onFolder(options) : await onServer(options);
  const redis = hasRedis && testHome() !== "embedded" ? await isolatedRedisUrl() : undefined;
  return {
    ...database,
    env: { ...database.env, ...(redis ? { REDIS_URL: redis.url } : {}) },
    async [Symbol.asyncDispose]() {
      await redis?.close();
      await database[Symbol.asyncDispose]();
    },
    query: (text, values = []) =>
      database.within(async (driver) => {
        const leave = { text: "select set_config('role', 'none', true)" };
        return (await driver.batch([leave, { text, values }])).at(-1)?.rows ?? [];
      }),
  };
}

type Opened = Omit<OpsDatabase, "query">;

async function onFolder({ isEmpty = false }: { isEmpty?: boolean }): Promise<Opened> {
  const folder = await Deno.makeTempDir();
  const dataDir = `${folder}/data`;
  const template = isEmpty ? undefined : await embeddedTemplate();
  const within: Opened["within"] = async (work) => {
    const driver = await openEmbeddedDatabase({ folder: dataDir, template, log: silentLog });
    try {
      return await work(driver);
    } finally {
      await driver.close();
    }
  };
  // Where there is a template, this puts it into its place.
  if (!isEmpty) await within(() => Promise.resolve());
  return {
    env: { DATA_DIR: dataDir, SECRET_KEY },
    within,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function onServer({ isEmpty = false }: { isEmpty?: boolean }): Promise<Opened> {
  const { url, superuserUrl, drop } = await createDatabase({ isEmpty });
  return {
    // The programs ask nothing of Redis.
    env: { DATABASE_URL: url, REDIS_URL: "redis://127.0.0.1:1", SECRET_KEY },
    async within(work) {
      const driver = openServerDatabase({
        url: superuserUrl,
        max: 1,
        statementTimeoutSeconds: 0,
        log: silentLog,
      });
      try {
        return await work(driver);
      } finally {
        await driver.close();
      }
    },
    [Symbol.asyncDispose]: () => drop(),
  };
}
