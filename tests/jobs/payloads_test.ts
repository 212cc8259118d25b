/**
 * Payloads as each release wrote them, one for each task. A release has to read what the one before it has left in the
 * queue: a task or a field may go one release after nobody writes it any more.
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import { TASKS } from "#jobs/contract.ts";
import { fromNewest } from "../../deploy/ops/release/version.ts";

const FOLDER = new URL("payloads/", import.meta.url);

/** The two newest releases that have left examples; of a task that is new only the newest has one. */
const RELEASES = fromNewest([...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(".json", ""))).slice(
  0,
  2,
);

Deno.test("the contract of tasks", async (t) => {
  ok(RELEASES.length > 0);
  for (const release of RELEASES) {
    const payloads: Record<string, unknown> = JSON.parse(
      Deno.readTextFileSync(new URL(`${release}.json`, FOLDER)),
    );
    for (const [task, payload] of Object.entries(payloads)) {
      await t.step(`reads ${task} of release ${release}`, () => {
        const contract = Object.entries(TASKS).find(([name]) => name === task)?.[1];
        ok(contract, "The task is gone while its jobs may still wait");
        deepStrictEqual(contract.payload.parse(payload), payload);
      });
    }
  }

  await t.step("has an example of each task for the release to come", () => {
    const newest = JSON.parse(Deno.readTextFileSync(new URL(`${RELEASES[0]}.json`, FOLDER)));
    deepStrictEqual(Object.keys(newest).sort(), Object.keys(TASKS).sort());
  });
});
