import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { bogotaDate } from "#domain/bogota.ts";
import { parseWindow } from "#domain/portals/window.ts";
import { nextRunAt, placeOf, type Watch } from "#domain/solicitudes/next_run.ts";
import { isRunTime, momentOn, type RunDays, runDaysFrom } from "#domain/solicitudes/run_days.ts";
import type { Frequency } from "#domain/solicitudes/solicitud.ts";
import { judicialCalendar } from "#domain/terms/judicial_calendar.ts";

const calendar = judicialCalendar();
const DAYS: RunDays = { window: parseWindow("Mon-Fri 06:00-20:00"), calendar };
const ALWAYS: RunDays = { window: parseWindow("always"), calendar };
const ORGANIZATION = "0192f0c4-0000-7000-8000-000000000001";
const DAY_MS = 86_400_000;

const at = (text: string) => Date.parse(`${text}-05:00`);
const dates = fc.integer({ min: at("2025-01-01T00:00"), max: at("2034-12-31T23:59") });
const ids = fc.uuid();
const periodic = fc.constantFrom<Frequency>("daily", "dynamic", "weekly", "monthly");
const runOns = fc.constantFrom("judicial_days" as const, "every_day" as const);
const windows = fc.constantFrom(
  "always",
  "Mon-Fri 06:00-20:00",
  "Mon-Fri 07:00-09:30; Mon-Fri 18:00-22:00",
  "22:00-04:00",
  "Sat,Sun 08:00-12:00; Wed 10:00-11:00",
);

function watch(id: string, changes: Partial<Watch> = {}): Watch {
  return { frequency: "daily", runOn: "judicial_days", place: placeOf(ORGANIZATION, id), ...changes };
}

function next(one: Watch, from: number, days = DAYS): number {
  const run = nextRunAt(one, from, days);
  ok(run, "A watch always falls due again");
  return run.getTime();
}

