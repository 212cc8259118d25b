/**
 * `deno task audit:trim`: removes the lines of the audit log that are older than AUDIT_RETENTION_DAYS, in whole seals. It
 * runs as the database's owner, by hand or by a timer. Where the log is not what it was when it was sealed, nothing is
 * removed.
 */
import { removeAudit } from "#db/remove_audit.ts";
import { verifyAudit } from "#domain/audit_seals.ts";
import { findStretch, TRIM_ACTION } from "#domain/audit_trim.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { ownSecretKey } from "#platform/mod.ts";
import { configOfProgram, withDatabase } from "./_lexia.ts";
import { type Program, runProgram } from "./_program.ts";
import { Ending, endingOf } from "./backup/ending.ts";

const DAY_MS = 86_400_000;
const BROKEN = 1;
const FAILED = 2;

export const TRIM_PROGRAM: Program = {
  name: "audit:trim",
  does: "Remove what the audit log has kept for longer than AUDIT_RETENTION_DAYS",
  notes: "A rehearsal tries the first stretch of those that would go, and says from which seal to which.",
  exits: {
    [BROKEN]: "the log is not what it was when it was sealed: nothing was removed",
    [FAILED]: "it failed; what was removed before is whole seals",
  },
  changes: true,
  run: async (given) => {
    const { auditRetentionDays: days } = configOfProgram();
    if (days === 0) {
      const message = "Nothing to do: AUDIT_RETENTION_DAYS is 0, which keeps the log for ever";
      return { outcome: "kept", message, fields: { lines: 0, seals: 0 } };
    }
    try {
      return await trim(new Date(Date.now() - days * DAY_MS), given.isDryRun);
    } catch (error) {
      if (error instanceof Ending) throw error;
      const { outcome, message } = endingOf(error);
      throw new Ending(FAILED, outcome, `Cannot trim the audit log: ${message}`, {}, { cause: error });
    }
  },
};

async function trim(olderThan: Date, isDryRun: boolean) {
  return await withDatabase({ isDryRun }, async ({ config, driver, db }) => {
    const key = sealer(config.secretKey ?? await ownSecretKey(config.home));
    const { broken } = await verifyAudit(db, key);
    if (broken) {
      throw new Ending(BROKEN, "broken", `Nothing was removed: ${broken.reason}; see deno task audit:verify`);
    }
    let lines = 0;
    let seals = 0;
    let last: number | null = null;
    for (;;) {
      const stretch = await findStretch(db, key, olderThan);
      if (!stretch) break;
      lines += (await removeAudit(driver, { ...stretch, action: TRIM_ACTION })).lines;
      seals += stretch.last - stretch.first + 1;
      last = stretch.last;
      // A rehearsal would come upon the same one for ever.
      if (isDryRun) break;
    }
    const before = olderThan.toISOString();
    const fields = { lines, seals, through_seal: last, before, ...(isDryRun ? { dry_run: true } : {}) };
    const found = `${lines} lines in ${seals} seals from before ${before}`;
    return isDryRun
      ? { outcome: "rehearsed", message: `Nothing was removed. The first to go would be ${found}`, fields }
      : { outcome: "trimmed", message: `${found} were removed`, fields };
  });
}

if (import.meta.main) Deno.exit(await runProgram(TRIM_PROGRAM, Deno.args));
