import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { addDays } from "./days.ts";
import type { Closure, Regime } from "./judicial_calendar.ts";
import { calendarFor } from "./load_calendar.ts";

/** Two years and a leap day. */
const MOST_DAYS = 731;

export interface ClosedDay {
  day: string;
  closure: Closure;
}

/**
 * The days between two, both included, on which the courts do not work, weekends too, and why.
 * @throws {DomainError} `request_invalid` where the last one is before the first one or more than two years after it.
 */
export async function listClosedDays(
  ctx: Ctx,
  { from, to, regime, officeCode }: { from: string; to: string; regime: Regime; officeCode?: string },
): Promise<ClosedDay[]> {
  if (to < from || to > addDays(from, MOST_DAYS - 1)) {
    const message = "Give a day that is not before the first one, and at most two years after it";
    throw new DomainError("request_invalid", { errors: [{ field: "to", code: "invalid", message }] });
  }
  const calendar = await calendarFor(ctx, { from, officeCode });
  const days: ClosedDay[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const closure = calendar.closedBy(day, regime);
    if (closure) days.push({ day, closure });
  }
  return days;
}