Deno.test("nextRunAt", async (t) => {
  await t.step(
    "is later, within the window, and on a day on which the courts work where that is asked",
    () => {
      fc.assert(
        fc.property(ids, periodic, runOns, windows, dates, (id, frequency, runOn, expression, from) => {
          const days = { window: parseWindow(expression), calendar };
          const run = next(watch(id, { frequency, runOn }), from, days);
          ok(run > from);
          ok(isRunTime(run, runOn, days), new Date(run).toISOString());
        }),
      );
    },
  );

  await t.step("does not come for one that runs once", () => {
    strictEqual(nextRunAt(watch(ORGANIZATION, { frequency: "once" }), at("2026-11-27T08:00"), DAYS), null);
  });

  await t.step("is spread evenly over the window", () => {
    const COUNT = 40_000;
    const hours = new Map<number, number>();
    for (let i = 0; i < COUNT; i++) {
      const run = next(watch(`watch ${i}`), at("2026-11-26T21:00"));
      strictEqual(bogotaDate(run), "2026-11-27");
      const hour = Math.floor((run - at("2026-11-27T06:00")) / 3_600_000);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    }
    strictEqual(hours.size, 14);
    // The last ten minutes begin nothing, so that hour gets less.
    const counts = [...hours].filter(([hour]) => hour < 13).map(([, count]) => count);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    for (const count of counts) ok(Math.abs(count / mean - 1) < 0.07, `${count} where ${mean} are meant`);
  });

  await t.step("is spread evenly over the days of a week and of a month", () => {
    for (const [frequency, most] of [["weekly", 5], ["monthly", 19]] as const) {
      const byDay = new Map<string, number>();
      const COUNT = 5_000;
      for (let i = 0; i < COUNT; i++) {
        // A week and a month without holidays begin on Monday.
        const run = next(watch(`watch ${i}`, { frequency }), at("2026-09-05T12:00"));
        const day = bogotaDate(run);
        byDay.set(day, (byDay.get(day) ?? 0) + 1);
      }
      ok(byDay.size >= most, `${frequency}: ${byDay.size} days`);
      if (frequency === "monthly") continue;
      for (const count of byDay.values()) ok(Math.abs(count * byDay.size / COUNT - 1) < 0.1, `${count}`);
    }
  });

  await t.step("keeps its moment of the day whatever the frequency", () => {
    fc.assert(fc.property(ids, dates, (id, from) => {
      const moments = new Set(
        (["daily", "dynamic", "weekly", "monthly"] as const).map((frequency) =>
          (next(watch(id, { frequency }), from) - at("1970-01-01T00:00")) % DAY_MS
        ),
      );
      strictEqual(moments.size, 1);
    }));
  });

  await t.step("comes once on each run day, whenever within it the run before was over", () => {
    fc.assert(fc.property(ids, dates, fc.integer({ min: 0, max: 4 * 3_600_000 }), (id, from, delay) => {
      const one = watch(id);
      const first = next(one, from);
      ok(bogotaDate(first) > bogotaDate(from - 6 * 3_600_000), "not twice on one day");
      const second = next(one, first + delay);
      const [today, tomorrow] = [...take(2, runDaysFrom(bogotaDate(first), "judicial_days", DAYS))];
      deepStrictEqual([bogotaDate(first), bogotaDate(second)], [today, tomorrow]);
    }));
  });

  await t.step("comes once a night as well, where a run is over after midnight", () => {
    const late = { ...watch(ORGANIZATION), runOn: "every_day" as const, place: { inDay: 0.98, inPeriod: 0 } };
    const due = next(late, at("2026-11-23T12:00"), ALWAYS);
    const after = next(late, due + 3_600_000, ALWAYS);
    strictEqual(after - due, DAY_MS);
  });

  await t.step("comes once in each week that has a run day", () => {
    fc.assert(
      fc.property(ids, runOns, dates, (id, runOn, from) => {
        const one = watch(id, { frequency: "weekly", runOn });
        const runs = [next(one, from)];
        for (let i = 0; i < 60; i++) runs.push(next(one, (runs.at(-1) ?? 0) + 60_000));
        const weeks = runs.map((run) => Math.floor((run - at("1970-01-05T00:00")) / (7 * DAY_MS)));
        strictEqual(new Set(weeks).size, weeks.length);
        ok(
          weeks.every((week, i) => i === 0 || week - (weeks[i - 1] ?? 0) <= 5),
          "only the vacation is longer",
        );
      }),
      { numRuns: 30 },
    );
  });

  await t.step("comes once in each month, up to its last day", () => {
    const lastDays = new Set<string>();
    fc.assert(
      fc.property(ids, fc.double({ min: 0, max: 0.999, noNaN: true }), dates, (id, inPeriod, from) => {
        const { place } = watch(id);
        const one = watch(id, { frequency: "monthly", runOn: "every_day", place: { ...place, inPeriod } });
        const runs = [next(one, from, ALWAYS)];
        for (let i = 0; i < 30; i++) runs.push(next(one, (runs.at(-1) ?? 0) + 60_000, ALWAYS));
        const months = runs.map((run) => bogotaDate(run).slice(0, 7));
        deepStrictEqual(months, [...take(months.length, monthsFrom(months[0] ?? ""))]);
      }),
      { numRuns: 50 },
    );
    const last = watch(ORGANIZATION, {
      frequency: "monthly",
      runOn: "every_day",
      place: { inDay: 0.5, inPeriod: 0.999 },
    });
    let run = at("2027-01-15T00:00");
    for (let i = 0; i < 4; i++) lastDays.add(bogotaDate(run = next(last, run, ALWAYS)));
    deepStrictEqual([...lastDays], ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]);
  });

  await t.step("leaves out weekends, holidays, Semana Santa, 17 December and the judicial vacation", () => {
    for (
      const [ran, due] of [
        ["2026-11-27", "2026-11-30"],
        ["2026-07-10", "2026-07-14"],
        ["2026-03-27", "2026-04-06"],
        ["2026-12-16", "2026-12-18"],
        ["2026-12-18", "2027-01-12"],
      ]
    ) {
      strictEqual(bogotaDate(next(watch(ORGANIZATION), at(`${ran}T15:00`))), due);
    }
    const every = watch(ORGANIZATION, { runOn: "every_day" });
    strictEqual(bogotaDate(next(every, at("2026-12-16T15:00"))), "2026-12-17");
    strictEqual(bogotaDate(next(every, at("2026-11-27T15:00"))), "2026-11-30", "the window opens on Monday");
    strictEqual(bogotaDate(next(every, at("2026-11-27T15:00"), ALWAYS)), "2026-11-28");
  });

  await t.step("still comes where the window opens on no judicial day", () => {
    const sundays = { window: parseWindow("Sun 08:00-12:00"), calendar };
    for (const frequency of ["daily", "weekly", "monthly"] as const) {
      const run = next(watch(ORGANIZATION, { frequency }), at("2026-11-27T15:00"), sundays);
      ok(sundays.window.isOpen(run));
    }
  });
});

Deno.test("momentOn", async (t) => {
  await t.step("gives shares of what is left of the day, and null where nothing is", () => {
    const { window } = DAYS;
    strictEqual(momentOn("2026-11-27", 0, window), at("2026-11-27T06:00"));
    strictEqual(momentOn("2026-11-27", 0, window, at("2026-11-27T19:00")), at("2026-11-27T19:00"));
    strictEqual(momentOn("2026-11-27", 0.5, window, at("2026-11-27T20:00")), null);
    strictEqual(momentOn("2026-11-28", 0.5, window), null);
  });

  await t.step("goes over a window's gap", () => {
    const window = parseWindow("Mon-Fri 06:00-08:00; Mon-Fri 18:00-20:00");
    ok((momentOn("2026-11-27", 0.49, window) ?? 0) < at("2026-11-27T08:00"));
    ok((momentOn("2026-11-27", 0.52, window) ?? 0) >= at("2026-11-27T18:00"));
  });
});

function* take<T>(count: number, from: Iterable<T>): Generator<T> {
  for (const one of from) {
    if (count-- === 0) return;
    yield one;
  }
}

function* monthsFrom(month: string): Generator<string> {
  for (let [year = 0, at = 0] = month.split("-").map(Number);; at === 12 ? (year++, at = 1) : at++) {
    yield `${year}-${String(at).padStart(2, "0")}`;
  }
}
