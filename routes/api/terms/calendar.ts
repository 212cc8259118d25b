import { listClosedDays } from "#domain/terms/list_closed_days.ts";
import { createRoute, define, json, problems, z } from "../../_openapi.ts";
import { ClosedDayBody, closedDayBody, Day, OfficeCode, RegimeField } from "./schema.ts";

const CalendarQuery = z.object({
  from: Day.meta({ example: "2026-01-01" }),
  to: Day.meta({ example: "2026-12-31", description: "The last day, at most two years after the first" }),
  regime: RegimeField.default("collective"),
  office_code: OfficeCode.optional(),
});

const CalendarBody = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  judicial_days: z.int().meta({ description: "Days with work" }),
  closed: z.array(ClosedDayBody),
}).openapi("JudicialCalendar", {
  example: {
    from: "2026-12-17",
    to: "2026-12-18",
    judicial_days: 1,
    closed: [{
      day: "2026-12-17",
      closed_by: {
        code: "dia_de_la_rama_judicial",
        name: "Día de la Rama Judicial",
        source: "Decreto 2766 de 1980",
      },
    }],
  },
});

const DAY_MS = 86_400_000;

const route = createRoute({
  method: "get",
  path: "/api/v1/terms/calendar",
  operationId: "getJudicialCalendar",
  tags: ["terms"],
  summary: "On which days the courts do not work, and why",
  request: { query: CalendarQuery },
  responses: { 200: json(CalendarBody, "The days"), ...problems("request_invalid") },
});

export const getJudicialCalendarRoute = define(route, { anyOf: [] }, async (c) => {
  const { office_code: officeCode, ...asked } = c.req.valid("query");
  const closed = await listClosedDays(c.var.ctx, { ...asked, officeCode });
  const days = (Date.parse(asked.to) - Date.parse(asked.from)) / DAY_MS + 1;
  const { from, to } = asked;
  return c.json({ from, to, judicial_days: days - closed.length, closed: closed.map(closedDayBody) }, 200);
});
