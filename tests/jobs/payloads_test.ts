/**
 * Payloads as each release wrote them, one for each task. A release has to read what the one before it has left in the
 * queue: a task or a field may go one release after nobody writes it any more.
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import { TASKS } from "#jobs/contract.ts";
import { fromNewest } from "../../deploy/ops/release/version.ts";
import config from "../../deno.json" with { type: "json" };

const FOLDER = new URL("payloads/", import.meta.url);

/** `next.json` becomes the release to come's; `deno task release` copies it. */
const NEXT = "next";
const [BEFORE = ""] = fromNewest(
  [...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(".json", "")).filter((name) => name !== NEXT),
);

/** Read for one release more, and made by nobody: with the release after that a task may go. */
const NO_LONGER_MADE: readonly string[] = [];

function payloadsOf(release: string): Record<string, unknown> {
  return JSON.parse(Deno.readTextFileSync(new URL(`${release}.json`, FOLDER)));
}

Deno.test("the contract of tasks", async (t) => {
  for (const release of [BEFORE, NEXT]) {
    for (const [task, payload] of Object.entries(payloadsOf(release))) {
      await t.step(`reads ${task} of release ${release}`, () => {
        const contract = Object.entries(TASKS).find(([name]) => name === task)?.[1];
        ok(contract, "The task is gone while its jobs may still wait");
        deepStrictEqual(contract.payload.parse(payload), payload);
      });
    }
  }

  await t.step("has an example of each task for the release to come", () => {
    const shown = [...Object.keys(payloadsOf(NEXT)), ...NO_LONGER_MADE];
    deepStrictEqual(shown.sort(), Object.keys(TASKS).sort());
  });

  await t.step(
    "is held against the release that deno.json names",
    () => deepStrictEqual(BEFORE, config.version),
  );
});
