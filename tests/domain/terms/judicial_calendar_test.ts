/** The golden dates that the judicial calendar is held to, worked out by hand and by two other calendars. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { DEFAULT_RULES } from "#domain/terms/calendar_rules.ts";
import { addDays, easterSunday, toDay } from "#domain/terms/days.ts";
import { judicialCalendar } from "#domain/terms/judicial_calendar.ts";

const EASTER = {
  2024: "03-31",
  2025: "04-20",
  2026: "04-05",
  2027: "03-28",
  2028: "04-16",
  2030: "04-21",
  2038: "04-25",
};

const HOLIDAYS: Record<number, string> = {
  2025:
    "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 12-25",
  2026:
    "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25",
  2027:
    "01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-12 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25",
  2028:
    "01-01 01-10 03-20 04-13 04-14 05-01 05-29 06-19 06-26 07-03 07-10 07-20 08-07 08-21 10-16 11-06 11-13 12-08 12-25",
  2030:
    "01-01 01-07 03-25 04-18 04-19 05-01 06-03 06-24 07-01 07-15 07-20 08-07 08-19 10-14 11-04 11-11 12-08 12-25",
};

const FIRST_JUDICIAL_DAY = {
  2025: "2025-01-13",
  2026: "2026-01-13",
  2027: "2027-01-12",
  2028: "2028-01-11",
};

const JUDICIAL_DAYS = { 2025: 228, 2026: 224, 2027: 227 };

Deno.test("easterSunday", async (t) => {
  for (const [year, day] of Object.entries(EASTER)) {
    await t.step(`is ${day} in ${year}`, () => strictEqual(easterSunday(Number(year)), `${year}-${day}`));
  }
});

Deno.test("judicialCalendar", async (t) => {
  const calendar = judicialCalendar();
  const holidays = judicialCalendar(DEFAULT_RULES.filter(({ stops }) => stops === "all"));

  for (const [year, days] of Object.entries(HOLIDAYS)) {
    await t.step(`has the holidays of ${year}`, () => {
      const closed = daysOf(Number(year)).filter((day) =>
        !["weekend", undefined].includes(holidays.closedBy(day)?.code)
      );
      deepStrictEqual(closed, days.split(" ").map((day) => `${year}-${day}`));
    });
  }

  for (const [year, day] of Object.entries(FIRST_JUDICIAL_DAY)) {
    await t.step(
      `begins ${year} on ${day}`,
      () => strictEqual(calendar.judicialDayFrom(`${year}-01-01`), day),
    );
  }

  for (const [year, count] of Object.entries(JUDICIAL_DAYS)) {
    await t.step(`has ${count} judicial days in ${year}`, () => {
      strictEqual(daysOf(Number(year)).filter((day) => calendar.isJudicialDay(day)).length, count);
    });
  }

  await t.step("names the rule and the law that close a day", () => {
    deepStrictEqual(calendar.closedBy("2026-12-22"), {
      code: "vacancia_judicial",
      name: "Vacancia judicial",
      source: "Ley 270 de 1996, artículo 146",
    });
    strictEqual(calendar.closedBy("2026-12-25")?.code, "navidad");
    strictEqual(calendar.closedBy("2026-03-30")?.code, "semana_santa");
    strictEqual(calendar.closedBy("2026-11-28")?.code, "weekend");
    strictEqual(calendar.closedBy("2026-11-27"), null);
  });

  await t.step("stops courts of the continuous regime for weekends and holidays alone", () => {
    for (const day of ["2026-12-17", "2026-12-22", "2026-03-30", "2027-01-07"]) {
      strictEqual(calendar.isJudicialDay(day, "continuous"), true, day);
      strictEqual(calendar.isJudicialDay(day), false, day);
    }
    for (const day of ["2026-12-25", "2026-04-02", "2026-11-28"]) {
      strictEqual(calendar.isJudicialDay(day, "continuous"), false, day);
    }
  });

  await t.step("follows a rule from its date on, and no longer than its last one", () => {
    strictEqual(calendar.isJudicialDay("2025-07-14"), true);
    strictEqual(calendar.isJudicialDay("2026-07-13"), false);
    const ended = judicialCalendar(
      DEFAULT_RULES.map((rule) =>
        rule.code === "virgen_de_chiquinquira" ? { ...rule, validTo: "2026-12-31" } : rule
      ),
    );
    strictEqual(ended.isJudicialDay("2027-07-12"), true);
    strictEqual(ended.isJudicialDay("2026-07-13"), false);
  });

  await t.step("closes for certain days, over New Year too", () => {
    const strike = judicialCalendar([{
      code: "paro",
      name: "Paro",
      source: "Acuerdo inventado",
      pattern: { kind: "dates", from: "2026-12-30", to: "2027-01-04" },
      stops: "all",
      validFrom: null,
      validTo: null,
    }]);
    strictEqual(strike.judicialDayFrom("2026-12-30"), "2027-01-05");
  });

  await t.step("refuses rules that leave no day", () => {
    const always = judicialCalendar([{
      code: "cierre",
      name: "Cierre",
      source: "Acuerdo inventado",
      pattern: { kind: "span", from: { month: 1, day: 1 }, to: { month: 12, day: 31 } },
      stops: "all",
      validFrom: null,
      validTo: null,
    }]);
    try {
      always.judicialDayFrom("2026-01-01");
    } catch (error) {
      return strictEqual(error instanceof RangeError, true);
    }
    throw new Error("It found a day");
  });
});

function daysOf(year: number): string[] {
  const days: string[] = [];
  for (let day = toDay(year, 1, 1); day <= toDay(year, 12, 31); day = addDays(day, 1)) days.push(day);
  return days;
}
