import { setImmediate } from "node:timers";
import { messages, type PGlite, protocol } from "@electric-sql/pglite";
import type { ProtocolConnection, Submittable } from "../sql/protocol.ts";

const BREATH_MILLISECONDS = 10;

/** A client of the PostgreSQL in this process: what it sends goes to PGlite as one piece when Sync comes. */
export class PgliteConnection implements ProtocolConnection {
  readonly stream = undefined;
  #outgoing: Uint8Array[] = [];
  #listeners: ((message: { status: string }) => void)[] = [];
  #turn: Promise<void> = Promise.resolve();
  #breathedAt = performance.now();

  constructor(private readonly lite: PGlite) {}

  /** Runs what is submitted one after another. */
  query(submittable: Submittable): void {
    this.#turn = this.#turn.then(() => this.#run(submittable));
  }

  /** Resolves when nothing that was submitted is under way. */
  settled(): Promise<void> {
    return this.#turn;
  }

  on(_event: "readyForQuery", listener: (message: { status: string }) => void): void {
    this.#listeners.push(listener);
  }

  parse(message: { name: string; text: string; types: number[] }): void {
    this.#outgoing.push(protocol.serialize.parse(message));
  }

  bind(message: { portal: string; statement: string; values: (string | null)[]; binary: boolean }): void {
    this.#outgoing.push(protocol.serialize.bind(message));
  }

  describe(message: { type: "S" | "P"; name: string }): void {
    this.#outgoing.push(protocol.serialize.describe(message));
  }

  execute(message: { portal: string; rows: number }): void {
    this.#outgoing.push(protocol.serialize.execute(message));
  }

  close(message: { type: "S" | "P"; name: string }): void {
    this.#outgoing.push(protocol.serialize.close(message));
  }

  sync(): void {
    this.#outgoing.push(protocol.serialize.sync());
  }

  async #run(submittable: Submittable): Promise<void> {
    await this.#breathe();
    try {
      submittable.submit(this);
      const request = joined(this.#outgoing);
      this.#outgoing = [];
      const answer = await this.lite.execProtocolRaw(request, { syncToFs: false });
      this.#deliver(answer, submittable);
    } catch (error) {
      this.#outgoing = [];
      submittable.handleError(error);
    }
  }

  /** PGlite works on the event loop's own thread: now and then everything else needs its turn. */
  async #breathe(): Promise<void> {
    if (performance.now() - this.#breathedAt < BREATH_MILLISECONDS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#breathedAt = performance.now();
  }

  #deliver(answer: Uint8Array, submittable: Submittable): void {
    let hasFailed = false;
    new protocol.Parser().parse(answer, (message) => {
      if (message instanceof messages.ReadyForQueryMessage) {
        for (const listener of this.#listeners) listener(message);
        if (!hasFailed) submittable.handleReadyForQuery();
      } else if (message instanceof messages.DatabaseError) {
        hasFailed = true;
        submittable.handleError(message);
      } else if (!hasFailed) deliverAnswer(message, submittable);
    });
  }
}

function deliverAnswer(message: messages.BackendMessage, submittable: Submittable): void {
  if (message instanceof messages.DataRowMessage) submittable.handleDataRow(message);
  else if (message instanceof messages.RowDescriptionMessage) submittable.handleRowDescription(message);
  else if (message instanceof messages.CommandCompleteMessage) submittable.handleCommandComplete(message);
  else if (message.name === "emptyQuery") submittable.handleEmptyQuery();
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
