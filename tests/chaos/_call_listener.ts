/** The outside that jobs call: it remembers each call and its `Idempotency-Key`. */
import { setTimeout as pause } from "node:timers/promises";

export interface Call {
  key: string;
  attempt: number;
  /** The process that called. */
  worker: number;
  /** Milliseconds of `performance.now()`. */
  at: number;
}

const PATIENCE_MS = 120_000;

export class CallListener implements AsyncDisposable {
  readonly calls: Call[] = [];
  readonly keys = new Set<string>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#note(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  /** Resolves when that many calls have come. */
  async sees(count: number): Promise<readonly Call[]> {
    const until = performance.now() + PATIENCE_MS;
    while (this.calls.length < count) {
      if (performance.now() > until) throw new Error(`Only ${this.calls.length} of ${count} calls came`);
      await pause(5);
    }
    return this.calls;
  }

  #note(request: Request): Response {
    const key = request.headers.get("idempotency-key") ?? "";
    const [attempt, worker] = ["x-attempt", "x-worker"].map((name) => Number(request.headers.get(name)));
    this.calls.push({ key, attempt: attempt ?? 0, worker: worker ?? 0, at: performance.now() });
    this.keys.add(key);
    return new Response(null, { status: 204 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
