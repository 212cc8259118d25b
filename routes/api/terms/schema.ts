/** Judicial terms and the calendar as the API shows them. */
import type { Closure } from "#domain/terms/judicial_calendar.ts";
import { z } from "../../_openapi.ts";

/** A court date in the years that the calendar knows. */
export const Day = z.iso.date().refine(
  (day) => day >= "1991-01-01" && day <= "2100-12-31",
  "Give a day between the years 1991 and 2100",
);

export const OfficeCode = z.string().regex(/^\d{2,12}$/).meta({
  description: "Code of the office, or its first digits: closures of that office count too",
});

export const RegimeField = z.enum(["collective", "continuous"]).meta({
  description:
    "`continuous`: tutela, habeas corpus, control de garantías and courts with individual vacations, which neither the vacancia judicial nor Semana Santa stops",
});

export const ClosureReason = z.object({
  code: z.string(),
  name: z.string(),
  source: z.string().meta({ description: "The law or acuerdo" }),
});

export const ClosedDayBody = z.object({ day: z.iso.date(), closed_by: ClosureReason }).openapi("ClosedDay", {
  example: {
    day: "2026-12-21",
    closed_by: {
      code: "vacancia_judicial",
      name: "Vacancia judicial",
      source: "Ley 270 de 1996, artículo 146",
    },
  },
});

export function closedDayBody({ day, closure }: { day: string; closure: Closure }) {
  return { day, closed_by: closure };
}
