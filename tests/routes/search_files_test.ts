/** The hits of a search as a file, read back as a program of the reader's would. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { readXlsx } from "hucre/xlsx";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { allHits, make, PATH, search } from "./_searches.ts";

const DANGEROUS = '=HYPERLINK("http://x.test")';
const EXPORTS = "/api/v1/exports";

interface HitsFile {
  [fact: string]: unknown;
  hits: Record<string, string | null>[];
}

Deno.test("files of a search's hits", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const [user, admin] = [await acme.session("user"), await acme.session("org_admin")];
  const id = await make(user, search({ despacho: "11" }, { alias: DANGEROUS }));
  const path = `${PATH}/${id}/export`;

  await t.step("say so where it was never verified", async () => {
    const text = await textOf(user, `${path}?format=csv`);
    match(text, /Advertencia,Esta búsqueda todavía no se ha verificado en el portal\./);
    const { hits, ...facts } = await jsonOf(user, `${path}?format=json`);
    deepStrictEqual(hits, []);
    deepStrictEqual([facts.last_verified_at, facts.remark], [null, "never_verified"]);
  });

  await lexia.work();
  const [one] = await allHits(user, id);
  ok(one);
  const followed = await user.post(`${PATH}/${id}/hits/follow`, { radicados: [one.radicado] });
  strictEqual(followed.status, 201);

  await t.step("are JSON with what was looked for, and each hit as the list has it", async () => {
    const { hits, ...facts } = await jsonOf(user, `${path}?format=json`);
    const { last_verified_at: verifiedAt, ...sought } = facts;
    match(String(verifiedAt), /^\d{4}-\d\d-\d\dT.*Z$/);
    deepStrictEqual(sought, {
      nombre: "inventado",
      alias: DANGEROUS,
      tipo_persona: "natural",
      solo_recientes: "no",
      place: "BOGOTÁ",
      remark: null,
    });
    const listed = await allHits(user, id);
    ok(listed.length > 0);
    deepStrictEqual(
      hits.map(({ id_proceso }) => id_proceso),
      listed.map(({ id_proceso }) => id_proceso),
    );
    const [first] = hits;
    deepStrictEqual(
      [first?.radicado_digits, first?.radicado?.replaceAll("-", ""), first?.is_followed, first?.is_new_hit],
      [one.radicado, one.radicado, "yes", "no"],
    );
    ok(hits.some(({ is_followed }) => is_followed === "no"));
  });

  await t.step("have the members that the document of the API shows", async () => {
    const { paths } = await (await user.get("/api/openapi.json")).json();
    const { example } = paths[`${PATH}/{id}/export`].get.responses["200"].content["application/json"];
    const file = await jsonOf(user, `${path}?format=json&followed=false`);
    deepStrictEqual(Object.keys(example), Object.keys(file));
    deepStrictEqual(Object.keys(example.hits[0]), Object.keys(file.hits[0] ?? {}));
  });

  await t.step("are workbooks with the radicado as text, dates as dates, and no formula", async () => {
    const [sheet] = (await readXlsx(await bytesOf(user, `${path}?format=xlsx`))).sheets;
    ok(sheet);
    strictEqual(sheet.name, "Procesos encontrados");
    deepStrictEqual(sheet.rows[0]?.slice(0, 2), ["Nombre buscado", "inventado"]);
    deepStrictEqual(sheet.rows[1]?.slice(0, 2), ["Nombre", `'${DANGEROUS}`]);
    const head = sheet.rows.findIndex(([label]) => label === "Radicado");
    const [columns = [], row = []] = sheet.rows.slice(head);
    const cell = (label: string) => row[columns.indexOf(label)];
    strictEqual(cell("Radicado (23 dígitos)"), one.radicado);
    strictEqual(cell("En seguimiento"), "Sí");
    ok(cell("Fecha de radicación") instanceof Date && cell("Visto por primera vez") instanceof Date);
    strictEqual(sheet.rows.length - head - 1, (await allHits(user, id)).length);
  });

  await t.step("are CSV whose lines all have as many fields as the table", async () => {
    const lines = (await textOf(user, `${path}?format=csv&lang=en`)).split("\r\n").slice(0, -1);
    const head = lines.findIndex((line) => line.startsWith("Radicado,"));
    const commas = (line: string) => line.replace(/"(?:[^"]|"")*"/g, "").split(",").length;
    ok(head > 0);
    deepStrictEqual([...new Set(lines.map(commas))], [14]);
    match(lines[0] ?? "", /^\uFEFFName searched for,inventado,/);
    ok(lines.some((line) => line.startsWith("Where,BOGOTÁ,")));
  });

  for (const format of ["pdf", "docx"]) {
    await t.step(`are ${format} to print`, async () => {
      const response = await user.get(`${path}?format=${format}`);
      strictEqual(response.status, 200);
      match(
        response.headers.get("content-disposition") ?? "",
        new RegExp(`-hits-\\d{4}-\\d\\d-\\d\\d\\.${format}"$`),
      );
      const start = new TextDecoder("latin1").decode((await response.bytes()).slice(0, 2));
      strictEqual(start, format === "pdf" ? "%P" : "PK");
    });
  }

  await t.step("are narrowed as the list is, and say so", async () => {
    const open = await jsonOf(user, `${path}?format=json&followed=false`);
    strictEqual(open.only_followed, "no");
    ok(open.hits.length > 0 && open.hits.every(({ is_followed }) => is_followed === "no"));
    strictEqual((await jsonOf(user, `${path}?format=json&new=true`)).hits.length, 0);
    lexia.portal.setPrivate(one.radicado, true);
    strictEqual((await user.post(`${PATH}/${id}/execute`)).status, 200);
    await lexia.work();
    const gone = await jsonOf(user, `${path}?format=json&gone=true`);
    ok(gone.hits.length > 0);
    for (const { radicado_digits, gone_at } of gone.hits) {
      strictEqual(radicado_digits, one.radicado);
      match(gone_at ?? "", /Z$/);
    }
    const shown = await jsonOf(user, `${path}?format=json&gone=false`);
    ok(
      shown.hits.every(({ radicado_digits, gone_at }) =>
        radicado_digits !== one.radicado && gone_at === null
      ),
    );
  });

  await t.step("name no party of a private case", async () => {
    await lexia.database.owner.batch([{
      text: "update search_hits set is_private = true, sujetos_summary = 'Demandante: NOMBRE GUARDADO' " +
        "where solicitud_id = $1 and radicado = $2",
      values: [id, one.radicado],
    }]);
    const { hits } = await jsonOf(user, `${path}?format=json&private=true`);
    deepStrictEqual(
      hits.map(({ sujetos, is_private }) => [sujetos, is_private]),
      hits.map(() => [null, "yes"]),
    );
    ok(hits.length > 0);
    ok(!(await textOf(user, `${path}?format=csv`)).includes("NOMBRE GUARDADO"));
  });

  await t.step("are made by a job as well, with the same filter", async () => {
    const filters = { solicitud_id: id, gone: true };
    const asked = await user.post(EXPORTS, { what: "case", format: "json", filters });
    strictEqual(asked.status, 202, await asked.clone().text());
    const { id: exportId } = await asked.json();
    await lexia.work();
    const { status, file } = await (await user.get(`${EXPORTS}/${exportId}`)).json();
    strictEqual(status, "ready");
    const made = await jsonOf(user, file.href);
    deepStrictEqual(made.hits, (await jsonOf(user, `${path}?format=json&gone=true`)).hits);
    strictEqual(made.only_gone, "yes");
  });

  await t.step("tell whether the reader follows them, not somebody else", async () => {
    const { hits } = await jsonOf(admin, `${path}?format=json`);
    ok(hits.every(({ is_followed }) => is_followed === "no"));
  });

  await t.step("are nobody else's", async () => {
    const [other, stranger] = [
      await acme.session("user"),
      await (await lexia.organization()).session("org_admin"),
    ];
    for (const session of [other, stranger]) {
      await refused(await session.get(`${path}?format=json`), 404, "solicitud_not_found");
    }
  });

  await t.step("have no proceso, and a radicado has no hits", async () => {
    const proceso = crypto.randomUUID();
    await refused(await user.get(`${path}?format=json&proceso_id=${proceso}`), 404, "proceso_not_found");
    const [radicado = ""] = lexia.portal.radicados.found;
    const simple = await make(user, { radicado });
    const problem = await refused(
      await user.get(`${PATH}/${simple}/export?format=json&new=true`),
      422,
      "request_invalid",
    );
    deepStrictEqual(problem.errors?.map(({ field }) => field), ["new"]);
  });

  await t.step("are on record, with what narrowed them", async () => {
    const { items } = await (await admin.get("/api/v1/audit?action=solicitud.export&limit=100")).json();
    ok(items.length > 8);
    ok(items.every((item: { target_id: string }) => item.target_id === id));
    const narrowed = items.filter((item: { data: { filter?: string[] } }) =>
      item.data.filter?.includes("new")
    );
    strictEqual(narrowed.length, 1);
  });

  await t.step("say that there are too many, and that what is below is older", async () => {
    lexia.portal.setFault("too_many");
    strictEqual((await user.post(`${PATH}/${id}/execute`)).status, 200);
    await lexia.work();
    const { hits, remark } = await jsonOf(user, `${path}?format=json`);
    deepStrictEqual([remark, hits.length > 0], ["too_many", true]);
    match(await textOf(user, `${path}?format=csv`), /Advertencia,"Hay más de mil procesos de este nombre/);
    match(await textOf(user, `${path}?format=csv&lang=en`), /Warning,There are more than a thousand cases/);
  });
});

async function bytesOf(session: Session, path: string): Promise<Uint8Array> {
  const response = await session.get(path);
  strictEqual(response.status, 200, `${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function textOf(session: Session, path: string): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytesOf(session, path));
}

async function jsonOf(session: Session, path: string): Promise<HitsFile> {
  return JSON.parse(await textOf(session, path));
}
