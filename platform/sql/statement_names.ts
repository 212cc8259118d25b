import type { ProtocolConnection } from "./protocol.ts";

const MOST_STATEMENTS = 200;

/**
 * Which statements a connection's server has prepared. A text is prepared when it comes for the second time; the one
 * that was not used for longest makes room for a new one.
 */
export class StatementNames {
  /** Text to name, the least recently used first; null after a first use. */
  readonly #names = new Map<string, string | null>();
  #toClose: string[] = [];
  #count = 0;

  /** The name to bind, after sending Parse where the server does not have it yet; "" for no name. */
  prepare(connection: ProtocolConnection, text: string, added: string[]): string {
    const known = this.#names.get(text);
    if (typeof known === "string") {
      this.#remember(text, known);
      return known;
    }
    const name = known === null ? `lexia_${++this.#count}` : "";
    if (name) added.push(text);
    this.#remember(text, name || null);
    connection.parse({ name, text, types: [] });
    return name;
  }

  /** Sends Close for what is to be forgotten. */
  closeForgotten(connection: ProtocolConnection): void {
    for (const name of this.#toClose) connection.close({ type: "S", name });
    this.#toClose = [];
  }

  /** After a failure it is not known which of the added ones the server has; after some, none can be relied on. */
  forget(added: readonly string[], code: string): void {
    // 0A000: a cached plan's result type changed; 26000: the server does not know the name.
    const texts = code === "0A000" || code === "26000" ? [...this.#names.keys()] : added;
    for (const text of texts) this.#drop(text);
  }

  #remember(text: string, name: string | null): void {
    this.#names.delete(text);
    this.#names.set(text, name);
    if (this.#names.size <= MOST_STATEMENTS) return;
    const [oldest] = this.#names.keys();
    if (oldest !== undefined) this.#drop(oldest);
  }

  #drop(text: string): void {
    const name = this.#names.get(text);
    this.#names.delete(text);
    if (name) this.#toClose.push(name);
  }
}
