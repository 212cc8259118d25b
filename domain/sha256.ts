import { createHash } from "node:crypto";

/** Of a text's UTF-8. At once: each request with a cookie or a key waits for it, and a thread of its own costs more than it. */
export function sha256(text: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(text).digest());
}
