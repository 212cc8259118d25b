/** An archive (ZIP), unpacked part by part while it is read, and no further than the limits go. */
import { Inflate, Unzip, type UnzipDecoder } from "fflate";
import { LIMITS, type OpenFile, UnreadableFile } from "./table.ts";

/** Unpacked they are a thousand times as large at most, so a step stays within few MiB. */
const STEP_BYTES = 4 * 1024;

/** Takes a part's bytes as they come. */
export type PartReader = (bytes: Uint8Array, isLast: boolean) => void;

/** How a part is read, by its name; undefined: it is passed over, and not unpacked. */
export type ChoosePart = (name: string) => PartReader | undefined;

/** Names go nowhere but to `choose`: nothing is written by them. @throws {UnreadableFile} */
export async function unpack(open: OpenFile, choose: ChoosePart, inTime: () => void): Promise<void> {
  const meter = new Meter(inTime);
  const unzip = new Unzip((file) => {
    meter.countEntry();
    const read = choose(file.name);
    // Only the two ways that spreadsheets are packed in; a password makes it another one.
    if (read && file.compression !== 0 && file.compression !== 8) throw new UnreadableFile("is_broken");
    file.ondata = (error, bytes, isLast) => {
      if (error) throw error;
      read?.(bytes, isLast);
    };
    file.start();
  });
  const chosen = (name: string) => choose(name) !== undefined;
  unzip.register(decoder(0, chosen, meter));
  unzip.register(decoder(8, chosen, meter));
  try {
    for await (const chunk of await open()) {
      meter.packed += chunk.length;
      unzip.push(chunk, false);
    }
    unzip.push(new Uint8Array(), true);
  } catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile("is_broken", { cause: error });
  }
  if (meter.entries === 0) throw new UnreadableFile("not_that_kind");
}

class Meter {
  packed = 0;
  entries = 0;
  #unpacked = 0;

  constructor(readonly inTime: () => void) {}

  countEntry(): void {
    if (++this.entries > LIMITS.entries) throw new UnreadableFile("unpacks_too_large");
  }

  add(bytes: number): void {
    this.#unpacked += bytes;
    const isTooMuch = this.#unpacked > LIMITS.unpackedBytes ||
      (this.#unpacked > LIMITS.smallBytes && this.#unpacked > this.packed * LIMITS.ratio);
    if (isTooMuch) throw new UnreadableFile("unpacks_too_large");
    this.inTime();
  }
}

/** What `Unzip` makes one of for each part; passed over, a part is not even unpacked. */
function decoder(compression: 0 | 8, chosen: (name: string) => boolean, meter: Meter) {
  return class implements UnzipDecoder {
    static compression = compression;
    ondata: UnzipDecoder["ondata"] = () => {};
    readonly #isChosen: boolean;
    readonly #inflate: Inflate | undefined;

    constructor(name: string) {
      this.#isChosen = chosen(name);
      if (!this.#isChosen || compression === 0) return;
      this.#inflate = new Inflate((bytes, isLast) => this.#give(bytes, isLast));
    }

    push(bytes: Uint8Array<ArrayBuffer>, isLast: boolean): void {
      if (!this.#isChosen) return;
      for (let at = 0; at < bytes.length; at += STEP_BYTES) {
        const step = bytes.subarray(at, at + STEP_BYTES);
        if (this.#inflate) this.#inflate.push(step, false);
        else this.#give(step, false);
      }
      if (!isLast) return;
      if (this.#inflate) this.#inflate.push(new Uint8Array(), true);
      else this.#give(new Uint8Array(), true);
    }

    #give(bytes: Uint8Array<ArrayBuffer>, isLast: boolean): void {
      meter.add(bytes.length);
      this.ondata(null, bytes, isLast);
    }
  };
}
