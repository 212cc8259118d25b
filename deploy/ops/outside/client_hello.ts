/**
 * Which version and cipher suite of TLS a server chooses when it is offered some. Deno's own TLS cannot offer what is
 * too old or too weak to be used, so the first message is written by hand (RFC 5246, 7.4.1; RFC 8446, 4.1.2).
 */

export const TLS_1_0 = 0x0301;
export const TLS_1_1 = 0x0302;
export const TLS_1_2 = 0x0303;
export const TLS_1_3 = 0x0304;

export const STRONG_SUITES = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8];
export const SUITES_OF_1_3 = [0x1301, 0x1302, 0x1303];
/** Without forward secrecy, with CBC, RC4, 3DES, NULL or nobody's name (RFC 9325, section 4). */
export const WEAK_SUITES = [
  ...[0x0001, 0x0002, 0x003b, 0x0004, 0x0005, 0x000a, 0x0016, 0xc012, 0xc008, 0xc007, 0xc011, 0x0018, 0x0034],
  ...[0x002f, 0x0035, 0x003c, 0x003d, 0x009c, 0x009d, 0x0033, 0x0039, 0x0067, 0x006b],
  ...[0xc009, 0xc00a, 0xc013, 0xc014, 0xc023, 0xc024, 0xc027, 0xc028],
];
const SUITES_OF_OLD = [0xc009, 0xc00a, 0xc013, 0xc014, 0x002f, 0x0035, 0x000a, 0x0033, 0x0039];

export interface Offer {
  address: string;
  port: number;
  serverName: string;
  version: number;
  suites?: readonly number[];
}

export interface Chosen {
  version: number;
  suite: number;
}

const PATIENCE_MS = 5_000;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;

/** Null where the server agrees to nothing of it. */
export async function chosenOf(offer: Offer): Promise<Chosen | null> {
  const connection = await Deno.connect({ hostname: offer.address, port: offer.port });
  const timer = setTimeout(() => connection.close(), PATIENCE_MS);
  try {
    await connection.write(clientHello(offer));
    const record = await readRecord(connection);
    return record === null ? null : chosenIn(record);
  } catch (error) {
    // A server that breaks the connection off agrees to nothing either.
    if (error instanceof Error) return null;
    throw error;
  } finally {
    clearTimeout(timer);
    try {
      connection.close();
    } catch {
      // The timer has closed it.
    }
  }
}

function clientHello({ serverName, version, suites = suitesOf(version) }: Offer): Uint8Array<ArrayBuffer> {
  const name = [...new TextEncoder().encode(serverName)];
  const extensions = [
    ...extension(0, sized(2, [0, ...sized(2, name)])),
    ...extension(10, sized(2, [0x00, 0x1d, 0x00, 0x17, 0x00, 0x18])),
    ...extension(11, [1, 0]),
    ...extension(13, sized(2, [4, 3, 5, 3, 6, 3, 8, 4, 8, 5, 8, 6, 4, 1, 5, 1, 6, 1, 2, 3, 2, 1])),
    ...(version === TLS_1_3
      ? [
        ...extension(43, [2, 3, 4]),
        ...extension(51, sized(2, [0x00, 0x1d, ...sized(2, random(32))])),
      ]
      : []),
  ];
  const hello = [
    ...pair(Math.min(version, TLS_1_2)),
    ...random(32),
    ...sized(1, random(32)),
    ...sized(2, suites.flatMap(pair)),
    ...[1, 0],
    ...sized(2, extensions),
  ];
  const handshake = [1, 0, ...sized(2, hello)];
  return new Uint8Array([HANDSHAKE, ...pair(Math.min(version, TLS_1_0)), ...sized(2, handshake)]);
}

function suitesOf(version: number): readonly number[] {
  if (version === TLS_1_3) return SUITES_OF_1_3;
  return version === TLS_1_2 ? STRONG_SUITES : SUITES_OF_OLD;
}

function extension(type: number, content: number[]): number[] {
  return [...pair(type), ...sized(2, content)];
}

function sized(bytes: 1 | 2, content: number[]): number[] {
  return [...(bytes === 1 ? [content.length] : pair(content.length)), ...content];
}

function pair(value: number): number[] {
  return [value >> 8, value & 255];
}

function random(length: number): number[] {
  return [...crypto.getRandomValues(new Uint8Array(length))];
}

async function readRecord(connection: Deno.Conn): Promise<Uint8Array | null> {
  let bytes = new Uint8Array();
  for (;;) {
    const length = bytes.length < 5 ? Infinity : 5 + ((bytes[3] ?? 0) << 8 | (bytes[4] ?? 0));
    if (bytes.length >= length) return bytes.subarray(0, length);
    const piece = new Uint8Array(4_096);
    const count = await connection.read(piece);
    if (count === null) return null;
    bytes = new Uint8Array([...bytes, ...piece.subarray(0, count)]);
  }
}

function chosenIn(record: Uint8Array): Chosen | null {
  if (record[0] !== HANDSHAKE || record[5] !== SERVER_HELLO) return null;
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const afterSession = 9 + 2 + 32 + 1 + view.getUint8(9 + 2 + 32);
  const suite = view.getUint16(afterSession);
  let version = view.getUint16(9);
  let at = afterSession + 2 + 1 + 2;
  while (at + 4 <= record.length) {
    const [type, length] = [view.getUint16(at), view.getUint16(at + 2)];
    // supported_versions: what counts since TLS 1.3.
    if (type === 43) version = view.getUint16(at + 4);
    at += 4 + length;
  }
  return { version, suite };
}
