/** How long honest requests take alone, and beside something: in windows that take turns, so that both meet the same machine. */
import { type LoadResult, median, percentile } from "./load.ts";

export interface Beside {
  /** Medians of the windows' 99th percentiles, in milliseconds. */
  aloneMs: number;
  besideMs: number;
  ratio: number;
  /** Honest requests by status, over all windows. */
  statuses: Map<number, number>;
}

/** `disturb` begins what goes on beside the honest requests, and returns what ends it. */
export async function measureBeside(
  windows: number,
  honest: () => Promise<LoadResult>,
  disturb: () => Promise<() => Promise<unknown>>,
): Promise<Beside> {
  const [alone, beside]: [number[], number[]] = [[], []];
  const statuses = new Map<number, number>();
  async function window(into: number[]): Promise<void> {
    const result = await honest();
    into.push(percentile(result.latencies, 0.99));
    for (const [status, count] of result.statuses) statuses.set(status, (statuses.get(status) ?? 0) + count);
  }
  // The first requests find everything cold.
  await honest();
  for (let i = 0; i < windows; i++) {
    await window(alone);
    const end = await disturb();
    try {
      await window(beside);
    } finally {
      await end();
    }
  }
  const [aloneMs, besideMs] = [median(alone), median(beside)];
  return { aloneMs, besideMs, ratio: besideMs / aloneMs, statuses };
}
