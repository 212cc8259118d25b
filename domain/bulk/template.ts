/** An empty list to fill in: headings that LEXIA knows, examples, and a column of radicados that stays text. */
import { strToU8, zipSync } from "fflate";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";

const ROWS = [
  ["radicado", "alias", "notas", "frecuencia"],
  ["11001-40-03-082-2017-99999-00", "Cobro de cartera", "Cliente 1024", "dinámica"],
  ["05001310300120239999900", "Arrendamiento", "", "diaria"],
];

/** @throws {DomainError} `permission_denied` */
export function bulkTemplate(ctx: Ctx, kind: "xlsx" | "csv"): Uint8Array<ArrayBuffer> {
  authorize(ctx, "bulk_operations");
  return new Uint8Array(kind === "csv" ? csv() : workbook());
}

/** As Excel in Spanish reads it: semicolons, and a byte order mark for its accents. */
function csv(): Uint8Array {
  return strToU8(`\ufeff${ROWS.map((row) => row.join(";")).join("\r\n")}\r\n`);
}

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** Rows that are text before anybody has typed in them; column styles hold for those below. */
const RADICADO_WIDTH = 34;

function workbook(): Uint8Array {
  const rows = ROWS.map((row, i) =>
    `<row r="${i + 1}">${
      row.map((cell, column) =>
        `<c r="${"ABCD"[column]}${i + 1}" s="1" t="inlineStr"><is><t>${cell}</t></is></c>`
      ).join("")
    }</row>`
  );
  const parts = {
    "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/>` +
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/>` +
      `<Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships">` +
      `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">` +
      '<sheets><sheet name="Radicados" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships">` +
      `<Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>` +
      `<Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    // Format 49 is text.
    "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts>` +
      '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
      '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
      '<cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>',
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${MAIN}"><cols>` +
      `<col min="1" max="1" width="${RADICADO_WIDTH}" style="1" customWidth="1"/>` +
      '<col min="2" max="4" width="24" style="1" customWidth="1"/></cols>' +
      `<sheetData>${rows.join("")}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(
    Object.entries(parts).map(([name, text]) => [name, strToU8(XML + text)]),
  ));
}
