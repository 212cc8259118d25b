/** Files of novedades, of usage and of one proceso, read back as a program of the reader's would. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { readXlsx } from "hucre/xlsx";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { follow, happen, UNCACHED } from "#tests/support/news.ts";
import { refused } from "#tests/support/refused.ts";

const NEWS = "/api/v1/novedades/export";
const USAGE = "/api/v1/organization/usage/export";
const DANGEROUS = "=cmd|' /C calc'!A0";

Deno.test("files of novedades", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const acme = await lexia.organization();
  const [admin, user] = [await acme.session("org_admin"), await acme.session("user")];
  const [, first = "", second = ""] = lexia.portal.radicados.found;
  for (const [radicado, actuacion] of [[first, DANGEROUS], [second, "Auto admite demanda"]] as const) {
    const id = await follow(lexia, user, radicado);
    await happen(lexia, user, { id, radicado, entry: { actuacion, anotacion: null } });
  }

  await t.step("are workbooks with radicados as text and no formula", async () => {
    const bytes = await fileOf(admin, `${NEWS}?format=xlsx`, "spreadsheetml");
    const [sheet] = (await readXlsx(bytes)).sheets;
    ok(sheet);
    const [head = [], ...rows] = sheet.rows;
    strictEqual(rows.length, 2);
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
    deepStrictEqual(column("Radicado (23 dígitos)").toSorted(), [first, second].toSorted());
    ok(column("Actuación").includes(`'${DANGEROUS}`));
    deepStrictEqual([...new Set(column("Tipo de novedad"))], ["Actuación nueva"]);
    ok(column("Encontrada el").every((value) => value instanceof Date));
  });

  await t.step("are narrowed as the list is", async () => {
    const rows = await jsonOf(admin, `${NEWS}?format=json&radicado=${second}`);
    deepStrictEqual(rows.map(({ actuacion }) => actuacion), ["Auto admite demanda"]);
    deepStrictEqual(await jsonOf(admin, `${NEWS}?format=json&kind=proceso_added`), []);
    strictEqual((await jsonOf(admin, `${NEWS}?format=json&q=admite`)).length, 1);
    strictEqual(
      (await jsonOf(admin, `${NEWS}?format=json&severity=normal&severity=high&unread=true`)).length,
      2,
    );
  });

  for (const [format, type] of [["csv", "text/csv"], ["pdf", "pdf"], ["docx", "wordprocessing"]] as const) {
    await t.step(`are ${format}`, async () => {
      const bytes = await fileOf(admin, `${NEWS}?format=${format}&lang=en`, type);
      const text = new TextDecoder("latin1").decode(bytes);
      match(text, format === "csv" ? /Radicado,/ : format === "pdf" ? /^%PDF/ : /^PK/);
    });
  }

  await t.step("hold only what the caller may see", async () => {
    const viewer = await acme.session("viewer");
    deepStrictEqual(await jsonOf(viewer, `${NEWS}?format=json`), []);
    const stranger = await (await lexia.organization()).session("org_admin");
    deepStrictEqual(await jsonOf(stranger, `${NEWS}?format=json`), []);
    strictEqual((await jsonOf(user, `${NEWS}?format=json`)).length, 2);
  });

  await t.step("are on record", async () => {
    const { items } = await (await admin.get("/api/v1/audit?action=novedad.export_list")).json();
    ok(items.length >= 5);
  });

  await t.step("of a case are of one of its procesos, where that is wanted", async () => {
    const { items: [solicitud] } = await (await user.get("/api/v1/solicitudes")).json();
    const path = `/api/v1/solicitudes/${solicitud.id}`;
    const answer = await (await user.get(`${path}/procesos`)).json();
    const proceso = answer.items.find(({ is_private }: { is_private: boolean }) => !is_private);
    const response = await user.get(`${path}/export?format=json&proceso_id=${proceso.id}`);
    const report = await response.json();
    deepStrictEqual(report.procesos.map(({ id_proceso }: { id_proceso: string }) => id_proceso), [
      String(proceso.id_proceso),
    ]);
    ok(report.procesos[0].actuaciones.length > 0);
    const another = `${path}/export?format=json&proceso_id=${crypto.randomUUID()}`;
    await refused(await user.get(another), 404, "proceso_not_found");
  });

  await t.step("come to a program, too, as far as its key goes", async () => {
    const manager = await acme.session("org_admin", { add: ["create_solicitudes"] });
    const made = await manager.post("/api/v1/api-keys", {
      name: "Tablero",
      scopes: ["read_all_solicitudes"],
    });
    strictEqual(made.status, 201, await made.clone().text());
    const { key } = await made.json();
    const response = await lexia.request(acme.subdomain, `${NEWS}?format=json`, {
      headers: { authorization: `Bearer ${key}` },
    });
    strictEqual((await response.json()).length, 2);
  });
});

Deno.test("files of usage", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  await lexia.database.owner.batch([{
    text: `insert into usage_days (organization_id, day, queries)
      values ($1, '2026-11-02', 7), ($1, '2026-11-03', 5), ($1, '2026-12-01', 1)`,
    values: [acme.id],
  }]);

  await t.step("are the days that were asked for, in order", async () => {
    const rows = await jsonOf(admin, `${USAGE}?format=json&from=2026-11-01&to=2026-11-30`);
    deepStrictEqual(rows, [{ used_on: "2026-11-02", queries: 7 }, { used_on: "2026-11-03", queries: 5 }]);
    const csv = new TextDecoder().decode(
      await fileOf(admin, `${USAGE}?format=csv&from=2026-12-01&to=2026-12-01`, "text/csv"),
    );
    match(csv, /Día,Consultas\r\n2026-12-01,1\r\n$/);
  });

  for (const query of ["from=2026-02-30", "from=2026-11-03&to=2026-11-02", "from=2020-01-01&to=2026-01-01"]) {
    await t.step(`refuse ${query}`, async () => {
      await refused(await admin.get(`${USAGE}?format=csv&${query}`), 422, "request_invalid");
    });
  }

  await t.step("are not for everybody", async () => {
    const user = await acme.session("user");
    await refused(await user.get(`${USAGE}?format=csv`), 403, "permission_denied");
  });
});

async function fileOf(session: Session, path: string, type: string): Promise<Uint8Array> {
  const response = await session.get(path);
  const bytes = new Uint8Array(await response.arrayBuffer());
  strictEqual(response.status, 200, `${path}: ${new TextDecoder().decode(bytes.slice(0, 300))}`);
  ok(response.headers.get("content-type")?.includes(type), response.headers.get("content-type") ?? "");
  return bytes;
}

async function jsonOf(session: Session, path: string): Promise<Record<string, unknown>[]> {
  return JSON.parse(new TextDecoder().decode(await fileOf(session, path, "application/json")));
}
