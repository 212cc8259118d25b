/** How far a request travels: its round trips to the database and to Redis until the answer is there. */
import { setTimeout as pause } from "node:timers/promises";
import { type Exchange, inSuccession } from "./delaying_proxy.ts";
import type { Links } from "./edge_front.ts";
import type { LoadConnection, LoadRequest } from "./load.ts";

export interface Travelled {
  status: number;
  database: number;
  redis: number;
  /** Those that followed one another: what is under way at the same time is one wait. */
  inAll: number;
  milliseconds: number;
}

/** Nothing has been under way for so long that what a request left behind is over. */
const QUIET_MS = 60;
const PATIENCE_MS = 20_000;

/** Sends the request once nothing else is under way, and counts what was answered before its own answer came. */
export async function travel(
  connection: LoadConnection,
  links: Links,
  request: LoadRequest,
): Promise<Travelled> {
  await quiet(links);
  links.database.clear();
  links.redis.clear();
  const startedAt = performance.now();
  const { status } = await connection.send(request, false);
  const endedAt = performance.now();
  const before = ({ to }: Exchange) => to <= endedAt;
  const database = links.database.exchanges.filter(before);
  const redis = links.redis.exchanges.filter(before);
  return {
    status,
    database: database.length,
    redis: redis.length,
    inAll: inSuccession([...database, ...redis]),
    milliseconds: endedAt - startedAt,
  };
}

/** @throws {Error} where it never becomes quiet. */
export async function quiet(links: Links): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < PATIENCE_MS) {
    const isIdle = Object.values(links).every(({ busyAt, isWaiting }) =>
      !isWaiting && performance.now() - busyAt > QUIET_MS
    );
    if (isIdle) return;
    await pause(10);
  }
  throw new Error(`The links were not quiet within ${PATIENCE_MS} ms`);
}
