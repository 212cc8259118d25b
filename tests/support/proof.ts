/**
 * Proofs: rows of the table of faults and attackers, each with its figure, its goal and whether the goal is reached.
 * The same proof runs in full from a task of its own, and in a short form in the suite.
 */
import { ok } from "node:assert/strict";
import { writeError, writeLine } from "#main";

/** `short` fits the suite; `full` has the numbers of the table. */
export type Scale = "short" | "full";

/** One figure of a proof. */
export interface Finding {
  /** What was measured, such as "jobs lost". */
  what: string;
  /** With its unit, such as "0 of 10,000" or "1.4 s". */
  figure: string;
  /** Such as "0" or "≤ 2 s". */
  goal: string;
  ok: boolean;
  /** Depends on what else the machine does: the suite tells it, and only the task holds LEXIA to it. */
  isTimed?: boolean;
}

export interface Proof {
  /** The row of the table, such as "R1". */
  id: string;
  title: string;
  run(scale: Scale): Promise<Finding[]>;
}

/** A figure that may be at most, or must be at least, so much. */
export function atMost(what: string, value: number, most: number, unit = ""): Finding {
  return { what, figure: amount(value, unit), goal: `≤ ${amount(most, unit)}`, ok: value <= most };
}

export function atLeast(what: string, value: number, least: number, unit = ""): Finding {
  return { what, figure: amount(value, unit), goal: `≥ ${amount(least, unit)}`, ok: value >= least };
}

export function exactly(what: string, value: number | string, wanted: number | string, unit = ""): Finding {
  const text = (one: number | string) => typeof one === "number" ? amount(one, unit) : one;
  return { what, figure: text(value), goal: text(wanted), ok: value === wanted };
}

/** Something that holds or does not; `figure` says what was seen. */
export function holds(what: string, isSo: boolean, figure: string, goal: string): Finding {
  return { what, figure, goal, ok: isSo };
}

/** A figure that a busy machine makes worse. */
export function timed(finding: Finding): Finding {
  return { ...finding, isTimed: true };
}

function amount(value: number, unit: string): string {
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  const text = value.toLocaleString("en", { maximumFractionDigits: digits });
  return unit === "" ? text : `${text} ${unit}`;
}

/**
 * The task's program: runs all proofs in full, or those whose ids are named on the command line, and prints a line for
 * each figure. `--short` takes the suite's numbers, `--json` prints objects. Returns the exit code.
 */
export async function runProofs(proofs: readonly Proof[], args: readonly string[]): Promise<number> {
  const named = args.filter((arg) => !arg.startsWith("-")).map((id) => id.toUpperCase());
  const unknown = named.filter((id) => !proofs.some((proof) => proof.id === id));
  if (unknown.length > 0) {
    writeError(`No proof is called ${unknown.join(", ")}: choose of ${proofs.map(({ id }) => id).join(" ")}`);
    return 64;
  }
  const scale = args.includes("--short") ? "short" : "full";
  let missed = 0;
  for (const proof of proofs) {
    if (named.length > 0 && !named.includes(proof.id)) continue;
    for (const finding of await findingsOf(proof, scale)) {
      if (!finding.ok) missed++;
      writeLine(
        args.includes("--json") ? JSON.stringify({ id: proof.id, ...finding }) : lineOf(proof, finding),
      );
    }
  }
  return missed === 0 ? 0 : 1;
}

/** A proof that breaks off has not reached its goal. */
async function findingsOf(proof: Proof, scale: Scale): Promise<Finding[]> {
  try {
    return await proof.run(scale);
  } catch (error) {
    const figure = error instanceof Error ? error.message.split("\n", 1)[0] ?? "" : String(error);
    if (error instanceof Error) writeError(error.stack ?? error.message);
    return [holds("the proof broke off", false, figure, "runs to its end")];
  }
}

function lineOf({ id }: Proof, { what, figure, goal, ok }: Finding): string {
  return `${id.padEnd(4)} ${(ok ? "ok" : "MISSED").padEnd(7)} ${what}: ${figure} (goal ${goal})`;
}

/** The short form of each proof as a test of its own, a step for each figure; what depends on time is told only. */
export function testProofs(proofs: readonly Proof[], options: { ignore: boolean }): void {
  for (const proof of proofs) {
    Deno.test({
      name: `${proof.id} ${proof.title}`,
      ignore: options.ignore,
      async fn(t) {
        const findings = await proof.run("short");
        ok(findings.length > 0, "The proof found nothing");
        for (const { what, figure, goal, ok: isReached, isTimed } of findings) {
          const name = isTimed ? `${what}: ${figure}, told (goal ${goal})` : what;
          await t.step(name, () => ok(isTimed || isReached, `${figure}, where the goal is ${goal}`));
        }
      },
    });
  }
}
