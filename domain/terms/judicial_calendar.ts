/** Which days the courts work, from dated rules. */
import { addDays, dayOfWeek, easterSunday, toDay, yearOf } from "./days.ts";
import { type CalendarPattern, type CalendarRule, DEFAULT_RULES } from "./calendar_rules.ts";

/**
 * Whose calendar: `collective` stops for the judicial vacation and Semana Santa; `continuous` (tutela, habeas corpus,
 * control de garantías and courts with individual vacations) stops for weekends and holidays alone.
 */
export type Regime = "collective" | "continuous";

/** Days are `YYYY-MM-DD` of America/Bogota. */
export interface JudicialCalendar {
  isJudicialDay(day: string, regime?: Regime): boolean;
  /** The day itself where the courts work on it, or else the first one after it. */
  judicialDayFrom(day: string, regime?: Regime): string;
  /** Why the courts do not work on a day; null where they do. */
  closedBy(day: string, regime?: Regime): Closure | null;
}

/** `weekend`, or a rule's code with its name and source. */
export interface Closure {
  code: string;
  name: string;
  source: string;
}

const WEEKEND: Closure = { code: "weekend", name: "Fin de semana", source: "Ley 51 de 1983" };
/** No rules close courts this long; past it the rules are wrong. */
const MOST_DAYS_CLOSED = 366;

/** The calendar of these rules; weekends are closed always. `regime` is `collective` where a caller names none. */
export function judicialCalendar(rules: readonly CalendarRule[] = DEFAULT_RULES): JudicialCalendar {
  const years = new Map<number, ReadonlyMap<string, CalendarRule[]>>();

  function closuresOf(day: string): readonly CalendarRule[] {
    const year = yearOf(day);
    let known = years.get(year);
    if (!known) {
      known = closuresIn(year, rules);
      years.set(year, known);
    }
    return known.get(day) ?? [];
  }

  function closedBy(day: string, regime: Regime = "collective"): Closure | null {
    const rule = closuresOf(day).find(({ stops }) => stops === "all" || regime === "collective");
    if (rule) return { code: rule.code, name: rule.name, source: rule.source };
    return isWeekend(day) ? WEEKEND : null;
  }

  return {
    closedBy,
    isJudicialDay: (day, regime) => closedBy(day, regime) === null,
    judicialDayFrom(day, regime) {
      for (let ahead = 0; ahead < MOST_DAYS_CLOSED; ahead++) {
        const candidate = addDays(day, ahead);
        if (closedBy(candidate, regime) === null) return candidate;
      }
      throw new RangeError(`The calendar's rules leave no judicial day within a year of ${day}`);
    },
  };
}

function isWeekend(day: string): boolean {
  const weekday = dayOfWeek(day);
  return weekday === 0 || weekday === 6;
}

/** Each closed day of a year with the rules that close it, holidays of all courts first. */
function closuresIn(year: number, rules: readonly CalendarRule[]): ReadonlyMap<string, CalendarRule[]> {
  const closures = new Map<string, CalendarRule[]>();
  const ordered = rules.toSorted((a, b) =>
    Number(a.stops === "collective") - Number(b.stops === "collective")
  );
  for (const rule of ordered) {
    for (const day of daysIn(year, rule.pattern)) {
      const isInForce = (rule.validFrom === null || day >= rule.validFrom) &&
        (rule.validTo === null || day <= rule.validTo);
      if (!isInForce) continue;
      const known = closures.get(day);
      if (known) known.push(rule);
      else closures.set(day, [rule]);
    }
  }
  return closures;
}

/** The days of a year on which a pattern strikes. */
function daysIn(year: number, pattern: CalendarPattern): string[] {
  switch (pattern.kind) {
    case "day": {
      const day = toDay(year, pattern.month, pattern.day);
      return [pattern.isMovedToMonday ? addDays(day, (8 - dayOfWeek(day)) % 7) : day];
    }
    case "easter": {
      const sunday = easterSunday(year);
      return range(addDays(sunday, pattern.from), addDays(sunday, pattern.to));
    }
    case "span": {
      const { from, to } = pattern;
      const [begin, end] = [toDay(year, from.month, from.day), toDay(year, to.month, to.day)];
      if (begin <= end) return range(begin, end);
      // It runs over New Year: the year has its tail and the next one's head.
      return [...range(toDay(year, 1, 1), end), ...range(begin, toDay(year, 12, 31))];
    }
    case "dates": {
      const first = toDay(year, 1, 1);
      const last = toDay(year, 12, 31);
      return range(pattern.from > first ? pattern.from : first, pattern.to < last ? pattern.to : last);
    }
  }
}

function range(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}
