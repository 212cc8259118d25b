/**
 * What a thread may take at once. A PDF's streams are unpacked by its reader's own code, whole and by any of several
 * methods, a thousand times as large as they came: a buffer beyond the limit is refused to it, whoever asks.
 */
import { LIMITS } from "./table.ts";

let isRefused = false;

/** For good, and for the whole thread: only for one that ends with its file. */
export function boundMemory(): void {
  // Takes a stream's bytes all at once, and gives as much at once, outside of every limit. Its users can do without.
  Reflect.deleteProperty(globalThis, "DecompressionStream");
  globalThis.Uint8Array = new Proxy(Uint8Array, {
    construct(buffer, values, newTarget) {
      const [size] = values;
      if (typeof size === "number" && size > LIMITS.bufferBytes) {
        isRefused = true;
        throw new RangeError(`A buffer of ${size} bytes is too large`);
      }
      return Reflect.construct(buffer, values, newTarget);
    },
  });
}

/** Whether anything was refused so far, since who asks may keep it to themselves. */
export function isOutOfBounds(): boolean {
  return isRefused;
}
