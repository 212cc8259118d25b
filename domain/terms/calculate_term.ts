/** When a judicial term ends. What it says is a guide: a person confirms it. */
import type { Ctx } from "../ctx.ts";
import { addDays, toDay } from "./days.ts";
import type { Closure, JudicialCalendar, Regime } from "./judicial_calendar.ts";
import { calendarFor } from "./load_calendar.ts";

export type TermUnit = "days" | "months" | "years";

export interface TermInput {
  /** The day of the notification, or of what the term runs from, `YYYY-MM-DD`. */
  from: string;
  /** 1 to 400 days, 60 months or 10 years. */
  amount: number;
  unit: TermUnit;
  regime: Regime;
  /** Takes closures of this office into account: its code, or the first digits of the radicado. */
  officeCode?: string;
}

export interface Term {
  /** The first day of the term. */
  startsOn: string;
  /** The last day on which something can be filed. */
  endsOn: string;
  /** Days from `from` to the end on which the courts do not work, weekends left out, and why. */
  closures: { day: string; closure: Closure }[];
}

/**
 * Computes a term by article 118 of the Código General del Proceso: it runs from the day after the notification; terms in
 * days leave out the judicial vacation and the days on which the office was closed; months and years follow the calendar,
 * and one that would end on a day without work ends on the next one with it.
 */
export async function calculateTerm(ctx: Ctx, input: TermInput): Promise<Term> {
  const calendar = await calendarFor(ctx, { from: input.from, officeCode: input.officeCode });
  return termIn(calendar, input);
}

export function termIn(calendar: JudicialCalendar, input: Omit<TermInput, "officeCode">): Term {
  const { from, amount, unit, regime } = input;
  const startsOn = unit === "days" ? calendar.judicialDayFrom(addDays(from, 1), regime) : addDays(from, 1);
  const endsOn = unit === "days"
    ? lastOf(calendar, startsOn, amount, regime)
    : calendar.judicialDayFrom(addMonths(from, unit === "years" ? amount * 12 : amount), regime);
  return { startsOn, endsOn, closures: closuresBetween(calendar, addDays(from, 1), endsOn, regime) };
}

function lastOf(calendar: JudicialCalendar, first: string, count: number, regime: Regime): string {
  let day = first;
  for (let counted = 1; counted < count; counted++) day = calendar.judicialDayFrom(addDays(day, 1), regime);
  return day;
}

/** The day of the same number; where the month has none, its last one (Ley 4 de 1913, article 59). */
function addMonths(day: string, count: number): string {
  const [year = 0, month = 0, ofMonth = 0] = day.split("-").map(Number);
  const index = year * 12 + (month - 1) + count;
  const [inYear, inMonth] = [Math.floor(index / 12), index % 12 + 1];
  const lastDay = Number(addDays(toDay(inYear, inMonth + 1, 1), -1).slice(8));
  return toDay(inYear, inMonth, Math.min(ofMonth, lastDay));
}

function closuresBetween(calendar: JudicialCalendar, from: string, to: string, regime: Regime) {
  const closures: { day: string; closure: Closure }[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const closure = calendar.closedBy(day, regime);
    if (closure && closure.code !== "weekend") closures.push({ day, closure });
  }
  return closures;
}
