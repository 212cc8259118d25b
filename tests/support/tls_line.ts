/** A plain TCP port of this machine that leads elsewhere: to a server over TLS, for what writes its bytes itself. */

export interface TlsLineOptions {
  /** Of the server, on 127.0.0.1. */
  port: number;
  /** Named in the handshake, and wanted of the certificate. */
  hostname: string;
  caCerts: string[];
}

export interface Line extends AsyncDisposable {
  port: number;
}

export async function connectTls({ port, hostname, caCerts }: TlsLineOptions): Promise<Deno.TlsConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  return await Deno.startTls(connection, { hostname, caCerts });
}

export function openTlsLine(options: TlsLineOptions): Line {
  return openLine(() => connectTls(options));
}

/** Every connection to the line is one of its own to the server; when one end hangs up, so does the other. */
export function openLine(connectServer: () => Promise<Deno.Conn>): Line {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ends = new Set<Deno.Conn>();

  async function connect(client: Deno.TcpConn): Promise<void> {
    ends.add(client);
    try {
      const server = await connectServer();
      ends.add(server);
      await Promise.allSettled([carry(client, server), carry(server, client)]);
      ends.delete(server);
    } catch {
      // The server refused: the client sees that its connection is closed.
    }
    hangUp(client);
    ends.delete(client);
  }

  async function accept(): Promise<void> {
    for await (const client of listener) void connect(client);
  }

  const accepting = accept();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      ends.forEach(hangUp);
      await accepting;
    },
  };
}

async function carry(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(64 * 1_024);
  try {
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
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
