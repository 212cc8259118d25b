/** Files that are small to send and large to read: B1. */
import { atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { bulkRadicado } from "#tests/support/bulk_files.ts";
import { workbook, WORKBOOK_FRAME } from "#tests/support/workbook.ts";
import { archive, bombPdf, deflated, endless, type Entry, stored } from "#tests/support/bombs.ts";
import { Intake, type Intaken } from "#tests/support/intake.ts";

const MOST_MS = 1_000;
const MOST_MIB = 64;
const SHEET = "xl/worksheets/sheet1.xml";
const STRINGS = "xl/sharedStrings.xml";
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LAUGHS = `<!DOCTYPE x [<!ENTITY a "ha">${
  [..."bcdefghijk"].map((name, i) => `<!ENTITY ${name} "${`&${"abcdefghij"[i]};`.repeat(10)}">`).join("")
}]>`;

interface Bomb {
  content(): Uint8Array<ArrayBuffer>;
  name?: string;
  /** What is harmless is taken. */
  status?: 202;
}

/** Built one by one, so that no two are held at once. */
const BOMBS: Readonly<Record<string, Bomb>> = {
  "a sheet of 4 GiB in 4 MiB": {
    content: () => book([endless(SHEET, `<worksheet xmlns="${MAIN}"><sheetData>`, 4_096)]),
  },
  "a text of 4 GiB in one cell": {
    content: () =>
      book([
        endless(SHEET, `<worksheet xmlns="${MAIN}"><sheetData><row><c t="inlineStr"><is><t>`, 4_096, "a"),
      ]),
  },
  "4 GiB in 48 kB: a hundred names of one part": {
    content: () =>
      book(
        [endless(SHEET, `<worksheet xmlns="${MAIN}"><sheetData>`, 41)],
        Array.from({ length: 100 }, (_, i) => `xl/worksheets/sheet${i + 2}.xml`),
      ),
  },
  "the workbook's own list of 1 GiB": {
    content: () => book([endless("xl/workbook.xml", "<workbook>", 1_024), stored(SHEET, "")]),
  },
  "10,000 parts": {
    content: () => book(Array.from({ length: 10_000 }, (_, i) => stored(`xl/media/${i}.png`, ""))),
  },
  "1,000,000 shared strings": { content: () => book([sheetOf(""), deflated(STRINGS, strings())]) },
  "1,000,000 shared strings, not packed at all": {
    content: () => book([sheetOf(""), stored(STRINGS, strings())]),
  },
  "entities of entities in the sheet": { content: () => workbook([], { sheet: laughing("worksheet") }) },
  "entities of entities in the shared strings": {
    content: () => workbook([[bulkRadicado(1)]], { strings: laughing("sst") }),
  },
  "entities of entities in the list of types": {
    content: () => workbook([[bulkRadicado(1)]], { contentTypes: laughing("Types") }),
  },
  "an archive in an archive, ten deep, as the sheet": {
    content: () => book([stored(SHEET, nested(10))]),
  },
  "an archive in an archive beside a good sheet": {
    content: () =>
      workbook([["radicado"], [bulkRadicado(1)]], { parts: { "xl/embeddings/a.zip": nested(3) } }),
    status: 202,
  },
  "1 GiB beside a good sheet, which nobody unpacks": {
    content: () => book([endless("xl/media/image1.png", "", 1_024), sheetOf(bulkRadicado(2))]),
    status: 202,
  },
};
/** Its reader is large, and has to be started. */
const PDF_MOST_MS = 4_000;

export const fileBombs: Proof = {
  id: "B1",
  title: "Files that unpack to more than is taken",
  async run(scale) {
    await using intake = await Intake.open();
    // What the first file leaves for good is no bomb's: code, and the memory of a thread.
    for (let i = 0; i < 3; i++) {
      await intake.send({ name: "casos.xlsx", content: workbook([["radicado"], [bulkRadicado(10 + i)]]) });
    }
    const findings: Finding[] = [];
    const answers: Intaken[] = [];
    const kept = await intake.files();
    let taken = 0;
    for (const [what, { content, name = "casos.xlsx", status = 422 }] of Object.entries(BOMBS)) {
      const answer = await intake.send({ name, content: content() });
      answers.push(answer);
      if (answer.status === 202) taken++;
      const isRight = answer.status === status &&
        answer.code.startsWith(status === 422 ? "file_unreadable" : "");
      const figure = `${answer.status} ${answer.code}`.trim();
      findings.push(
        holds(what, isRight, figure, status === 422 ? "422 file_unreadable" : "202, and no more"),
      );
      if (scale === "full") findings.push(...costOf(what, answer));
    }
    const pdf = await intake.send({ name: "estado.pdf", content: bombPdf(1_024) });
    const pdfFigure = `${pdf.status} ${pdf.code}`;
    const pdfGoal = "422 file_unreadable: unpacks_too_large";
    return [
      ...findings,
      holds("a PDF whose page is 1 GiB in 1 MiB", pdfFigure === pdfGoal, pdfFigure, pdfGoal),
      timed(atMost("that PDF: time", pdf.milliseconds, PDF_MOST_MS, "ms")),
      holds(
        "that PDF: memory added",
        pdf.addedMib < 256,
        `${pdf.addedMib.toFixed(0)} MiB`,
        "a quarter of what it unpacks to, at most",
      ),
      timed(atMost("longest", Math.max(...answers.map(({ milliseconds }) => milliseconds)), MOST_MS, "ms")),
      timed(
        atMost("memory added at most", Math.max(...answers.map(({ addedMib }) => addedMib)), MOST_MIB, "MiB"),
      ),
      exactly(
        "files kept of those that were refused",
        (await intake.files()).length - kept.length - taken,
        0,
      ),
      exactly(
        "a good file afterwards",
        (await intake.send({ content: `radicado\n${bulkRadicado(3)}` })).status,
        202,
      ),
    ];
  },
};

function costOf(what: string, { milliseconds, addedMib }: Intaken): Finding[] {
  return [
    timed(atMost(`${what}: time`, milliseconds, MOST_MS, "ms")),
    timed(atMost(`${what}: memory added`, addedMib, MOST_MIB, "MiB")),
  ];
}

/** A workbook of these parts, and of those that every workbook has. */
function book(entries: readonly Entry[], twins?: readonly string[]): Uint8Array<ArrayBuffer> {
  const frame = Object.entries(WORKBOOK_FRAME).filter(([name]) =>
    !entries.some((entry) => entry.name === name)
  );
  return archive([...entries, ...frame.map(([name, text]) => deflated(name, text))], twins);
}

/** One cell; without text, one that names a shared string. */
function sheetOf(text: string): Entry {
  const cell = text === "" ? '<c t="s"><v>0</v></c>' : `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  return deflated(SHEET, `<worksheet xmlns="${MAIN}"><sheetData><row>${cell}</row></sheetData></worksheet>`);
}

function strings(): string {
  return `<sst xmlns="${MAIN}">${"<si><t>x</t></si>".repeat(1_000_000)}</sst>`;
}

function laughing(root: string): string {
  return `${LAUGHS}<${root} xmlns="${MAIN}">&k;</${root}>`;
}

function nested(depth: number): Uint8Array<ArrayBuffer> {
  const innermost = archive([endless("a", "", 64)]);
  return Array.from({ length: depth }).reduce<Uint8Array<ArrayBuffer>>(
    (inner) => archive([stored("a.zip", inner)]),
    innermost,
  );
}
