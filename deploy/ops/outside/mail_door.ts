/** How a mail server lets people in: TLS, verified, before any login (RFC 3207). Sends nothing. */

export interface MailDoor {
  host: string;
  port: number;
  ca: string | null;
}

const PATIENCE_MS = 10_000;
const FROM_FIRST_BYTE = 465;

/** The extensions that it offers once TLS is there. @throws where it does not answer as a mail server does. */
export async function extensionsOf({ host, port, ca }: MailDoor): Promise<string[]> {
  const caCerts = ca === null ? undefined : [ca];
  let connection: Deno.Conn = port === FROM_FIRST_BYTE
    ? await Deno.connectTls({ hostname: host, port, caCerts })
    : await Deno.connect({ hostname: host, port });
  const timer = setTimeout(() => connection.close(), PATIENCE_MS);
  try {
    await expect(connection, 220);
    if (port !== FROM_FIRST_BYTE) {
      const offered = await say(connection, "EHLO lexia.invalid", 250);
      if (!/^250[ -]STARTTLS/m.test(offered)) throw new Error("no STARTTLS");
      await say(connection, "STARTTLS", 220);
      connection = await Deno.startTls(connection as Deno.TcpConn, { hostname: host, caCerts });
    }
    const offered = await say(connection, "EHLO lexia.invalid", 250);
    await say(connection, "QUIT", 221);
    return [...offered.matchAll(/^250[ -](\w+)/gm)].map(([, name = ""]) => name.toUpperCase());
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

async function say(connection: Deno.Conn, line: string, code: number): Promise<string> {
  await connection.write(new TextEncoder().encode(`${line}\r\n`));
  return await expect(connection, code);
}

async function expect(connection: Deno.Conn, code: number): Promise<string> {
  let text = "";
  const piece = new Uint8Array(4_096);
  while (!/^\d{3} .*\r\n$/m.test(text)) {
    const count = await connection.read(piece);
    if (count === null) throw new Error("the connection was closed");
    text += new TextDecoder().decode(piece.subarray(0, count));
  }
  if (!text.startsWith(String(code))) throw new Error(text.slice(0, 3));
  return text;
}
