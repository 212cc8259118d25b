import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { Lane } from "#domain/ports.ts";
import { type Asker, Coalescer, type SharedRun } from "#domain/portals/coalesce.ts";
import { SharedAnswers } from "#domain/portals/shared_answers.ts";
import { ears, fakeClock, type MemoryStore, memoryStore } from "./_memory.ts";

function asker(changes: Partial<Asker> = {}): Asker {
  const signal = new AbortController().signal;
  return { lane: 2, tenant: "acme", onProgress: () => {}, signal, ...changes };
}

/** A run that ends when the test says so. */
function held<T>(): { work(run: SharedRun): Promise<T>; run: Promise<SharedRun>; end: (value: T) => void } {
  const [begun, ended] = [Promise.withResolvers<SharedRun>(), Promise.withResolvers<T>()];
  const work = (run: SharedRun) => {
    begun.resolve(run);
    return ended.promise;
  };
  return { work, run: begun.promise, end: ended.resolve };
}

const never = () => Promise.reject(new Error("A second run began"));

Deno.test("Coalescer", async (t) => {
  await t.step("runs in the most urgent lane of those who wait", async () => {
    const [runs, { work, run, end }] = [new Coalescer<string>(() => {}), held<string>()];
    const leaving = new AbortController();
    const watch = runs.join("key", asker(), work);
    const shared = await run;
    strictEqual(shared.lane(), 2);
    const person = runs.join("key", asker({ lane: 0, signal: leaving.signal }), never);
    strictEqual(shared.lane(), 0);
    leaving.abort(new Error("left"));
    await rejects(person, { message: "left" });
    strictEqual(shared.lane(), 2);
    shared.promote(1);
    strictEqual(shared.lane(), 1);
    end("answer");
    deepStrictEqual(await watch, { value: "answer", isLeader: true });
  });

  await t.step("uses the turns of somebody who still waits", async () => {
    const [runs, { work, run, end }] = [new Coalescer<string>(() => {}), held<string>()];
    const leaving = new AbortController();
    const first = runs.join("key", asker({ signal: leaving.signal }), work);
    const second = runs.join("key", asker({ tenant: "beta" }), never);
    strictEqual((await run).tenant(), "acme");
    leaving.abort(new Error("left"));
    await rejects(first, { message: "left" });
    strictEqual((await run).tenant(), "beta");
    end("answer");
    deepStrictEqual(await second, { value: "answer", isLeader: false });
  });

  await t.step("tells a latecomer where it is, and everybody in order", async () => {
    const [runs, { work, run, end }] = [new Coalescer<string>(() => {}), held<string>()];
    const heard: string[] = [];
    const slow = asker({
      onProgress: ({ stage }) => Promise.resolve().then(() => void heard.push(`first ${stage}`)),
    });
    const first = runs.join("key", slow, work);
    const shared = await run;
    shared.progress({ stage: "asking_portal" });
    const late = asker({ onProgress: ({ stage }) => void heard.push(`late ${stage}`) });
    const second = runs.join("key", late, never);
    shared.progress({ stage: "reading_detail", proceso: 1, procesos: 1 });
    end("answer");
    await Promise.all([first, second]);
    deepStrictEqual(heard.filter((line) => line.startsWith("first")), [
      "first asking_portal",
      "first reading_detail",
    ]);
    deepStrictEqual(heard.filter((line) => line.startsWith("late")), [
      "late asking_portal",
      "late reading_detail",
    ]);
  });

  await t.step("keeps keys apart, and begins anew after the end", async () => {
    const runs = new Coalescer<number>(() => {});
    let count = 0;
    const work = () => Promise.resolve(++count);
    const both = await Promise.all([runs.join("a", asker(), work), runs.join("b", asker(), work)]);
    const again = await runs.join("a", asker(), work);
    deepStrictEqual([...both, again].map(({ value, isLeader }) => [value, isLeader]), [[1, true], [2, true], [
      3,
      true,
    ]]);
  });
});

