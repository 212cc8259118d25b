const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 3600;

/**
 * How long to wait before the next attempt: 5 s, doubling up to an hour, each moved by up to a quarter either way so
 * that jobs that failed together do not come back together. `attempt` counts from 1.
 */
export function retryDelaySeconds(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(FIRST_SECONDS * 2 ** (attempt - 1), LONGEST_SECONDS);
  return base * (0.75 + random() / 2);
}
