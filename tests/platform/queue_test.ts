import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Lane, QueueEntry } from "#domain/ports.ts";
import { openServerRedis } from "#platform/server/redis.ts";
import { redisStore } from "#platform/redis/store.ts";
import { isolatedRedisUrl } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { HOMES, movableClock, openStores } from "#tests/support/stores.ts";

const START = Date.UTC(2026, 10, 23, 13);

function jobs(tenant: string, count: number, lane: Lane = 1, dueAt = START): QueueEntry[] {
  return Array.from({ length: count }, (_, n) => ({
    jobId: `${tenant}-${String(n).padStart(5, "0")}`,
    lane,
    tenant,
    dueAt,
  }));
}

for (const home of HOMES) {
  Deno.test(`DispatchQueue, ${home}`, async (t) => {
    const clock = movableClock(START);
    await using stores = await openStores(home, clock);
    const { first: { queue }, second: { queue: other } } = stores;

    async function takeAll(): Promise<string[]> {
      const taken: string[] = [];
      for (let some = await queue.take(100); some.length > 0; some = await queue.take(100)) {
        taken.push(...some);
      }
      return taken;
    }

    await t.step("is empty at first", async () => {
      deepStrictEqual(await queue.take(10), []);
      deepStrictEqual(await queue.depth(), { ready: [0, 0, 0], later: 0 });
      await queue.push([]);
    });

    await t.step("gives the lower lane first, and within a tenant the older job", async () => {
      await queue.push([...jobs("watch", 2, 2), ...jobs("bulk", 2, 1), ...jobs("page", 2, 0)]);
      deepStrictEqual(await queue.depth(), { ready: [2, 2, 2], later: 0 });
      deepStrictEqual(await queue.take(3), ["page-00000", "page-00001", "bulk-00000"]);
      deepStrictEqual(await queue.take(10), ["bulk-00001", "watch-00000", "watch-00001"]);
    });

    await t.step("serves ten jobs of one tenant among a thousand of another that came first", async () => {
      await queue.push(jobs("large", 1_000));
      await queue.push(jobs("small", 10));
      const taken: string[] = [];
      for (let i = 0; i < 10; i++) taken.push(...await queue.take(2));
      strictEqual(taken.filter((id) => id.startsWith("small")).length, 10);
      strictEqual((await takeAll()).length, 990);
    });

    await t.step("gives a tenant that comes late its turn at once, but no more than its turn", async () => {
      await queue.push(jobs("large", 200));
      await queue.take(100);
      await queue.push(jobs("late", 50));
      const taken = await queue.take(40);
      strictEqual(taken.filter((id) => id.startsWith("late")).length, 20);
      await takeAll();
    });

    await t.step("forgets the turns of a lane that ran empty", async () => {
      await queue.push(jobs("busy", 300));
      await takeAll();
      await queue.push([...jobs("busy", 3), ...jobs("other", 3)]);
      const taken = await queue.take(4);
      strictEqual(taken.filter((id) => id.startsWith("busy")).length, 2);
      await takeAll();
    });

    await t.step("keeps a job that is in where it is, and spends no turn on it", async () => {
      await queue.push(jobs("again", 2));
      for (let i = 0; i < 20; i++) await queue.push(jobs("again", 2));
      strictEqual((await queue.depth()).ready[1], 2);
      await queue.push([...jobs("again", 3), ...jobs("fresh", 3)]);
      deepStrictEqual(await takeAll(), [0, 1, 2].flatMap((n) => [`again-0000${n}`, `fresh-0000${n}`]));
    });

    await t.step("takes a job again after it was taken", async () => {
      await queue.push(jobs("twice", 1));
      deepStrictEqual(await queue.take(5), ["twice-00000"]);
      await queue.push(jobs("twice", 1));
      deepStrictEqual(await queue.take(5), ["twice-00000"]);
    });

    await t.step("holds a job back until it is due", async () => {
      await queue.push([...jobs("later", 3, 0, START + 5_000), ...jobs("soon", 1, 2, START + 1_000)]);
      deepStrictEqual(await queue.depth(), { ready: [0, 0, 0], later: 4 });
      deepStrictEqual(await queue.take(10), []);
      clock.advance(1_000);
      deepStrictEqual(await queue.take(10), ["soon-00000"]);
      clock.advance(4_000);
      deepStrictEqual(await queue.depth(), { ready: [3, 0, 0], later: 0 });
      deepStrictEqual(await queue.take(10), ["later-00000", "later-00001", "later-00002"]);
    });

    await t.step("moves a waiting job forward when it is to run sooner, never back", async () => {
      const now = clock.now();
      await queue.push(jobs("sooner", 1, 1, now + 60_000));
      await queue.push(jobs("sooner", 1, 1, now + 90_000));
      await queue.push(jobs("sooner", 1, 1, now + 30_000));
      strictEqual((await queue.depth()).later, 1);
      clock.advance(30_000);
      deepStrictEqual(await queue.take(5), ["sooner-00000"]);

      await queue.push(jobs("sooner", 1, 1, clock.now() + 60_000));
      await queue.push(jobs("sooner", 1, 1, clock.now()));
      deepStrictEqual(await queue.depth(), { ready: [0, 1, 0], later: 0 });
      await queue.push(jobs("sooner", 1, 1, clock.now() + 60_000));
      deepStrictEqual(await queue.depth(), { ready: [0, 1, 0], later: 0 });
      deepStrictEqual(await queue.take(5), ["sooner-00000"]);
    });

    await t.step("never gives one job to two consumers", async () => {
      await queue.push(jobs("pair", 600));
      const consume = async (from: typeof queue) => {
        const mine: string[] = [];
        for (let some = await from.take(7); some.length > 0; some = await from.take(7)) mine.push(...some);
        return mine;
      };
      const taken = (await Promise.all([queue, other, queue, other].map(consume))).flat();
      strictEqual(taken.length, 600);
      strictEqual(new Set(taken).size, 600);
    });

    await t.step("keeps ids and tenants of any spelling", async () => {
      const entries: QueueEntry[] = ["123", "true", "null", "1e5", "ñandú"].map((jobId) => ({
        jobId,
        lane: 0,
        tenant: `t|${jobId} "x"`,
        dueAt: clock.now() + 10,
      }));
      await queue.push(entries);
      clock.advance(10);
      deepStrictEqual((await queue.take(10)).sort(), ["123", "1e5", "null", "true", "ñandú"]);
    });
  });
}

