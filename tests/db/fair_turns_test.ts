import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseUnavailable, type SqlDriver } from "#db/driver.ts";
import { FairTurns } from "#db/fair_turns.ts";

/** A database whose work ends when the test says so. */
function heldDatabase() {
  const under: { of: string; end(): void }[] = [];
  const waits: number[] = [];
  const db = (of: string): SqlDriver => {
    const hold = (waitMs = NaN) => {
      waits.push(waitMs);
      return new Promise<never>((resolve) => under.push({ of, end: resolve as () => void }));
    };
    return driver({
      batch: (_, options) => hold(options?.waitMs),
      session: (_, options) => hold(options?.waitMs),
    });
  };
  return { db, under, waits, names: () => under.map(({ of }) => of) };
}

function driver(work: Pick<SqlDriver, "batch" | "session">): SqlDriver {
  const stats = () => ({ total: 0, idle: 0, waiting: 0 });
  return { ...work, stats, close: () => Promise.resolve() };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 0));
const nothing = () => Promise.resolve();

Deno.test("FairTurns", async (t) => {
  await t.step("lets one organization work twice at once, and others at once beside it", async () => {
    const { db, under, names } = heldDatabase();
    const turns = new FairTurns(2);
    const heavy = turns.around("heavy", db("heavy"));
    const works = [heavy.session(nothing), heavy.batch([]), heavy.session(nothing), heavy.session(nothing)];
    works.push(turns.around("light", db("light")).session(nothing));
    deepStrictEqual(names(), ["heavy", "heavy", "light"]);
    under.shift()?.end();
    await soon();
    deepStrictEqual(names(), ["heavy", "light", "heavy"]);
    while (under.length > 0) {
      under.shift()?.end();
      await soon();
    }
    strictEqual((await Promise.all(works)).length, 5);
  });

  await t.step("passes the turn on where work fails", async () => {
    const turns = new FairTurns(1);
    const failing = driver({
      session: () => Promise.reject(new Error("no")),
      batch: () => Promise.reject(new Error("no")),
    });
    const db = turns.around("a", failing);
    await Promise.all([
      rejects(db.session(nothing), /no/),
      rejects(db.session(nothing), /no/),
      rejects(db.batch([]), /no/),
    ]);
  });

  await t.step("gives up where the turn does not come, and forgets who gave up", async () => {
    const { db, under, names } = heldDatabase();
    const handle = new FairTurns(1, 10).around("a", db("a"));
    const first = handle.session(nothing);
    await rejects(handle.session(nothing), DatabaseUnavailable);
    under.shift()?.end();
    await first;
    const third = handle.session(nothing);
    deepStrictEqual(names(), ["a"]);
    under.shift()?.end();
    await third;
  });

  await t.step("leaves for the connection what the turn has left of one patience", async () => {
    const { db, under, waits } = heldDatabase();
    const handle = new FairTurns(1, 10_000).around("a", db("a"));
    const works = [handle.batch([]), handle.batch([])];
    await new Promise((resolve) => setTimeout(resolve, 20));
    under.shift()?.end();
    await soon();
    under.shift()?.end();
    await Promise.all(works);
    const [first = 0, second = 0] = waits;
    strictEqual(first, 10_000);
    ok(second > 5_000 && second <= 9_981, `The second may wait ${second} ms`);
  });
});
