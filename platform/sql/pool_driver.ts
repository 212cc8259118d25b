import {
  DatabaseUnavailable,
  type SqlConnection,
  type SqlDriver,
  type SqlResult,
  type SqlStatement,
} from "#domain/ports.ts";
import { runBatch, transactionStatus } from "./batch.ts";
import { EndedBeforeCommit, sqlFailure } from "./failures.ts";
import type { ConnectionPool, PooledClient } from "./protocol.ts";

/** How long a connection may take to be made. */
export const CONNECT_MILLISECONDS = 2_000;
/** How long a transaction may stand still: nothing is open while LEXIA waits for anybody but PostgreSQL. */
export const IDLE_TRANSACTION_SECONDS = 10;
/** How long a caller waits for a free one that does not say otherwise. */
const WAIT_MILLISECONDS = 1_800;

const MOST_REPLACEMENTS = 20;

/** The database port over a pool. `deadline`: milliseconds after which a batch counts as lost; 0 for no limit. */
export function poolDriver(pool: ConnectionPool, deadline = 0): SqlDriver {
  return {
    async batch(statements, options) {
      const loan = await Loan.take(pool, deadline, options?.waitMs);
      try {
        return await loan.batch(statements);
      } finally {
        loan.giveBack();
      }
    },
    async session(work, options) {
      const loan = await Loan.take(pool, deadline, options?.waitMs);
      try {
        return await work(loan);
      } finally {
        loan.giveBack({ mustBeIdle: true });
      }
    },
    stats: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

/** One connection, for as long as it is lent. */
class Loan implements SqlConnection {
  #isUsed = false;
  #isLost = false;

  private constructor(
    private readonly pool: ConnectionPool,
    private readonly deadline: number,
    private readonly waitMs: number,
    private client: PooledClient,
  ) {}

  static async take(pool: ConnectionPool, deadline: number, waitMs = WAIT_MILLISECONDS): Promise<Loan> {
    return new Loan(pool, deadline, waitMs, await connect(pool, waitMs));
  }

  async batch(statements: readonly SqlStatement[]): Promise<SqlResult[]> {
    if (this.#isLost) throw new DatabaseUnavailable("The connection to PostgreSQL was lost before");
    for (let replacements = 0;; replacements++) {
      try {
        if (isGone(this.client)) throw new EndedBeforeCommit("The connection had ended", { wasSent: false });
        const results = await runBatch(this.client, statements, this.deadline);
        this.#isUsed = true;
        return results;
      } catch (error) {
        if (error instanceof EndedBeforeCommit && !this.#isUsed && replacements < MOST_REPLACEMENTS) {
          // Nothing was kept, so nothing is done twice.
          await this.#replace();
          continue;
        }
        this.#isUsed = true;
        this.#isLost ||= error instanceof DatabaseUnavailable;
        throw error;
      }
    }
  }

  async #replace(): Promise<void> {
    this.client.release(true);
    try {
      this.client = await connect(this.pool, this.waitMs);
    } catch (error) {
      this.#isLost = true;
      this.client = NOBODY;
      throw error;
    }
  }

  giveBack({ mustBeIdle = false } = {}): void {
    const { connection } = this.client;
    const isBusy = mustBeIdle && connection !== undefined && transactionStatus(connection) !== "I";
    this.client.release(this.#isLost || isBusy);
  }
}

/** Stands where a connection could not be replaced. */
const NOBODY: PooledClient = { query() {}, release() {} };

/** What is not writable any more sends nothing and would never answer. */
function isGone({ connection }: PooledClient): boolean {
  return connection?.stream?.writable === false;
}

async function connect(pool: ConnectionPool, waitMs: number): Promise<PooledClient> {
  try {
    for (;;) {
      const client = await nextFree(pool, waitMs);
      if (!isGone(client)) return client;
      client.release(true);
    }
  } catch (error) {
    throw sqlFailure(error);
  }
}

/** The pool's own limit is as long as making a connection may take; waiting for somebody else's ends sooner. */
async function nextFree(pool: ConnectionPool, waitMs: number): Promise<PooledClient> {
  const waitingBefore = pool.waitingCount;
  const lent = pool.connect();
  if (pool.waitingCount <= waitingBefore) return await lent;
  return await new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new DatabaseUnavailable("No connection to PostgreSQL was free in time"));
    }, waitMs);
    lent.then((client) => isLate ? client.release() : resolve(client), reject)
      .finally(() => clearTimeout(timer));
  });
}
