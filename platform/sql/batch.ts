/**
 * Several statements of the extended query protocol under one Sync. PostgreSQL takes them as one implicit transaction:
 * one round trip, and a local setting made by the first holds for the others and no longer.
 * Protocol: PostgreSQL documentation, chapter "Frontend/Backend Protocol", section "Pipelining".
 */
import {
  ConnectionLost,
  DatabaseUnavailable,
  SqlError,
  type SqlResult,
  type SqlStatement,
} from "#domain/ports.ts";
import { EndedBeforeCommit, isServerEnd, sqlFailure } from "./failures.ts";
import type { Field, LentConnection, PooledClient, ProtocolConnection, Submittable } from "./protocol.ts";
import { StatementNames } from "./statement_names.ts";
import { decoderOf, encodeValue } from "./values.ts";

/**
 * Sends the statements and gives their results in order.
 * @throws {SqlError} when PostgreSQL refuses one.
 * @throws {DatabaseUnavailable} when the connection fails, or nothing came within `deadline` milliseconds (0: no
 * limit). It must then be ended, not used again.
 */
export function runBatch(
  client: PooledClient,
  statements: readonly SqlStatement[],
  deadline = 0,
): Promise<SqlResult[]> {
  const bound = statements.map(({ text, values = [] }) => ({ text, values: values.map(encodeValue) }));
  return new Promise((resolve, reject) => {
    const timer = deadline === 0 ? undefined : setTimeout(() => {
      reject(new DatabaseUnavailable("PostgreSQL did not answer in time"));
    }, deadline);
    client.query(
      new Batch(bound, (results) => {
        clearTimeout(timer);
        resolve(results);
      }, (error) => {
        clearTimeout(timer);
        reject(error);
      }),
    );
  });
}

/** What the last ReadyForQuery said: "I" outside a transaction; undefined while statements are under way. */
export function transactionStatus(connection: LentConnection): string | undefined {
  const state = states.get(connection);
  return state ? state.status : "I";
}

interface ConnectionState {
  names: StatementNames;
  status: string | undefined;
}

const states = new WeakMap<LentConnection, ConnectionState>();

function stateOf(connection: ProtocolConnection): ConnectionState {
  const known = states.get(connection);
  if (known) return known;
  const state: ConnectionState = { names: new StatementNames(), status: "I" };
  connection.on("readyForQuery", ({ status }) => state.status = status);
  states.set(connection, state);
  return state;
}

interface BoundStatement {
  text: string;
  values: (string | null)[];
}

class Batch implements Submittable {
  readonly #results: SqlResult[] = [];
  readonly #added: string[] = [];
  #current = new ResultReader();
  #names: StatementNames | undefined;
  #failure: unknown;

  constructor(
    private readonly statements: readonly BoundStatement[],
    private readonly resolve: (results: SqlResult[]) => void,
    private readonly reject: (error: SqlError | DatabaseUnavailable) => void,
  ) {}

  submit(connection: ProtocolConnection): void {
    const state = stateOf(connection);
    this.#names = state.names;
    state.status = undefined;
    connection.stream?.cork?.();
    try {
      state.names.closeForgotten(connection);
      for (const { text, values } of this.statements) {
        const statement = state.names.prepare(connection, text, this.#added);
        connection.bind({ portal: "", statement, values, binary: false });
        connection.describe({ type: "P", name: "" });
        connection.execute({ portal: "", rows: 0 });
      }
      connection.sync();
    } finally {
      connection.stream?.uncork?.();
    }
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.#current.describe(fields);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.#failure) return;
    try {
      this.#current.add(fields);
    } catch (error) {
      this.#failure = error;
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#results.push(this.#current.finish(text));
    this.#current = new ResultReader();
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: "" });
  }

  handlePortalSuspended(): void {}
  handleCopyData(): void {}

  handleCopyInResponse(connection: ProtocolConnection): void {
    connection.sendCopyFail?.("LEXIA does not send COPY data");
  }

  handleError(error: unknown): void {
    const failure = sqlFailure(error);
    this.#names?.forget(this.#added, failure instanceof SqlError ? failure.code : "");
    this.reject(failure instanceof SqlError ? failure : this.#lost(error, failure));
  }

  #lost(error: unknown, { message }: DatabaseUnavailable): ConnectionLost {
    // Answers come in order: where a CommandComplete is missing, Sync was not reached, which is what commits.
    const isBeforeSync = this.#results.length < this.statements.length;
    return isServerEnd(error) && isBeforeSync
      ? new EndedBeforeCommit(message)
      : new ConnectionLost(message, { cause: error });
  }

  handleReadyForQuery(): void {
    if (this.#failure) {
      this.reject(new SqlError("22P02", undefined, "Cannot read a value that PostgreSQL sent"));
    } else this.resolve(this.#results);
  }
}

/** Gathers one statement's rows. */
class ResultReader {
  #columns: string[] = [];
  #decoders: ((text: string) => unknown)[] = [];
  readonly #rows: unknown[][] = [];

  describe(fields: Field[]): void {
    this.#columns = fields.map((field) => field.name);
    this.#decoders = fields.map((field) => decoderOf(field.dataTypeID));
  }

  add(fields: (string | null)[]): void {
    this.#rows.push(fields.map((text, i) => text === null ? null : this.#decoders[i]?.(text)));
  }

  /** `tag` is such as "INSERT 0 1". */
  finish(tag: string): SqlResult {
    const count = /\d+$/.exec(tag);
    return { columns: this.#columns, rows: this.#rows, rowCount: count ? Number(count[0]) : 0 };
  }
}
