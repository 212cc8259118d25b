/**
 * `deno task audit:verify [hash]`: whether the audit log is what it was when it was sealed. A hash that an earlier run
 * or the log has told must still be in the chain. Exits with 1, and names the place, where something is not.
 */
import { platformDb } from "#db/tenant_db.ts";
import { verifyAudit } from "#domain/audit_seals.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { configOfProcess, writeError, writeLine } from "#main";
import { openLog, openMaintenanceDatabase, ownSecretKey } from "#platform/mod.ts";

export async function main(): Promise<number> {
  const log = openLog({ level: "info", write: writeError });
  const config = configOfProcess();
  const secretKey = config.secretKey ?? await ownSecretKey(config.home);
  const database = await openMaintenanceDatabase(config, { log });
  try {
    const db = platformDb(database, () => {});
    const { seals, lines, waiting, trimmed, head, broken } = await verifyAudit(
      db,
      sealer(secretKey),
      Deno.args[0],
    );
    writeLine(
      `${lines} lines in ${seals} seals are whole; ${waiting} wait for the next seal; last hash ${head}`,
    );
    if (trimmed > 0) writeLine(`The first ${trimmed} seals were removed by deno task audit:trim`);
    if (!broken) return 0;
    const place = broken.seal === null ? "Broken" : `Broken at seal ${broken.seal}`;
    writeLine(
      `${place}: ${broken.reason}${broken.ids.length === 0 ? "" : `: ${broken.ids.slice(0, 20).join(" ")}`}`,
    );
    return 1;
  } catch (error) {
    log.error("Cannot verify the audit log", { error });
    return 2;
  } finally {
    await database.close();
  }
}

if (import.meta.main) Deno.exit(await main());
