/** HTTP as an attacker writes it: any bytes over a plain TCP connection, and whatever comes back. */

export interface RawAnswer {
  /** The first status line's; 0 where the server answered nothing. */
  status: number;
  /** Every status line's, in order: several where one request was taken for more. */
  statuses: number[];
  /** Head and body, byte for byte, of what was read. */
  text: string;
  milliseconds: number;
}

export interface ExchangeOptions {
  /** How long to wait for an answer, and for its end. */
  patienceMs?: number;
}

/** Sends bytes on a connection of their own, and reads until the first answer is whole or nothing more comes. */
export async function exchange(
  port: number,
  bytes: Uint8Array | string,
  { patienceMs = 3_000 }: ExchangeOptions = {},
): Promise<RawAnswer> {
  const payload = typeof bytes === "string" ? latin1(bytes) : bytes;
  const startedAt = performance.now();
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => close(connection), patienceMs);
  try {
    // Both at once: a server that refuses early does not read the rest.
    const sending = sendAll(connection, payload).catch(() => {});
    const text = await readAnswer(connection);
    const milliseconds = performance.now() - startedAt;
    close(connection);
    await sending;
    const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));
    return { status: statuses[0] ?? 0, statuses, text, milliseconds };
  } finally {
    clearTimeout(timer);
    close(connection);
  }
}

/** One byte for each character up to U+00FF. */
export function latin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function sendAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

async function readAnswer(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(64 * 1_024);
  const decoder = new TextDecoder("latin1");
  let text = "";
  try {
    while (!isWhole(text)) {
      const count = await connection.read(buffer);
      if (count === null) break;
      text += decoder.decode(buffer.subarray(0, count));
    }
  } catch {
    // Reset, or closed by the timer: what came so far is the answer.
  }
  return text;
}

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end);
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  if (length !== undefined) return text.length >= end + 4 + Number(length);
  // A stream goes on.
  if (/^content-type: text\/event-stream/im.test(head)) return true;
  if (/^transfer-encoding: chunked/im.test(head)) return text.endsWith("0\r\n\r\n");
  return true;
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // Closed before.
  }
}

/** Runs `work` for each item, so many at a time, and gives the answers in the items' order. */
export async function eachOf<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  async function run(): Promise<void> {
    for (let index = next++; index < items.length; index = next++) {
      answers[index] = await work(items[index] as T, index);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, run));
  return answers;
}
