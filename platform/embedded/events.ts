import type { Clock, EventLog } from "#domain/ports.ts";
import { ExpiringMap } from "./expiring_map.ts";

const KEYS = 10_000;

export function embeddedEvents(clock: Clock): EventLog {
  const lists = new ExpiringMap<string[]>(clock, KEYS);
  return {
    append(key, event, ttlSeconds) {
      const list = lists.get(key) ?? [];
      const position = list.push(JSON.stringify({ e: event }));
      lists.set(key, list, ttlSeconds * 1_000);
      return Promise.resolve(position);
    },
    read<T>(key: string, after: number) {
      const list = lists.get(key) ?? [];
      // The type is the caller's claim, as the port says.
      return Promise.resolve(list.slice(after).map((json) => (JSON.parse(json) as { e: T }).e));
    },
    clear(key) {
      lists.delete(key);
      return Promise.resolve();
    },
  };
}