Deno.test("DispatchQueue over Redis goes on after a flush, and leaves nothing behind when it is empty", async () => {
  const database = await isolatedRedisUrl();
  const { redis, close } = await openServerRedis({ url: database.url, log: silentLog });
  const { queue } = redisStore(redis, movableClock(START), () => Promise.resolve(START));

  await queue.push([...jobs("before", 5), ...jobs("before", 5, 2, START + 1_000)]);
  await redis.flushdb();
  deepStrictEqual(await queue.take(10), []);
  deepStrictEqual(await queue.depth(), { ready: [0, 0, 0], later: 0 });

  // The scripts are gone too after a restart.
  await redis.scriptFlush();
  await queue.push(jobs("before", 5));
  strictEqual((await queue.take(10)).length, 5);
  deepStrictEqual(await redis.keys("*"), []);

  close();
  await database.close();
});

Deno.test("DispatchQueue over Redis goes by Redis's clock where an instance's own is wrong", async () => {
  const database = await isolatedRedisUrl();
  const { redis, close } = await openServerRedis({ url: database.url, log: silentLog });
  const of = (minutes: number) => redisStore(redis, movableClock(Date.now() + minutes * 60_000)).queue;
  const [ahead, behind, right] = [of(5), of(-5), of(0)];

  await behind.push(jobs("due", 1, 1, Date.now()));
  await ahead.push(jobs("later", 1, 1, Date.now() + 60_000));
  deepStrictEqual(await right.depth(), { ready: [0, 1, 0], later: 1 });
  deepStrictEqual(await behind.take(10), ["due-00000"]);
  deepStrictEqual(await ahead.take(10), []);

  close();
  await database.close();
});
