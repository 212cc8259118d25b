/** What stands between Neon's driver and a plain PostgreSQL: WebSocket in, TCP out, to one server only. */
export interface NeonProxy {
  /** `host:port`, as `openEdgeDatabase` takes it. */
  address: string;
  close(): Promise<void>;
}

export function startNeonProxy(targetPort: number): NeonProxy {
  const target = `127.0.0.1:${targetPort}`;
  const sockets = new Set<WebSocket>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    if (new URL(request.url).searchParams.get("address") !== target) {
      return new Response("This proxy leads to one server only", { status: 403 });
    }
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    sockets.add(socket);
    socket.addEventListener("close", () => sockets.delete(socket));
    void relay(socket, targetPort);
    return response;
  });
  return {
    address: `127.0.0.1:${server.addr.port}`,
    async close() {
      for (const socket of sockets) socket.close();
      await server.shutdown();
    },
  };
}

async function relay(socket: WebSocket, port: number): Promise<void> {
  socket.binaryType = "arraybuffer";
  const early: Uint8Array<ArrayBuffer>[] = [];
  let writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | undefined;
  socket.addEventListener("message", ({ data }) => {
    if (!(data instanceof ArrayBuffer)) return;
    const bytes = new Uint8Array(data);
    if (writer) void writer.write(bytes).catch(() => socket.close());
    else early.push(bytes);
  });
  const opened = new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    socket.addEventListener("close", () => void connection.readable.cancel().catch(() => {}));
    writer = connection.writable.getWriter();
    for (const bytes of early) void writer.write(bytes).catch(() => socket.close());
    await opened;
    for await (const chunk of connection.readable) socket.send(chunk);
  } catch {
    // Either side went away: so does the other.
  } finally {
    if (socket.readyState <= WebSocket.OPEN) socket.close();
  }
}
