/** The machine's clock, but for sleeps of some lengths: those end when a test says so. */
import { systemClock } from "#platform/clock.ts";
import type { Clock } from "#domain/ports.ts";

export interface WakingClock extends Clock {
  /** Ends every sleep of that length, once somebody sleeps so long. */
  wake(milliseconds: number): Promise<void>;
}

/** The lengths are those that a test lets pass; all other sleeps last as long as they do. */
export function wakingClock(lengths: readonly number[]): WakingClock {
  const sleepers = new Map(lengths.map((length) => [length, new Set<() => void>()]));
  return {
    ...systemClock,
    sleep: async (milliseconds, signal) => {
      const those = sleepers.get(milliseconds);
      if (!those) return await systemClock.sleep(milliseconds, signal);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = () => reject(signal?.reason);
      if (signal?.aborted) stop();
      signal?.addEventListener("abort", stop, { once: true });
      those.add(resolve);
      await promise.finally(() => those.delete(resolve));
    },
    async wake(milliseconds) {
      const those = sleepers.get(milliseconds);
      while (those?.size === 0) await systemClock.sleep(1);
      for (const end of those ?? []) end();
    },
  };
}
