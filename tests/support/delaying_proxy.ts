/**
 * Distance for tests: a TCP proxy in front of one server that holds what it passes on for half a round trip in either
 * direction, and lets as much through as there is. It notes each exchange: the client sends, and waits for an answer.
 */
import { setTimeout as pause } from "node:timers/promises";

/** A time of waiting for the server's answer, in milliseconds of `performance.now()`. */
export interface Exchange {
  from: number;
  to: number;
}

export interface DelayingProxy extends AsyncDisposable {
  readonly port: number;
  /** Those that have been answered, since the start or the last `clear`. */
  readonly exchanges: readonly Exchange[];
  /** When anything was last passed on or held. */
  readonly busyAt: number;
  /** Whether the client waits for an answer now. */
  readonly isWaiting: boolean;
  clear(): void;
}

export interface Distance {
  targetPort: number;
  /** Of a round trip: each direction takes half of it. */
  milliseconds: number;
}

export function startDelayingProxy({ targetPort, milliseconds }: Distance): DelayingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.TcpConn>();
  const links = new Set<Link>();
  let exchanges: Exchange[] = [];
  let busyAt = performance.now();

  async function accept(client: Deno.TcpConn): Promise<void> {
    const link = new Link((exchange) => exchanges.push(exchange));
    links.add(link);
    connections.add(client);
    try {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: targetPort });
      connections.add(server);
      for (const end of [client, server]) end.setNoDelay(true);
      const hold = (heard: () => void) => {
        heard();
        busyAt = performance.now();
      };
      const half = milliseconds / 2;
      await Promise.all([
        passOn(client, server, half, { arrived: () => hold(() => link.asked()) }),
        passOn(server, client, half, { passed: () => hold(() => link.answered()) }),
      ]);
      connections.delete(server);
    } catch {
      // One end went away: so does the other.
    }
    close(client);
    links.delete(link);
    connections.delete(client);
  }

  const accepting = (async () => {
    for await (const client of listener) void accept(client);
  })();
  return {
    port: listener.addr.port,
    get exchanges() {
      return exchanges;
    },
    get busyAt() {
      return busyAt;
    },
    get isWaiting() {
      return [...links].some((link) => link.isWaiting);
    },
    clear: () => void (exchanges = []),
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of connections) close(connection);
      await accepting;
    },
  };
}

/** The turns of one connection. What is sent while an answer is due belongs to the exchange under way. */
class Link {
  #since: number | undefined;

  constructor(private readonly note: (exchange: Exchange) => void) {}

  get isWaiting(): boolean {
    return this.#since !== undefined;
  }

  asked(): void {
    this.#since ??= performance.now();
  }

  answered(): void {
    if (this.#since !== undefined) this.note({ from: this.#since, to: performance.now() });
    this.#since = undefined;
  }
}

interface Watcher {
  arrived?: () => void;
  passed?: () => void;
}

/** Each piece leaves so long after it came, however many are under way. */
async function passOn(from: Deno.TcpConn, to: Deno.TcpConn, delay: number, watcher: Watcher): Promise<void> {
  let sending: Promise<void> = Promise.resolve();
  const buffer = new Uint8Array(64 * 1_024);
  try {
    for (;;) {
      const count = await from.read(buffer);
      if (count === null) break;
      watcher.arrived?.();
      const piece = buffer.slice(0, count);
      const isDue = pause(delay);
      sending = sending.then(async () => {
        await isDue;
        watcher.passed?.();
        await writeAll(to, piece);
      });
      // The next read may come first: a failure is met by whoever waits for the end.
      sending.catch(() => close(from));
    }
    await sending;
  } finally {
    close(to);
  }
}

async function writeAll(to: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await to.write(bytes.subarray(sent));
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}

/** How many of them must have followed one another: those that overlap cost one wait. */
export function inSuccession(exchanges: readonly Exchange[]): number {
  let count = 0;
  let end = -Infinity;
  for (const { from, to } of exchanges.toSorted((a, b) => a.to - b.to)) {
    if (from < end) continue;
    count++;
    end = to;
  }
  return count;
}
