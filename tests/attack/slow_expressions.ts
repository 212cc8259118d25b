/** Regular expressions that a text can keep busy: A12. */
import type { Diagnostics } from "recheck";
import recheck from "recheck/lib/browser.js";
import { type Expression, expressionsIn, expressionsOfProduct } from "#tests/support/expressions.ts";
import { type Matched, Matcher } from "#tests/support/matching.ts";
import { atLeast, atMost, exactly, type Finding, type Proof, timed } from "#tests/support/proof.ts";

const LENGTH = 50_000;
const GOAL_MS = 10;
/** Also a worker's start must fit in. */
const PATIENCE_MS = 1_000;
/** The checker thinks as long as it is let, for each expression: only in the full form. */
const CHECKER_MS = 10_000;
/** What is known to be bad: the checker and the clock must both notice it. */
const BAD = "const bad = /^(a+)+$/;";

interface Looked {
  expression: Expression;
  verdict: Diagnostics | null;
  slowest: Matched;
}

export const slowExpressions: Proof = {
  id: "A12",
  title: "Regular expressions over the worst texts of 50 kB",
  async run(scale) {
    using matcher = new Matcher(PATIENCE_MS);
    const isChecked = scale === "full";
    const bad = await Promise.all(
      expressionsIn("bad.ts", BAD).expressions.map((one) => lookAt(one, { matcher, isChecked: true })),
    );
    const { expressions, unread } = await expressionsOfProduct();
    const looked: Looked[] = [];
    for (const expression of expressions) looked.push(await lookAt(expression, { matcher, isChecked }));
    return [
      atLeast("expressions that the code writes", expressions.length, 100),
      exactly("made of what cannot be read in their files", unread.join(", ") || "none", "none"),
      exactly("a bad one by the checker", bad[0]?.verdict?.status ?? "unseen", "vulnerable"),
      atLeast("and by the clock", bad[0]?.slowest.milliseconds ?? 0, GOAL_MS, "ms"),
      ...looked.filter(isSuspect).map(told),
      timed(
        atMost("the slowest", Math.max(...looked.map(({ slowest }) => slowest.milliseconds)), GOAL_MS, "ms"),
      ),
    ];
  },
};

async function lookAt(
  expression: Expression,
  { matcher, isChecked }: { matcher: Matcher; isChecked: boolean },
): Promise<Looked> {
  const { source, flags } = expression;
  const verdict = isChecked ? recheck.checkSync(source, flags, { timeout: CHECKER_MS }) : null;
  const slowest = await matcher.slowest(expression, [...attacksOf(verdict), ...worstTexts(source)]);
  return { expression, verdict, slowest };
}

function isSuspect({ verdict, slowest }: Looked): boolean {
  return slowest.milliseconds > GOAL_MS || (verdict !== null && verdict.status !== "safe");
}

/** Each with its time: what the checker does not call safe may be no slower than the rest. */
function told({ expression, verdict, slowest }: Looked): Finding {
  const { place, source, flags } = expression;
  const complexity = verdict?.status === "vulnerable" ? verdict.complexity.summary : "undecided";
  const what = `${place} /${source}/${flags} (${complexity}, ${JSON.stringify(slowest.text)})`;
  return timed(atMost(what, slowest.milliseconds, GOAL_MS, "ms"));
}

/** The checker's own attack, as long as all. */
function attacksOf(verdict: Diagnostics | null): string[] {
  if (verdict?.status !== "vulnerable") return [];
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
