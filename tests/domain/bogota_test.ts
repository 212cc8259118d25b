import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { addBogotaMonth, bogotaDate, bogotaMonth, nextBogotaMonth } from "#domain/bogota.ts";

const at = (text: string) => Date.parse(text);
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** The same, asked of the machine's own calendar. */
const calendar = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/Bogota",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});
const instants = fc.date({ min: new Date("1995-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.getTime());

Deno.test("bogotaDate", async (t) => {
  const CASES = {
    "2026-11-24T04:59:59.999Z": "2026-11-23",
    "2026-11-24T05:00:00.000Z": "2026-11-24",
    "2027-01-01T04:59:59.999Z": "2026-12-31",
    "2028-03-01T04:00:00.000Z": "2028-02-29",
  };
  for (const [instant, day] of Object.entries(CASES)) {
    await t.step(`is ${day} at ${instant}`, () => strictEqual(bogotaDate(at(instant)), day));
  }

  await t.step("is what the calendar of America/Bogota says", () => {
    fc.assert(fc.property(instants, (instant) => {
      strictEqual(bogotaDate(instant), calendar.format(instant));
      strictEqual(bogotaMonth(instant), bogotaDate(instant).slice(0, 7));
    }));
  });
});

Deno.test("nextBogotaMonth", async (t) => {
  const CASES = {
    "2026-11-24T12:00:00.000Z": "2026-12-01T05:00:00.000Z",
    "2026-12-01T04:59:59.999Z": "2026-12-01T05:00:00.000Z",
    "2026-12-01T05:00:00.000Z": "2027-01-01T05:00:00.000Z",
    "2028-01-31T23:00:00.000Z": "2028-02-01T05:00:00.000Z",
  };
  for (const [instant, next] of Object.entries(CASES)) {
    await t.step(`after ${instant} is ${next}`, () => strictEqual(iso(nextBogotaMonth(at(instant))), next));
  }

  await t.step("is the first instant of another month", () => {
    fc.assert(fc.property(instants, (instant) => {
      const next = nextBogotaMonth(instant);
      strictEqual(bogotaMonth(next - 1), bogotaMonth(instant));
      strictEqual(bogotaDate(next).slice(8), "01");
    }));
  });
});

Deno.test("addBogotaMonth", async (t) => {
  const CASES = {
    "2026-11-24T12:34:56.789Z": "2026-12-24T12:34:56.789Z",
    "2026-12-31T12:00:00.000Z": "2027-01-31T12:00:00.000Z",
    "2027-01-31T12:00:00.000Z": "2027-02-28T12:00:00.000Z",
    "2028-01-30T12:00:00.000Z": "2028-02-29T12:00:00.000Z",
    // There it is still the 31st of January.
    "2027-02-01T03:00:00.000Z": "2027-03-01T03:00:00.000Z",
  };
  for (const [instant, later] of Object.entries(CASES)) {
    await t.step(
      `from ${instant} leads to ${later}`,
      () => strictEqual(iso(addBogotaMonth(at(instant))), later),
    );
  }

  await t.step("leads to the next month at the same time of day", () => {
    fc.assert(fc.property(instants, (instant) => {
      const later = addBogotaMonth(instant);
      strictEqual(bogotaMonth(later), bogotaMonth(nextBogotaMonth(instant)));
      strictEqual((later - instant) % (24 * 60 * 60 * 1000), 0);
    }));
  });
});
