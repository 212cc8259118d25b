import type { Clock, SharedState } from "#domain/ports.ts";
import { ExpiringMap } from "./expiring_map.ts";

const KEYS = 10_000;

/** One process and no waiting between reading and writing: each change is one step by itself. */
export function embeddedState(clock: Clock): SharedState {
  const values = new ExpiringMap<string>(clock, KEYS);

  function read<T>(key: string): T | undefined {
    const json = values.get(key);
    // The type is the caller's claim, as the port says.
    return json === undefined ? undefined : JSON.parse(json) as T;
  }

  return {
    read: <T>(key: string) => Promise.resolve(read<T>(key)),
    // deno-lint-ignore require-await -- async, so that what `change` throws rejects
    update: async <T, R>(
      key: string,
      ttlSeconds: number,
      change: (value: T | undefined) => { value: T; answer: R },
    ) => {
      const { value, answer } = change(read<T>(key));
      values.set(key, JSON.stringify(value), ttlSeconds * 1_000);
      return answer;
    },
  };
}
