/** The same documents to go on writing in. */
import type { ISectionOptions, Paragraph, Table } from "docx";
import type { CaseProps, HeadProps } from "./case.ts";
import { caseSheets } from "./case.ts";
import { cellText, headingLines, type SheetProps } from "./sheet.ts";
import { instantText, word } from "./words.ts";

type Docx = typeof import("docx");

export async function* sheetDocx(sheet: SheetProps, head: HeadProps): AsyncGenerator<Uint8Array> {
  const docx = await import("docx");
  yield await bytesOf(docx, head, [
    titleOf(docx, word(sheet.name, head.locale)),
    ...headingLines(sheet, head.locale).map(([label, text]) => new docx.Paragraph(`${label}: ${text}`)),
    await tableOf(docx, sheet, head),
  ]);
}

export async function* caseDocx(report: CaseProps, head: HeadProps): AsyncGenerator<Uint8Array> {
  const docx = await import("docx");
  const { locale } = head;
  const { Paragraph, TextRun, HeadingLevel } = docx;
  const verified = report.lastVerifiedAt === null
    ? word("never_verified", locale)
    : instantText(report.lastVerifiedAt);
  const parts: (Paragraph | Table)[] = [
    titleOf(docx, word("case", locale)),
    new Paragraph({ children: [new TextRun({ text: report.radicado, bold: true, size: 26 })] }),
    ...(report.alias === null ? [] : [new Paragraph(report.alias)]),
    new Paragraph(`${word("last_verified_at", locale)}: ${verified}`),
    new Paragraph(`${word("source", locale)}: ${word(report.source, locale)}`),
  ];
  if (report.procesos.length === 0) parts.push(new Paragraph(word("no_procesos", locale)));
  if (report.procesos.some(({ isPrivate }) => isPrivate)) parts.push(new Paragraph(word("private", locale)));
  for (const sheet of caseSheets(report)) {
    parts.push(new Paragraph({ text: word(sheet.name, locale), heading: HeadingLevel.HEADING_2 }));
    parts.push(await tableOf(docx, sheet, head));
  }
  parts.push(new Paragraph(word("disclaimer", locale)));
  yield await bytesOf(docx, head, parts);
}

function titleOf({ Paragraph, HeadingLevel }: Docx, text: string): Paragraph {
  return new Paragraph({ text, heading: HeadingLevel.HEADING_1 });
}

async function tableOf(docx: Docx, sheet: SheetProps, { locale }: HeadProps): Promise<Table> {
  const { Table, TableRow, TableCell, Paragraph, TextRun, WidthType } = docx;
  const cellOf = (text: string, bold: boolean) =>
    new TableCell({
      children: text.split("\n").map((line) =>
        new Paragraph({ children: [new TextRun({ text: line, bold, size: 16 })] })
      ),
    });
  const rows = [
    new TableRow({
      tableHeader: true,
      children: sheet.columns.map((column) => cellOf(word(column, locale), true)),
    }),
  ];
  for await (const row of sheet.rows) {
    rows.push(new TableRow({ children: row.map((cell) => cellOf(cellText(cell, locale), false)) }));
  }
  return new Table({ width: { size: 100, type: WidthType.PERCENTAGE }, rows });
}

async function bytesOf(
  docx: Docx,
  { organization, locale, madeAt }: HeadProps,
  children: (Paragraph | Table)[],
): Promise<Uint8Array> {
  const { Document, Packer, Header, Footer, Paragraph, TextRun, PageNumber, PageOrientation } = docx;
  const section: ISectionOptions = {
    properties: { page: { size: { orientation: PageOrientation.LANDSCAPE } } },
    headers: {
      default: new Header({
        children: [new Paragraph(`${organization} · ${word("made", locale)} ${instantText(madeAt)}`)],
      }),
    },
    footers: {
      default: new Footer({
        children: [
          new Paragraph({
            children: [
              new TextRun({
                children: [
                  `${word("page", locale)} `,
                  PageNumber.CURRENT,
                  ` ${word("of", locale)} `,
                  PageNumber.TOTAL_PAGES,
                ],
              }),
            ],
          }),
        ],
      }),
    },
    children,
  };
  const document = new Document({ creator: "LEXIA", title: word("case", locale), sections: [section] });
  return new Uint8Array(await Packer.toArrayBuffer(document));
}
