/** Which days the courts work. */

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
  /** Why the courts do not work on a day, in the rule's own words; null where they do. */
  closedBy(day: string, regime?: Regime): string | null;
}
