import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { mock } from "node:test";
import { HOMES, movableClock, openStores } from "#tests/support/stores.ts";

const MINUTE = 60_000;
/** The start of a minute, and thus of a bucket. */
const START = Date.UTC(2026, 10, 23, 13);

for (const home of HOMES) {
  Deno.test(`RateLimiter, ${home}`, async (t) => {
    const clock = movableClock(START);
    // @upstash/ratelimit takes the time from here.
    const dateNow = mock.method(Date, "now", () => clock.now());
    await using stores = await openStores(home, clock);
    const { first: { limiter }, second: { limiter: other } } = stores;

    await t.step("allows exactly the limit to eight callers on two instances at once", async () => {
      const caller = async (n: number) => {
        const verdicts = [];
        for (let i = 0; i < 50; i++) {
          verdicts.push(await (n % 2 ? limiter : other).take("org:exact", 300, 60));
        }
        return verdicts;
      };
      const verdicts = (await Promise.all(Array.from({ length: 8 }, (_, n) => caller(n)))).flat();
      strictEqual(verdicts.filter(({ allowed }) => allowed).length, 300);
      deepStrictEqual(
        new Set(verdicts.filter(({ allowed }) => allowed).map(({ remaining }) => remaining)).size,
        300,
      );
    });

    await t.step("tells limit, remaining calls and when there is room", async () => {
      const resetAt = START + MINUTE;
      const take = () => limiter.take("headers", 2, 60);
      deepStrictEqual(await take(), { allowed: true, limit: 2, remaining: 1, resetAt });
      deepStrictEqual(await take(), { allowed: true, limit: 2, remaining: 0, resetAt });
      deepStrictEqual(await take(), { allowed: false, limit: 2, remaining: 0, resetAt });
      deepStrictEqual(await take(), { allowed: false, limit: 2, remaining: 0, resetAt });
    });

    await t.step("keeps keys and windows apart", async () => {
      strictEqual((await limiter.take("apart", 1, 60)).allowed, true);
      strictEqual((await limiter.take("apart", 1, 60)).allowed, false);
      strictEqual((await limiter.take("apart:b", 1, 60)).allowed, true);
      strictEqual((await limiter.take("apart", 1, 3_600)).allowed, true);
    });

    await t.step("counts a key under one window whatever the limit", async () => {
      for (let i = 0; i < 3; i++) await limiter.take("plan", 3, 60);
      strictEqual((await limiter.take("plan", 3, 60)).allowed, false);
      deepStrictEqual(await other.take("plan", 10, 60), {
        allowed: true,
        limit: 10,
        remaining: 6,
        resetAt: START + MINUTE,
      });
    });

    await t.step("takes a call back", async () => {
      await limiter.take("refund", 2, 60);
      await limiter.take("refund", 2, 60);
      strictEqual((await limiter.take("refund", 2, 60)).allowed, false);
      await limiter.refund("refund", 2, 60);
      strictEqual((await limiter.take("refund", 2, 60)).allowed, true);
      strictEqual((await limiter.take("refund", 2, 60)).allowed, false);
    });

    await t.step("forgets one key alone", async () => {
      for (const key of ["forgotten", "forgotten:b"]) await limiter.take(key, 2, 60, 2);
      await limiter.clear("forgotten", 2, 60);
      const { allowed, remaining } = await limiter.take("forgotten", 2, 60);
      deepStrictEqual({ allowed, remaining }, { allowed: true, remaining: 1 });
      strictEqual((await limiter.take("forgotten:b", 2, 60)).allowed, false);
    });

    await t.step("sees within a second what another instance took back", async () => {
      await limiter.take("refund:elsewhere", 1, 60);
      strictEqual((await limiter.take("refund:elsewhere", 1, 60)).allowed, false);
      await other.refund("refund:elsewhere", 1, 60);
      clock.advance(1_000);
      strictEqual((await limiter.take("refund:elsewhere", 1, 60)).allowed, true);
    });

    await t.step("does not count refused calls", async () => {
      for (let i = 0; i < 20; i++) await limiter.take("refused", 5, 60);
      await limiter.refund("refused", 5, 60);
      strictEqual((await limiter.take("refused", 5, 60)).remaining, 0);
    });

    await t.step("lets the window slide", async () => {
      clock.advance(10 * MINUTE - (clock.now() - START));
      const allowedNow = async () => {
        let allowed = 0;
        while ((await limiter.take("slide", 100, 60)).allowed) allowed++;
        return allowed;
      };
      strictEqual(await allowedNow(), 100);
      // A quarter into the next minute three quarters of the hundred still count, then half, then none.
      clock.advance(MINUTE + MINUTE / 4);
      strictEqual(await allowedNow(), 25);
      clock.advance(MINUTE / 4);
      strictEqual(await allowedNow(), 25);
      clock.advance(2 * MINUTE);
      strictEqual(await allowedNow(), 100);
    });

    dateNow.mock.restore();
  });
}

Deno.test("RateLimiter answers alike in every home for any course of calls", async () => {
  const clock = movableClock(START);
  const dateNow = mock.method(Date, "now", () => clock.now());
  await using embedded = await openStores("embedded", clock);
  await using server = await openStores("server", clock);
  const limiters = [embedded.first.limiter, server.first.limiter];

  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const seen = new Set<boolean>();
  for (let i = 0; i < 600; i++) {
    // Beyond a second, so that no refusal is remembered.
    clock.advance(1_001 + random(4_000));
    const key = `any:${random(2)}`;
    const isRefund = random(10) === 0;
    const [a, b] = await Promise.all(limiters.map(async (limiter) => {
      if (isRefund) return await limiter.refund(key, 6, 30);
      return await limiter.take(key, 6, 30);
    }));
    deepStrictEqual(a, b, `call ${i}`);
    if (a) seen.add(a.allowed);
  }
  ok(seen.has(true) && seen.has(false));
  dateNow.mock.restore();
});
