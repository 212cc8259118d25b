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
import { type NamedStatement, StatementNames } from "./statement_names.ts";
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
  readonly #sent: NamedStatement[] = [];
  #current: ResultReader | undefined;
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
        this.#sent.push(statement);
        connection.bind({ portal: "", statement: statement.name, values, binary: false });
        // The columns of a prepared statement stay the same; where they would not, the server refuses it (0A000).
        if (!statement.fields) connection.describe({ type: "P", name: "" });
        connection.execute({ portal: "", rows: 0 });
      }
      connection.sync();
    } finally {
      connection.stream?.uncork?.();
    }
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    const statement = this.#statement();
    if (statement?.name) statement.fields = fields;
    this.#current = new ResultReader(fields);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.#failure) return;
    try {
      this.#reader().add(fields);
    } catch (error) {
      this.#failure = error;
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const statement = this.#statement();
    // It was asked for its columns, and has none.
    if (statement?.name) statement.fields ??= [];
    this.#results.push(this.#reader().finish(text));
    this.#current = undefined;
  }

  /** Answers come in the order of the statements. */
  #statement(): NamedStatement | undefined {
    return this.#sent[this.#results.length];
  }

  #reader(): ResultReader {
    return this.#current ??= new ResultReader(this.#statement()?.fields ?? []);
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
  readonly #decoders: ((text: string) => unknown)[];
  readonly #rows: unknown[][] = [];

  constructor(private readonly fields: Field[]) {
    this.#decoders = decodersOf(fields);
  }

  add(texts: (string | null)[]): void {
    const row: unknown[] = texts;
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i];
      const decode = this.#decoders[i];
      if (typeof text === "string" && decode) row[i] = decode(text);
    }
    this.#rows.push(row);
  }

  /** `tag` is such as "INSERT 0 1". */
  finish(tag: string): SqlResult {
    const count = Number(tag.split(" ").at(-1));
    return {
      columns: this.fields.map((field) => field.name),
      rows: this.#rows,
      rowCount: Number.isInteger(count) ? count : 0,
    };
  }
}

const decoders = new WeakMap<Field[], ((text: string) => unknown)[]>();

function decodersOf(fields: Field[]): ((text: string) => unknown)[] {
  const known = decoders.get(fields);
  if (known) return known;
  const made = fields.map((field) => decoderOf(field.dataTypeID));
  decoders.set(fields, made);
  return made;
}
