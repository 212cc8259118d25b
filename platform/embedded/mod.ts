/** Nothing configured: PostgreSQL inside this process, kept in a folder, and shared state that is the process's own. */
import type { Clock, Log } from "#domain/ports.ts";
import type { HomeDrivers } from "../mod.ts";
import { openEmbeddedDatabase } from "./database.ts";
import { embeddedStore } from "./store.ts";

/** One session serves all callers in turn, so a burst waits longer here than in a pool. */
const PATIENCE_MILLISECONDS = 10_000;

/** @throws {Error} naming the folder where another process has it open. */
export async function openEmbedded(
  home: { dataDir: string },
  deps: { log: Log; clock: Clock },
): Promise<HomeDrivers> {
  await Deno.mkdir(home.dataDir, { recursive: true });
  const sql = await openEmbeddedDatabase({
    folder: home.dataDir,
    patienceMilliseconds: PATIENCE_MILLISECONDS,
    log: deps.log,
  });
  const { ping, ...store } = embeddedStore(deps.clock);
  return { ...store, sql, pingStore: ping, close: () => sql.close() };
}
