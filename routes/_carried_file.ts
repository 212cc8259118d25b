import { createHash } from "node:crypto";
import type { LexiaContext } from "./_env.ts";

/** A file that the program carries within itself, served under a name that changes with what it says. */
export class CarriedFile {
  #name: string | undefined;
  #compressed: Promise<Uint8Array<ArrayBuffer>> | undefined;

  constructor(
    private readonly file: {
      folder: string;
      stem: string;
      extension: string;
      type: string;
      text: string | Uint8Array<ArrayBuffer>;
    },
  ) {}

  /** `lexia.3f2a9c1b5d.css` */
  get name(): string {
    return this.#name ??= `${this.file.stem}.${hashOf(this.file.text)}.${this.file.extension}`;
  }

  get path(): string {
    return `${this.file.folder}/${this.name}`;
  }

  async answer(c: LexiaContext): Promise<Response> {
    const { type, text } = this.file;
    const headers = {
      "Content-Type": typeof text === "string" ? `${type}; charset=utf-8` : type,
      "Cache-Control": "public, max-age=31536000, immutable",
      "Vary": "Accept-Encoding",
    };
    // Pictures and typefaces are compressed as they are.
    if (typeof text !== "string" || !takesGzip(c.req.header("accept-encoding"))) {
      return c.body(text, 200, headers);
    }
    this.#compressed ??= compress(text);
    return c.body(await this.#compressed, 200, { ...headers, "Content-Encoding": "gzip" });
  }
}

/** The file of that name, for a route with `:name`. */
export function fileNamed(files: readonly CarriedFile[], name: string): CarriedFile | undefined {
  return files.find((file) => file.name === name);
}

function hashOf(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

function takesGzip(header = ""): boolean {
  return header.split(",").some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
}

async function compress(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
