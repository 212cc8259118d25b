/** Terms as article 118 of the CGP counts them, worked out by hand. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { termIn, type TermUnit } from "#domain/terms/calculate_term.ts";
import { judicialCalendar, type Regime } from "#domain/terms/judicial_calendar.ts";

interface Case {
  what: string;
  from: string;
  amount: number;
  unit?: TermUnit;
  regime?: Regime;
  endsOn: string;
}

const CASES: Case[] = [
  { what: "over the vacancia judicial", from: "2026-12-18", amount: 3, endsOn: "2027-01-14" },
  { what: "over the day of the Rama Judicial", from: "2026-12-16", amount: 1, endsOn: "2026-12-18" },
  { what: "over Semana Santa", from: "2026-03-27", amount: 3, endsOn: "2026-04-08" },
  { what: "over the holiday that came in 2026", from: "2026-07-10", amount: 3, endsOn: "2026-07-16" },
  { what: "over San Pedro y San Pablo", from: "2026-06-26", amount: 3, endsOn: "2026-07-02" },
  {
    what: "over the vacancia of a year whose 12 January works",
    from: "2025-12-19",
    amount: 1,
    endsOn: "2026-01-13",
  },
  { what: "over San José and Semana Santa", from: "2027-03-19", amount: 3, endsOn: "2027-03-31" },
  { what: "within a week", from: "2026-11-23", amount: 3, endsOn: "2026-11-26" },
  {
    what: "for a tutela, which Semana Santa does not stop",
    from: "2026-03-27",
    amount: 3,
    regime: "continuous",
    endsOn: "2026-04-01",
  },
  {
    what: "of a month that ends on a Sunday",
    from: "2026-10-29",
    amount: 1,
    unit: "months",
    endsOn: "2026-11-30",
  },
  {
    what: "of a month that has no such day",
    from: "2027-01-31",
    amount: 1,
    unit: "months",
    endsOn: "2027-03-01",
  },
  {
    what: "of months that end within the vacancia",
    from: "2026-10-22",
    amount: 2,
    unit: "months",
    endsOn: "2027-01-12",
  },
  { what: "of a year from a leap day", from: "2028-02-29", amount: 1, unit: "years", endsOn: "2029-02-28" },
];

Deno.test("termIn", async (t) => {
  const calendar = judicialCalendar();
  for (const { what, endsOn, unit = "days", regime = "collective", from, amount } of CASES) {
    await t.step(`counts a term ${what}`, () => {
      strictEqual(termIn(calendar, { from, amount, unit, regime }).endsOn, endsOn);
    });
  }

  await t.step("begins on the first day with work after the notification, and names the closures", () => {
    const term = termIn(calendar, { from: "2026-07-10", amount: 3, unit: "days", regime: "collective" });
    strictEqual(term.startsOn, "2026-07-14");
    deepStrictEqual(term.closures.map(({ day, closure }) => [day, closure.code]), [
      ["2026-07-13", "virgen_de_chiquinquira"],
    ]);
  });
});
