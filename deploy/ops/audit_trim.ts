/**
 * `deno task audit:trim`: removes the lines of the audit log that are older than AUDIT_RETENTION_DAYS, in whole seals. It
 * runs as the database's owner, by hand or by a timer. Where the log is not what it was when it was sealed, nothing is
 * removed: exits with 1.
 */
import { removeAudit } from "#db/remove_audit.ts";
import { platformDb } from "#db/tenant_db.ts";
import { verifyAudit } from "#domain/audit_seals.ts";
import { findStretch, TRIM_ACTION } from "#domain/audit_trim.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { configOfProcess, writeError, writeLine } from "#main";
import { openLog, openMaintenanceDatabase, ownSecretKey } from "#platform/mod.ts";

const DAY_MS = 86_400_000;

export async function main(): Promise<number> {
  const log = openLog({ level: "info", write: writeError });
  const config = configOfProcess();
  if (config.auditRetentionDays === 0) {
    writeLine("Nothing to do: AUDIT_RETENTION_DAYS is 0, which keeps the log for ever");
    return 0;
  }
  const key = sealer(config.secretKey ?? await ownSecretKey(config.home));
  const database = await openMaintenanceDatabase(config, { log });
  try {
    const db = platformDb(database, () => {});
    const { broken } = await verifyAudit(db, key);
    if (broken) {
      writeLine(`Nothing was removed: ${broken.reason}; see deno task audit:verify`);
      return 1;
    }
    const olderThan = new Date(Date.now() - config.auditRetentionDays * DAY_MS);
    let removed = 0;
    let seals = 0;
    for (;;) {
      const stretch = await findStretch(db, key, olderThan);
      if (!stretch) break;
      const { lines } = await removeAudit(database, { ...stretch, action: TRIM_ACTION });
      removed += lines;
      seals += stretch.last - stretch.first + 1;
    }
    writeLine(`${removed} lines in ${seals} seals from before ${olderThan.toISOString()} were removed`);
    return 0;
  } catch (error) {
    log.error("Cannot trim the audit log", { error });
    return 2;
  } finally {
    await database.close();
  }
}

if (import.meta.main) Deno.exit(await main());
