import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { HOMES, movableClock, openStores } from "#tests/support/stores.ts";

for (const home of HOMES) {
  Deno.test(`SharedState, ${home}`, async (t) => {
    await using stores = await openStores(home, movableClock());
    const { first: { state }, second: { state: other } } = stores;

    await t.step("has no value at first, and hands the change none", async () => {
      strictEqual(await state.read("new"), undefined);
      const answer = await state.update<string, string>("new", 60, (value) => ({
        value: "123",
        answer: `was ${value}`,
      }));
      strictEqual(answer, "was undefined");
      strictEqual(await other.read("new"), "123");
    });

    await t.step("counts each of 50 changes at once on two instances", async () => {
      const add = (n: number) =>
        (n % 2 ? state : other).update<{ n: number }, number>("count", 60, (value) => {
          const next = (value?.n ?? 0) + 1;
          return { value: { n: next }, answer: next };
        });
      const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => add(n)));
      deepStrictEqual(await state.read("count"), { n: 50 });
      deepStrictEqual(answers.sort((a, b) => a - b), Array.from({ length: 50 }, (_, n) => n + 1));
    });

    await t.step("leaves the value alone when the change throws, and goes on after it", async () => {
      const broken = state.update<{ n: number }, number>("count", 60, () => {
        throw new RangeError("no");
      });
      await rejects(broken, RangeError);
      deepStrictEqual(await state.read("count"), { n: 50 });
      const answer = await state.update<{ n: number }, string>("count", 60, () => ({
        value: { n: 0 },
        answer: "ok",
      }));
      strictEqual(answer, "ok");
    });

    await t.step("keeps keys apart", async () => {
      await state.update("one", 60, () => ({ value: [1, null, "2"], answer: 0 }));
      strictEqual(await state.read("other"), undefined);
      deepStrictEqual(await state.read("one"), [1, null, "2"]);
    });
  });
}
