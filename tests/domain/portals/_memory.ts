/** The ports in memory: a clock that sleeping moves, stores that can fail, and ears for metrics and log. */
import {
  type Cache,
  type Clock,
  type Log,
  type Metrics,
  type SharedState,
  StoreUnavailable,
} from "#domain/ports.ts";

/** Monday 2026-11-23, 08:00 in Bogota. */
export const MONDAY_MORNING = Date.UTC(2026, 10, 23, 13);

export interface FakeClock extends Clock {
  advance(milliseconds: number): void;
  /** All that was slept through. */
  slept: number;
}

/** Time stands still but for sleeping, which takes no time at all. */
export function fakeClock(start = MONDAY_MORNING): FakeClock {
  let now = start;
  const clock: FakeClock = {
    slept: 0,
    now: () => now,
    advance: (milliseconds) => now += milliseconds,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      now += milliseconds;
      clock.slept += milliseconds;
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal?.throwIfAborted();
    },
  };
  return clock;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
};

export interface MemoryStore {
  cache: Cache;
  state: SharedState;
  /** While true, everything throws `StoreUnavailable`. */
  isDown: boolean;
}

/** Values live as JSON, as in a real store, and end with their time. */
export function memoryStore(clock: Clock): MemoryStore {
  const values = new Map<string, { json: string; until: number }>();

  async function read<T>(key: string): Promise<T | undefined> {
    await Promise.resolve();
    if (store.isDown) throw new StoreUnavailable("The store is down");
    const kept = values.get(key);
    return kept === undefined || kept.until <= clock.now() ? undefined : JSON.parse(kept.json) as T;
  }

  function write(key: string, value: unknown, ttlSeconds: number): void {
    values.set(key, { json: JSON.stringify(value), until: clock.now() + ttlSeconds * 1_000 });
  }

  const store: MemoryStore = {
    isDown: false,
    cache: {
      get: read,
      async set(key, value, ttlSeconds) {
        await read(key);
        write(key, value, ttlSeconds);
      },
      async delete(key) {
        await read(key);
        values.delete(key);
      },
    },
    state: {
      read,
      async update<T, R>(
        key: string,
        ttlSeconds: number,
        change: (value: T | undefined) => { value: T; answer: R },
      ) {
        const { value, answer } = change(await read<T>(key));
        // Nothing may come between reading and writing: the change runs once more on what is there now.
        const now = values.get(key);
        const settled = now && now.until > clock.now()
          ? change(JSON.parse(now.json) as T)
          : { value, answer };
        write(key, settled.value, ttlSeconds);
        return settled.answer;
      },
    },
  };
  return store;
}

export interface Ears {
  metrics: Metrics;
  log: Log;
  /** `name{a=b,c=d}` and how often. */
  counts: Map<string, number>;
  gauges: Map<string, number>;
  /** Level and message. */
  lines: string[];
}

export function ears(): Ears {
  const counts = new Map<string, number>();
  const gauges = new Map<string, number>();
  const lines: string[] = [];
  const line = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return {
    counts,
    gauges,
    lines,
    metrics: {
      increment(name, labels = {}, by = 1) {
        const key = named(name, labels);
        counts.set(key, (counts.get(key) ?? 0) + by);
      },
      set: (name, value, labels = {}) => void gauges.set(named(name, labels), value),
      observe: (name, _seconds, labels = {}) => {
        const key = named(name, labels);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      },
    },
    log: { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") },
  };
}

function named(name: string, labels: Record<string, string>): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}=${value}`).join(",");
  return inside === "" ? name : `${name}{${inside}}`;
}
