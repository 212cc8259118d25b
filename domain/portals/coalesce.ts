/** Lookups of one key that are wanted at the same time in this process become one run. */
import type { Lane } from "../ports.ts";
import type { LookupProgress } from "./portal.ts";

export interface Asker {
  lane: Lane;
  tenant: string;
  onProgress(progress: LookupProgress): void | Promise<void>;
  signal: AbortSignal;
}

/** What the work sees of those who wait for it. */
export interface SharedRun {
  /** Aborts when the last asker has left. */
  signal: AbortSignal;
  /** The most urgent lane among those who wait, here or on another instance. */
  lane(): Lane;
  tenant(): string;
  promote(lane: Lane): void;
  /** Tells every asker, each in order; what a listener throws goes to `onListenerError`. */
  progress(progress: LookupProgress): void;
}

interface Seat {
  asker: Asker;
  /** Keeps one asker's progress in order. */
  told: Promise<void>;
}

export class Coalescer<T> {
  readonly #runs = new Map<string, Run<T>>();

  constructor(private readonly onListenerError: (error: unknown) => void) {}

  /** Joins the run of that key, or starts it. Rejects with the asker's own reason when its signal aborts. */
  async join(
    key: string,
    asker: Asker,
    work: (run: SharedRun) => Promise<T>,
  ): Promise<{ value: T; isLeader: boolean }> {
    asker.signal.throwIfAborted();
    const joined = this.#runs.get(key);
    const run = joined ?? this.#start(key, work, asker);
    const seat = joined ? run.sit(asker) : run.first;
    try {
      const value = await untilAborted(run.result, asker.signal);
      await seat.told;
      return { value, isLeader: joined === undefined };
    } finally {
      if (run.leave(seat)) this.#forget(key, run);
    }
  }

  #start(key: string, work: (run: SharedRun) => Promise<T>, asker: Asker): Run<T> {
    const run = new Run<T>(asker, work, this.onListenerError);
    this.#runs.set(key, run);
    // Whoever asks after the end starts anew, even before the last asker has left.
    run.result.then(() => this.#forget(key, run), () => this.#forget(key, run));
    return run;
  }

  #forget(key: string, run: Run<T>): void {
    if (this.#runs.get(key) === run) this.#runs.delete(key);
  }
}

class Run<T> implements SharedRun {
  readonly first: Seat;
  readonly result: Promise<T>;
  readonly #seats = new Set<Seat>();
  readonly #controller = new AbortController();
  #promoted: Lane = 2;
  #last: LookupProgress | undefined;
  #tenant: string;

  constructor(
    asker: Asker,
    work: (run: SharedRun) => Promise<T>,
    private readonly onListenerError: (error: unknown) => void,
  ) {
    this.#tenant = asker.tenant;
    this.first = this.sit(asker);
    this.result = work(this);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  sit(asker: Asker): Seat {
    const seat: Seat = { asker, told: Promise.resolve() };
    this.#seats.add(seat);
    if (this.#last) this.#tell(seat, this.#last);
    return seat;
  }

  /** Answers whether nobody is left. */
  leave(seat: Seat): boolean {
    this.#seats.delete(seat);
    if (this.#seats.size > 0) return false;
    this.#controller.abort(seat.asker.signal.reason);
    return true;
  }

  lane(): Lane {
    const lanes = [...this.#seats].map(({ asker }) => asker.lane);
    return lanes.reduce((most, lane) => lane < most ? lane : most, this.#promoted);
  }

  tenant(): string {
    const [seat] = this.#seats;
    if (seat) this.#tenant = seat.asker.tenant;
    return this.#tenant;
  }

  promote(lane: Lane): void {
    if (lane < this.#promoted) this.#promoted = lane;
  }

  progress(progress: LookupProgress): void {
    this.#last = progress;
    for (const seat of this.#seats) this.#tell(seat, progress);
  }

  #tell(seat: Seat, progress: LookupProgress): void {
    seat.told = seat.told.then(() => seat.asker.onProgress(progress)).catch(this.onListenerError);
  }
}

function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
