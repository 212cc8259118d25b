import type { Field, ProtocolConnection } from "./protocol.ts";

const MOST_STATEMENTS = 200;

/** A statement that the server has prepared under a name. */
export interface NamedStatement {
  readonly name: string;
  /** The columns of its rows, once the server has told them. */
  fields: Field[] | undefined;
}

/** A statement that is sent with its text each time. */
const UNNAMED: NamedStatement = Object.freeze({ name: "", fields: undefined });

/**
 * Which statements a connection's server has prepared. A text is prepared when it comes for the second time; the one
 * that was not used for longest makes room for a new one.
 */
export class StatementNames {
  /** The least recently used text first; null after a first use. */
  readonly #known = new Map<string, NamedStatement | null>();
  #toClose: string[] = [];
  #count = 0;

  /** What to bind, after sending Parse where the server does not have it yet. */
  prepare(connection: ProtocolConnection, text: string, added: string[]): NamedStatement {
    const known = this.#known.get(text);
    if (known) {
      this.#remember(text, known);
      return known;
    }
    const statement = known === null ? { name: `lexia_${++this.#count}`, fields: undefined } : UNNAMED;
    if (known === null) added.push(text);
    this.#remember(text, known === null ? statement : null);
    connection.parse({ name: statement.name, text, types: [] });
    return statement;
  }

  /** Sends Close for what is to be forgotten. */
  closeForgotten(connection: ProtocolConnection): void {
    for (const name of this.#toClose) connection.close({ type: "S", name });
    this.#toClose = [];
  }

  /** After a failure it is not known which of the added ones the server has; after some, none can be relied on. */
  forget(added: readonly string[], code: string): void {
    // 0A000: a cached plan's result type changed; 26000: the server does not know the name.
    const texts = code === "0A000" || code === "26000" ? [...this.#known.keys()] : added;
    for (const text of texts) this.#drop(text);
  }

  #remember(text: string, statement: NamedStatement | null): void {
    this.#known.delete(text);
    this.#known.set(text, statement);
    if (this.#known.size <= MOST_STATEMENTS) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#drop(oldest);
  }

  #drop(text: string): void {
    const statement = this.#known.get(text);
    this.#known.delete(text);
    if (statement) this.#toClose.push(statement.name);
  }
}
