import { calculateTerm } from "#domain/terms/calculate_term.ts";
import { createRoute, define, json, problems, z } from "../../_openapi.ts";
import { ClosedDayBody, closedDayBody, Day, OfficeCode, RegimeField } from "./schema.ts";

/** Beyond these nobody means a term. */
const MOST = { days: 400, months: 60, years: 10 } as const;

const TermQuery = z.object({
  from: Day.meta({
    example: "2026-07-10",
    description: "Day of the notification: the term runs from the day after it",
  }),
  amount: z.coerce.number().int().min(1).max(MOST.days).meta({ example: 3 }),
  unit: z.enum(["days", "months", "years"]).default("days"),
  regime: RegimeField.default("collective"),
  office_code: OfficeCode.optional(),
}).refine(({ amount, unit }) => amount <= MOST[unit], {
  path: ["amount"],
  message: "A term has at most 400 days, 60 months or 10 years",
});

const TermBody = z.object({
  from: z.iso.date(),
  starts_on: z.iso.date(),
  ends_on: z.iso.date().meta({ description: "The last day of the term" }),
  closures: z.array(ClosedDayBody).meta({ description: "Days in between without work, weekends left out" }),
  is_orientative: z.literal(true).meta({ description: "A guide: a person has to confirm it" }),
}).openapi("Term", {
  example: {
    from: "2026-07-10",
    starts_on: "2026-07-14",
    ends_on: "2026-07-16",
    closures: [{
      day: "2026-07-13",
      closed_by: {
        code: "virgen_de_chiquinquira",
        name: "Virgen de Chiquinquirá",
        source: "Ley 2578 de 2026",
      },
    }],
    is_orientative: true,
  },
});

const route = createRoute({
  method: "get",
  path: "/api/v1/terms/calculate",
  operationId: "calculateTerm",
  tags: ["terms"],
  summary: "When a judicial term ends",
  description:
    "By article 118 of the Código General del Proceso. Days leave out what the calendar closes; months and years end on the next day with work.",
  request: { query: TermQuery },
  responses: { 200: json(TermBody, "The term"), ...problems("request_invalid") },
});

export const calculateTermRoute = define(route, { anyOf: [] }, async (c) => {
  const { office_code: officeCode, ...asked } = c.req.valid("query");
  const term = await calculateTerm(c.var.ctx, { ...asked, officeCode });
  return c.json({
    from: asked.from,
    starts_on: term.startsOn,
    ends_on: term.endsOn,
    closures: term.closures.map(closedDayBody),
    is_orientative: true as const,
  }, 200);
});
