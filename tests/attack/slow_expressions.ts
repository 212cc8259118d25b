/** Regular expressions that a text can keep busy: A12. */
import type { Diagnostics } from "recheck";
import recheck from "recheck/lib/browser.js";
import { type Expression, expressionsIn, expressionsOfProduct } from "#tests/support/expressions.ts";
import { type Matched, slowestMatch } from "#tests/support/matching.ts";
import { atLeast, atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";

const LENGTH = 50_000;
const GOAL_MS = 10;
const PATIENCE_MS = 300;
/** In the short form only so many of the worst texts are tried. */
const SHORT_TEXTS = 12;
/** What is known to be bad: the checker and the clock must both notice it. */
const BAD = "const bad = /^(a+)+$/;";

interface Looked {
  expression: Expression;
  verdict: Diagnostics;
  slowest: Matched;
}

export const slowExpressions: Proof = {
  id: "A12",
  title: "Regular expressions over the worst texts of 50 kB",
  async run(scale) {
    const limitMs = scale === "full" ? 10_000 : 20;
    const { expressions, unread } = await expressionsOfProduct();
    const looked: Looked[] = [];
    for (const expression of expressions) looked.push(await lookAt(expression, limitMs));
    const [bad] = await Promise.all(
      expressionsIn("bad.ts", BAD).expressions.map((one) => lookAt(one, limitMs)),
    );
    return [
      atLeast("expressions that the code writes", expressions.length, 1),
      exactly("made of what cannot be read in their files", unread.join(", ") || "none", "none"),
      holds(
        "a bad one by the checker",
        bad?.verdict.status === "vulnerable",
        `${bad?.verdict.status}`,
        "bad",
      ),
      holds("and by the clock", isSlow(bad), `${bad?.slowest.milliseconds} ms`, `> ${GOAL_MS} ms`),
      ...looked.filter(({ verdict }) => verdict.status !== "safe").map(told),
      timed(
        atMost("the slowest", Math.max(...looked.map(({ slowest }) => slowest.milliseconds)), GOAL_MS, "ms"),
      ),
    ];
  },
};

async function lookAt(expression: Expression, limitMs: number): Promise<Looked> {
  const { source, flags } = expression;
  const verdict = recheck.checkSync(source, flags, { timeout: limitMs });
  const slowest = await slowestMatch(expression, [
    ...attacksOf(verdict),
    ...worstTexts(source).slice(0, limitMs < 100 ? SHORT_TEXTS : undefined),
  ], PATIENCE_MS);
  return { expression, verdict, slowest };
}

function isSlow(looked: Looked | undefined): boolean {
  return (looked?.slowest.milliseconds ?? 0) > GOAL_MS;
}

/** What the checker does not call safe is told with its time, and may be no slower than the rest. */
function told({ expression, verdict, slowest }: Looked): Finding {
  const { place, source, flags } = expression;
  const found = verdict.status === "vulnerable" ? verdict.complexity.summary : "undecided";
  return timed(atMost(`${place} /${source}/${flags} (${found})`, slowest.milliseconds, GOAL_MS, "ms"));
}

/** The checker's own attack, as long as all. */
function attacksOf(verdict: Diagnostics): string[] {
  if (verdict.status !== "vulnerable") return [];
  const { pumps, suffix } = verdict.attack;
  const each = Math.floor(LENGTH / Math.max(1, pumps.length));
  return [pumps.map(({ prefix, pump }) => prefix + filled(pump, each)).join("") + suffix];
}

/** One character over and over, each that the expression names beside the usual ones; and what it begins with. */
function worstTexts(source: string): string[] {
  const characters = new Set([..."a0 \t\n-.@/=,;:<\"'\\é", ...source]);
  const literal = /^[^\\[\](){}.*+?|^$]+/.exec(source)?.[0];
  const units = [...characters, "a ", " a", "a-", "a.", "0.", "\r\n", ...(literal ? [literal] : [])];
  return units.flatMap((unit) => [`${filled(unit, LENGTH)}\0`, `\0${filled(unit, LENGTH)}!`]);
}

function filled(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}
