/** A TCP line to a server on this machine on which everything that the server says arrives late. */
import { setTimeout as pause } from "node:timers/promises";

export interface SlowLine extends AsyncDisposable {
  port: number;
}

/** What a client sends passes at once. */
export function openSlowLine(toPort: number, delayMs: number): SlowLine {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const lines = new Set<Deno.Conn>();

  async function connect(client: Deno.TcpConn): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: toPort });
    for (const end of [client, server]) {
      end.setNoDelay(true);
      lines.add(end);
    }
    await Promise.allSettled([carry(client, server, 0), carry(server, client, delayMs)]);
    for (const end of [client, server]) hangUp(end);
  }

  async function accept(): Promise<void> {
    for await (const client of listener) void connect(client);
  }

  const accepting = accept();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      lines.forEach(hangUp);
      await accepting;
    },
  };
}

/** Until one end hangs up; then so does the other. */
async function carry(from: Deno.TcpConn, to: Deno.TcpConn, delayMs: number): Promise<void> {
  const buffer = new Uint8Array(64 * 1_024);
  try {
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      const bytes = buffer.slice(0, count);
      if (delayMs > 0) await pause(delayMs);
      for (let sent = 0; sent < bytes.length;) sent += await to.write(bytes.subarray(sent));
    }
  } finally {
    hangUp(from);
    hangUp(to);
  }
}

function hangUp(end: Deno.Conn): void {
  try {
    end.close();
  } catch {
    // It was closed before.
  }
}
