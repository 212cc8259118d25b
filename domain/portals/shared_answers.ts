/** A short memory of answers that all instances share, and a lease so that one of them asks and the others wait. */
import { type Cache, type Clock, type Lane, type Log, type SharedState, StoreUnavailable } from "../ports.ts";

interface SharedAnswersDeps {
  cache: Cache;
  state: SharedState;
  clock: Clock;
  log: Log;
}

interface SharedAnswersSettings {
  source: string;
  /** 0 shares nothing. */
  cacheSeconds: number;
  /** How long a lease lasts without a sign of life; longer than one call. */
  leaseMs: number;
}

/** Turns an answer into JSON and back; `decode` gives undefined for what it cannot read. */
export interface Codec<T> {
  encode(value: T): unknown;
  decode(stored: unknown): T | undefined;
  /** From when on it grows old, milliseconds since the epoch. */
  madeAt(value: T): number;
}

interface Wanting<T> {
  /** Whether an answer, which somebody else may have asked for, says all that is wanted. */
  isEnough(value: T): boolean;
  signal: AbortSignal;
  lane(): Lane;
  promote(lane: Lane): void;
  onWait(): void;
}

/** Kept while a lookup is under way; `owner` null once it is over. `lane` is the most urgent of those who wait. */
interface LookupLease {
  owner: string | null;
  until: number;
  lane: Lane;
}

const POLL_MS = 1_000;
const RENEW_MS = 5_000;
/** Upstash refuses requests above 1 MB. */
const LARGEST_ANSWER = 900_000;

export class SharedAnswers<T> {
  constructor(
    private readonly deps: SharedAnswersDeps,
    private readonly settings: SharedAnswersSettings,
    private readonly codec: Codec<T>,
  ) {}

  /**
   * The answer from memory where that is enough, or what `produce` makes of it, which is then remembered. `produce` calls
   * `keepAlive` now and then. What it throws is not remembered, and whoever waits takes its place.
   */
  async obtain(
    key: string,
    wanting: Wanting<T>,
    produce: (keepAlive: () => Promise<void>, base: T | undefined) => Promise<T>,
  ): Promise<{ value: T; isShared: boolean }> {
    const { cacheSeconds } = this.settings;
    if (cacheSeconds <= 0) {
      return { value: await produce(() => Promise.resolve(), undefined), isShared: false };
    }
    const isEnough = (value: T | undefined): value is T => value !== undefined && wanting.isEnough(value);

    const remembered = await this.#recall(key);
    if (isEnough(remembered)) return { value: remembered, isShared: true };

    const owner = crypto.randomUUID();
    while (!await this.#claim(key, owner, wanting)) {
      wanting.onWait();
      await this.deps.clock.sleep(POLL_MS, wanting.signal);
      const answered = await this.#recall(key);
      if (isEnough(answered)) return { value: answered, isShared: true };
    }
    try {
      // Between the look and the claim another instance may have finished.
      const late = await this.#recall(key);
      if (isEnough(late)) return { value: late, isShared: true };
      const value = await produce(this.#keepAlive(key, owner, wanting), late);
      await this.#remember(key, value);
      return { value, isShared: false };
    } finally {
      await this.#release(key, owner);
    }
  }

  async #recall(key: string): Promise<T | undefined> {
    const stored = await this.#try(() => this.deps.cache.get<unknown>(this.#answerKey(key)));
    return stored === undefined ? undefined : this.codec.decode(stored);
  }

  async #remember(key: string, value: T): Promise<void> {
    const encoded = this.codec.encode(value);
    if (JSON.stringify(encoded).length > LARGEST_ANSWER) {
      this.deps.log.info("Portal answer is too large to share", { source: this.settings.source });
      return;
    }
    const age = Math.floor((this.deps.clock.now() - this.codec.madeAt(value)) / 1_000);
    const seconds = this.settings.cacheSeconds - Math.max(0, age);
    if (seconds <= 0) return;
    await this.#try(() => this.deps.cache.set(this.#answerKey(key), encoded, seconds));
  }

  /** True for the one who may ask, and for everybody where the store is out of reach: the pace decides then. */
  async #claim(key: string, owner: string, wanting: Wanting<T>): Promise<boolean> {
    const now = this.deps.clock.now();
    const lane = wanting.lane();
    const mine = (): LookupLease => ({ owner, until: now + this.settings.leaseMs, lane });
    const lease = await this.#change(key, (held) => {
      const isFree = !held || held.owner === null || held.owner === owner || held.until <= now;
      return isFree ? mine() : { ...held, lane: lane < held.lane ? lane : held.lane };
    });
    return lease === undefined || lease.owner === owner;
  }

  #keepAlive(key: string, owner: string, wanting: Wanting<T>): () => Promise<void> {
    let renewedAt = this.deps.clock.now();
    return async () => {
      const now = this.deps.clock.now();
      if (now - renewedAt < RENEW_MS) return;
      renewedAt = now;
      const lease = await this.#change(key, (held) => {
        if (held?.owner && held.owner !== owner) return held;
        return { owner, until: now + this.settings.leaseMs, lane: held?.lane ?? wanting.lane() };
      });
      if (lease?.owner === owner) wanting.promote(lease.lane);
    };
  }

  async #release(key: string, owner: string): Promise<void> {
    await this.#change(key, (held) => held?.owner === owner ? { ...held, owner: null } : held ?? FREE);
  }

  #change(
    key: string,
    change: (held: LookupLease | undefined) => LookupLease,
  ): Promise<LookupLease | undefined> {
    const ttlSeconds = Math.ceil(this.settings.leaseMs / 1_000) + 60;
    return this.#try(() =>
      this.deps.state.update<LookupLease, LookupLease>(this.#leaseKey(key), ttlSeconds, (held) => {
        const value = change(held);
        return { value, answer: value };
      })
    );
  }

  /** Undefined where the store is out of reach: sharing is a courtesy, never a condition. */
  async #try<R>(act: () => Promise<R>): Promise<R | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.deps.log.warn("Cannot share portal answers: the store is out of reach", {
        source: this.settings.source,
      });
      return undefined;
    }
  }

  #answerKey(key: string): string {
    return `portal:${this.settings.source}:answer:2:${key}`;
  }

  #leaseKey(key: string): string {
    return `portal:${this.settings.source}:lookup:${key}`;
  }
}

const FREE: LookupLease = { owner: null, until: 0, lane: 2 };
