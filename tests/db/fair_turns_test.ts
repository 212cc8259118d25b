import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { DatabaseUnavailable } from "#db/driver.ts";
import { FairTurns } from "#db/fair_turns.ts";
import type { TenantDb } from "#db/tenant_db.ts";

/** A database whose work ends when the test says so. */
function heldDatabase() {
  const under: { of: string; end(): void }[] = [];
  const db = (of: string): TenantDb => {
    const hold = () => new Promise<never>((resolve) => under.push({ of, end: resolve as () => void }));
    return { tx: hold, one: hold, batch: hold };
  };
  return { db, under, names: () => under.map(({ of }) => of) };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 0));
const nothing = () => Promise.resolve();

Deno.test("FairTurns", async (t) => {
  await t.step("lets one organization work twice at once, and others at once beside it", async () => {
    const { db, under, names } = heldDatabase();
    const turns = new FairTurns(2);
    const heavy = turns.around("heavy", db("heavy"));
    const works = [heavy.tx(nothing), heavy.one(nothing), heavy.tx(nothing), heavy.tx(nothing)];
    works.push(turns.around("light", db("light")).tx(nothing));
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
    const failing: TenantDb = {
      tx: () => Promise.reject(new Error("no")),
      one: () => Promise.reject(new Error("no")),
      batch: () => Promise.reject(new Error("no")),
    };
    const db = turns.around("a", failing);
    await Promise.all([
      rejects(db.tx(nothing), /no/),
      rejects(db.tx(nothing), /no/),
      rejects(db.one(nothing), /no/),
    ]);
  });

  await t.step("gives up where the turn does not come, and forgets who gave up", async () => {
    const { db, under, names } = heldDatabase();
    const handle = new FairTurns(1, 10).around("a", db("a"));
    const first = handle.tx(nothing);
    await rejects(handle.tx(nothing), DatabaseUnavailable);
    under.shift()?.end();
    await first;
    const third = handle.tx(nothing);
    deepStrictEqual(names(), ["a"]);
    under.shift()?.end();
    await third;
  });
});
