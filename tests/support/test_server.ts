/** The PostgreSQL server of a test run, with one migrated template that databases are copied from. */
import { DatabaseUnavailable, type SqlDriver } from "#db/driver.ts";
import { migrate } from "#db/migrate.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { startPostgres } from "./postgres.ts";
import { schemaHash } from "./schema_hash.ts";
import { silentLog } from "./silent_log.ts";

export interface CreatedDatabase {
  /** As `lexia_owner`, who owns the database and is no superuser. */
  url: string;
  superuserUrl: string;
  drop(): Promise<void>;
}

/** A database of its own, migrated or empty: on the test server, or on the one whose superuser's address is given. */
export async function createDatabase(
  { isEmpty = false, serverUrl }: { isEmpty?: boolean; serverUrl?: string } = {},
): Promise<CreatedDatabase> {
  const server = serverUrl === undefined ? await testServer() : await prepareServer(serverUrl);
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const source = isEmpty ? "template0" : server.template;
  await onServer(server.url, (admin) =>
    admin.batch([{
      text: `create database ${name} template ${source} owner ${OWNER}`,
    }]));
  return {
    url: databaseUrl(server.url, name, OWNER),
    superuserUrl: databaseUrl(server.url, name),
    drop: () =>
      onServer(server.url, async (admin) => {
        await admin.batch([{ text: `drop database ${name} with (force)` }]);
      }),
  };
}

const OWNER = "lexia_owner";
const OWNER_PASSWORD = "for-tests-only";

interface TestServer {
  url: string;
  template: string;
}

let server: Promise<TestServer> | undefined;

/** The server of this run, `LEXIA_TEST_POSTGRES_URL`, or one that is started now and ends with the test file. */
function testServer(): Promise<TestServer> {
  return server ??= prepareTestServer();
}

async function prepareTestServer(): Promise<TestServer> {
  return await prepareServer(Deno.env.get("LEXIA_TEST_POSTGRES_URL") ?? await startOwnServer());
}

async function prepareServer(url: string): Promise<TestServer> {
  const template = `lexia_template_${await schemaHash()}`;
  await onServer(url, (admin) =>
    admin.session(async (connection) => {
      // Test files in other processes prepare the same server.
      await connection.batch([{ text: "select pg_advisory_lock(1)" }]);
      try {
        const [known] = await connection.batch([
          { text: "select datistemplate from pg_database where datname = $1", values: [template] },
        ]);
        if (known?.rows[0]?.[0] === true) return;
        if (known?.rowCount) await connection.batch([{ text: `drop database ${template} with (force)` }]);
        await connection.batch([{ text: CREATE_OWNER }]);
        await connection.batch([{ text: `create database ${template} template template0 owner ${OWNER}` }]);
        await migrateTemplate(databaseUrl(url, template, OWNER));
        await connection.batch([{ text: `alter database ${template} is_template true` }]);
      } finally {
        await connection.batch([{ text: "select pg_advisory_unlock(1)" }]);
      }
    }));
  return { url, template };
}

// As an operator of a shared server would set LEXIA up: no superuser, but may make roles.
// Few iterations: Neon's driver works each of them off by itself, which a plain PostgreSQL behind a proxy asks of it.
const CREATE_OWNER = `
do $$ begin
  perform set_config('scram_iterations', '16', true);
  create role ${OWNER} login createrole createdb password '${OWNER_PASSWORD}';
exception when duplicate_object then null;
end $$`;

async function migrateTemplate(url: string): Promise<void> {
  const driver = openServerDatabase({ url, max: 1, statementTimeoutSeconds: 0, log: silentLog });
  try {
    await migrate(driver);
  } finally {
    await driver.close();
  }
}

async function startOwnServer(): Promise<string> {
  const { url, stopSync } = await startPostgres();
  globalThis.addEventListener("unload", stopSync);
  return url;
}

async function onServer<T>(url: string, work: (admin: SqlDriver) => Promise<T>): Promise<T> {
  const admin = openServerDatabase({ url, max: 1, statementTimeoutSeconds: 0, log: silentLog });
  try {
    await reach(admin);
    return await work(admin);
  } finally {
    await admin.close();
  }
}

const MOST_TRIES = 15;

/** A driver gives up after two seconds, which a machine that is busy with tests may need. */
async function reach(driver: SqlDriver): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      await driver.batch([{ text: "select 1" }]);
      return;
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || tries === MOST_TRIES) throw error;
    }
  }
}

function databaseUrl(serverUrl: string, name: string, login?: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  if (login) {
    url.username = login;
    url.password = OWNER_PASSWORD;
  }
  return url.href;
}
