import type { Redis } from "@upstash/redis";
import { type Clock, type SharedState, StoreUnavailable } from "#domain/ports.ts";
import { wholeSeconds } from "./cache.ts";

const PREFIX = "lexia:state:";
const ATTEMPTS = 40;
const LONGEST_WAIT_MILLISECONDS = 20;

/**
 * Writes only where the value is still the one that the writer knows, and otherwise tells the present one. A random
 * version cannot come back after an expiry. The letter keeps the client from reading texts as numbers.
 */
const SWAP = `
local version = redis.call("HGET", KEYS[1], "version") or ""
if version ~= ARGV[1] then return {"v" .. version, "j" .. (redis.call("HGET", KEYS[1], "value") or "")} end
redis.call("HSET", KEYS[1], "version", ARGV[2], "value", ARGV[3])
redis.call("EXPIRE", KEYS[1], ARGV[4])
return {}
`;

interface Versioned {
  version: string;
  /** JSON; "" for none. */
  json: string;
}

const NONE: Versioned = { version: "", json: "" };
/** Values that an instance remembers, so that it need not ask for what it wrote last. */
const REMEMBERED = 1_000;

/** Within one process updates of a key wait for each other, so that only other instances can be faster. */
export function redisState(redis: Redis, clock: Clock): SharedState {
  const swap = redis.createScript<string[]>(SWAP);
  const inTurn = oneAtATime();
  const remembered = new Map<string, Versioned>();

  function remember(key: string, known: Versioned): void {
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(key, known);
  }

  /** Undefined where it was written; else what is there. */
  async function trySwap(
    key: string,
    known: Versioned,
    next: Versioned,
    ttlSeconds: number,
  ): Promise<Versioned | undefined> {
    const wanted = [known.version, next.version, next.json, `${wholeSeconds(ttlSeconds)}`];
    const [version, json] = await swap.exec([PREFIX + key], wanted);
    if (version === undefined || json === undefined) return undefined;
    return { version: version.slice(1), json: json.slice(1) };
  }

  return {
    read: async <T>(key: string) => {
      // The type is the caller's claim, as the port says.
      const found = await redis.hmget<{ value: { v?: T } }>(PREFIX + key, "value");
      return found?.value?.v;
    },
    update: <T, R>(
      key: string,
      ttlSeconds: number,
      change: (value: T | undefined) => { value: T; answer: R },
    ) =>
      inTurn(key, async () => {
        let known = remembered.get(key) ?? NONE;
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const { value, answer } = change(valueOf<T>(known));
          const next = { version: crypto.randomUUID(), json: JSON.stringify({ v: value }) };
          const present = await trySwap(key, known, next, ttlSeconds);
          remember(key, present ?? next);
          if (!present) return answer;
          // What this instance remembered may be old: that is no contest yet.
          if (attempt > 0) await clock.sleep(Math.random() * LONGEST_WAIT_MILLISECONDS);
          known = present;
        }
        throw new StoreUnavailable(
          `Cannot change the shared state "${key}": others were faster ${ATTEMPTS} times`,
        );
      }),
  };
}

function valueOf<T>({ json }: Versioned): T | undefined {
  if (json === "") return undefined;
  const { v }: { v?: T } = JSON.parse(json);
  return v;
}

/** Runs pieces of work under the same key one after the other. */
function oneAtATime(): <R>(key: string, work: () => Promise<R>) => Promise<R> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const mine = before ? before.then(work, work) : work();
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
