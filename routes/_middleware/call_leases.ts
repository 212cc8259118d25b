/**
 * Calls that this instance has taken from a shared window ahead of time, a few at once, so that most requests need not
 * ask the shared store. Where the window is nearly used up, or small, it takes one by one: the limit stays exact to a
 * hundredth of itself.
 */
import type { Clock, RateLimiter, Verdict } from "#domain/ports.ts";

/** As much of a limit may be held by an instance that then gets no more requests. */
const SHARE_OF_LIMIT = 1 / 100;
/** And as much of what is left. */
const SHARE_OF_REST = 1 / 10;
const MOST_CALLS = 50;
/** So that calls are made in about the window that they were taken from. */
const KEPT_MS = 10_000;
const MOST_KEYS = 10_000;

interface Lease {
  /** What it says as of the last call: `remaining` counts those that are held here. */
  verdict: Verdict;
  held: number;
  until: number;
}

export class CallLeases {
  readonly #leases = new Map<string, Lease>();
  /** Who asks for a key's next lease: the others wait for it. */
  readonly #asking = new Map<string, Promise<Verdict>>();

  constructor(private readonly limiter: RateLimiter, private readonly clock: Clock) {}

  /** As `RateLimiter.take`, of one call. @throws {StoreUnavailable} */
  async take(key: string, limit: number, windowSeconds: number): Promise<Verdict> {
    for (;;) {
      const held = this.#spend(key, limit);
      if (held) return held;
      const asked = this.#asking.get(key);
      if (!asked) return await this.#ask(key, limit, windowSeconds);
      const verdict = await asked;
      if (!verdict.allowed) return verdict;
    }
  }

  #spend(key: string, limit: number): Verdict | undefined {
    const lease = this.#leases.get(key);
    if (!lease || lease.held === 0 || lease.verdict.limit !== limit) return undefined;
    if (this.clock.now() >= lease.until) return undefined;
    lease.held--;
    lease.verdict = { ...lease.verdict, remaining: lease.verdict.remaining - 1 };
    return lease.verdict;
  }

  async #ask(key: string, limit: number, windowSeconds: number): Promise<Verdict> {
    const asking = this.#lease(key, limit, windowSeconds);
    this.#asking.set(key, asking);
    try {
      return await asking;
    } finally {
      this.#asking.delete(key);
    }
  }

  async #lease(key: string, limit: number, windowSeconds: number): Promise<Verdict> {
    const count = this.#countFor(key, limit);
    let verdict = await this.limiter.take(key, limit, windowSeconds, count);
    let taken = count;
    if (!verdict.allowed && count > 1) {
      verdict = await this.limiter.take(key, limit, windowSeconds);
      taken = 1;
    }
    if (!verdict.allowed) {
      this.#leases.delete(key);
      return verdict;
    }
    const held = taken - 1;
    const counted = { ...verdict, remaining: verdict.remaining + held };
    this.#remember(key, {
      verdict: counted,
      held,
      until: Math.min(this.clock.now() + KEPT_MS, verdict.resetAt),
    });
    return counted;
  }

  #countFor(key: string, limit: number): number {
    const rest = this.#leases.get(key)?.verdict.remaining ?? 0;
    return Math.max(1, Math.floor(Math.min(limit * SHARE_OF_LIMIT, rest * SHARE_OF_REST, MOST_CALLS)));
  }

  #remember(key: string, lease: Lease): void {
    this.#leases.delete(key);
    this.#leases.set(key, lease);
    if (this.#leases.size <= MOST_KEYS) return;
    for (const oldest of this.#leases.keys()) {
      this.#leases.delete(oldest);
      break;
    }
  }
}
