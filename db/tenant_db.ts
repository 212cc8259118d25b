/**
 * The tenant wall. Domain code reaches rows through the two handles made here and no other way: `tenantDb` runs as
 * the role `lexia_app` with one organization set, so row-level security holds for every statement; `platformDb` runs
 * as `lexia_platform`, sees all organizations, and records each use.
 */
import { drizzle, type PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import {
  ConnectionLost,
  type SqlConnection,
  type SqlDriver,
  type SqlResult,
  type SqlStatement,
} from "./driver.ts";
import type { Query } from "./prepared.ts";

/** Drizzle, without a transaction of its own: the handles below decide where one begins and ends. */
export type Db = Omit<PgRemoteDatabase<Record<string, never>>, "transaction" | "_" | "query">;

/** The rows of each query, in the order of the queries. */
export type RowsOf<Q extends readonly Query<unknown>[]> = {
  -readonly [K in keyof Q]: Q[K] extends Query<infer Row> ? Row[] : never;
};

export interface TenantDb {
  /**
   * Runs `work` in one transaction, committed when it returns and rolled back when it throws. Where the connection is
   * lost before the commit, `work` runs again from the start: it must leave no trace but in the transaction.
   */
  tx<T>(work: (tx: Db) => Promise<T>, options?: TxOptions): Promise<T>;
  /** Runs exactly one statement in its own transaction: a single round trip. */
  one<T>(build: (db: Db) => PromiseLike<T>): Promise<T>;
  /** Runs prepared statements in order in one transaction of their own: a single round trip, all of them or none. */
  batch<const Q extends readonly Query<unknown>[]>(queries: Q): Promise<RowsOf<Q>>;
}

export interface TxOptions {
  /** `work` finds out by itself that it was committed before, so it runs again even where nobody can tell. */
  isRepeatable?: boolean;
}

/** Why somebody needs to see every organization. */
export interface PlatformUse {
  /** A constant, such as "tenant.lookup": the label of the counter. */
  purpose: string;
  /** Set where a person asked: written to the audit log together with the work. */
  audit?: {
    actorId: string | null;
    action: string;
    organizationId?: string;
    targetId?: string;
    data?: Record<string, unknown>;
    address: string | null;
    requestId: string;
  };
}

export interface PlatformDb {
  tx<T>(use: PlatformUse, work: (tx: Db) => Promise<T>): Promise<T>;
  one<T>(use: PlatformUse, build: (db: Db) => PromiseLike<T>): Promise<T>;
  /** As that of `TenantDb`. */
  batch<const Q extends readonly Query<unknown>[]>(use: PlatformUse, queries: Q): Promise<RowsOf<Q>>;
}

/** Hears what `announce` was told in a transaction, once that transaction has been committed. */
export type OnCommit = (announcements: readonly unknown[]) => void;

/** The handle for one organization's rows. */
export function tenantDb(driver: SqlDriver, organizationId: string, onCommit: OnCommit = ignore): TenantDb {
  const wall: SqlStatement = {
    text: "select set_config('role', 'lexia_app', true), set_config('app.organization_id', $1, true)",
    values: [organizationId],
  };
  return {
    tx: (work, options) => transaction(driver, [wall], work, { ...options, onCommit }),
    one: (build) => single(driver, [wall], build),
    batch: (queries) => many(driver, [wall], queries, onCommit),
  };
}

/** The handle for platform-wide work. `onUse` hears of each use before it runs. */
export function platformDb(
  driver: SqlDriver,
  onUse: (purpose: string) => void,
  onCommit: OnCommit = ignore,
): PlatformDb {
  const role: SqlStatement = { text: "select set_config('role', 'lexia_platform', true)" };
  function opening(use: PlatformUse): SqlStatement[] {
    onUse(use.purpose);
    return use.audit ? [role, auditStatement(use.audit)] : [role];
  }
  return {
    tx: (use, work) => transaction(driver, opening(use), work, { onCommit }),
    one: (use, build) => single(driver, opening(use), build),
    batch: (use, queries) => many(driver, opening(use), queries, onCommit),
  };
}

/**
 * Leaves word of something that this transaction did, such as a job it wrote. It is passed on after the commit, and
 * forgotten if the transaction is rolled back.
 */
export function announce(tx: Db, announcement: unknown): void {
  scopeOf(tx).announcements.push(announcement);
}

/** Runs prepared statements in order within a transaction: a single round trip. */
export async function together<const Q extends readonly Query<unknown>[]>(
  tx: Db,
  queries: Q,
): Promise<RowsOf<Q>> {
  const scope = scopeOf(tx);
  const results = await scope.run(queries.map(({ statement }) => statement));
  return readAll(queries, results, scope.announcements);
}

/** Leaves statements that are sent together with the transaction's end. */
export function atCommit(tx: Db, queries: readonly Query<unknown>[]): void {
  scopeOf(tx).atCommit.push(...queries.map(({ statement }) => statement));
}

const scopes = new WeakMap<Db, TransactionScope>();

function scopeOf(tx: Db): TransactionScope {
  const scope = scopes.get(tx);
  if (!scope) throw new Error("This needs the handle of a transaction");
  return scope;
}

function ignore(): void {}

/** Each with a connection of its own. */
const MOST_TRIES = 3;

async function transaction<T>(
  driver: SqlDriver,
  opening: readonly SqlStatement[],
  work: (tx: Db) => Promise<T>,
  { onCommit, isRepeatable = false }: TxOptions & { onCommit: OnCommit },
): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      const { answer, announcements } = await driver.session((lent) =>
        attempt(lent, [...driver.atBegin ?? [], ...opening], work, isRepeatable)
      );
      if (announcements.length > 0) onCommit(announcements);
      return answer;
    } catch (error) {
      if (!(error instanceof MayRunAgain)) throw error;
      if (tries === MOST_TRIES) throw error.cause;
    }
  }
}

