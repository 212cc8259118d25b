import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { unzipSync } from "fflate";
import { BULK, bulkRadicado, csvOf, sendBulk } from "#tests/support/bulk_files.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { pdfOf } from "#tests/support/pdf.ts";
import { workbook } from "#tests/support/workbook.ts";

async function query(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
}

async function errorsOf(session: Session, id: string, lang = "es"): Promise<string[][]> {
  const response = await session.get(`${BULK}/${id}/errors.csv?lang=${lang}`);
  strictEqual(response.status, 200);
  const text = await response.text();
  return text.trimEnd().split("\r\n").slice(1).map((line) =>
    [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = ""]) => cell.replaceAll('""', '"'))
  );
}

async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await filesIn(`${folder}/${name}`));
    else found.push(name);
  }
  return found;
}

Deno.test("POST /api/v1/solicitudes/bulk", async (t) => {
  await using lexia = await Lexia.start();

  await t.step(
    "follows every good row of each kind of file, and says line by line what is wrong with others",
    async () => {
      const organization = await lexia.organization();
      const manager = await organization.session("manager");
      const followed = await manager.post("/api/v1/solicitudes", { radicado: bulkRadicado(90) });
      strictEqual(followed.status, 201);
      const { id: followedId } = await followed.json();
      const rows = [
        ["Número de radicado", "Cliente", "Observaciones", "Frecuencia"],
        ["11001-40-03-009-2021-00001-00", "Ácme", "urgente", "diaria"],
        [bulkRadicado(2), "=cmd()", "", ""],
        ["", "Sin número", "", ""],
        ["", "", "", ""],
        ["1,10014E+22", "", "", ""],
        ["110014003009202100003", "", "", ""],
        ["11001400300920210000400x", "", "", ""],
        [bulkRadicado(2), "", "", ""],
        [bulkRadicado(90), "", "", ""],
        ["11001400300917770000500", "", "", ""],
        ["123", "", "", ""],
        [bulkRadicado(6), "", "", "a veces"],
      ];
      const expected = [
        ["4", "radicado_missing"],
        ["6", "radicado_as_number"],
        ["7", "radicado_short"],
        ["8", "radicado_characters"],
        ["9", "duplicate_in_file"],
        ["10", "already_followed"],
        ["11", "radicado_year"],
        ["12", "radicado_length"],
        ["13", "frequency_unknown"],
      ];
      const response = await sendBulk(manager, { content: csvOf(rows) });
      const body = await response.json();
      strictEqual(response.status, 202, JSON.stringify(body));
      strictEqual(response.headers.get("location"), `${BULK}/${body.id}`);
      deepStrictEqual([body.status, body.total, body.valid, body.invalid], ["processing", 11, 2, 9]);
      deepStrictEqual(body.mapping, { header_row: 1, radicado: 1, alias: 2, notes: 3, frequency: 4 });
      const errors = await errorsOf(manager, body.id);
      deepStrictEqual(errors.map(([line, , code]) => [line, code]), expected);
      strictEqual(errors.find(([, , code]) => code === "already_followed")?.[4], followedId);
      strictEqual(errors.find(([, , code]) => code === "duplicate_in_file")?.[4], "3");
      match(errors[1]?.[3] ?? "", /perdió cifras/);
      match((await errorsOf(manager, body.id, "en"))[1]?.[3] ?? "", /lost digits/);

      const made = await query(
        lexia,
        `select s.radicado, s.alias, s.frequency, s.status, j.lane, j.status from solicitudes s
       join jobs j on j.payload->>'solicitudId' = s.id::text where s.bulk_id = $1 order by s.radicado`,
        body.id,
      );
      deepStrictEqual(made, [
        [bulkRadicado(1), "Ácme · urgente", "daily", "pending", 1, "ready"],
        [bulkRadicado(2), "=cmd()", "dynamic", "pending", 1, "ready"],
      ]);
      const [[lines] = []] = await query(
        lexia,
        "select count(*)::int from audit_log where action = 'bulk.insert' and target_id = $1",
        body.id,
      );
      strictEqual(lines, 1);
    },
  );

  await t.step("reads a workbook, and never repairs a radicado that is a number", async () => {
    const manager = await (await lexia.organization()).session("manager");
    const content = workbook([
      ["Listado de casos"],
      ["N°", "Expediente", "Alias"],
      [1, bulkRadicado(1), "Uno"],
      [2, 1.100131030062023e22, "Dos"],
      [3, "11001 40 03 009 2021 00003 00", ""],
    ]);
    const response = await sendBulk(manager, { name: "casos.xlsx", content });
    const body = await response.json();
    strictEqual(response.status, 202, JSON.stringify(body));
    deepStrictEqual([body.total, body.valid, body.invalid, body.kind], [3, 2, 1, "xlsx"]);
    deepStrictEqual((await errorsOf(manager, body.id)).map(([line, , code]) => [line, code]), [
      ["4", "radicado_as_number"],
    ]);
  });

  await t.step("finds radicados in a PDF however they are written", async () => {
    const manager = await (await lexia.organization()).session("manager");
    const content = pdfOf([
      ["Estado No. 12 de 2026-11-20", `Radicado ${bulkRadicado(1)}`, "11001-40-03-009-2021-00002-00"],
      ["11001.40.03.009.2021.00003.00", "11001 40 03 009 2021 00004 00", "11001-40-03-009-", "2021-00005-00"],
      ["110014003009202100006", "Proceso 2021-00007", "Tel. 601 555 0199"],
    ]);
    const response = await sendBulk(manager, { name: "estado.PDF", content });
    const body = await response.json();
    strictEqual(response.status, 202, JSON.stringify(body));
    const made = await query(
      lexia,
      "select radicado from solicitudes where bulk_id = $1 order by 1",
      body.id,
    );
    deepStrictEqual(made.flat(), [1, 2, 3, 4, 5].map(bulkRadicado));
    deepStrictEqual((await errorsOf(manager, body.id)).map(([page, , code]) => [page, code]), [
      ["3", "radicado_short"],
      ["3", "radicado_short"],
    ]);
  });

  await t.step("asks for the mapping where it cannot tell, and takes it by heading or position", async () => {
    const manager = await (await lexia.organization()).session("manager");
    const rows = [["Código", "Quién"], ["abc", bulkRadicado(1)], ["def", "sin dato"], [
      "ghi",
      bulkRadicado(3),
    ]];
    const response = await sendBulk(manager, { content: csvOf(rows, ",") });
    const body = await response.json();
    strictEqual(response.status, 202, JSON.stringify(body));
    strictEqual(body.status, "needs_mapping");
    deepStrictEqual(body.preview.columns[1], {
      position: 2,
      heading: "Quién",
      samples: [bulkRadicado(1), "sin dato", bulkRadicado(3)],
    });
    deepStrictEqual(await query(lexia, "select 1 from solicitudes where bulk_id = $1", body.id), []);
    const unknown = await manager.post(`${BULK}/${body.id}/mapping`, { radicado: "Otra" });
    strictEqual(unknown.status, 422);
    strictEqual((await unknown.json()).code, "bulk_mapping_invalid");
    const mapped = await manager.post(`${BULK}/${body.id}/mapping`, { radicado: "quien", alias: 1 });
    const after = await mapped.json();
    strictEqual(mapped.status, 202, JSON.stringify(after));
    deepStrictEqual([after.status, after.valid, after.invalid, after.preview], ["processing", 2, 1, null]);
    strictEqual((await manager.post(`${BULK}/${body.id}/mapping`, { radicado: 1 })).status, 409);
  });

  await t.step("shows what it would read with preview, and takes a mapping with the file", async () => {
    const manager = await (await lexia.organization()).session("manager");
    const content = csvOf([["radicado"], [bulkRadicado(1)]]);
    const shown = await sendBulk(manager, { content, fields: { preview: "true" } });
    const body = await shown.json();
    strictEqual(body.status, "needs_mapping", JSON.stringify(body));
    strictEqual(body.preview.proposal.radicado, 1);
    const mapping = JSON.stringify({ radicado: 1, header_row: 0 });
    const other = await sendBulk(manager, {
      content: `${bulkRadicado(4)}\n${bulkRadicado(5)}`,
      fields: { mapping },
    });
    strictEqual((await other.json()).valid, 2);
    const wrong = await sendBulk(manager, { content: "x", fields: { mapping: "{" } });
    strictEqual(wrong.status, 422);
  });

  await t.step("knows the same file again, and takes it once more only when told to", async () => {
    const manager = await (await lexia.organization()).session("manager");
    const form = { content: csvOf([["radicado"], [bulkRadicado(1)]]) };
    const first = await (await sendBulk(manager, form)).json();
    const second = await sendBulk(manager, form);
    strictEqual(second.status, 409);
    const problem = await second.json();
    deepStrictEqual([problem.code, problem.existing_id], ["bulk_duplicate", first.id]);
    const again = await sendBulk(manager, { ...form, query: "again=true" });
    strictEqual(again.status, 202);
    deepStrictEqual([(await again.json()).invalid], [1]);
    const racing = { content: csvOf([["radicado"], [bulkRadicado(7)]]) };
    const statuses = (await Promise.all([1, 2, 3].map(() => sendBulk(manager, racing)))).map(({ status }) =>
      status
    );
    deepStrictEqual(statuses.sort(), [202, 409, 409]);
  });

  await t.step("holds what is beyond the month's queries, and refuses where nothing is left", async () => {
    const organization = await lexia.organization({ maxQueriesPerMonth: 3 });
    const manager = await organization.session("manager");
    const rows = (from: number) =>
      csvOf([["radicado"], ...[0, 1, 2, 3, 4].map((i) => [bulkRadicado(from + i)])]);
    const body = await (await sendBulk(manager, { content: rows(0) })).json();
    deepStrictEqual([body.valid, body.progress.pending, body.progress.held], [5, 3, 2]);
    const refused = await sendBulk(manager, { content: rows(10) });
    strictEqual(refused.status, 402);
    deepStrictEqual(
      await query(lexia, "select status from bulk_uploads where organization_id = $1", organization.id),
      [
        ["processing"],
      ],
    );
  });

  await t.step("keeps nothing of a file that it refuses", async () => {
    const before = await filesIn(lexia.folder);
    const organization = await lexia.organization();
    const manager = await organization.session("manager");
    const cases: [string, string | Uint8Array<ArrayBuffer>, number, string][] = [
      ["casos.xlsm", workbook([["radicado"]]), 415, "file_kind_refused"],
      ["casos.exe", "MZ", 415, "file_kind_refused"],
      ["casos", "radicado", 415, "file_kind_refused"],
      ["casos.xlsx", "radicado", 415, "file_kind_refused"],
      ["casos.pdf", "<html>", 415, "file_kind_refused"],
      ["casos.csv", "<!doctype html><html>", 415, "file_kind_refused"],
      ["casos.csv", "", 422, "file_unreadable"],
      ["casos.csv", "radicado\n", 422, "file_unreadable"],
      ["casos.xlsx", workbook([]), 422, "file_unreadable"],
      ["casos.pdf", "%PDF-1.7 nothing", 422, "file_unreadable"],
      [
        "casos.csv",
        csvOf([["radicado"], ...Array.from({ length: 10_001 }, (_, i) => [bulkRadicado(i)])]),
        422,
        "file_unreadable",
      ],
    ];
    for (const [name, content, status, code] of cases) {
      const response = await sendBulk(manager, { name, content });
      const problem = await response.json();
      deepStrictEqual([response.status, problem.code], [status, code], `${name}: ${JSON.stringify(problem)}`);
    }
    deepStrictEqual(
      await query(lexia, "select 1 from bulk_uploads where organization_id = $1", organization.id),
      [],
    );
    deepStrictEqual((await filesIn(lexia.folder)).sort(), before.sort());
  });

  await t.step("refuses forms that are none", async () => {
    const manager = await (await lexia.organization()).session("manager");
    const part = (headers: string, body: string) => `--b\r\n${headers}\r\n\r\n${body}\r\n`;
    const field = 'Content-Disposition: form-data; name="preview"';
    const cases: [string, string, number][] = [
      ["application/json", "{}", 415],
      ["multipart/form-data", "--b--", 415],
      ["multipart/form-data; boundary=b", "", 400],
      ["multipart/form-data; boundary=b", "no form", 400],
      ["multipart/form-data; boundary=b", "--b--\r\n", 422],
      ["multipart/form-data; boundary=b", part(field, "x"), 400],
      ["multipart/form-data; boundary=b", `${part(field, "x".repeat(20_000))}--b--`, 413],
      ["multipart/form-data; boundary=b", `${part(field, "x").repeat(21)}--b--`, 413],
      ["multipart/form-data; boundary=b", `${part(`${field}\r\nX: ${"y".repeat(5_000)}`, "x")}--b--`, 413],
      ["multipart/form-data; boundary=b", `${part("X: y", "x")}--b--`, 400],
    ];
    for (const [type, body, status] of cases) {
      const response = await manager.sendBytes("POST", BULK, body, type);
      strictEqual(response.status, status, `${body.slice(0, 60)}: ${await response.text()}`);
    }
  });

  await t.step("ends with the byte that is too much", async () => {
    await using small = await lexia.another({ env: { MAX_UPLOAD_SIZE: "2KB" } });
    const manager = (await (await lexia.organization()).session("manager")).at(small);
    const response = await sendBulk(manager, { content: "radicado\n".padEnd(3_000, "1") });
    deepStrictEqual([response.status, (await response.json()).code], [413, "body_too_large"]);
  });
});

