import type { Clock } from "#domain/ports.ts";

interface Entry<V> {
  value: V;
  expiresAt: number;
}

/**
 * A map whose entries end by themselves, without timers. It holds at most `most` entries: where it is full of live
 * ones, the oldest goes.
 */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, Entry<V>>();
  #writesUntilSweep: number;

  constructor(readonly clock: Clock, readonly most: number) {
    this.#writesUntilSweep = most;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.expiresAt > this.clock.now()) return entry?.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: V, ttlMilliseconds: number): void {
    this.#entries.delete(key);
    if (--this.#writesUntilSweep <= 0 || this.#entries.size >= this.most) this.#sweep();
    this.#entries.set(key, { value, expiresAt: this.clock.now() + ttlMilliseconds });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #sweep(): void {
    this.#writesUntilSweep = this.most;
    const now = this.clock.now();
    for (const [key, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#entries.delete(key);

    // Several at once, so that a full map is not swept again with each write.
    const excess = this.#entries.size - Math.floor(this.most * 0.9);
    for (const key of [...this.#entries.keys()].slice(0, Math.max(0, excess))) this.#entries.delete(key);
  }
}
