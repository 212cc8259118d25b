/** Cells that a spreadsheet would run, in files that LEXIA writes: B5. */
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { readXlsx } from "hucre/xlsx";
import { bulkRadicado } from "#tests/support/bulk_files.ts";
import { Installation } from "#tests/support/installation.ts";
import { exactly, type Proof } from "#tests/support/proof.ts";

/** In front of what the program would run. NUL is in no text that the database holds. */
const BEGINNINGS: readonly string[] = [
  ..."=+-@\t\r\n",
  "\uff1d",
  "\uff0b",
  "\uff0d",
  "\uff20",
  " =",
  "\u00a0=",
  "\u200b=",
  "\ufeff=",
  "\t=",
  "\x01=",
  "\x7f@",
];
const FORMULA = 'HYPERLINK("http://x.test";A1)';
const LEADING_ZEROS = "05266400303720210000100";

export const exportedCells: Proof = {
  id: "B5",
  title: "Exported cells that begin like formulas",
  async run() {
    await using installation = await Installation.open();
    const manager = await installation.member(await installation.organization(), "manager");
    const headers = { authorization: `Bearer ${manager.token}`, "content-type": "application/json" };
    const follow = (radicado: string) =>
      installation.request(manager.host, "/api/v1/solicitudes", {
        method: "POST",
        headers,
        body: JSON.stringify({ radicado }),
      });
    for (const [at, beginning] of BEGINNINGS.entries()) {
      const { id } = await (await follow(bulkRadicado(at))).json();
      // As a portal, or somebody with the database, may put it there: past what the API refuses.
      await installation.query("update solicitudes set alias = $2 where id = $1", [id, beginning + FORMULA]);
    }
    await follow(LEADING_ZEROS);
    const fetched = async (format: string) => {
      const path = `/api/v1/solicitudes/export?format=${format}`;
      return new Uint8Array(
        await (await installation.request(manager.host, path, { headers })).arrayBuffer(),
      );
    };
    const csv: string[][] = parse(new TextDecoder().decode(await fetched("csv")), { bom: true });
    const book = await fetched("xlsx");
    const [sheet] = (await readXlsx(book)).sheets;
    const xlsx = sheet?.rows ?? [];
    const xml = new TextDecoder().decode(unzipSync(book)["xl/worksheets/sheet1.xml"]);
    return [
      exactly("rows of the CSV", csv.length, BEGINNINGS.length + 2),
      exactly("rows of the workbook", xlsx.length, BEGINNINGS.length + 2),
      exactly("CSV cells that begin otherwise than with an apostrophe", csv.filter(isBare).length, 0),
      exactly("workbook cells that begin otherwise than with an apostrophe", xlsx.filter(isBare).length, 0),
      exactly("formulas in the workbook", [...xml.matchAll(/<f[ >]/g)].length, 0),
      exactly("a radicado with leading zeros in the CSV", digitsOf(csv), LEADING_ZEROS),
      exactly("and as text in the workbook", digitsOf(xlsx), LEADING_ZEROS),
    ];
  },
};

function isBare(row: readonly unknown[]): boolean {
  return row.some((cell) => typeof cell === "string" && cell.includes(FORMULA) && !cell.startsWith("'"));
}

/** Only where it is text. */
function digitsOf(rows: readonly (readonly unknown[])[]): string {
  return rows.map(([, digits]) => digits).find((digits) =>
      typeof digits === "string" && digits.startsWith("0")
    ) ===
      LEADING_ZEROS
    ? LEADING_ZEROS
    : "none";
}
