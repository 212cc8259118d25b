import type { Redis } from "@upstash/redis";
import type { Clock } from "#domain/ports.ts";

/** How long a measurement is believed. */
const MEASURE_AGAIN_MS = 60_000;
/** Less is what a measurement may be wrong by: then the clocks are taken to be the same. */
const TOLERANCE_MS = 1_000;

/**
 * What time it is for all instances alike, in milliseconds since the epoch: the process's own clock, put right by
 * Redis's where the two differ. So a process whose clock is wrong neither hurries jobs nor holds them back.
 * Rejects with `StoreUnavailable`.
 */
export function sharedTime(redis: Redis, clock: Clock): () => Promise<number> {
  let measured: Promise<{ offset: number; at: number }> | undefined;

  async function measure() {
    const sentAt = clock.now();
    const [seconds, microseconds] = await redis.time();
    const at = clock.now();
    const offset = Number(seconds) * 1_000 + Number(microseconds) / 1_000 - (sentAt + at) / 2;
    return { offset: Math.abs(offset) < TOLERANCE_MS ? 0 : offset, at };
  }

  async function measuredAgain() {
    const measuring = measure();
    measured = measuring;
    try {
      return await measuring;
    } catch (error) {
      if (measured === measuring) measured = undefined;
      throw error;
    }
  }

  return async () => {
    const known = await measured;
    const isFresh = known !== undefined && Math.abs(clock.now() - known.at) < MEASURE_AGAIN_MS;
    const { offset } = isFresh ? known : await measuredAgain();
    return clock.now() + offset;
  };
}
