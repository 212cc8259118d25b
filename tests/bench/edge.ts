/**
 * `deno task bench:edge`: what distance costs on the edge and on a server, 10 ms from its database and its Redis.
 * Prints a table; with `--json` an object for each row.
 */
import { writeLine } from "#main";
import { withServers } from "#tests/support/servers.ts";
import { DISTANCE_MS, type Journey, journeys } from "./round_trips.ts";

const SAMPLES = 15;

async function main(): Promise<number> {
  const found = await withServers(async () => [
    ...await journeys("edge", SAMPLES),
    ...await journeys("server", SAMPLES),
  ]);
  const isJson = Deno.args.includes("--json");
  if (!isJson) {
    writeLine(`Round trips until the answer, each ${DISTANCE_MS} ms; medians of ${SAMPLES}\n${HEAD}`);
  }
  for (const journey of found) writeLine(isJson ? asObject(journey) : asLine(journey));
  return found.every(isReached) ? 0 : 1;
}

function isReached({ inAll, goal }: Journey): boolean {
  return goal === null || inAll <= goal;
}

const COLUMNS = [8, 26, 10, 7, 8, 18, 6];
const HEAD = line(["home", "request", "database", "Redis", "in all", "ms (of distance)", "goal", ""]);

function asLine(journey: Journey): string {
  const { home, request, database, redis, inAll, milliseconds, goal } = journey;
  const distance = (milliseconds / DISTANCE_MS).toFixed(1);
  return line([
    home,
    request,
    `${database}`,
    `${redis}`,
    `${inAll}`,
    `${milliseconds.toFixed(1)} (${distance})`,
    goal === null ? "" : `≤ ${goal}`,
    isReached(journey) ? "ok" : "MISSED",
  ]);
}

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padEnd(COLUMNS[i] ?? 0)).join(" ").trimEnd();
}

function asObject(journey: Journey): string {
  const { home, request, database, redis, inAll: value, milliseconds, goal } = journey;
  return JSON.stringify({
    row: `${home}: ${request}`,
    value,
    unit: "round trips",
    floor: null,
    goal,
    ok: isReached(journey),
    database,
    redis,
    milliseconds,
  });
}

if (import.meta.main) Deno.exit(await main());