/** The connection was lost, and nothing is done twice when the work is tried again. */
class MayRunAgain extends Error {
  override name = "MayRunAgain";
}

async function attempt<T>(
  connection: SqlConnection,
  opening: readonly SqlStatement[],
  work: (tx: Db) => Promise<T>,
  isRepeatable: boolean,
): Promise<{ answer: T; announcements: readonly unknown[] }> {
  const scope = new TransactionScope(connection, [{ text: "begin" }, ...opening]);
  try {
    const answer = await work(scope.db);
    await scope.commit();
    return { answer, announcements: scope.announcements };
  } catch (error) {
    const mayRunAgain = scope.loss === "before_commit" || (scope.loss === "at_commit" && isRepeatable);
    if (mayRunAgain) throw new MayRunAgain("The connection was lost", { cause: error });
    await scope.rollback(error);
    throw error;
  }
}

async function single<T>(
  driver: SqlDriver,
  opening: readonly SqlStatement[],
  build: (db: Db) => PromiseLike<T>,
): Promise<T> {
  let isUsed = false;
  return await build(over(async (statement) => {
    if (isUsed) throw new Error("one() takes one statement: use tx() for steps that depend on each other");
    isUsed = true;
    return lastOf(await driver.batch([...opening, statement]));
  }));
}

async function many<const Q extends readonly Query<unknown>[]>(
  connection: SqlConnection,
  opening: readonly SqlStatement[],
  queries: Q,
  onCommit: OnCommit,
): Promise<RowsOf<Q>> {
  const results = await connection.batch([...opening, ...queries.map(({ statement }) => statement)]);
  const announcements: unknown[] = [];
  const rows = readAll(queries, results.slice(opening.length), announcements);
  if (announcements.length > 0) onCommit(announcements);
  return rows;
}

function readAll<const Q extends readonly Query<unknown>[]>(
  queries: Q,
  results: readonly SqlResult[],
  announcements: unknown[],
): RowsOf<Q> {
  const rows = queries.map((query, i) => {
    const result = results[i];
    if (!result) throw new Error("The driver answered nothing");
    const read = query.read(result);
    if (query.announces) announcements.push(...query.announces(read));
    return read;
  });
  // Each query has read its own result.
  return rows as RowsOf<Q>;
}

/** Sends `begin` and the wall together with the first statement, so that they cost no round trip of their own. */
class TransactionScope {
  readonly db: Db;
  readonly announcements: unknown[] = [];
  readonly atCommit: SqlStatement[] = [];
  #opening: readonly SqlStatement[];
  #isOpen = false;
  #loss: "before_commit" | "at_commit" | undefined;
  #failure: unknown;

  constructor(private readonly connection: SqlConnection, opening: readonly SqlStatement[]) {
    this.#opening = opening;
    this.db = over(async (statement) => lastOf(await this.run([statement])));
    scopes.set(this.db, this);
  }

  /** When the connection was lost. Once a commit is on its way, nobody can tell what became of it. */
  get loss(): "before_commit" | "at_commit" | undefined {
    return this.#loss;
  }

  async run(statements: readonly SqlStatement[]): Promise<SqlResult[]> {
    const opening = this.#opening;
    this.#opening = [];
    this.#isOpen = true;
    try {
      return (await this.connection.batch([...opening, ...statements])).slice(opening.length);
    } catch (error) {
      this.#failure = error;
      if (error instanceof ConnectionLost) this.#loss = "before_commit";
      throw error;
    }
  }

  async commit(): Promise<void> {
    // PostgreSQL answers COMMIT of a failed transaction with a silent rollback.
    if (this.#failure) throw this.#failure;
    if (!this.#isOpen) return;
    try {
      await this.connection.batch([...this.atCommit, { text: "commit" }]);
    } catch (error) {
      if (error instanceof ConnectionLost) this.#loss = error.wasSent ? "at_commit" : "before_commit";
      throw error;
    }
    this.#isOpen = false;
  }

  async rollback(cause: unknown): Promise<void> {
    if (!this.#isOpen) return;
    try {
      await this.connection.batch([{ text: "rollback" }]);
    } catch (error) {
      throw new AggregateError([cause, error], "Cannot roll back: the connection is lost", { cause });
    }
  }
}

/** Drizzle over anything that runs one statement. */
function over(run: (statement: SqlStatement) => Promise<SqlResult>): Db {
  return drizzle(async (text, values, method) => {
    const result = await run({ text, values });
    return { rows: method === "execute" ? asObjects(result) : result.rows };
  });
}

function asObjects({ columns, rows }: SqlResult): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

function lastOf(results: readonly SqlResult[]): SqlResult {
  const last = results.at(-1);
  if (!last) throw new Error("The driver answered nothing");
  return last;
}

function auditStatement(audit: NonNullable<PlatformUse["audit"]>): SqlStatement {
  return {
    text: `insert into audit_log (organization_id, actor_id, action, target_id, data, address, request_id)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      audit.organizationId ?? null,
      audit.actorId,
      audit.action,
      audit.targetId ?? null,
      JSON.stringify(audit.data ?? {}),
      audit.address,
      audit.requestId,
    ],
  };
}
