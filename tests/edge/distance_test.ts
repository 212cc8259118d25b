/** The short form of what `deno task bench:edge` shows in full, for the edge. */
import { ok } from "node:assert/strict";
import { journeys } from "#tests/bench/round_trips.ts";

Deno.test("10 ms away from database and Redis", async (t) => {
  for (const { request, inAll, goal } of await journeys("edge", 3)) {
    if (goal === null) continue;
    await t.step(`"${request}" takes at most ${goal} round trips`, () => ok(inAll <= goal, `${inAll}`));
  }
});
