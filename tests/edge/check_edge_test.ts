import { deepStrictEqual, ok } from "node:assert/strict";
import { checkEdge } from "../../deploy/ops/check_edge.ts";

Deno.test("LEXIA runs on the edge with network and environment alone", async () => {
  const checks = await checkEdge();
  deepStrictEqual(checks.filter(({ isGood }) => !isGood), []);
  ok(checks.length >= 7, "every check was made");
});