Deno.test("bulk uploads", async (t) => {
  await using lexia = await Lexia.start();

  async function uploaded(session: Session, numbers: readonly number[]) {
    const content = csvOf([["radicado"], ...numbers.map((number) => [bulkRadicado(number)])]);
    const response = await sendBulk(session, { content, fields: { frequency: "once" } });
    const body = await response.json();
    strictEqual(response.status, 202, JSON.stringify(body));
    return body;
  }

  await t.step("are completed once all rows have run, and told of exactly once", async () => {
    const organization = await lexia.organization();
    const manager = await organization.session("manager");
    const { id } = await uploaded(manager, [1, 2, 3]);
    await Promise.all([lexia.core.jobs.tick(), lexia.core.jobs.tick()]);
    strictEqual((await (await manager.get(`${BULK}/${id}`)).json()).status, "processing");
    await lexia.work();
    await Promise.all([lexia.core.jobs.tick(), lexia.core.jobs.tick()]);
    await lexia.core.jobs.tick();
    const body = await (await manager.get(`${BULK}/${id}`)).json();
    deepStrictEqual([body.status, body.progress.done, body.progress.results], ["completed", 3, {
      not_found: 3,
    }]);
    ok(body.completed_at !== null);
    const events = await query(
      lexia,
      "select type, data->>'bulk_id' from events where organization_id = $1 and type like 'bulk%'",
      organization.id,
    );
    deepStrictEqual(events, [["bulk.completed", id]]);
  });

  await t.step("wait, go on and are given up, as far as their rows have not run", async () => {
    const organization = await lexia.organization();
    const manager = await organization.session("manager");
    const { id } = await uploaded(manager, [11, 12]);
    const jobs = () =>
      query(
        lexia,
        "select count(*)::int from jobs where organization_id = $1 and status = 'ready'",
        organization.id,
      );
    strictEqual((await manager.post(`${BULK}/${id}/resume`)).status, 409);
    const paused = await (await manager.post(`${BULK}/${id}/pause`)).json();
    deepStrictEqual([paused.status, paused.progress.paused], ["paused", 2]);
    deepStrictEqual(await jobs(), [[0]]);
    const resumed = await (await manager.post(`${BULK}/${id}/resume`)).json();
    deepStrictEqual([resumed.status, resumed.progress.pending], ["processing", 2]);
    deepStrictEqual(await jobs(), [[2]]);
    const cancelled = await (await manager.post(`${BULK}/${id}/cancel`)).json();
    deepStrictEqual([cancelled.status, cancelled.progress.pending], ["cancelled", 0]);
    deepStrictEqual(await jobs(), [[0]]);
    strictEqual((await manager.post(`${BULK}/${id}/cancel`)).status, 409);
    strictEqual((await uploaded(manager, [11, 12])).valid, 2);
  });

  await t.step("are resumed within the month's queries", async () => {
    const organization = await lexia.organization({ maxQueriesPerMonth: 2 });
    const manager = await organization.session("manager");
    const { id } = await uploaded(manager, [21, 22, 23]);
    await manager.post(`${BULK}/${id}/pause`);
    strictEqual((await manager.post("/api/v1/solicitudes", { radicado: bulkRadicado(24) })).status, 201);
    const resumed = await (await manager.post(`${BULK}/${id}/resume`)).json();
    deepStrictEqual([resumed.progress.pending, resumed.progress.held], [1, 2]);
  });

  await t.step("are seen by who may see the solicitudes, and nobody of another organization", async () => {
    const organization = await lexia.organization();
    const [manager, own] = [
      await organization.session("manager"),
      await organization.session("user", { add: ["bulk_operations"] }),
    ];
    const stranger = await (await lexia.organization()).session("manager");
    const { id } = await uploaded(manager, [31]);
    for (const session of [own, stranger]) {
      strictEqual((await session.get(`${BULK}/${id}`)).status, 404);
      strictEqual((await session.get(`${BULK}/${id}/errors.csv`)).status, 404);
      strictEqual((await session.post(`${BULK}/${id}/cancel`)).status, 404);
      deepStrictEqual((await (await session.get(BULK)).json()).items, []);
    }
    const { items } = await (await manager.get(BULK)).json();
    deepStrictEqual(items.map((item: { id: string }) => item.id), [id]);
    strictEqual((await sendBulk(await organization.session("viewer"), { content: "x" })).status, 403);
  });

  await t.step("lose their file after its time, and keep what was read from it", async () => {
    const organization = await lexia.organization();
    const manager = await organization.session("manager");
    const { id } = await uploaded(manager, [41]);
    const [[key] = []] = await query(lexia, "select file_key from bulk_uploads where id = $1", id);
    const path = `${lexia.folder}/${key}`;
    ok((await Deno.stat(path)).isFile);
    await query(lexia, "update bulk_uploads set created_at = now() - interval '29 days' where id = $1", id);
    await lexia.core.jobs.tick();
    ok((await Deno.stat(path)).isFile);
    await query(lexia, "update bulk_uploads set created_at = now() - interval '31 days' where id = $1", id);
    await lexia.core.jobs.tick();
    strictEqual(await Deno.stat(path).catch(() => null), null);
    strictEqual((await (await manager.get(`${BULK}/${id}`)).json()).valid, 1);
  });

  await t.step("that never arrived whole are forgotten, file and all", async () => {
    const organization = await lexia.organization();
    const manager = await organization.session("manager");
    const key = `bulk/${organization.id}/half`;
    await lexia.core.services.files.put(key, new Blob(["half"]).stream(), { maxBytes: 10 });
    await query(
      lexia,
      `insert into bulk_uploads (organization_id, user_id, file_name, kind, file_key, frequency, notify, created_at)
       values ($1, $2, 'a.csv', 'csv', $3, 'once', '{}', now() - interval '25 hours')`,
      organization.id,
      manager.actor.userId,
      key,
    );
    deepStrictEqual((await (await manager.get(BULK)).json()).items, []);
    await lexia.core.jobs.tick();
    deepStrictEqual(
      await query(lexia, "select 1 from bulk_uploads where organization_id = $1", organization.id),
      [],
    );
    strictEqual(await lexia.core.services.files.get(key), null);
  });
});

Deno.test("GET /api/v1/solicitudes/bulk/template", async (t) => {
  await using lexia = await Lexia.start();
  const manager = await (await lexia.organization()).session("manager");

  for (const format of ["xlsx", "csv"]) {
    await t.step(`is a ${format} that LEXIA itself reads`, async () => {
      const response = await manager.get(`${BULK}/template?format=${format}`);
      strictEqual(response.headers.get("content-disposition"), `attachment; filename="radicados.${format}"`);
      const content = new Uint8Array(await response.arrayBuffer());
      const body = await (await sendBulk(manager, { name: `lista.${format}`, content, query: "again=true" }))
        .json();
      strictEqual(body.total, 2, JSON.stringify(body));
      strictEqual(body.mapping.radicado, 1);
    });
  }

  await t.step("keeps radicados as text", async () => {
    const response = await manager.get(`${BULK}/template`);
    const parts = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const sheet = new TextDecoder().decode(parts["xl/worksheets/sheet1.xml"]);
    match(sheet, /<col min="1" max="1" [^>]*style="1"/);
    match(new TextDecoder().decode(parts["xl/styles.xml"]), /numFmtId="49"/);
  });
});
