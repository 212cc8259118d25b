import type { Services } from "../ctx.ts";
import { calendarOf } from "../terms/load_calendar.ts";
import type { RunDays } from "./run_days.ts";

/** The portal's run window and the calendar of the courts, as they are now. */
export async function loadRunDays(
  services: Pick<Services, "portal" | "platformDb" | "clock">,
): Promise<RunDays> {
  return { window: services.portal.limits.window, calendar: await calendarOf(services) };
}
