/**
 * Forms with a file (RFC 7578), read as they come in: of the file no more than a piece is in memory, and fields and parts
 * are bounded.
 */
import { DomainError } from "#domain/errors.ts";
import type { LexiaContext } from "./_env.ts";

const MOST_PARTS = 20;
const FIELD_BYTES = 16 * 1024;
const HEADER_BYTES = 4 * 1024;
const BOUNDARY = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;,"]{1,70}))/i;
const CRLF = [13, 10];

/** What is read on after a refusal, at most: what is under way when it is made, not a whole large file. */
const REST_BYTES = 1024 * 1024;
const REST_MS = 5_000;

export interface FilePart {
  name: string;
  content: AsyncIterable<Uint8Array>;
}

interface Part {
  name: string;
  fileName: string | null;
}

/** One file, and fields before and after it. */
export class FormWithFile {
  readonly #input: Pieces;
  readonly #delimiter: Uint8Array;
  readonly #fields = new Map<string, string>();
  #parts = 0;

  constructor(body: ReadableStream<Uint8Array> | null, boundary: string) {
    this.#input = new Pieces(body);
    this.#delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
  }

  /** Of the request; @throws {DomainError} `content_type_unsupported` where it is no such form. */
  static of(c: LexiaContext): FormWithFile {
    const type = c.req.header("content-type") ?? "";
    const boundary = /^multipart\/form-data\s*;/i.test(type) ? BOUNDARY.exec(type) : null;
    if (!boundary) {
      throw new DomainError("content_type_unsupported", { detail: "Send the file as multipart/form-data" });
    }
    return new FormWithFile(c.req.raw.body, boundary[1] ?? boundary[2] ?? "");
  }

  /**
   * Does what takes such a form, which is not looked at before `form` is called. After a refusal the rest is read all the
   * same, as far as it is little: a connection that is closed while bytes are under way is reset, and who sent them never
   * sees the answer (RFC 9112, section 9.6).
   */
  static async read<T>(c: LexiaContext, work: (form: () => FormWithFile) => Promise<T>): Promise<T> {
    let form: FormWithFile | undefined;
    try {
      return await work(() => form ??= FormWithFile.of(c));
    } catch (error) {
      if (form) await form.#input.discard();
      throw error;
    }
  }

  /** The part of that name. Its content must be read to its end before the rest is asked for. */
  async file(name: string): Promise<FilePart> {
    // The first delimiter stands at the very beginning, without the line break before it.
    this.#input.unshift(Uint8Array.from(CRLF));
    await this.#skipTo();
    for (let part = await this.#next(); part; part = await this.#next()) {
      if (part.name === name && part.fileName !== null) {
        return { name: part.fileName, content: this.#input.until(this.#delimiter) };
      }
      await this.#keep(part);
    }
    throw new DomainError("request_invalid", {
      errors: [{ field: name, code: "missing", message: "Send the file in this field" }],
    });
  }

  /** All fields, once the file has passed. Later files are not looked at. */
  async fields(): Promise<ReadonlyMap<string, string>> {
    for (let part = await this.#next(); part; part = await this.#next()) await this.#keep(part);
    return this.#fields;
  }

  async #skipTo(): Promise<void> {
    let bytes = 0;
    for await (const piece of this.#input.until(this.#delimiter)) {
      bytes += piece.length;
      if (bytes > HEADER_BYTES) throw malformed();
    }
  }

  /** The headers after a delimiter; undefined after the last one. */
  async #next(): Promise<Part | undefined> {
    const after = await this.#input.take(2);
    if (after[0] === 45 && after[1] === 45) return undefined;
    if (after[0] !== CRLF[0] || after[1] !== CRLF[1]) throw malformed();
    if (++this.#parts > MOST_PARTS) {
      throw new DomainError("body_too_large", { detail: `Send at most ${MOST_PARTS} parts` });
    }
    const lines: string[] = [];
    let bytes = 0;
    for (let line = await this.#line(); line !== ""; line = await this.#line()) {
      bytes += line.length;
      if (bytes > HEADER_BYTES) throw malformed();
      lines.push(line);
    }
    return partOf(lines);
  }

  async #line(): Promise<string> {
    return new TextDecoder().decode(await this.#whole(Uint8Array.from(CRLF), HEADER_BYTES));
  }

  async #keep({ name, fileName }: Part): Promise<void> {
    const text = new TextDecoder().decode(await this.#whole(this.#delimiter, FIELD_BYTES));
    if (fileName === null && !this.#fields.has(name)) this.#fields.set(name, text);
  }

  async #whole(end: Uint8Array, most: number): Promise<Uint8Array> {
    const pieces: number[] = [];
    for await (const piece of this.#input.until(end)) {
      if (pieces.length + piece.length > most) {
        throw new DomainError("body_too_large", { detail: `Send fields of at most ${most} bytes` });
      }
      pieces.push(...piece);
    }
    return Uint8Array.from(pieces);
  }
}

function partOf(lines: readonly string[]): Part {
  const disposition = lines.find((line) => /^content-disposition\s*:\s*form-data\s*;/i.test(line)) ?? "";
  const name = parameter(disposition, "name");
  if (name === undefined) throw malformed();
  return { name, fileName: parameter(disposition, "filename") ?? null };
}

/** Browsers write a quote as `%22` (WHATWG, multipart/form-data); others with a backslash. */
function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(header)?.[1] ??
    new RegExp(`;\\s*${name}=([^\\s;"]+)`, "i").exec(header)?.[1];
  return found?.replace(/\\(["\\])/g, "$1").replaceAll("%22", '"');
}

function malformed(): DomainError {
  return new DomainError("request_malformed", { detail: "Cannot read the form: send multipart/form-data" });
}

/** Bytes as they come, searched for what ends each part. */
class Pieces {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #held: Uint8Array = new Uint8Array();

  constructor(body: ReadableStream<Uint8Array> | null) {
    this.#reader = body?.getReader();
  }

  unshift(bytes: Uint8Array): void {
    this.#held = joined(bytes, this.#held);
  }

  async take(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) await this.#more();
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** What comes before `end`, which is taken as well. */
  async *until(end: Uint8Array): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = indexOf(this.#held, end);
      if (at >= 0) {
        const last = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + end.length);
        if (last.length > 0) yield last;
        return;
      }
      // Its beginning may be here, and its rest on the way.
      const sure = this.#held.length - end.length + 1;
      if (sure > 0) {
        const piece = this.#held.subarray(0, sure);
        this.#held = this.#held.subarray(sure);
        yield piece;
      }
      await this.#more();
    }
  }

  /** Reads on until the end, or until that is too much or takes too long. */
  async discard(): Promise<void> {
    const reader = this.#reader;
    const giveUp = setTimeout(() => void reader?.cancel().catch(() => {}), REST_MS);
    try {
      for (let bytes = 0; bytes <= REST_BYTES;) {
        const next = await reader?.read();
        if (!next || next.done) return;
        bytes += next.value.length;
      }
    } catch {
      // Who sent it has gone.
    } finally {
      clearTimeout(giveUp);
    }
  }

  /** @throws {DomainError} `request_malformed` where it ends too early. */
  async #more(): Promise<void> {
    const next = await this.#reader?.read().catch(() => undefined);
    if (!next || next.done) throw malformed();
    this.#held = this.#held.length === 0 ? next.value : joined(this.#held, next.value);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
