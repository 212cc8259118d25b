/**
 * A fair queue in front of the database: one organization holds so many connections of an instance at once, and what it
 * wants beyond that waits, so that the next connection is free for others however much one of them asks.
 */
import { DatabaseUnavailable } from "./driver.ts";
import type { TenantDb } from "./tenant_db.ts";

/** A few keep PostgreSQL busy; a plan's requests a minute need far less. */
const AT_ONCE = 3;
/** Shorter than the pool's own, so that nobody begins to wait there for what those before them did not get. */
const PATIENCE_MS = 1_500;

interface Waiting {
  begin(): void;
}

/** Who works and who waits, organization by organization. */
export class FairTurns {
  readonly #busy = new Map<string, number>();
  readonly #queues = new Map<string, Set<Waiting>>();

  constructor(private readonly atOnce = AT_ONCE, private readonly patienceMs = PATIENCE_MS) {}

  /** The same handle, whose work waits for its turn. @throws {DatabaseUnavailable} where the turn does not come. */
  around(organizationId: string, db: TenantDb): TenantDb {
    return {
      tx: (work, options) => this.#inTurn(organizationId, () => db.tx(work, options)),
      one: (build) => this.#inTurn(organizationId, () => db.one(build)),
      batch: (queries) => this.#inTurn(organizationId, () => db.batch(queries)),
    };
  }

  async #inTurn<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
    const busy = this.#busy.get(organizationId) ?? 0;
    if (busy < this.atOnce) this.#busy.set(organizationId, busy + 1);
    else await this.#turn(organizationId);
    try {
      return await work();
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
      }, this.patienceMs);
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
