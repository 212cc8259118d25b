import { createHash } from "node:crypto";
import { FileTooLarge, type StoredFile } from "#domain/ports.ts";

/** LEXIA's own names: each part begins with a letter or a digit, so that none leads out of the store. */
const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const MOST_CHARACTERS = 300;

/** @throws {TypeError} for a key that LEXIA does not make. */
export function checkKey(key: string): void {
  if (key.length > MOST_CHARACTERS || !KEY.test(key)) throw new TypeError("This is no key of a file");
}

/** What a content is, counted as it goes by. */
export class Measured {
  readonly #hash = createHash("sha256");
  #size = 0;

  constructor(private readonly maxBytes: number) {}

  /** @throws {FileTooLarge} with the first byte that is too much. */
  async *of(content: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      this.#size += chunk.length;
      if (this.#size > this.maxBytes) {
        throw new FileTooLarge(`The file is larger than ${this.maxBytes} bytes`);
      }
      this.#hash.update(chunk);
      yield chunk;
    }
  }

  /** Once all of it has gone by. */
  result(): StoredFile {
    return { size: this.#size, hash: this.#hash.digest("hex") };
  }
}
