import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { parseWindow } from "#domain/portals/window.ts";
import { judicialCalendar } from "#domain/terms/judicial_calendar.ts";
import { budgetOn, forecast, type WatchGroup } from "#domain/watching/forecast.ts";

const window = parseWindow("Mon-Fri 06:00-20:00");
const days = { window, calendar: judicialCalendar() };
const FRIDAY = Date.parse("2026-11-27T05:00:00-05:00");
const limits = { perMinute: 12, dailyBudget: 1_000, window };

function plan(groups: WatchGroup[], changes: { now?: number; used?: number } = {}) {
  const options = { now: FRIDAY, days, limits, usualCalls: 1.5, used: 0, count: 5, ...changes };
  return forecast(groups, options);
}

function group(changes: Partial<WatchGroup> = {}): WatchGroup {
  const { watches = 100 } = changes;
  return {
    organizationId: "a",
    frequency: "daily",
    runOn: "judicial_days",
    dueOn: "2026-11-27",
    watches,
    calls: 0,
    untold: watches,
    ...changes,
  };
}

Deno.test("forecast", async (t) => {
  await t.step("goes over judicial days", () => {
    deepStrictEqual(plan([]).map(({ day }) => day), [
      "2026-11-27",
      "2026-11-30",
      "2026-12-01",
      "2026-12-02",
      "2026-12-03",
    ]);
    const evening = Date.parse("2026-11-27T20:00:00-05:00");
    strictEqual(plan([], { now: evening })[0]?.day, "2026-11-30", "today is over");
  });

  for (
    const { what, groups, watches } of [
      { what: "daily ones on each day", groups: [group()], watches: [100, 100, 100, 100, 100] },
      {
        what: "weekly ones in a week from then",
        groups: [group({ frequency: "weekly", dueOn: "2026-11-26" })],
        watches: [100, 0, 0, 0, 100],
      },
      {
        what: "monthly ones once",
        groups: [group({ frequency: "monthly", dueOn: "2026-12-01" })],
        watches: [0, 0, 100, 0, 0],
      },
      {
        what: "what would be due at the weekend on Monday",
        groups: [group({ frequency: "monthly", dueOn: "2026-11-28" })],
        watches: [0, 100, 0, 0, 0],
      },
      {
        what: "those that run just now today",
        groups: [group({ frequency: "dynamic", dueOn: null })],
        watches: [100, 100, 100, 100, 100],
      },
    ]
  ) {
    await t.step(`counts ${what}`, () => {
      deepStrictEqual(plan(groups).map((day) => day.watches), watches);
    });
  }

  await t.step("holds the calls against the watches' share of the budget, and shares it by number", () => {
    const [today] = plan([group({ watches: 600 }), group({ organizationId: "b", watches: 200 })]);
    deepStrictEqual(today, {
      day: "2026-11-27",
      watches: 800,
      callsNeeded: 1_200,
      budget: 900,
      shortfall: 300,
      tenants: [
        { organizationId: "a", watches: 600, callsNeeded: 900, share: 675 },
        { organizationId: "b", watches: 200, callsNeeded: 300, share: 225 },
      ],
    });
  });

  await t.step("counts what runs are known to cost, and what is usual for the rest", () => {
    const searches = group({ watches: 30, calls: 600, untold: 0 });
    const [today] = plan([searches, group({ organizationId: "b", watches: 101, calls: 100, untold: 1 })]);
    deepStrictEqual([today?.watches, today?.callsNeeded, today?.shortfall], [131, 702, 0]);
    deepStrictEqual(
      today?.tenants.map(({ organizationId, callsNeeded, share }) => [organizationId, callsNeeded, share]),
      [["b", 102, 102], ["a", 600, 600]],
    );
  });

  await t.step("shares a short budget by calls, so that each gets the same part of its watches", () => {
    const searches = group({ watches: 30, calls: 1_500, untold: 0 });
    const [today] = plan([searches, group({ organizationId: "b", watches: 300, calls: 300, untold: 0 })]);
    deepStrictEqual(today?.tenants.map(({ organizationId, share }) => [organizationId, share]), [
      ["b", 150],
      ["a", 750],
    ]);
  });

  await t.step("asks of today what is left of it", () => {
    deepStrictEqual(
      plan([group()], { used: 850 }).slice(0, 2).map(({ budget, shortfall }) => [budget, shortfall]),
      [
        [50, 100],
        [900, 0],
      ],
    );
  });

  await t.step("without a budget goes by the pace within the window", () => {
    const unlimited = { now: FRIDAY, limits: { ...limits, dailyBudget: null }, used: 0 };
    strictEqual(budgetOn("2026-11-27", unlimited), 14 * 60 * 12);
    strictEqual(budgetOn("2026-11-28", unlimited), null);
    const late = Date.parse("2026-11-27T19:00:00-05:00");
    strictEqual(budgetOn("2026-11-27", { ...unlimited, now: late }), 60 * 12);
  });
});
