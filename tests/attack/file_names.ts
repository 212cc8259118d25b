/** Names that lead elsewhere, of files and of parts in them: B2. */
import { bulkRadicado } from "#tests/support/bulk_files.ts";
import { archive, deflated, type Entry, stored } from "#tests/support/bombs.ts";
import { exactly, holds, type Proof } from "#tests/support/proof.ts";
import { WORKBOOK_FRAME } from "#tests/support/workbook.ts";
import { exchange } from "#tests/support/raw_http.ts";
import { BULK_PATH, Intake } from "#tests/support/intake.ts";

const UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** All of them end as a file that is taken. */
const FILE_NAMES: readonly string[] = [
  "../../../evil.csv",
  "..\\..\\..\\evil.csv",
  "/etc/cron.d/evil.csv",
  "C:\\Windows\\evil.csv",
  "\\\\server\\share\\evil.csv",
  "file:///etc/evil.csv",
  "....//....//evil.csv",
  "%2e%2e%2f%2e%2e%2fevil.csv",
  "..%c0%afevil.csv",
  "\uff0e\uff0e\uff0fevil.csv",
  "evil.csv\0.csv",
  "a\0/../../evil.csv",
  `${"a".repeat(300)}.csv`,
  `${"é".repeat(300)}.csv`,
  `${"../".repeat(200)}evil.csv`,
  "\u202evsc.exe\u202d.csv",
  "evil\u200f\u2066.csv",
  "CON.csv",
  "a;filename=b.csv",
  "%22; filename=%22evil.sh%22; x=%22.csv",
  "<img src=x onerror=alert(1)>.csv",
  "$(touch evil).csv",
  "-rf.csv",
  ".incoming/evil.csv",
  "   .csv",
];

/** Names of parts: of the sheet itself, or of others beside it. */
const PART_NAMES: readonly string[] = [
  "../../../../evil.txt",
  "..\\..\\..\\evil.txt",
  "/tmp/evil.txt",
  "C:\\evil.txt",
  "xl/../../../evil.txt",
  "evil\0.txt",
  "a".repeat(5_000),
  "\u202etxt.evil",
  "__proto__",
  "to-the-password-file.link",
  ".",
  "",
];

export const fileNames: Proof = {
  id: "B2",
  title: "Names of files and of their parts that lead elsewhere",
  async run() {
    await using intake = await Intake.open();
    const refused: string[] = [];
    const heads: string[] = [];
    for (const [at, name] of FILE_NAMES.entries()) {
      const { status, body } = await intake.post("multipart/form-data; boundary=b", formNamed(name, at));
      if (status !== 202) refused.push(`${JSON.stringify(name)}: ${status}`);
      if (typeof body.id === "string") heads.push(await dispositionOf(intake, body.id));
    }
    const shown = (await intake.installation.query("select file_name from bulk_uploads")).map(([name]) =>
      name
    );
    const unclean = shown.filter((name) => !isClean(name)).map((name) => JSON.stringify(name));
    const archives = PART_NAMES.flatMap((name, at) => [besideSheet(name, at), asSheet(name, at)]);
    let errors = 0;
    let taken = 0;
    for (const content of archives) {
      const { status } = await intake.send({ name: "casos.xlsx", content });
      if (status >= 500 || status === 0) errors++;
      if (status === 202) taken++;
    }
    const generated = new RegExp(`^${intake.folder}/bulk/${UUID}/${UUID}$`);
    const files = await intake.files();
    const outside = files.filter((path) => !generated.test(path));
    const expected = FILE_NAMES.length - refused.length + taken;
    const wrongHeads = heads.filter((head) =>
      !new RegExp(`^attachment; filename="errors-${UUID}\\.csv"$`).test(head)
    );
    return [
      holds(
        "files whose name leads elsewhere, taken under another",
        refused.length === 0,
        refused.join() || "all",
        "all",
      ),
      holds(
        "names as they are shown",
        unclean.length === 0,
        unclean.join() || "plain",
        "no path, no hidden sign, ≤ 200",
      ),
      exactly(`5xx of ${archives.length} archives with such parts`, errors, 0),
      exactly(
        "archives taken for the good sheet beside such a part",
        taken >= PART_NAMES.length - 2 ? "yes" : `${taken}`,
        "yes",
      ),
      exactly("files in the store", files.length, expected),
      holds("paths outside of it, or not generated", outside.length === 0, outside.join() || "0", "0"),
      holds("Content-Disposition", wrongHeads.length === 0, wrongHeads.join() || "generated", "generated"),
    ];
  },
};

function formNamed(name: string, at: number): Uint8Array {
  const head = `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
  return new TextEncoder().encode(`${head}radicado\n${bulkRadicado(at)}\r\n--b--\r\n`);
}

function isClean(name: unknown): boolean {
  return typeof name === "string" && name.length <= 200 && !/[\\/\p{Cc}\p{Cf}]/u.test(name);
}

/** Of a file that LEXIA makes of this upload. */
async function dispositionOf({ process, manager }: Intake, id: string): Promise<string> {
  const { text } = await exchange(
    process.port,
    `GET ${BULK_PATH}/${id}/errors.csv HTTP/1.1\r\nHost: ${manager.host}\r\n` +
      `Authorization: Bearer ${manager.token}\r\n\r\n`,
  );
  return /^content-disposition: (.*?)\r?$/im.exec(text)?.[1] ?? "none";
}

function besideSheet(name: string, at: number): Uint8Array<ArrayBuffer> {
  return archive([stored(name, "evil"), sheetOf("xl/worksheets/sheet1.xml", 100 + at), ...frame()]);
}

/** The workbook names it as its first sheet. */
function asSheet(name: string, at: number): Uint8Array<ArrayBuffer> {
  const target = name.replaceAll("&", "&amp;").replaceAll("\0", "");
  return archive([
    sheetOf(name, 200 + at),
    ...frame((text) => text.replace('Target="worksheets/sheet1.xml"', `Target="/${target}"`)),
  ]);
}

function sheetOf(name: string, number: number): Entry {
  const cell = `<c t="inlineStr"><is><t>${bulkRadicado(number)}</t></is></c>`;
  return deflated(name, `<worksheet><sheetData><row>${cell}</row></sheetData></worksheet>`);
}

function frame(change = (text: string) => text): Entry[] {
  return Object.entries(WORKBOOK_FRAME).map(([name, text]) => deflated(name, change(text)));
}
