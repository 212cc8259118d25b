/** What kind of picture some bytes are, and how large: read from themselves, never from what somebody says of them. */

export interface ImageKind {
  type: "image/png" | "image/jpeg" | "image/webp";
  width: number;
  height: number;
}

/** Undefined for anything but a PNG, a JPEG or a WebP with a readable head. */
export function imageKindOf(bytes: Uint8Array): ImageKind | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(bytes, view) ?? webp(bytes, view) ?? jpeg(view);
  } catch (error) {
    // It ends before its head does.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function png(bytes: Uint8Array, view: DataView): ImageKind | undefined {
  const isPng = PNG_SIGNATURE.every((byte, at) => bytes[at] === byte) && asciiAt(bytes, 12, 4) === "IHDR";
  return isPng ? sized("image/png", view.getUint32(16), view.getUint32(20)) : undefined;
}

/** The segments of a JPEG up to the one that begins a frame (ITU T.81, B.2.2), which has the size. */
function jpeg(view: DataView): ImageKind | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2;;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return sized("image/jpeg", view.getUint16(at + 7), view.getUint16(at + 5));
    const length = view.getUint16(at + 2);
    if (marker === 0xda || length < 2) return undefined;
    at += 2 + length;
  }
}

/** RFC 9649, section 2: lossy, lossless or extended. */
function webp(bytes: Uint8Array, view: DataView): ImageKind | undefined {
  if (asciiAt(bytes, 0, 4) !== "RIFF" || asciiAt(bytes, 8, 4) !== "WEBP") return undefined;
  switch (asciiAt(bytes, 12, 4)) {
    case "VP8 ":
      return sized("image/webp", view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    case "VP8L": {
      if (view.getUint8(20) !== 0x2f) return undefined;
      const sizes = view.getUint32(21, true);
      return sized("image/webp", (sizes & 0x3fff) + 1, ((sizes >>> 14) & 0x3fff) + 1);
    }
    case "VP8X":
      return sized("image/webp", (view.getUint32(23, true) >>> 8) + 1, (view.getUint32(26, true) >>> 8) + 1);
    default:
      return undefined;
  }
}

function sized(type: ImageKind["type"], width: number, height: number): ImageKind | undefined {
  return width > 0 && height > 0 ? { type, width, height } : undefined;
}

function asciiAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.slice(at, at + length));
}
