/** That the mutants have not become stale. `deno task test:mutation` shows that each is noticed. */
import { strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MUTANTS } from "./mutants.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("Every mutant", async (t) => {
  for (const { id, defect, file, find, caughtBy } of MUTANTS) {
    await t.step(`${id} has one place in LEXIA, and a test that is to notice it: ${defect}`, async () => {
      const text = await Deno.readTextFile(join(ROOT, file));
      strictEqual(text.split(find).length - 1, 1, `${file} has no single place that reads: ${find}`);
      const tests = await Deno.readTextFile(join(ROOT, caughtBy.file));
      const named = tests.split(`(${JSON.stringify(caughtBy.test)},`).length - 1;
      strictEqual(named, 1, `${caughtBy.file} has no test "${caughtBy.test}"`);
    });
  }
});
