/** Lists of 10,000 rows, taken as a whole or not at all: B6. */
import { setTimeout as pause } from "node:timers/promises";
import { bulkRadicado } from "#tests/support/bulk_files.ts";
import { atLeast, atMost, exactly, type Proof, timed } from "#tests/support/proof.ts";
import { exchange } from "#tests/support/raw_http.ts";
import { BULK_PATH, Intake } from "#tests/support/intake.ts";

const ROWS = 10_000;
const MOST_SECONDS = 1;
/** Lines of the file, of which the first one has the headings. */
const BAD_LINES = [2, 3, 5_000, 10_001];

export const wholeImports: Proof = {
  id: "B6",
  title: "10,000 rows are taken as a whole, also where the process is killed midway",
  async run(scale) {
    const kills = scale === "full" ? 12 : 3;
    await using intake = await Intake.open();
    const { installation } = intake;
    const content = listOf(BAD_LINES);
    // Statements are planned and code is compiled by then.
    await intake.send({ content: listOf([]) }, await intake.stranger());
    const { status, body, milliseconds } = await intake.send({ content });
    const [solicitudes, jobs] = await rowsOf(intake, body.id);
    const report = await exchange(
      intake.process.port,
      `GET ${BULK_PATH}/${body.id}/errors.csv HTTP/1.1\r\nHost: ${intake.manager.host}\r\n` +
        `Authorization: Bearer ${intake.manager.token}\r\n\r\n`,
    );
    const lines = [...report.text.matchAll(/"(\d+)","[^"]*","(radicado_[a-z]+)"/g)].map(([, line]) => line);

    let { process } = intake;
    let unanswered = 0;
    for (let kill = 0; kill < kills; kill++) {
      const sending = intake.send({ content }, await intake.stranger()).catch(() => ({ status: 0 }));
      await pause(milliseconds * (kill + 0.5) / kills);
      await process.kill();
      if ((await sending).status === 0) unanswered++;
      process = await installation.serve({ port: process.port });
    }
    return [
      exactly("status", status, 202),
      exactly("solicitudes", solicitudes, ROWS - BAD_LINES.length),
      exactly("their jobs", jobs, ROWS - BAD_LINES.length),
      exactly("lines that are told", lines.join(), BAD_LINES.join()),
      timed(atMost("from the first byte to the answer", milliseconds / 1_000, MOST_SECONDS, "s")),
      atLeast(`of ${kills} imports, without an answer since the process was killed`, unanswered, 1),
      exactly("imports that left a part", await partial(intake), 0),
    ];
  },
};

function listOf(badLines: readonly number[]): string {
  const radicados = Array.from(
    { length: ROWS },
    (_, i) => badLines.includes(i + 2) ? `${i}` : bulkRadicado(i),
  );
  return ["radicado", ...radicados].join("\n");
}

async function rowsOf({ installation }: Intake, id: unknown): Promise<[solicitudes: number, jobs: number]> {
  const [[solicitudes, jobs] = []] = await installation.query(
    `select count(*)::int, count(j.id)::int from solicitudes s
     left join jobs j on j.payload->>'solicitudId' = s.id::text where s.bulk_id = $1`,
    [id],
  );
  return [Number(solicitudes), Number(jobs)];
}

/** None of an import, or all: rows, jobs, reasons and counts. */
async function partial({ installation }: Intake): Promise<number> {
  const rows = await installation.query(
    `select b.status, b.valid, b.invalid, (select count(*)::int from solicitudes s where s.bulk_id = b.id),
       (select count(*)::int from solicitudes s join jobs j on j.payload->>'solicitudId' = s.id::text
        where s.bulk_id = b.id),
       (select count(*)::int from bulk_errors e where e.bulk_id = b.id)
     from bulk_uploads b`,
  );
  return rows.filter(([status, valid, invalid, solicitudes, jobs, errors]) =>
    status === "receiving"
      ? solicitudes !== 0 || jobs !== 0 || errors !== 0
      : solicitudes !== valid || jobs !== valid || errors !== invalid ||
        Number(valid) + Number(invalid) !== ROWS
  ).length;
}
