/** A migrated database of its own for whoever asks, in the home under test. */
import type { SqlDriver, SqlStatement } from "#db/driver.ts";
import { openEdgeDatabase } from "#platform/edge/database.ts";
import { openEmbeddedDatabase } from "#platform/embedded/database.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { startNeonProxy } from "./neon_proxy.ts";
import { embeddedTemplate } from "./pglite_template.ts";
import { silentLog } from "./silent_log.ts";
import { createDatabase } from "./test_server.ts";

export type TestHome = "embedded" | "server" | "edge";

export interface TestDatabase extends AsyncDisposable {
  home: TestHome;
  /** As LEXIA itself opens it. */
  driver: SqlDriver;
  /** As a superuser, whom no policy stops: for what a test needs to be there. */
  owner: SqlDriver;
  /** Another driver of the same home; embedded has none. */
  beside(options: DriverOptions): SqlDriver;
  /** Of the login that owns the database; embedded has none. */
  url?: string;
  close(): Promise<void>;
}

export interface DriverOptions {
  max?: number;
  idleTransactionSeconds?: number;
}

/** The home that this run is about: `LEXIA_TEST_HOME`, or embedded. */
export function testHome(): TestHome {
  const home = Deno.env.get("LEXIA_TEST_HOME") ?? "embedded";
  if (home === "embedded" || home === "server" || home === "edge") return home;
  throw new Error(`Cannot test the home "${home}": choose embedded, server or edge`);
}

/** `isPatient` waits long for a session that is lent, as a machine busy with tests needs; limits are tried without. */
export async function openTestDatabase(
  home: TestHome = testHome(),
  { isPatient = true } = {},
): Promise<TestDatabase> {
  const database = home === "embedded" ? await openEmbedded(isPatient) : await openOnServer(home);
  return { ...database, [Symbol.asyncDispose]: database.close };
}

type Opened = Omit<TestDatabase, typeof Symbol.asyncDispose>;

async function openEmbedded(isPatient: boolean): Promise<Opened> {
  const template = await embeddedTemplate();
  const options = { folder: null, template, log: silentLog };
  const driver = isPatient
    ? patient(await openEmbeddedDatabase({ ...options, patienceMilliseconds: PATIENCE_MS }))
    : await openEmbeddedDatabase(options);
  const beside = () => {
    throw new Error("PGlite has one session");
  };
  return { home: "embedded", driver, beside, owner: asSuperuser(driver), close: () => driver.close() };
}

/** A machine busy with other tests is slow. Whoever says how long it may take is not changed, and limits have tests. */
const PATIENCE_MS = 20_000;

function patient(driver: SqlDriver): SqlDriver {
  return {
    ...driver,
    batch: (statements, options) => driver.batch(statements, { waitMs: PATIENCE_MS, ...options }),
    session: (work, options) => driver.session(work, { waitMs: PATIENCE_MS, ...options }),
  };
}

/** The one session of PGlite, out of its usual role for as long as each use lasts. */
function asSuperuser(driver: SqlDriver): SqlDriver {
  const leave: SqlStatement = { text: "select set_config('role', 'none', true)" };
  return {
    ...driver,
    batch: async (statements) => (await driver.batch([leave, ...statements])).slice(1),
    session: (work) =>
      driver.session(async (connection) => {
        await connection.batch([{ text: "set role none" }]);
        try {
          return await work(connection);
        } finally {
          await connection.batch([{ text: "set role lexia_app" }]).catch(() => {});
        }
      }),
    close: () => Promise.resolve(),
  };
}

async function openOnServer(home: "server" | "edge"): Promise<Opened> {
  const { url, superuserUrl, drop } = await createDatabase();
  const owner = openServerDatabase({ url: superuserUrl, max: 2, statementTimeoutSeconds: 0, log: silentLog });
  if (home === "server") {
    const beside = (options: DriverOptions) => openServerDatabase({ ...options, url, log: silentLog });
    const driver = beside({});
    return { home, driver, beside, owner, url, close: () => closeAll(driver, owner, drop) };
  }
  const proxy = startNeonProxy(Number(new URL(url).port));
  const beside = (options: DriverOptions) =>
    openEdgeDatabase({ ...options, url, webSocketProxy: proxy.address, log: silentLog });
  const driver = beside({});
  const close = () => closeAll(driver, owner, () => proxy.close().then(drop));
  return { home, driver, beside, owner, url, close };
}

async function closeAll(driver: SqlDriver, owner: SqlDriver, last: () => Promise<void>): Promise<void> {
  await driver.close();
  await owner.close();
  await last();
}
