/** How PostgreSQL wants to know who somebody is. Asks as a login would, and leaves before it proves anything. */

export type Authentication = "none" | "password" | "md5" | "scram-sha-256" | "refused" | "other";

const PATIENCE_MS = 5_000;
const SSL_REQUEST = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);
const WAYS: Readonly<Record<number, Authentication>> = {
  0: "none",
  3: "password",
  5: "md5",
  10: "scram-sha-256",
};

/** The protocol's own opening (PostgreSQL's documentation, 55.2.1 and 55.2.10), with TLS where the server speaks it. */
export async function authenticationOf(address: string, ca: string | undefined): Promise<Authentication> {
  const url = new URL(address);
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  let connection: Deno.Conn = await Deno.connect({ hostname, port: Number(url.port || 5432) });
  const timer = setTimeout(() => connection.close(), PATIENCE_MS);
  try {
    await connection.write(SSL_REQUEST);
    const wantsTls = ca !== undefined || url.searchParams.has("sslmode");
    const speaksTls = (await readExactly(connection, 1))[0] === "S".charCodeAt(0);
    if (speaksTls && wantsTls) {
      const caCerts = ca === undefined ? undefined : [ca];
      // A plain connection that was opened right here.
      connection = await Deno.startTls(connection as Deno.TcpConn, { hostname, caCerts });
    } else if (speaksTls) {
      connection.close();
      connection = await Deno.connect({ hostname, port: Number(url.port || 5432) });
    }
    await connection.write(
      startup(decodeURIComponent(url.username), decodeURIComponent(url.pathname.slice(1))),
    );
    const head = await readExactly(connection, 5);
    if (head[0] !== "R".charCodeAt(0)) return "refused";
    const code = new DataView((await readExactly(connection, 4)).buffer).getUint32(0);
    return WAYS[code] ?? "other";
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

function startup(user: string, database: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(`user\0${user}\0database\0${database}\0\0`);
  const message = new Uint8Array(8 + text.length);
  new DataView(message.buffer).setUint32(0, message.length);
  message.set([0, 3, 0, 0], 4);
  message.set(text, 8);
  return message;
}

async function readExactly(connection: Deno.Conn, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const count = await connection.read(bytes.subarray(at));
    if (count === null) throw new Error("PostgreSQL has closed the connection");
    at += count;
  }
  return bytes;
}
