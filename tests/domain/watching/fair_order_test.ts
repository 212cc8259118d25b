import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { parseWindow } from "#domain/portals/window.ts";
import { judicialCalendar } from "#domain/terms/judicial_calendar.ts";
import { fairPlaces, type WaitingWatch } from "#domain/watching/fair_order.ts";
import { spreadOverRest } from "#domain/watching/spread.ts";

const MANY = fc.array(
  fc.record({
    organizationId: fc.constantFrom("a", "b", "c", "d"),
    verifiedAt: fc.integer({ min: 0, max: 1_000 }),
  }),
  { maxLength: 300 },
).map((watches) => watches.map((watch, at): WaitingWatch => ({ ...watch, id: `w${at}` })));

function watchesOf(organizationId: string, count: number, verifiedAt = 0): WaitingWatch[] {
  return Array.from({ length: count }, (_, at) => (
    { id: `${organizationId} ${at}`, organizationId, verifiedAt: verifiedAt + at }
  ));
}

Deno.test("fairPlaces", async (t) => {
  await t.step("gives each watch a place from 0 to below 1, the stalest of an organization first", () => {
    fc.assert(fc.property(MANY, (watches) => {
      const places = fairPlaces(watches);
      strictEqual(places.size, watches.length);
      for (const place of places.values()) ok(place >= 0 && place < 1, `${place}`);
      for (const own of Map.groupBy(watches, ({ organizationId }) => organizationId).values()) {
        const ordered = own.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
        const ages = ordered.map(({ verifiedAt }) => verifiedAt);
        deepStrictEqual(ages, ages.toSorted((a, b) => a - b));
      }
    }));
  });

  await t.step("gives each organization its share, wherever the budget ends", () => {
    fc.assert(fc.property(MANY, fc.double({ min: 0, max: 1, noNaN: true }), (watches, end) => {
      const places = fairPlaces(watches);
      for (const own of Map.groupBy(watches, ({ organizationId }) => organizationId).values()) {
        const reached = own.filter(({ id }) => (places.get(id) ?? 1) < end).length;
        ok(Math.abs(reached - own.length * end) <= 1, `${reached} of ${own.length} at ${end}`);
      }
    }));
  });

  await t.step("lets who has waited longest begin, so that nobody is left out for good", () => {
    const organizations = Array.from({ length: 10 }, (_, at) => `org ${at}`);
    let watches = organizations.flatMap((name) => watchesOf(name, 1));
    const reached = new Map<string, number>();
    // On each of 10 days the portal can be asked for 3 of 10.
    for (let day = 1; day <= 10; day++) {
      const places = fairPlaces(watches);
      const run = new Set([...places].filter(([, place]) => place < 0.3).map(([id]) => id));
      strictEqual(run.size, 3);
      for (const id of run) reached.set(id, (reached.get(id) ?? 0) + 1);
      watches = watches.map((watch) => run.has(watch.id) ? { ...watch, verifiedAt: day } : watch);
    }
    strictEqual(reached.size, 10);
    ok([...reached.values()].every((times) => times >= 2), [...reached.values()].join(" "));
  });
});

Deno.test("spreadOverRest", async (t) => {
  const days = { window: parseWindow("Mon-Fri 06:00-20:00"), calendar: judicialCalendar() };
  const now = Date.parse("2026-11-27T10:00:00-05:00");
  const late = (watches: WaitingWatch[], runOn: "judicial_days" | "every_day" = "judicial_days") =>
    watches.map((watch) => ({ ...watch, runOn }));

  await t.step("spreads many over the rest of the day, none at once", () => {
    const moments = spreadOverRest(late(watchesOf("a", 5_000)), { now, days, perMinute: 12 });
    const times = [...moments.values()].map((at) => at.getTime());
    const hours = Map.groupBy(times, (at) => Math.floor((at - now) / 3_600_000));
    strictEqual(hours.size, 10);
    // Nothing begins in the last ten minutes.
    for (const [hour, own] of hours) {
      ok(Math.abs(own.length - (hour === 9 ? 425 : 508)) < 20, `${own.length} in hour ${hour}`);
    }
  });

  await t.step("does not put off few", () => {
    const moments = spreadOverRest(late(watchesOf("a", 12)), { now, days, perMinute: 12 });
    for (const at of moments.values()) ok(at.getTime() - now <= 120_000);
  });

  await t.step("leaves for the next run day what does not run on this one", () => {
    const saturday = Date.parse("2026-11-28T10:00:00-05:00");
    for (const now of [saturday, Date.parse("2026-11-27T20:00:00-05:00")]) {
      for (const at of spreadOverRest(late(watchesOf("a", 50)), { now, days, perMinute: 12 }).values()) {
        ok(at.getTime() >= Date.parse("2026-11-30T06:00:00-05:00"));
        ok(at.getTime() < Date.parse("2026-11-30T20:00:00-05:00"));
      }
    }
  });
});
