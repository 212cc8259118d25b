/** How long expressions take over texts: in a worker, which can be ended where an expression does not. */
import type { Expression } from "./expressions.ts";

export interface Matched {
  expression: Expression;
  /** Of the slowest text; as long as was waited where it had not ended. */
  milliseconds: number;
  /** The beginning of that text. */
  text: string;
}

export async function slowestMatch(
  expression: Expression,
  texts: readonly string[],
  patienceMs: number,
): Promise<Matched> {
  const slowest: Matched = { expression, milliseconds: 0, text: "" };
  using matcher = new Matcher();
  for (const text of texts) {
    const milliseconds = await matcher.time(expression, text, patienceMs);
    if (milliseconds > slowest.milliseconds) {
      Object.assign(slowest, { milliseconds, text: text.slice(0, 20) });
    }
    if (milliseconds >= patienceMs) break;
  }
  return slowest;
}

class Matcher implements Disposable {
  private readonly worker = new Worker(new URL("./matching_worker.ts", import.meta.url), { type: "module" });

  async time({ source, flags }: Expression, text: string, patienceMs: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => resolve(patienceMs), patienceMs);
    this.worker.onmessage = ({ data }) => resolve(Number(data));
    this.worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    this.worker.postMessage({ source, flags, text });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.worker.terminate();
  }
}
