/**
 * `deno task audit:verify [hash] [--metrics-file FILE]`: whether the audit log is what it was when it was sealed. A hash
 * that an earlier run or the log has told must still be in the chain. Exits with 1, and names the place, where
 * something is not. The file, for node exporter's textfile collector, says the same to Prometheus.
 */
import { parseArgs } from "node:util";
import { platformDb } from "#db/tenant_db.ts";
import { type AuditVerdict, verifyAudit } from "#domain/audit_seals.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { configOfProcess, writeError, writeLine } from "#main";
import { openLog, openMaintenanceDatabase, ownSecretKey } from "#platform/mod.ts";

export async function main(args: string[]): Promise<number> {
  const { hash, metricsFile } = argumentsOf(args);
  const log = openLog({ level: "info", write: writeError });
  const config = configOfProcess();
  const secretKey = config.secretKey ?? await ownSecretKey(config.home);
  const database = await openMaintenanceDatabase(config, { log });
  try {
    const db = platformDb(database, () => {});
    const verdict = await verifyAudit(db, sealer(secretKey), hash);
    const { seals, lines, waiting, trimmed, head, broken } = verdict;
    if (metricsFile !== undefined) await writeMetrics(metricsFile, verdict);
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

function argumentsOf(args: string[]): { hash?: string; metricsFile?: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { "metrics-file": { type: "string" } },
      allowPositionals: true,
    });
    return { hash: positionals[0], metricsFile: values["metrics-file"] };
  } catch {
    writeError("Cannot read the arguments: deno task audit:verify [hash] [--metrics-file FILE]");
    Deno.exit(64);
  }
}

/** In one step, so that nobody reads half of it. */
async function writeMetrics(file: string, { seals, lines, broken }: AuditVerdict): Promise<void> {
  const gauges = {
    lexia_audit_last_verification_timestamp_seconds: Date.now() / 1_000,
    lexia_audit_intact: broken ? 0 : 1,
    lexia_audit_seals: seals,
    lexia_audit_sealed_lines: lines,
  };
  const text = Object.entries(gauges).map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`).join(
    "",
  );
  await Deno.writeTextFile(`${file}.new`, text, { mode: 0o644 });
  await Deno.rename(`${file}.new`, file);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
