/**
 * A fair queue in front of the database: one organization holds so many connections of an instance at once, and what it
 * wants beyond that waits, so that the next connection is free for others however much one of them asks.
 */
import { DatabaseUnavailable, type SqlDriver } from "./driver.ts";

/** A few keep PostgreSQL busy; a plan's requests a minute need far less. */
const AT_ONCE = 3;
/** For a turn and a connection together, so that a request which waits in vain is answered within two seconds. */
const PATIENCE_MS = 1_600;
/** What is left for the connection at the least, since a turn means little without one. */
const LEFT_FOR_CONNECTION = 0.25;

interface Waiting {
  begin(): void;
}

/** Who works and who waits, organization by organization. */
export class FairTurns {
  readonly #busy = new Map<string, number>();
  readonly #queues = new Map<string, Set<Waiting>>();

  constructor(private readonly atOnce = AT_ONCE, private readonly patienceMs = PATIENCE_MS) {}

  /**
   * The same driver, whose work waits for its organization's turn, and then for a connection as long as is left.
   * @throws {DatabaseUnavailable} where the turn does not come.
   */
  around(organizationId: string, driver: SqlDriver): SqlDriver {
    return {
      ...driver,
      batch: (statements) => this.#inTurn(organizationId, (waitMs) => driver.batch(statements, { waitMs })),
      session: (work) => this.#inTurn(organizationId, (waitMs) => driver.session(work, { waitMs })),
    };
  }

  async #inTurn<T>(organizationId: string, work: (waitMs: number) => Promise<T>): Promise<T> {
    const busy = this.#busy.get(organizationId) ?? 0;
    let waitMs = this.patienceMs;
    if (busy < this.atOnce) this.#busy.set(organizationId, busy + 1);
    else {
      const since = performance.now();
      await this.#turn(organizationId);
      waitMs -= performance.now() - since;
    }
    try {
      return await work(waitMs);
    } finally {
      this.#pass(organizationId);
    }
  }

  /** Resolves when somebody of the same organization has passed their turn on. */
  #turn(organizationId: string): Promise<void> {
    const queue = this.#queues.get(organizationId) ?? new Set();
    this.#queues.set(organizationId, queue);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.delete(waiting);
        reject(new DatabaseUnavailable("Too much of this organization waits for the database"));
      }, this.patienceMs * (1 - LEFT_FOR_CONNECTION));
      const waiting: Waiting = {
        begin() {
          clearTimeout(timer);
          resolve();
        },
      };
      queue.add(waiting);
    });
  }

  #pass(organizationId: string): void {
    const queue = this.#queues.get(organizationId);
    for (const next of queue ?? []) {
      queue?.delete(next);
      next.begin();
      return;
    }
    this.#queues.delete(organizationId);
    const busy = (this.#busy.get(organizationId) ?? 1) - 1;
    if (busy > 0) this.#busy.set(organizationId, busy);
    else this.#busy.delete(organizationId);
  }
}
