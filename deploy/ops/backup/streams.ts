import { createHash } from "node:crypto";
import type { StoredFile } from "#domain/ports.ts";

type Bytes = ReadableStream<Uint8Array>;

/** Reads to the end, and keeps nothing. */
export async function sha256Of(content: Bytes): Promise<StoredFile> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, hash: hash.digest("hex") };
}

/** The same bytes, and what they were once all have gone by. */
export function measured(content: Bytes): { content: Bytes; result: () => StoredFile } {
  const hash = createHash("sha256");
  let size = 0;
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk);
      size += chunk.length;
      controller.enqueue(chunk);
    },
  });
  return { content: content.pipeThrough(passing), result: () => ({ size, hash: hash.digest("hex") }) };
}
