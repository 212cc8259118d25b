import type { Redis } from "@upstash/redis";
import { type Clock, type SharedState, StoreUnavailable } from "#domain/ports.ts";
import { wholeSeconds } from "./cache.ts";

const PREFIX = "lexia:state:";
const ATTEMPTS = 40;
const LONGEST_WAIT_MILLISECONDS = 20;

/** Writes only where the value is still the one that was read. A random version cannot come back after an expiry. */
const SWAP = `
if (redis.call("HGET", KEYS[1], "version") or "") ~= ARGV[1] then return 0 end
redis.call("HSET", KEYS[1], "version", ARGV[2], "value", ARGV[3])
redis.call("EXPIRE", KEYS[1], ARGV[4])
return 1
`;

interface Versioned<T> {
  version: string;
  value: T | undefined;
}

/** Within one process updates of a key wait for each other, so that only other instances can be faster. */
export function redisState(redis: Redis, clock: Clock): SharedState {
  const swap = redis.createScript<number>(SWAP);
  const inTurn = oneAtATime();

  async function read<T>(key: string): Promise<Versioned<T>> {
    // The type is the caller's claim, as the port says.
    const found = await redis.hmget<{ version: string; value: { v?: T } }>(PREFIX + key, "version", "value");
    return { version: found?.version ?? "", value: found?.value?.v };
  }

  return {
    read: async <T>(key: string) => (await read<T>(key)).value,
    update: <T, R>(
      key: string,
      ttlSeconds: number,
      change: (value: T | undefined) => { value: T; answer: R },
    ) =>
      inTurn(key, async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const { version, value: before } = await read<T>(key);
          const { value, answer } = change(before);
          const next = [
            version,
            `v${crypto.randomUUID()}`,
            JSON.stringify({ v: value }),
            `${wholeSeconds(ttlSeconds)}`,
          ];
          if (await swap.exec([PREFIX + key], next) === 1) return answer;
          await clock.sleep(Math.random() * LONGEST_WAIT_MILLISECONDS);
        }
        throw new StoreUnavailable(
          `Cannot change the shared state "${key}": others were faster ${ATTEMPTS} times`,
        );
      }),
  };
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
