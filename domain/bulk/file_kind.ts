/** What a file is: its name says what it is to be, its first bytes whether it is. */
import { DomainError } from "../errors.ts";
import { FILE_KINDS, type FileKind } from "./reading/table.ts";

/** @throws {DomainError} `file_kind_refused` unless its name ends as one of those that are taken. */
export function kindOf(fileName: string, extensions: readonly string[]): FileKind {
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(fileName.trim())?.[1]?.toLowerCase();
  const kind = FILE_KINDS.find((known) => known === extension);
  if (kind && extensions.includes(kind)) return kind;
  throw new DomainError("file_kind_refused", {
    detail: `Send a file whose name ends in ${extensions.map((name) => `.${name}`).join(" or ")}`,
  });
}

/** What each kind begins with; text begins with none of what other files do. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** An encrypted workbook comes in one of these, and its reader says so. */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d];

const BEGINNINGS: Readonly<Record<FileKind, (bytes: Uint8Array) => boolean>> = {
  xlsx: (bytes) => begins(bytes, ZIP) || begins(bytes, COMPOUND_FILE),
  pdf: (bytes) => begins(bytes, PDF),
  csv: (bytes) => ![ZIP, COMPOUND_FILE, PDF].some((other) => begins(bytes, other)) && !isMarkup(bytes),
};

const LOOKED_AT = 64;

/** The same content, refused with its first bytes where they are another kind's. @throws {DomainError} `file_kind_refused` */
export async function* ofKind(
  kind: FileKind,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let head = new Uint8Array();
  let isChecked = false;
  for await (const chunk of content) {
    if (isChecked) {
      yield chunk;
      continue;
    }
    head = joined(head, chunk);
    if (head.length < LOOKED_AT) continue;
    check(kind, head);
    isChecked = true;
    yield head;
  }
  if (isChecked) return;
  check(kind, head);
  yield head;
}

function check(kind: FileKind, head: Uint8Array): void {
  if (BEGINNINGS[kind](head)) return;
  throw new DomainError("file_kind_refused", { detail: `What is in the file is no ${kind}` });
}

function begins(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, i) => bytes[i] === byte);
}

function isMarkup(bytes: Uint8Array): boolean {
  return /^\s*<[!?a-z]/i.test(new TextDecoder().decode(bytes.subarray(0, LOOKED_AT)));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** As it is shown: the last part of a path, without signs that change how a line is read. */
export function shownName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? "";
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, "").trim();
  return plain.slice(-200).toWellFormed() || "file";
}
