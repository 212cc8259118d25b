/** Reads files that people send: in a worker, one at a time, and not for longer than the limits allow. */
import { DomainError } from "../../errors.ts";
import type { Answer, Request } from "./file_worker.ts";
import { readTable } from "./read_table.ts";
import { type FileKind, LIMITS, type Table, UnreadableFile } from "./table.ts";

export interface FileToRead {
  kind: FileKind;
  /** From its beginning, each time. */
  open(): Promise<ReadableStream<Uint8Array>>;
  /** The highest year that a radicado can be of. */
  lastYear: number;
}

/** A file keeps a core busy, and some memory: others wait, and too many are sent away. */
const MOST_WAITING = 16;
const waiting: (() => void)[] = [];
let isBusy = false;

/** @throws {UnreadableFile} @throws {DomainError} `bulk_busy` */
export async function readFile(file: FileToRead): Promise<Table> {
  if (isBusy) {
    if (waiting.length >= MOST_WAITING) throw new DomainError("bulk_busy", { retryAfterSeconds: 10 });
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  isBusy = true;
  try {
    return await read(file);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else isBusy = false;
  }
}

async function read(file: FileToRead): Promise<Table> {
  const worker = startWorker();
  if (!worker) return await readHere(file);
  try {
    return await new Reading(worker, file).table();
  } catch (error) {
    // Where there are workers by name only, such as without the right to read LEXIA's own files.
    if (error instanceof NoWorker) return await readHere(file);
    throw error;
  } finally {
    worker.terminate();
  }
}

async function readHere({ kind, open, lastYear }: FileToRead): Promise<Table> {
  return await readTable(kind, open, lastYear);
}

class NoWorker extends Error {}

function startWorker(): Worker | undefined {
  try {
    return new Worker(new URL("./file_worker.ts", import.meta.url), {
      type: "module",
      deno: { permissions: "none" },
    });
  } catch {
    return undefined;
  }
}

/** One file, as the worker asks for it. */
class Reading {
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #isReady = false;

  constructor(private readonly worker: Worker, private readonly file: FileToRead) {}

  async table(): Promise<Table> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      return await new Promise<Table>((resolve, reject) => {
        // The worker looks at its own clock too; this ends what cannot be interrupted.
        timer = setTimeout(() => reject(new UnreadableFile("takes_too_long")), LIMITS.milliseconds + 2_000);
        this.worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#heard(data, resolve).catch(reject);
        this.worker.onerror = (event) => {
          event.preventDefault();
          reject(this.#isReady ? new UnreadableFile("is_broken") : new NoWorker(event.message));
        };
      });
    } finally {
      clearTimeout(timer);
      await this.#chunks?.return?.().catch(() => {});
    }
  }

  async #heard(answer: Answer, resolve: (table: Table) => void): Promise<void> {
    if ("isReady" in answer) {
      this.#isReady = true;
      this.#tell({ kind: this.file.kind, lastYear: this.file.lastYear });
    } else if ("want" in answer) await this.#give(answer.want);
    else if ("refused" in answer) throw new UnreadableFile(answer.refused);
    else if ("failed" in answer) throw new Error(`The worker failed: ${answer.failed}`);
    else resolve(answer.table);
  }

  async #give(want: "open" | "next"): Promise<void> {
    if (want === "open") {
      await this.#chunks?.return?.();
      this.#chunks = (await this.file.open())[Symbol.asyncIterator]();
    }
    const next = await this.#chunks?.next();
    this.#tell({ chunk: next === undefined || next.done ? null : next.value });
  }

  #tell(request: Request): void {
    this.worker.postMessage(request);
  }
}
