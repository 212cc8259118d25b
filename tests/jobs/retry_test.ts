import { ok, strictEqual } from "node:assert/strict";
import { retryDelaySeconds } from "#jobs/retry.ts";

Deno.test("retryDelaySeconds", async (t) => {
  const CASES = [
    { attempt: 1, seconds: 5 },
    { attempt: 2, seconds: 10 },
    { attempt: 3, seconds: 20 },
    { attempt: 6, seconds: 160 },
    { attempt: 10, seconds: 2_560 },
    { attempt: 11, seconds: 3_600 },
    { attempt: 1_000, seconds: 3_600 },
  ];
  for (const { attempt, seconds } of CASES) {
    await t.step(`waits about ${seconds} s after attempt ${attempt}, a quarter more or less`, () => {
      strictEqual(retryDelaySeconds(attempt, () => 0.5), seconds);
      strictEqual(retryDelaySeconds(attempt, () => 0), seconds * 0.75);
      ok(retryDelaySeconds(attempt, () => 0.999_999) < seconds * 1.25);
    });
  }

  await t.step("sets jobs apart that failed together", () => {
    const delays = Array.from({ length: 100 }, () => retryDelaySeconds(3));
    strictEqual(new Set(delays).size, 100);
    ok(delays.every((delay) => delay >= 15 && delay <= 25));
  });
});
