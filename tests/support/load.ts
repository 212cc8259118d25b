/**
 * A load generator: keep-alive connections over plain TCP, each with one request at a time. It knows as much of HTTP
 * as it needs to be quick, so that it measures the server and not itself.
 */
import { setTimeout as pause } from "node:timers/promises";
import { encodedBody } from "./api_calls.ts";

/** After so long nothing is expected of a stream that goes on. */
const SILENCE_MS = 300;

export interface LoadRequest {
  method?: string;
  path: string;
  host: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface LoadOptions {
  port: number;
  connections: number;
  /** Which request comes next, counted from 0 over all connections. */
  next(index: number): LoadRequest;
  /** Ends after so many requests, or so many seconds, whichever comes first. */
  requests?: number;
  seconds?: number;
  /** Ends it before that. */
  signal?: AbortSignal;
  /** Requests a second over all connections; as fast as it goes by default. Latency counts from when one was due. */
  perSecond?: number;
  /** Sees each answer; `body` is only read where this is given. */
  onAnswer?: (answer: LoadAnswer, index: number) => void;
}

export interface LoadAnswer {
  status: number;
  head: string;
  body: string;
  milliseconds: number;
}

export interface LoadResult {
  /** Milliseconds of each answer, in ascending order. */
  latencies: number[];
  /** How many answers had each status; 0 for none, where the connection broke. */
  statuses: Map<number, number>;
  seconds: number;
  perSecond: number;
}

/** The request as it goes over the wire. */
export function encodeRequest(
  { method = "GET", path, host, headers = {}, body }: LoadRequest,
): Uint8Array<ArrayBuffer> {
  const { type, payload } = body === undefined ? { type: "", payload: "" } : encodedBody(body);
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${bytes.length}`]),
  ];
  return new Uint8Array([...new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`), ...bytes]);
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

export async function load(options: LoadOptions): Promise<LoadResult> {
  const { connections, requests = Infinity, seconds = Infinity, perSecond } = options;
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let issued = 0;

  async function run(): Promise<void> {
    const connection = new LoadConnection(options.port);
    try {
      for (;;) {
        const index = issued;
        if (index >= requests || performance.now() >= until || options.signal?.aborted) return;
        issued++;
        let dueAt = performance.now();
        if (perSecond !== undefined) {
          dueAt = startedAt + index * 1_000 / perSecond;
          if (dueAt >= until) return;
          const wait = dueAt - performance.now();
          if (wait > 0) await pause(wait);
        }
        const answer = await connection.send(options.next(index), options.onAnswer !== undefined);
        const milliseconds = performance.now() - dueAt;
        latencies.push(milliseconds);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        options.onAnswer?.({ ...answer, milliseconds }, index);
      }
    } finally {
      connection.close();
    }
  }

  await Promise.all(Array.from({ length: connections }, run));
  const elapsed = (performance.now() - startedAt) / 1_000;
  latencies.sort((a, b) => a - b);
  return { latencies, statuses, seconds: elapsed, perSecond: latencies.length / elapsed };
}

/** The value below which that share lies, of values in ascending order; 0 of none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values.toSorted((a, b) => a - b), 0.5);
}

/** One connection that is opened when it is needed, and again when it broke. */
export class LoadConnection {
  #connection: Deno.TcpConn | undefined;
  #buffer = new Uint8Array(64 * 1_024);
  #length = 0;

  constructor(private readonly port: number) {}

  /** Status 0 where the connection broke before the answer was whole. */
  async send(request: LoadRequest, wantsBody: boolean): Promise<Omit<LoadAnswer, "milliseconds">> {
    try {
      this.#connection ??= await this.#open();
      const bytes = encodeRequest(request);
      for (let sent = 0; sent < bytes.length;) sent += await this.#connection.write(bytes.subarray(sent));
      return await this.#receive(wantsBody);
    } catch {
      this.close();
      return { status: 0, head: "", body: "" };
    }
  }

  close(): void {
    try {
      this.#connection?.close();
    } catch {
      // It was closed by the other side.
    }
    this.#connection = undefined;
    this.#length = 0;
  }

  async #open(): Promise<Deno.TcpConn> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: this.port });
    connection.setNoDelay(true);
    return connection;
  }

  async #receive(wantsBody: boolean): Promise<Omit<LoadAnswer, "milliseconds">> {
    let end = -1;
    while ((end = this.#find("\r\n\r\n")) < 0) await this.#more();
    const head = new TextDecoder("latin1").decode(this.#buffer.subarray(0, end));
    const status = Number(head.slice(9, 12));
    const start = end + 4;
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    let body: Uint8Array;
    let used: number;
    if (length !== undefined) {
      used = start + Number(length);
      while (this.#length < used) await this.#more();
      body = this.#buffer.subarray(start, used);
    } else if (/^content-type: text\/event-stream/im.test(head)) {
      const isWhole = await this.#listen(start);
      const said = new TextDecoder().decode(this.#buffer.subarray(start, this.#length));
      this.#length = 0;
      if (!isWhole) this.close();
      return { status, head, body: wantsBody ? said : "" };
    } else if (/^transfer-encoding: chunked/im.test(head)) {
      while (this.#find("0\r\n\r\n", start) < 0) await this.#more();
      used = this.#find("0\r\n\r\n", start) + 5;
      body = this.#buffer.subarray(start, used);
    } else {
      used = start;
      body = new Uint8Array();
    }
    const text = wantsBody ? new TextDecoder().decode(body) : "";
    this.#buffer.copyWithin(0, used, this.#length);
    this.#length -= used;
    if (/^connection: close/im.test(head)) this.close();
    return { status, head, body: text };
  }

  /** Until a stream ends, or falls silent: whether it has ended. */
  async #listen(start: number): Promise<boolean> {
    while (this.#find("0\r\n\r\n", start) < 0) {
      const more = this.#more().then(() => true, () => false);
      if (!await Promise.race([more, pause(SILENCE_MS, false)])) return false;
    }
    return true;
  }

  #find(text: string, from = 0): number {
    const bytes = new TextEncoder().encode(text);
    const [first = 0] = bytes;
    for (let at = this.#buffer.indexOf(first, from); at >= 0; at = this.#buffer.indexOf(first, at + 1)) {
      if (at + bytes.length > this.#length) return -1;
      if (bytes.every((byte, i) => this.#buffer[at + i] === byte)) return at;
    }
    return -1;
  }

  async #more(): Promise<void> {
    if (this.#length === this.#buffer.length) {
      const larger = new Uint8Array(this.#buffer.length * 2);
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    const count = await this.#connection?.read(this.#buffer.subarray(this.#length));
    if (!count) throw new Error("The connection ended");
    this.#length += count;
  }
}
