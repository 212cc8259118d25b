/**
 * `deno task analytics:rebuild <subdomain>`: makes an organization's figures anew from the rows that there still are. What
 * was deleted meanwhile is not in them any more, so this is for figures that somebody has reason to doubt.
 */
import { platformDb } from "#db/tenant_db.ts";
import { rebuildFigures } from "#domain/analytics/count_figures.ts";
import { configOfProcess, writeError, writeLine } from "#main";
import { openLog, openMaintenanceDatabase } from "#platform/mod.ts";

export async function main([subdomain, ...more]: readonly string[]): Promise<number> {
  if (subdomain === undefined || more.length > 0) {
    writeError("deno task analytics:rebuild <subdomain>");
    return 64;
  }
  const log = openLog({ level: "error", write: writeError });
  const database = await openMaintenanceDatabase(configOfProcess(), { log });
  try {
    const isFound = await rebuildFigures({ platformDb: platformDb(database, () => {}) }, { subdomain });
    if (!isFound) {
      writeError(`There is no organization with the subdomain "${subdomain}"`);
      return 66;
    }
    writeLine(`The figures of ${subdomain} were made anew`);
    return 0;
  } catch (error) {
    log.error("Cannot make the figures anew", { error });
    return 1;
  } finally {
    await database.close();
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
