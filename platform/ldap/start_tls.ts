/** StartTLS (RFC 4511, section 4.14), up to the moment at which TLS begins. */
import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { BerReader } from "ldapts";
import { DirectoryFailure } from "#domain/ports.ts";
import { failureOf } from "./failures.ts";

const OID = "1.3.6.1.4.1.1466.20037";
/** Message 1: an extended request (tag 0x77) with that name (tag 0x80). */
const REQUEST = Uint8Array.from([
  ...[0x30, OID.length + 7, 0x02, 0x01, 0x01, 0x77, OID.length + 2, 0x80, OID.length],
  ...new TextEncoder().encode(OID),
]);
const EXTENDED_RESPONSE = 0x78;
const MOST_BYTES = 4_096;

/**
 * Asks for TLS. What comes behind the answer was not sent under TLS, so somebody on the way may have put it there: the
 * connection is then given up.
 * @throws {DirectoryFailure} `starttls_refused` and others.
 */
export async function startTls(socket: Socket, deadline: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let bytes = new Uint8Array(0);
  const onData = (chunk: Uint8Array) => {
    bytes = Uint8Array.from([...bytes, ...chunk]);
    const verdict = judge(bytes);
    if (verdict === "granted") resolve();
    else if (verdict !== "incomplete") reject(new DirectoryFailure("starttls_refused"));
  };
  const onError = (error: unknown) => reject(failureOf(error));
  const onClose = () => reject(new DirectoryFailure("connection_lost"));
  const timer = setTimeout(
    () => reject(new DirectoryFailure("timed_out")),
    Math.max(1, deadline - Date.now()),
  );
  socket.on("data", onData);
  socket.once("error", onError);
  socket.once("close", onClose);
  socket.write(REQUEST);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    socket.removeListener("data", onData);
    socket.removeListener("error", onError);
    socket.removeListener("close", onClose);
  }
}

function judge(bytes: Uint8Array): "granted" | "refused" | "incomplete" {
  if (bytes.length > MOST_BYTES) return "refused";
  if (bytes.length < 2) return "incomplete";
  try {
    const reader = new BerReader(Buffer.from(bytes));
    if (reader.readSequence() === null) return "incomplete";
    const rest = bytes.length - reader.offset;
    if (rest < reader.length) return "incomplete";
    if (rest > reader.length || reader.readInt() !== 1) return "refused";
    if (reader.readSequence(EXTENDED_RESPONSE) === null) return "refused";
    return reader.readEnumeration() === 0 ? "granted" : "refused";
  } catch {
    return "refused";
  }
}
