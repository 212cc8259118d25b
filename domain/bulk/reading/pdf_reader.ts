/** The radicados in the text of a PDF: one row each, whose line is the page. */
import { isOutOfBounds } from "./bounded_memory.ts";
import { findRadicados } from "./find_radicados.ts";
import {
  cellText,
  deadline,
  LIMITS,
  type OpenFile,
  type Table,
  TableBuilder,
  UnreadableFile,
} from "./table.ts";

export async function readPdf(open: OpenFile, lastYear: number): Promise<Table> {
  const inTime = deadline();
  const bytes = await wholeFile(open);
  if (!new TextDecoder("latin1").decode(bytes.subarray(0, 5)).startsWith("%PDF-")) {
    throw new UnreadableFile("not_that_kind");
  }
  // Large, and needed for this kind of file alone.
  const { getDocumentProxy } = await import("unpdf");
  const document = await getDocumentProxy(bytes, { stopAtErrors: true }).catch(
    (error) => {
      const isLocked = error instanceof Error && error.name === "PasswordException";
      throw new UnreadableFile(isLocked ? "is_encrypted" : "is_broken", { cause: error });
    },
  );
  const table = new TableBuilder();
  try {
    if (document.numPages > LIMITS.pages) throw new UnreadableFile("too_many_pages");
    for (let page = 1; page <= document.numPages; page++) {
      inTime();
      const text = await pageText(document, page);
      // Its reader goes on without what it could not unpack.
      if (isOutOfBounds()) throw new UnreadableFile("unpacks_too_large");
      for (const found of findRadicados(text, lastYear)) {
        table.add({ line: page, cells: [cellText(found.text)] });
      }
    }
  } finally {
    await document.loadingTask.destroy();
  }
  return table;
}

type Document = Awaited<ReturnType<typeof import("unpdf")["getDocumentProxy"]>>;

async function pageText(document: Document, number: number): Promise<string> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    return items.map((item) => "str" in item ? item.str + (item.hasEOL ? "\n" : "") : "").join("");
  } catch (error) {
    throw new UnreadableFile(isOutOfBounds() ? "unpacks_too_large" : "is_broken", { cause: error });
  }
}

async function wholeFile(open: OpenFile): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of await open()) chunks.push(new Uint8Array(chunk));
  return await new Blob(chunks).bytes();
}
