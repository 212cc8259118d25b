/** Days of the star, with the judicial calendar of Colombia as it stands in LEXIA. */
import { addDays, dayOfWeek, toDay } from "#domain/terms/days.ts";
import type { CalendarRule } from "#domain/terms/calendar_rules.ts";
import { judicialCalendar } from "#domain/terms/judicial_calendar.ts";
import type { StarRow } from "./tables.ts";

const FIRST_YEAR = 2015;
const YEARS_AHEAD = 2;

/** From 2015 to the end of the second year after `now`, in milliseconds since the epoch. */
export function calendarDays(rules: readonly CalendarRule[], now: number): StarRow[] {
  const calendar = judicialCalendar(rules);
  const end = toDay(new Date(now).getUTCFullYear() + YEARS_AHEAD, 12, 31);
  const days: StarRow[] = [];
  for (let day = toDay(FIRST_YEAR, 1, 1); day <= end; day = addDays(day, 1)) {
    const [year = 0, month = 0, ofMonth = 0] = day.split("-").map(Number);
    const closure = calendar.closedBy(day);
    const weekday = dayOfWeek(day);
    days.push({
      date_key: day,
      year,
      quarter: Math.ceil(month / 3),
      month,
      day: ofMonth,
      // ISO 8601: Monday is 1.
      weekday: weekday === 0 ? 7 : weekday,
      is_weekend: weekday === 0 || weekday === 6,
      is_judicial_day: closure === null,
      is_continuous_judicial_day: calendar.isJudicialDay(day, "continuous"),
      closed_by: closure?.code ?? null,
      closed_by_name: closure?.name ?? null,
    });
  }
  return days;
}
