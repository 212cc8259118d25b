import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { HOMES, movableClock, openStores } from "#tests/support/stores.ts";

for (const home of HOMES) {
  Deno.test(`EventLog, ${home}`, async (t) => {
    await using stores = await openStores(home, movableClock());
    const { first: { events }, second: { events: other } } = stores;

    await t.step("is empty at first", async () => {
      deepStrictEqual(await events.read("none", 0), []);
    });

    await t.step("numbers events from 1, in order, and keeps their types", async () => {
      strictEqual(await events.append("run", { step: "queued" }, 60), 1);
      strictEqual(await other.append("run", "123", 60), 2);
      strictEqual(await events.append("run", [null, true], 60), 3);
      deepStrictEqual(await other.read("run", 0), [{ step: "queued" }, "123", [null, true]]);
    });

    await t.step("gives only what came after a position", async () => {
      deepStrictEqual(await events.read("run", 2), [[null, true]]);
      deepStrictEqual(await events.read("run", 3), []);
      deepStrictEqual(await events.read("run", 99), []);
    });

    await t.step("gives each of 40 events at once its own position", async () => {
      const append = (n: number) => (n % 2 ? events : other).append("many", { n }, 60);
      const positions = await Promise.all(Array.from({ length: 40 }, (_, n) => append(n)));
      const inOrder = await events.read<{ n: number }>("many", 0);
      positions.forEach((position, n) => strictEqual(inOrder[position - 1]?.n, n));
      strictEqual(new Set(positions).size, 40);
    });

    await t.step("starts again from 1 after it was cleared", async () => {
      await events.clear("run");
      deepStrictEqual(await events.read("run", 0), []);
      strictEqual(await events.append("run", 1, 60), 1);
    });
  });
}
