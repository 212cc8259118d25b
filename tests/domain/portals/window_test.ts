import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { parseWindow } from "#domain/portals/window.ts";

/** An instant by Bogota's clock; 2026-11-23 is a Monday. */
const bogota = (text: string) => Date.parse(`${text}:00-05:00`);

const OFFICE = "Mon–Fri 06:00–20:00 America/Bogota";

Deno.test("parseWindow", async (t) => {
  const moments: { window: string; at: string; opens: string | null }[] = [
    { window: OFFICE, at: "2026-11-23T06:00", opens: null },
    { window: OFFICE, at: "2026-11-23T19:59", opens: null },
    { window: OFFICE, at: "2026-11-23T20:00", opens: "2026-11-24T06:00" },
    { window: OFFICE, at: "2026-11-23T05:59", opens: "2026-11-23T06:00" },
    { window: OFFICE, at: "2026-11-27T20:00", opens: "2026-11-30T06:00" },
    { window: OFFICE, at: "2026-11-29T23:59", opens: "2026-11-30T06:00" },
    { window: "mon-fri 06:00-20:00", at: "2026-11-28T12:00", opens: "2026-11-30T06:00" },
    { window: "Mon,Wed 08:00-12:00", at: "2026-11-23T12:30", opens: "2026-11-25T08:00" },
    { window: "Mon - Wed, Sat 08:00 - 12:00", at: "2026-11-28T09:00", opens: null },
    { window: "Mon-Fri 18:00-22:00; Sat 08:00-12:00", at: "2026-11-27T22:30", opens: "2026-11-28T08:00" },
    { window: "06:00-07:00", at: "2026-11-29T06:30", opens: null },
    { window: "Fri-Mon 10:00-11:00", at: "2026-11-29T10:30", opens: null },
    { window: "Fri-Mon 10:00-11:00", at: "2026-11-24T10:30", opens: "2026-11-27T10:00" },
    { window: "Mon 00:00-24:00", at: "2026-11-23T23:59", opens: null },
    { window: "Mon 00:00-24:00", at: "2026-11-24T00:00", opens: "2026-11-30T00:00" },
    { window: "Mon 22:00-02:00", at: "2026-11-24T01:59", opens: null },
    { window: "Mon 22:00-02:00", at: "2026-11-24T02:00", opens: "2026-11-30T22:00" },
    { window: "Sun 22:00-02:00", at: "2026-11-23T01:00", opens: null },
    { window: "always", at: "2026-11-29T03:00", opens: null },
  ];
  for (const { window, at, opens } of moments) {
    await t.step(`${window} at ${at} ${opens === null ? "is open" : `opens at ${opens}`}`, () => {
      const parsed = parseWindow(window);
      const opensAt = parsed.opensAt(bogota(at));
      strictEqual(parsed.isOpen(bogota(at)), opens === null);
      deepStrictEqual(opensAt, opens === null ? null : bogota(opens));
      if (opensAt !== null) strictEqual(parsed.isOpen(opensAt), true);
    });
  }

  const unreadable = ["", ";", "Mon-Fri", "Mon-Fri 6-20", "Foo 06:00-20:00", "Mon-Tue-Wed 06:00-20:00"];
  const impossible = ["Mon 25:00-26:00", "Mon 06:60-07:00", "Mon 06:00-06:00", "Mon 24:00-06:00"];
  for (const window of [...unreadable, ...impossible, "Mon 06:00-20:00 Europe/Madrid"]) {
    await t.step(`refuses "${window}"`, () => {
      throws(() => parseWindow(window), RangeError);
    });
  }
});
