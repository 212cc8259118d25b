import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { redisStore } from "#platform/redis/store.ts";
import { openServerRedis } from "#platform/server/redis.ts";
import { isolatedRedisUrl } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { HOMES, movableClock, openStores } from "#tests/support/stores.ts";

const VALUES: [string, unknown][] = [
  ["text of digits", "123"],
  ["text of a number with a long tail", "11001310300620230012300"],
  ["text that looks like a boolean", "true"],
  ["text that looks like JSON", '{"a":1}'],
  ["quoted text", '"q"'],
  ["empty text", ""],
  ["letters beyond ASCII", "Medellín 😀"],
  ["a boolean", true],
  ["a number", 123.5],
  ["null", null],
  ["a list", ["1", 2, null, ["3"]]],
  ["something nested", { a: { b: ["1", { c: null, d: "false" }] }, v: 1 }],
  ["the text OK", "OK"],
];

for (const home of HOMES) {
  Deno.test(`Cache, ${home}`, async (t) => {
    const clock = movableClock();
    await using stores = await openStores(home, clock);
    const { first: { cache }, second: { cache: other } } = stores;

    await t.step("knows nothing of a key that was never set", async () => {
      strictEqual(await cache.get("never"), undefined);
    });

    for (const [what, value] of VALUES) {
      await t.step(`gives back ${what} as it was`, async () => {
        await cache.set("value", value, 60);
        deepStrictEqual(await other.get("value"), value);
      });
    }

    await t.step("forgets what was deleted", async () => {
      await cache.set("gone", 1, 60);
      await other.delete("gone");
      strictEqual(await cache.get("gone"), undefined);
    });

    await t.step("gives each reader its own copy", async () => {
      await cache.set("copy", { list: [1] }, 60);
      (await cache.get<{ list: number[] }>("copy"))?.list.push(2);
      deepStrictEqual(await cache.get("copy"), { list: [1] });
    });
  });
}

Deno.test("Cache, embedded, forgets in time and holds a bounded number of values", async () => {
  const clock = movableClock();
  await using stores = await openStores("embedded", clock);
  const { cache } = stores.first;
  await cache.set("short", 1, 60);
  clock.advance(59_999);
  strictEqual(await cache.get("short"), 1);
  clock.advance(1);
  strictEqual(await cache.get("short"), undefined);

  for (let i = 0; i < 25_000; i++) await cache.set(`k${i}`, i, 60);
  let kept = 0;
  for (let i = 0; i < 25_000; i++) if (await cache.get(`k${i}`) !== undefined) kept++;
  strictEqual(kept <= 10_000 && kept >= 9_000, true, `kept ${kept}`);
  strictEqual(await cache.get("k24999"), 24_999);
});

Deno.test("What goes into Redis ends by itself, except waiting jobs", async () => {
  const database = await isolatedRedisUrl();
  const { redis, close } = await openServerRedis({ url: database.url, log: silentLog });
  const { cache, state, events, limiter } = redisStore(redis, movableClock());

  await cache.set("a", 1, 0.2);
  await state.update("a", 100, () => ({ value: 1, answer: 1 }));
  await events.append("a", 1, 100);
  await limiter.take("a", 5, 100);
  await limiter.refund("b", 5, 100);

  const keys = await redis.keys("*");
  strictEqual(keys.length, 5);
  for (const key of keys) {
    const seconds = await redis.ttl(key);
    ok(seconds > 0 && seconds <= 201, `${key} ends in ${seconds} s`);
  }
  close();
  await database.close();
});
