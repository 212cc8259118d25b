import type { Clock } from "../ports.ts";

interface Entry<V> {
  answer: Promise<V>;
  /** Set once the answer has come. */
  value?: { is: V };
  /** When the question was asked: what it tells is never newer than that. */
  askedAt: number;
  milliseconds: number;
}

export interface ShortMemoryOptions<V> {
  /** Beyond so many entries the oldest is forgotten. */
  most: number;
  /** How long an answer is believed, counted from the moment it was asked for. */
  secondsFor(value: V): number;
  /** The longest of them. */
  maxSeconds: number;
}

/** Remembers answers for seconds, asks once where many ask at the same time, and never remembers a failure. */
export class ShortMemory<V> {
  readonly #entries = new Map<string, Entry<V>>();

  constructor(private readonly clock: Clock, private readonly options: ShortMemoryOptions<V>) {}

  async get(key: string, ask: () => Promise<V>): Promise<V> {
    const known = this.#entries.get(key);
    const now = this.clock.now();
    if (known && now - known.askedAt < known.milliseconds) return await known.answer;
    return await this.#ask(key, now, ask);
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** Also forgets what is being asked at this moment, since the answer may already be out of date. */
  forgetWhere(isMeant: (value: V) => boolean): void {
    for (const [key, { value }] of this.#entries) {
      if (!value || isMeant(value.is)) this.#entries.delete(key);
    }
  }

  async #ask(key: string, now: number, ask: () => Promise<V>): Promise<V> {
    const entry: Entry<V> = { answer: ask(), askedAt: now, milliseconds: this.options.maxSeconds * 1_000 };
    this.#remember(key, entry);
    try {
      const value = await entry.answer;
      entry.value = { is: value };
      entry.milliseconds = this.options.secondsFor(value) * 1_000;
      return value;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  #remember(key: string, entry: Entry<V>): void {
    // Deleted first, so that the order of the map is the order of age.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.options.most) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      break;
    }
  }
}
