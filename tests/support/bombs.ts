/** Archives and documents that are small to send and large to unpack. */
import { Buffer } from "node:buffer";
import { constants, crc32, deflateRawSync } from "node:zlib";

const MIB = 1_024 * 1_024;

export interface Entry {
  name: string;
  /** As it stands in the archive. */
  packed: Uint8Array;
  /** What the archive says of it, true or not. */
  size: number;
  method: 0 | 8;
}

/** A part that is one character over and over behind its beginning: a thousand times as large as what is sent. */
export function endless(name: string, beginning: string, mebibytes: number, filler = " "): Entry {
  const head = flushed(Buffer.from(beginning));
  const piece = flushed(Buffer.alloc(MIB, filler));
  const end = Uint8Array.from([3, 0]);
  const packed = Buffer.concat([head, ...Array<Buffer>(mebibytes).fill(piece), end]);
  // A size of more than 32 bits is cut off, as some programs do.
  return { name, packed, size: (beginning.length + mebibytes * MIB) % 2 ** 32, method: 8 };
}

/** Ends with a whole byte and forgets what came before, so that it may stand any number of times. */
function flushed(bytes: Uint8Array): Buffer {
  return deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
}

export function deflated(name: string, text: string): Entry {
  return { name, packed: deflateRawSync(Buffer.from(text)), size: text.length, method: 8 };
}

export function stored(name: string, content: string | Uint8Array): Entry {
  const packed = typeof content === "string" ? Buffer.from(content) : content;
  return { name, packed, size: packed.length, method: 0 };
}

/**
 * The archive, with each part where it is. `twins` are names under which the directory at its end gives the first part
 * again and again: unpacked by the directory, it is that many times as large.
 */
export function archive(entries: readonly Entry[], twins: readonly string[] = []): Uint8Array<ArrayBuffer> {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    directory.push(directoryEntry(entry, entry.name, at));
    const local = Buffer.concat([localHeader(entry), entry.packed]);
    locals.push(local);
    at += local.length;
  }
  const [first] = entries;
  if (first) { for (const name of twins) directory.push(directoryEntry(first, name, 0)); }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length % 65_536, 8);
  end.writeUInt16LE(directory.length % 65_536, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...locals, list, end]));
}

function localHeader({ name, packed, size, method }: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(0x800, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(method === 0 ? crc32(packed) : 0, 14);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(size, 22);
  const text = Buffer.from(name);
  header.writeUInt16LE(text.length, 26);
  return Buffer.concat([header, text]);
}

function directoryEntry({ packed, size, method }: Entry, name: string, at: number): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(0x031e, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(0x800, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(method === 0 ? crc32(packed) : 0, 16);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(size, 24);
  const text = Buffer.from(name);
  entry.writeUInt16LE(text.length, 28);
  // A symbolic link to a POSIX system, where its name says so.
  entry.writeUInt32LE(name.endsWith(".link") ? (0o120_777 << 16) >>> 0 : 0, 38);
  entry.writeUInt32LE(at, 42);
  return Buffer.concat([entry, text]);
}

/** A PDF of one page whose content is that large once it is unpacked. */
export function bombPdf(mebibytes: number): Uint8Array<ArrayBuffer> {
  const { packed } = endless("", "BT ", mebibytes);
  // The stream of a PDF is one of zlib (RFC 1950): two bytes before what is packed.
  const content = Buffer.concat([Buffer.from([0x78, 0x9c]), packed]);
  const head = [
    "%PDF-1.4",
    "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
    "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj",
    "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >> endobj",
    `4 0 obj << /Filter /FlateDecode /Length ${content.length} >> stream\n`,
  ].join("\n");
  const objects = [...head.matchAll(/^\d 0 obj/gm)].map(({ index }) => index);
  const start = head.length + content.length + "\nendstream endobj\n".length;
  const entries = objects.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const tail = `\nendstream endobj\nxref\n0 5\n0000000000 65535 f \n${entries}` +
    `trailer << /Size 5 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.concat([Buffer.from(head), content, Buffer.from(tail)]));
}
