/**
 * `deno task audit:verify [HASH]`: whether the audit log is what it was when it was sealed. A hash that an earlier run or the
 * log has told must still be in the chain.
 */
import { type AuditVerdict, verifyAudit } from "#domain/audit_seals.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { ownSecretKey } from "#platform/mod.ts";
import { withDatabase } from "./_lexia.ts";
import { type Answer, type Program, runProgram } from "./_program.ts";
import { Ending, endingOf } from "./backup/ending.ts";

const BROKEN = 1;
const UNKNOWN = 2;
/** Ids that are written of a place. */
const IDS_SHOWN = 20;

export const VERIFY_PROGRAM: Program = {
  name: "audit:verify",
  does: "Whether the audit log is what it was when it was sealed",
  takes: ["[HASH]"],
  options: {
    "metrics-file": {
      value: "FILE",
      help: "says the same to Prometheus, by node exporter's textfile collector",
    },
  },
  notes: "HASH is one that an earlier run or LEXIA's log has told: with it, a cut end is noticed too.",
  exits: { [BROKEN]: "something is not what it was, and the place is named", [UNKNOWN]: "it cannot be told" },
  run: async (given) => {
    const metricsFile = given.text("metrics-file");
    try {
      return await withDatabase({}, async ({ config, db }) => {
        const key = sealer(config.secretKey ?? await ownSecretKey(config.home));
        const verdict = await verifyAudit(db, key, given.positionals[0]);
        if (metricsFile !== undefined) await writeMetrics(metricsFile, verdict);
        return answerOf(verdict);
      });
    } catch (error) {
      const { outcome, message, fields } = endingOf(error);
      throw new Ending(UNKNOWN, outcome, `Cannot verify the audit log: ${message}`, fields, { cause: error });
    }
  },
};

function answerOf({ seals, lines, waiting, trimmed, head, broken }: AuditVerdict): Answer {
  const says = [
    `${lines} lines in ${seals} seals are whole; ${waiting} wait for the next seal; last hash ${head}`,
    ...(trimmed > 0 ? [`The first ${trimmed} seals were removed by deno task audit:trim`] : []),
  ];
  const fields = { seals, lines, waiting, trimmed, head, broken: broken ?? null };
  if (!broken) return { outcome: "whole", message: says.join("\n"), fields };
  const place = broken.seal === null ? "Broken" : `Broken at seal ${broken.seal}`;
  const ids = broken.ids.length === 0 ? "" : `: ${broken.ids.slice(0, IDS_SHOWN).join(" ")}`;
  const message = [...says, `${place}: ${broken.reason}${ids}`].join("\n");
  return { outcome: "broken", message, fields, exit: BROKEN };
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

if (import.meta.main) Deno.exit(await runProgram(VERIFY_PROGRAM, Deno.args));
