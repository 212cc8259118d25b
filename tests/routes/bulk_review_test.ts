import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { BULK, bulkRadicado, csvOf, sendBulk } from "#tests/support/bulk_files.ts";
import { Lexia } from "#tests/support/lexia.ts";

Deno.test("GET /api/v1/solicitudes/bulk/{id}/review", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ maxQueriesPerMonth: 2 });
  const manager = await acme.session("manager");
  const followed = await (await manager.post("/api/v1/solicitudes", { radicado: bulkRadicado(1) })).json();
  const rows = [["Radicado"], ...[1, 2, 3, 2].map((number) => [bulkRadicado(number)]), ["12"]];
  const { id } = await (await sendBulk(manager, { content: csvOf(rows), fields: { preview: "true" } }))
    .json();
  const review = `${BULK}/${id}/review`;

  await t.step("tells what each row would become, and changes nothing", async () => {
    const response = await manager.get(review);
    strictEqual(response.status, 200);
    const { mapping, errors, ...counts } = await response.json();
    deepStrictEqual(counts, { total: 5, valid: 2, held: 1, invalid: 3 });
    strictEqual(mapping.radicado, 1);
    deepStrictEqual(errors, [
      { line: 2, code: "already_followed", value: bulkRadicado(1), reference: followed.id },
      { line: 5, code: "duplicate_in_file", value: bulkRadicado(2), reference: "3" },
      { line: 6, code: "radicado_length", value: "12", reference: null },
    ]);
    strictEqual((await (await manager.get(`${BULK}/${id}`)).json()).status, "needs_mapping");
  });

  await t.step("takes the columns that are named, and refuses those that there are not", async () => {
    strictEqual((await manager.get(`${review}?radicado=1&header_row=1`)).status, 200);
    const response = await manager.get(`${review}?radicado=9`);
    strictEqual(response.status, 422);
    strictEqual((await response.json()).code, "bulk_mapping_invalid");
  });

  await t.step("is nobody else's to see, and over once it is mapped", async () => {
    strictEqual((await (await (await lexia.organization()).session("manager")).get(review)).status, 404);
    strictEqual((await manager.post(`${BULK}/${id}/mapping`, { radicado: 1 })).status, 202);
    strictEqual((await manager.get(review)).status, 409);
  });
});
