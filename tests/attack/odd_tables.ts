/** Tables as programs write them, and as none does: B7. */
import { bulkRadicado } from "#tests/support/bulk_files.ts";
import { atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { Intake, joined } from "#tests/support/intake.ts";

const text = (value: string) => new TextEncoder().encode(value);
const latin = (value: string) => Uint8Array.from(value, (sign) => sign.charCodeAt(0));
const utf16 = (value: string) =>
  new Uint8Array(Uint16Array.from(`\ufeff${value}`, (sign) => sign.charCodeAt(0)).buffer);
const rows = (at: number, end = "\n", delimiter = ",") =>
  ["radicado,alias", `${bulkRadicado(at)},Peñón`, `${bulkRadicado(at + 1)},Dos`].join(end).replaceAll(
    ",",
    delimiter,
  );

/** What comes of it: the rows that are taken, or the reason of the refusal. */
const TABLES: readonly [what: string, content: Uint8Array<ArrayBuffer>, expected: string][] = [
  ["with a byte order mark", joined(text("\ufeff"), text(rows(0))), "2 · Peñón"],
  ["in CP1252", latin(rows(10)), "2 · Peñón"],
  ["in UTF-16", utf16(rows(20)), "2 · Peñón"],
  ["with semicolons", text(rows(30, "\n", ";")), "2 · Peñón"],
  ["with tabs", text(rows(40, "\n", "\t")), "2 · Peñón"],
  ["with CRLF", text(rows(50, "\r\n")), "2 · Peñón"],
  ["with CR", text(rows(60, "\r")), "2 · Peñón"],
  ["with sep=;", text(`sep=;\n${rows(70, "\n", ";")}`), "2 · Peñón"],
  [
    "with line breaks in quotes",
    text(`radicado,alias\n${bulkRadicado(80)},"Pe\nñón"\n${bulkRadicado(81)},`),
    "2 · Pe\nñón",
  ],
  ["with quotes in quotes", text(`radicado,alias\n${bulkRadicado(90)},"a ""b"", c"`), '1 · a "b", c'],
  ["with NUL", text(`radicado\n${bulkRadicado(95)}\0`), "not_that_kind"],
  ["of 1,000,000 columns", text(`radicado${",x".repeat(1_000_000)}`), "too_many_columns"],
  [
    "of 1,000,000 empty columns in a later row",
    text(`radicado\n${bulkRadicado(97)}${",".repeat(1_000_000)}`),
    "too_many_columns",
  ],
  ["of one quote that never ends", text(`radicado\n"${"a".repeat(8_000_000)}`), "too_many_columns"],
  ["of 1,000,000 rows", text(`radicado\n${`${bulkRadicado(98)}\n`.repeat(1_000_000)}`), "too_many_rows"],
];

export const oddTables: Proof = {
  id: "B7",
  title: "CSV in every form, and in none",
  async run() {
    await using intake = await Intake.open();
    const findings: Finding[] = [];
    let longest = 0;
    for (const [what, content, expected] of TABLES) {
      const { status, code, body, milliseconds } = await intake.send({ content });
      longest = Math.max(longest, milliseconds);
      const figure = status === 202 ? `${body.valid} · ${await firstAlias(intake, body.id)}` : code;
      const isRight = status === 202
        ? figure === expected
        : status === 422 && code === `file_unreadable: ${expected}`;
      findings.push(holds(what, isRight, JSON.stringify(figure), JSON.stringify(expected)));
    }
    return [
      ...findings,
      timed(atMost("longest", longest / 1_000, 5, "s")),
      exactly(
        "uploads left half taken",
        await intake.installation.count("bulk_uploads", "status = 'receiving'"),
        0,
      ),
    ];
  },
};

async function firstAlias({ installation }: Intake, id: unknown): Promise<string> {
  const [[alias] = []] = await installation.query(
    "select alias from solicitudes where bulk_id = $1 order by radicado limit 1",
    [id],
  );
  return String(alias);
}
