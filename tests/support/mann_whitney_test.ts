import { ok } from "node:assert/strict";
import { mannWhitneyP } from "./mann_whitney.ts";

Deno.test("mannWhitneyP", async (t) => {
  const close = (value: number, wanted: number) => ok(Math.abs(value - wanted) < 0.0005, `${value}`);

  await t.step("gives what is worked out by hand, ties included", () => {
    // Rank sum 44, so U = 8; four ties of two, so the variance is 64/12 · 16.9 and z = 23.5 / 9.494 = 2.475.
    close(mannWhitneyP([1, 2, 3, 4, 5, 6, 7, 8], [5, 6, 7, 8, 9, 10, 11, 12]), 0.0133);
  });

  await t.step("sees no difference between equal samples", () => {
    close(mannWhitneyP([1, 2, 3, 4], [1, 2, 3, 4]), 1);
    close(mannWhitneyP([1, 1, 1], [1, 1, 1]), 1);
  });

  await t.step("sees a shift of a tenth of the spread in a thousand values, in either direction", () => {
    const values = Array.from({ length: 1_000 }, (_, i) => i);
    const shifted = values.map((value) => value + 100);
    ok(mannWhitneyP(values, shifted) < 1e-6);
    ok(mannWhitneyP(shifted, values) < 1e-6);
  });
});
