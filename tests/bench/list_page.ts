/**
 * How much more the page of the list costs than the same list as JSON (what a row shows is in both), by hand:
 * `deno run -A --no-check tests/bench/list_page.ts`. The goal is half as much again.
 */
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { insertFollowed } from "#tests/routes/_followed.ts";
import { browserOf } from "#tests/routes/_searches.ts";

const ROWS = 2_000;
const ROUNDS = 100;
/** A server has answered both thousands of times: what the engine has not compiled yet tells nothing of it. */
const WARM_UP = 100;
const GOAL = 1.5;

await using lexia = await Lexia.start();
const acme = await lexia.organization({ maxRequestsPerMinute: 100_000, maxQueriesPerMonth: null });
const lead = await acme.session("manager", { withPassword: true });
await insertFollowed(lexia, lead, acme.id, ROWS);
const browser = await browserOf(lexia, acme, lead);

const json = () => read(lead, "/api/v1/solicitudes?limit=50&include=case");
const page = () => browser.get("/solicitudes").then((answer) => answer.arrayBuffer());
const costs = { json: [] as number[], page: [] as number[] };
for (let round = -WARM_UP; round < ROUNDS; round++) {
  const [ofJson, ofPage] = [await timeOf(json), await timeOf(page)];
  if (round < 0) continue;
  costs.json.push(ofJson);
  costs.page.push(ofPage);
}
const [ofJson, ofPage] = [median(costs.json), median(costs.page)];
const ratio = ofPage / ofJson;
// deno-lint-ignore no-console -- it is what the script is for
console.log(
  `JSON ${ofJson.toFixed(1)} ms, page ${ofPage.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (goal ${GOAL})`,
);

async function read(session: Session, path: string): Promise<unknown> {
  return await (await session.get(path)).arrayBuffer();
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
