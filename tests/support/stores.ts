/** The shared store of each home, side by side, so that one table of behaviours holds for all. */
import type { Clock } from "#domain/ports.ts";
import { openEdgeRedis } from "#platform/edge/redis.ts";
import { embeddedStore } from "#platform/embedded/store.ts";
import { redisStore, type SharedStore } from "#platform/redis/store.ts";
import { openServerRedis } from "#platform/server/redis.ts";
import { isolatedRedisUrl } from "./redis.ts";
import { silentLog } from "./silent_log.ts";
import { startUpstashFront } from "./upstash_front.ts";

export const HOMES = ["embedded", "server", "edge"] as const;
export type Home = typeof HOMES[number];

/** Stands still until it is moved; sleeping ends at once. */
export interface MovableClock extends Clock {
  advance(milliseconds: number): void;
}

export function movableClock(start = Date.UTC(2026, 10, 23, 13)): MovableClock {
  let at = start;
  return {
    now: () => at,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 0)),
    advance: (milliseconds) => at += milliseconds,
  };
}

/** One store, for one instance. */
export interface OpenStore {
  store: SharedStore;
  /** The same, through a client of its own, for another instance. */
  second: SharedStore;
  close(): Promise<void>;
}

export async function openStore(home: Home, clock: Clock): Promise<OpenStore> {
  const { first, second, [Symbol.asyncDispose]: close } = await openStores(home, clock);
  return { store: first, second, close: async () => await close() };
}

/** One store, as two instances of LEXIA see it. */
export interface TwoInstances extends AsyncDisposable {
  first: SharedStore;
  second: SharedStore;
}

export async function openStores(home: Home, clock: Clock): Promise<TwoInstances> {
  if (home === "embedded") {
    const only = embeddedStore(clock);
    return { first: only, second: only, [Symbol.asyncDispose]: () => Promise.resolve() };
  }

  const database = await isolatedRedisUrl();
  const { clients, close } = home === "server" ? await overTcp(database.url) : await overHttp(database.url);
  const [first, second] = clients;
  return {
    first: redisStore(first, clock, () => Promise.resolve(clock.now())),
    second: redisStore(second, clock, () => Promise.resolve(clock.now())),
    [Symbol.asyncDispose]: async () => {
      await close();
      await database.close();
    },
  };
}

/** A machine busy with other tests may answer slowly; the limits themselves are tested with the guard. */
const patient = { timeoutMilliseconds: 10_000 };

async function overTcp(url: string) {
  const options = { url, log: silentLog, guard: patient };
  const [first, second] = [await openServerRedis(options), await openServerRedis(options)];
  const close = () => {
    first.close();
    second.close();
    return Promise.resolve();
  };
  return { clients: [first.redis, second.redis] as const, close };
}

async function overHttp(redisUrl: string) {
  const { url, token, close } = await startUpstashFront(redisUrl);
  const open = () => openEdgeRedis({ url, token, log: silentLog, guard: patient });
  return { clients: [open(), open()] as const, close };
}
