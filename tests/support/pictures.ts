/** Pictures for logos, made of their bytes. */

/** One pixel. */
export const SMALL_PNG = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
);

export const SMALL_JPEG = Uint8Array.fromHex(
  "ffd8ffe000104a46494600010100000100010000" + // JFIF
    "ffc0000b080002000301011100" + // a frame of 3 × 2
    "ffd9",
);

/** `VP8X`, `VP8L` or `VP8 `, of 3 × 2. */
export function webp(kind: "VP8X" | "VP8L" | "VP8 "): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(40);
  bytes.set(new TextEncoder().encode("RIFF    WEBP" + kind));
  if (kind === "VP8X") bytes.set([2, 0, 0, 1, 0, 0], 24);
  if (kind === "VP8L") bytes.set([0x2f, 2, 0x40, 0, 0], 20);
  if (kind === "VP8 ") bytes.set([0x9d, 0x01, 0x2a, 3, 0, 2, 0], 23);
  return bytes;
}

/** A PNG whose head claims that size. */
export function pngOf(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(SMALL_PNG);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}
