import { strictEqual } from "node:assert/strict";
import { nextDigestAt, quietUntil } from "#domain/notifications/local_time.ts";
import { judicialCalendar } from "#domain/terms/judicial_calendar.ts";

const BOGOTA = "America/Bogota";
const MADRID = "Europe/Madrid";

const NIGHT = { from: "20:00", until: "06:30" };
const NOON = { from: "12:00", until: "14:00" };

Deno.test("quietUntil", async (t) => {
  const cases = [
    { what: "the next morning, in the evening", at: "2026-11-26T21:15-05:00", end: "2026-11-27T06:30-05:00" },
    { what: "this morning, after midnight", at: "2026-11-27T00:10-05:00", end: "2026-11-27T06:30-05:00" },
    { what: "the same, at their first minute", at: "2026-11-26T20:00-05:00", end: "2026-11-27T06:30-05:00" },
    { what: "nothing, at the minute in which they end", at: "2026-11-27T06:30-05:00", end: null },
    { what: "nothing, by day", at: "2026-11-27T15:00-05:00", end: null },
    { what: "the afternoon", at: "2026-11-27T13:59-05:00", quiet: NOON, end: "2026-11-27T14:00-05:00" },
    { what: "nothing, before noon", at: "2026-11-27T11:59-05:00", quiet: NOON, end: null },
    { what: "nothing, where there are none", at: "2026-11-27T03:00-05:00", quiet: null, end: null },
    { what: "morning there", at: "2026-11-27T23:00+01:00", zone: MADRID, end: "2026-11-28T06:30+01:00" },
    {
      what: "morning there, in the night in which clocks go ahead",
      at: "2026-03-28T22:00+01:00",
      zone: MADRID,
      end: "2026-03-29T06:30+02:00",
    },
  ];
  for (const { what, at, quiet = NIGHT, zone = BOGOTA, end } of cases) {
    await t.step(`is ${what}`, () => {
      strictEqual(quietUntil(Date.parse(at), quiet, zone), end === null ? null : Date.parse(end));
    });
  }
});

Deno.test("nextDigestAt", async (t) => {
  const calendar = judicialCalendar();
  const cases = [
    { what: "the same day, before its hour", at: "2026-11-26T06:59-05:00", due: "2026-11-26T07:00-05:00" },
    { what: "the day after, at its hour", at: "2026-11-26T07:00-05:00", due: "2026-11-27T07:00-05:00" },
    { what: "on Monday, after Friday", at: "2026-11-27T08:00-05:00", due: "2026-11-30T07:00-05:00" },
    { what: "on no holiday", at: "2026-12-07T08:00-05:00", due: "2026-12-09T07:00-05:00" },
    {
      what: "in the judicial vacation too",
      at: "2026-12-21T08:00-05:00",
      due: "2026-12-22T07:00-05:00",
    },
    {
      what: "weekly on Monday",
      at: "2026-11-25T08:00-05:00",
      way: "weekly" as const,
      due: "2026-11-30T07:00-05:00",
    },
    {
      what: "weekly on this very Monday, before its hour",
      at: "2026-11-30T06:00-05:00",
      way: "weekly" as const,
      due: "2026-11-30T07:00-05:00",
    },
    {
      what: "weekly on Tuesday, where Monday is a holiday",
      at: "2026-10-09T08:00-05:00",
      way: "weekly" as const,
      due: "2026-10-13T07:00-05:00",
    },
    {
      what: "at the hour of the person's own zone",
      at: "2026-11-26T08:00+01:00",
      zone: MADRID,
      hour: 9,
      due: "2026-11-26T09:00+01:00",
    },
  ];
  for (const { what, at, way = "daily", zone = BOGOTA, hour = 7, due } of cases) {
    await t.step(`is ${what}`, () => {
      const found = nextDigestAt(Date.parse(at), { way, hour, timeZone: zone }, calendar);
      strictEqual(new Date(found).toISOString(), new Date(due).toISOString());
    });
  }
});
