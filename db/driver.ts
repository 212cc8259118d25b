/**
 * What the database room asks of a driver. Each home implements it under `platform/`; nothing else in LEXIA speaks
 * to PostgreSQL.
 */

/** One statement of the extended query protocol, with `$1…` placeholders. */
export interface SqlStatement {
  text: string;
  values?: readonly unknown[];
}

/** Rows in column order. Dates and timestamps stay text, `int8` and `numeric` stay text, JSON is parsed. */
export interface SqlResult {
  columns: string[];
  rows: unknown[][];
  /** Rows returned or changed. */
  rowCount: number;
}

/** One connection, held for as long as a piece of work lasts. */
export interface SqlConnection {
  /**
   * Sends every statement under one Sync: one round trip, and outside a transaction block one implicit transaction.
   * @throws {SqlError} when PostgreSQL refuses a statement; nothing of the batch is kept.
   * @throws {DatabaseUnavailable} when the connection is lost.
   */
  batch(statements: readonly SqlStatement[]): Promise<SqlResult[]>;
}

export interface WaitOptions {
  /** Milliseconds to wait for a free connection; the driver's own limit where nothing is said. */
  waitMs?: number;
}

export interface SqlDriver extends SqlConnection {
  batch(statements: readonly SqlStatement[], options?: WaitOptions): Promise<SqlResult[]>;
  /** Lends one connection to `work`. A connection whose work failed half way is not used again. */
  session<T>(work: (connection: SqlConnection) => Promise<T>, options?: WaitOptions): Promise<T>;
  /** What is sent together with each `begin`, where the home cannot set it for a connection. */
  atBegin?: readonly SqlStatement[];
  stats(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** PostgreSQL refused a statement. `code` is its SQLSTATE. Carries no statement text and no values. */
export class SqlError extends Error {
  override name = "SqlError";
  constructor(
    readonly code: string,
    readonly constraint: string | undefined,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** No connection could be had, or it was lost on the way: the work may be tried again. */
export class DatabaseUnavailable extends Error {
  override name = "DatabaseUnavailable";
}

/** A connection ended while it was lent: what was not committed on it is rolled back. */
export class ConnectionLost extends DatabaseUnavailable {
  /** False where the batch did not even leave, since the connection had ended before. */
  readonly wasSent: boolean;
  constructor(message: string, options: ErrorOptions & { wasSent?: boolean } = {}) {
    super(message, options);
    this.wasSent = options.wasSent ?? true;
  }
}

/** The driver's own error behind whatever drizzle wrapped around it, which repeats statement and values. */
export function sqlCause(error: unknown): SqlError | DatabaseUnavailable | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e instanceof SqlError || e instanceof DatabaseUnavailable) return e;
  }
  return undefined;
}

/** True for a violated unique constraint, of that name where one is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = sqlCause(error);
  return cause instanceof SqlError && cause.code === "23505" &&
    (constraint === undefined || cause.constraint === constraint);
}
