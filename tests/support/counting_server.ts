/** A server that speaks nothing: it counts who connects. */

export interface CountingServer extends AsyncDisposable {
  port: number;
  connections(): number;
}

/** Hangs up at once or, told so, keeps connections open and says nothing. */
export function countingServer({ hangsUp = true } = {}): CountingServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.TcpConn[] = [];
  let count = 0;
  async function accept(): Promise<void> {
    for await (const connection of listener) {
      count++;
      if (hangsUp) connection.close();
      else open.push(connection);
    }
  }
  const accepting = accept();
  return {
    port: listener.addr.port,
    connections: () => count,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) connection.close();
      await accepting;
    },
  };
}
