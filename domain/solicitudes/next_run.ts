import { addBogotaMonth } from "../bogota.ts";
import type { Frequency } from "./solicitud.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a solicitud that ran at `at` (milliseconds since the epoch) falls due again; null for one that ran once. */
export function nextRunAt(frequency: Frequency, at: number): Date | null {
  switch (frequency) {
    case "once":
      return null;
    case "daily":
    case "dynamic":
      return new Date(at + DAY_MS);
    case "weekly":
      return new Date(at + 7 * DAY_MS);
    case "monthly":
      return new Date(addBogotaMonth(at));
  }
}
