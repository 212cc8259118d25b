import type { Cache, Clock } from "#domain/ports.ts";
import { ExpiringMap } from "./expiring_map.ts";

const KEYS = 10_000;

/** Keeps values as JSON, so that a reader cannot change what another one gets. */
export function embeddedCache(clock: Clock): Cache {
  const values = new ExpiringMap<string>(clock, KEYS);
  return {
    get<T>(key: string) {
      const json = values.get(key);
      // The type is the caller's claim, as the port says.
      return Promise.resolve(json === undefined ? undefined : JSON.parse(json) as T);
    },
    set(key, value, ttlSeconds) {
      const json: string | undefined = JSON.stringify(value);
      if (json === undefined) values.delete(key);
      else values.set(key, json, ttlSeconds * 1_000);
      return Promise.resolve();
    },
    delete(key) {
      values.delete(key);
      return Promise.resolve();
    },
  };
}
