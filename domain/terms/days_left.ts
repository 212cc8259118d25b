/** How long a term of the docket still runs. What it says is a guide: a person confirms it. */
import { addDays } from "./days.ts";
import type { Closure, JudicialCalendar, Regime } from "./judicial_calendar.ts";

export interface DaysLeft {
  /** Days on which the courts work, after `today` and up to the last one of the term; 0 on that day itself. */
  count: number;
  regime: Regime;
  /** What is left out between, weekends aside: each rule once, with the first of its days. */
  closures: { day: string; closure: Closure }[];
}

/** Of a term that ends on `endsOn`; null where it has ended. Days are `YYYY-MM-DD`. */
export function daysLeft(
  calendar: JudicialCalendar,
  { today, endsOn, regime }: { today: string; endsOn: string; regime: Regime },
): DaysLeft | null {
  if (endsOn < today) return null;
  const closures = new Map<string, { day: string; closure: Closure }>();
  let count = 0;
  for (let day = addDays(today, 1); day <= endsOn; day = addDays(day, 1)) {
    const closure = calendar.closedBy(day, regime);
    if (closure === null) count++;
    else if (closure.code !== "weekend" && !closures.has(closure.code)) {
      closures.set(closure.code, { day, closure });
    }
  }
  return { count, regime, closures: [...closures.values()] };
}

/** By what the portal calls a case: tutelas and habeas corpus run through the judicial vacation (Decreto 2591 de 1991). */
export function regimeOf(clase: string | null): Regime {
  return /tutela|h[aá]beas/i.test(clase ?? "") ? "continuous" : "collective";
}
