/** How long expressions take over texts: in a worker, which can be ended where an expression does not. */
import type { Expression } from "./expressions.ts";

export interface Matched {
  expression: Expression;
  /** Of the slowest text; as long as was waited where it had not ended. */
  milliseconds: number;
  /** The beginning of that text. */
  text: string;
}

/** A worker that is taken out of service, and replaced, when an expression keeps it busy. */
export class Matcher implements Disposable {
  #worker = newWorker();

  constructor(private readonly patienceMs: number) {}

  /** The slowest of the texts; none further is tried after one that does not end. */
  async slowest(expression: Expression, texts: readonly string[]): Promise<Matched> {
    const slowest: Matched = { expression, milliseconds: 0, text: "" };
    for (const text of texts) {
      const milliseconds = await this.#time(expression, text);
      if (milliseconds > slowest.milliseconds) {
        Object.assign(slowest, { milliseconds, text: text.slice(0, 20) });
      }
      if (milliseconds >= this.patienceMs) break;
    }
    return slowest;
  }

  async #time({ source, flags }: Expression, text: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => {
      this.#worker.terminate();
      this.#worker = newWorker();
      resolve(this.patienceMs);
    }, this.patienceMs);
    this.#worker.onmessage = ({ data }) => resolve(Number(data));
    this.#worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    this.#worker.postMessage({ source, flags, text });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

function newWorker(): Worker {
  return new Worker(new URL("./matching_worker.ts", import.meta.url), { type: "module" });
}
