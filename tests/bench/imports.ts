/** From the first byte of a list of 10,000 radicados to the answer, its solicitudes and their jobs committed. */
import { Intake } from "#tests/support/intake.ts";
import { bulkRadicado } from "#tests/support/bulk_files.ts";
import { median } from "#tests/support/load.ts";
import { atMost, type Report } from "./report.ts";
import type { Scale } from "./bench.ts";

const ROWS = 10_000;
const IMPORTS = { quick: 3, full: 9 };

export async function benchImports(scale: Scale, report: Report): Promise<void> {
  await using intake = await Intake.open();
  const content = ["radicado", ...Array.from({ length: ROWS }, (_, i) => bulkRadicado(i))].join("\n");
  const seconds: number[] = [];
  // The first two are not counted: statements are planned and code is compiled by then.
  for (let i = -2; i < IMPORTS[scale]; i++) {
    const { status, body, milliseconds } = await intake.send({ content }, await intake.stranger());
    if (status !== 202 || body.valid !== ROWS) throw new Error(`The import answered ${status}`);
    if (i >= 0) seconds.push(milliseconds / 1_000);
  }
  report.add(atMost(1, { row: "import of 10,000 rows with their jobs", value: median(seconds), unit: "s" }));
}
