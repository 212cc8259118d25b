/** A port of this machine that leads to a container's, for what knows the container by another address than its name. */
export interface Forward extends AsyncDisposable {
  port: number;
}

export function openForward(hostname: string, to: string, toPort: number): Forward {
  const listener = Deno.listen({ hostname, port: 0 });
  const ends = new Set<Deno.Conn>();

  async function connect(client: Deno.Conn): Promise<void> {
    ends.add(client);
    try {
      const server = await Deno.connect({ hostname: to, port: toPort });
      ends.add(server);
      await Promise.allSettled([
        client.readable.pipeTo(server.writable),
        server.readable.pipeTo(client.writable),
      ]);
      ends.delete(server);
    } catch {
      // Nobody listens there: the client sees that its connection is closed.
      hangUp(client);
    }
    ends.delete(client);
  }

  async function accept(): Promise<void> {
    for await (const client of listener) void connect(client);
  }

  const accepting = accept();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      ends.forEach(hangUp);
      await accepting;
    },
  };
}

function hangUp(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It was closed already.
  }
}
