/** `deno task migrate`: brings the database up to date. Any number may run at once; one does the work. */
import { migrate } from "#db/migrate.ts";
import { configOfProcess, writeError, writeLine } from "#main";
import { openLog, openMaintenanceDatabase } from "#platform/mod.ts";

export async function main(): Promise<number> {
  const log = openLog({ level: "info", write: writeError });
  const config = configOfProcess();
  const database = await openMaintenanceDatabase(config, { log });
  try {
    const { applied } = await migrate(database, { log });
    const names = applied.length === 0 ? "nothing to do" : applied.join(", ");
    writeLine(`Database is up to date: ${names}`);
    return 0;
  } catch (error) {
    log.error("Cannot migrate the database", { error });
    return 1;
  } finally {
    await database.close();
  }
}

if (import.meta.main) Deno.exit(await main());
