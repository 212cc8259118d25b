/** XML that comes in pieces: elements, attributes and text, without entities of its own and without endless ones. */
import { SaxesParser } from "saxes";
import { LIMITS, UnreadableFile } from "./table.ts";
import type { PartReader } from "./unpack.ts";

export interface XmlEvents {
  /** Names without their prefix. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** @throws {UnreadableFile} */
export function xmlReader(events: XmlEvents): PartReader {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parser = new SaxesParser();
  let sinceMarkup = 0;
  let hasRoot = false;
  let beforeRoot = 0;
  parser.on("error", (error) => {
    throw new UnreadableFile("is_broken", { cause: error });
  });
  // What declares entities is no spreadsheet's.
  parser.on("doctype", () => {
    throw new UnreadableFile("is_broken");
  });
  parser.on("opentag", ({ name, attributes }) => {
    hasRoot = true;
    events.open?.(localName(name), attributes);
  });
  parser.on("text", (text) => events.text?.(text));
  parser.on("cdata", (text) => events.text?.(text));
  parser.on("closetag", ({ name }) => events.close?.(localName(name)));

  function write(text: string): void {
    const markup = Math.max(text.lastIndexOf("<"), text.lastIndexOf(">"));
    sinceMarkup = markup < 0 ? sinceMarkup + text.length : text.length - markup;
    if (sinceMarkup > LIMITS.tokenCharacters) throw new UnreadableFile("unpacks_too_large");
    parser.write(text);
    if (!hasRoot && (beforeRoot += text.length) > BEFORE_ROOT) throw new UnreadableFile("is_broken");
  }
  return (bytes, isLast) => {
    write(decode(decoder, bytes, isLast));
    if (isLast) parser.close();
  };
}

/** Characters of a declaration and comments. */
const BEFORE_ROOT = 64 * 1024;

function decode(decoder: TextDecoder, bytes: Uint8Array, isLast: boolean): string {
  try {
    return decoder.decode(bytes, { stream: !isLast });
  } catch (error) {
    throw new UnreadableFile("is_broken", { cause: error });
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