const CODEC = {
  encode: (value: string) => value,
  decode: (stored: unknown) => stored === "old" ? undefined : `${stored}`,
};

function answers(store: MemoryStore, clock = fakeClock(), madeAt = () => clock.now()) {
  const { log } = ears();
  const settings = { source: "cpnu", cacheSeconds: 60, leaseMs: 60_000 };
  return new SharedAnswers<string>({ ...store, clock, log }, settings, { ...CODEC, madeAt });
}

function wanting(lane: Lane, promote: (lane: Lane) => void = () => {}) {
  const { signal } = new AbortController();
  return { isEnough: () => true, signal, lane: () => lane, promote, onWait: () => {} };
}

Deno.test("SharedAnswers", async (t) => {
  await t.step("passes the hurry of who waits on to who asks", async () => {
    const clock = fakeClock();
    const shared = answers(memoryStore(clock), clock);
    const promotions: Lane[] = [];
    const leader = shared.obtain("key", wanting(2, (lane) => promotions.push(lane)), async (keepAlive) => {
      for (let round = 0; round < 100 && !promotions.includes(0); round++) {
        await clock.sleep(1_000);
        await keepAlive();
      }
      return "answer";
    });
    const follower = shared.obtain("key", wanting(0), () => Promise.reject(new Error("It asked, too")));
    deepStrictEqual(await Promise.all([leader, follower]), [
      { value: "answer", isShared: false },
      { value: "answer", isShared: true },
    ]);
    strictEqual(promotions.at(-1), 0);
  });

  await t.step("takes over from an instance that died", async () => {
    const clock = fakeClock();
    const shared = answers(memoryStore(clock), clock);
    shared.obtain("key", wanting(1), () => new Promise(() => {}));
    const { value } = await shared.obtain("key", wanting(1), () => Promise.resolve("mine"));
    strictEqual(value, "mine");
    strictEqual(clock.slept >= 60_000 && clock.slept < 65_000, true);
  });

  await t.step("takes what it cannot read for nothing", async () => {
    const clock = fakeClock();
    const shared = answers(memoryStore(clock), clock);
    await shared.obtain("key", wanting(1), () => Promise.resolve("old"));
    deepStrictEqual(await shared.obtain("key", wanting(1), () => Promise.resolve("new")), {
      value: "new",
      isShared: false,
    });
  });

  await t.step("goes on from what is not enough, which makes it no younger", async () => {
    const clock = fakeClock();
    const madeAt = clock.now();
    const shared = answers(memoryStore(clock), clock, () => madeAt);
    const deep = { ...wanting(1), isEnough: (value: string) => value === "all" };
    const bases: (string | undefined)[] = [];
    const deeper = (_: unknown, base: string | undefined) => Promise.resolve((bases.push(base), "all"));
    await shared.obtain("key", wanting(1), () => Promise.resolve("some"));
    clock.advance(40_000);
    deepStrictEqual(await shared.obtain("key", deep, deeper), { value: "all", isShared: false });
    deepStrictEqual(bases, ["some"]);
    strictEqual((await shared.obtain("key", deep, deeper)).isShared, true);
    strictEqual((await shared.obtain("key", wanting(1), deeper)).isShared, true);
    clock.advance(21_000);
    strictEqual((await shared.obtain("key", deep, deeper)).isShared, false);
    deepStrictEqual(bases, ["some", undefined]);
  });

  await t.step("does not keep what no store would take", async () => {
    const clock = fakeClock();
    const shared = answers(memoryStore(clock), clock);
    await shared.obtain("key", wanting(1), () => Promise.resolve("x".repeat(1_000_000)));
    strictEqual((await shared.obtain("key", wanting(1), () => Promise.resolve("new"))).value, "new");
  });

  await t.step("goes on alone without a store", async () => {
    const clock = fakeClock();
    const store = memoryStore(clock);
    const shared = answers(store, clock);
    store.isDown = true;
    strictEqual((await shared.obtain("key", wanting(1), () => Promise.resolve("mine"))).isShared, false);
  });
});
