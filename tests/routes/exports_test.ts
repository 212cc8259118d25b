/** Files out: lists and cases in each form, read back as a program of the reader's would. */
import { match, ok, strictEqual } from "node:assert/strict";
import { readXlsx } from "hucre/xlsx";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";

const LIST = "/api/v1/solicitudes/export";
const DANGEROUS = '=HYPERLINK("http://x.test")';
const RADICADO = "11001-40-03-082-2017-99999-00";

Deno.test("files of solicitudes", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const user = await acme.session("user");
  const [found = ""] = lexia.portal.radicados.found;
  const { id } = await (await user.post("/api/v1/solicitudes", { radicado: found, alias: DANGEROUS })).json();
  await user.post("/api/v1/solicitudes", { radicado: RADICADO, alias: "Cobro de cartera" });
  await lexia.work();

  await t.step("are workbooks with radicados as text and no formula", async () => {
    const [sheet] = await sheetsOf(await fileOf(admin, `${LIST}?format=xlsx`, "spreadsheetml"));
    ok(sheet);
    strictEqual(sheet.rows.length, 3);
    const [head = [], first = [], second = []] = sheet.rows;
    strictEqual(head[1], "Radicado (23 dígitos)");
    strictEqual(first[1], RADICADO.replaceAll("-", ""));
    strictEqual(second[2], `'${DANGEROUS}`);
    strictEqual(second[3], "Verificada");
    ok(second[11] instanceof Date, "the day of creation is a date");
  });

  await t.step("are CSV that a spreadsheet in Spanish reads", async () => {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      await fileOf(admin, `${LIST}?format=csv&q=cartera`, "text/csv"),
    );
    match(text, /^\uFEFFRadicado,Radicado \(23 dígitos\),Nombre,/);
    strictEqual(text.split("\r\n").filter(Boolean).length, 2);
    match(text, /Cobro de cartera/);
  });

  await t.step("are in English where that is asked for", async () => {
    const text = new TextDecoder().decode(await fileOf(admin, `${LIST}?format=csv&lang=en`, "text/csv"));
    match(text, /Last verified/);
  });

  await t.step("are JSON with the API's own codes", async () => {
    const rows = JSON.parse(
      new TextDecoder().decode(await fileOf(admin, `${LIST}?format=json`, "application/json")),
    );
    strictEqual(rows.length, 2);
    strictEqual(rows[1].status, "completed");
    match(rows[1].created_at, /^\d{4}-\d\d-\d\dT.*Z$/);
  });

  for (const format of ["pdf", "docx"]) {
    await t.step(`are ${format} to print`, async () => {
      const bytes = await fileOf(
        admin,
        `${LIST}?format=${format}`,
        format === "pdf" ? "application/pdf" : "wordprocessingml",
      );
      strictEqual(new TextDecoder("latin1").decode(bytes.slice(0, 2)), format === "pdf" ? "%P" : "PK");
    });
  }

  await t.step("hold only what the caller may see", async () => {
    const viewer = await acme.session("viewer");
    const rows = JSON.parse(new TextDecoder().decode(await fileOf(viewer, `${LIST}?format=json`, "json")));
    strictEqual(rows.length, 0);
    await refused(
      await viewer.get(`/api/v1/solicitudes/${id}/export?format=pdf`),
      404,
      "solicitud_not_found",
    );
    const stranger = await (await lexia.organization()).session("org_admin");
    await refused(
      await stranger.get(`/api/v1/solicitudes/${id}/export?format=pdf`),
      404,
      "solicitud_not_found",
    );
    const theirs = JSON.parse(
      new TextDecoder().decode(await fileOf(stranger, `${LIST}?format=json`, "json")),
    );
    strictEqual(theirs.length, 0);
  });

  await t.step("of one case hold its parties, entries and checks", async () => {
    const path = `/api/v1/solicitudes/${id}/export`;
    const report = JSON.parse(new TextDecoder().decode(await fileOf(user, `${path}?format=json`, "json")));
    strictEqual(report.radicado.replaceAll("-", ""), found);
    const entries = report.procesos.flatMap(({ actuaciones }: { actuaciones: unknown[] }) => actuaciones);
    ok(entries.length > 0 && report.checks.length === 1);
    const sheets = await sheetsOf(await fileOf(user, `${path}?format=xlsx`, "spreadsheetml"));
    strictEqual(
      sheets.map(({ name }) => name).join(),
      "Procesos,Sujetos procesales,Actuaciones,Qué se verificó y cuándo",
    );
    strictEqual(sheets[2]?.rows.length, entries.length + 1);
    const filed = sheets[2]?.rows[1]?.[1];
    ok(filed instanceof Date);
    strictEqual(filed.toISOString().slice(0, 10), entries[0].filed_on, "a court date is not shifted");
  });

  await t.step(
    "of one case are a report of several pages, with page numbers and the organization's name",
    async () => {
      const response = await user.get(`/api/v1/solicitudes/${id}/export?format=pdf`);
      strictEqual(response.headers.get("x-content-type-options"), "nosniff");
      match(
        response.headers.get("content-disposition") ?? "",
        /^attachment; filename="lexia-[a-z0-9-]+-\d{23}-\d{4}-\d\d-\d\d\.pdf"$/,
      );
      const bytes = new Uint8Array(await response.arrayBuffer());
      match(new TextDecoder("latin1").decode(bytes), /\/Lang \(es-CO\)|\/MarkInfo/);
    },
  );

  await t.step("are on record", async () => {
    const lines = await (await admin.get("/api/v1/audit?action=solicitud.export")).json();
    strictEqual(lines.items.length, 3);
  });

  await t.step("are refused in a form that nobody knows", async () => {
    await refused(await admin.get(`${LIST}?format=exe`), 422, "request_invalid");
  });
});

async function fileOf(session: Session, path: string, type: string): Promise<Uint8Array> {
  const response = await session.get(path);
  strictEqual(response.status, 200, `${path}: ${response.status}`);
  ok(response.headers.get("content-type")?.includes(type), response.headers.get("content-type") ?? "");
  return new Uint8Array(await response.arrayBuffer());
}

async function sheetsOf(bytes: Uint8Array) {
  return (await readXlsx(bytes)).sheets;
}
