/** Files of radicados as people meet them, without a script. */
import { doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { bulkRadicado, csvOf } from "#tests/support/bulk_files.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { workbook } from "#tests/support/workbook.ts";
import { type MemberBrowser, memberBrowser, textOf } from "./_member_browser.ts";

const PAGE = "/solicitudes/bulk";

function fileForm(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
) {
  const form = new FormData();
  form.append("file", new File([content], name));
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  return form;
}

function listOf(numbers: readonly number[]): string {
  return csvOf([
    ["Radicado", "Cliente"],
    ...numbers.map((number) => [bulkRadicado(number), `Caso ${number}`]),
  ]);
}

/** The hidden fields with which the review is confirmed. */
function hiddenIn(page: string): Record<string, string> {
  const fields = page.matchAll(/<input [^>]*type="hidden" name="([a-z_]+)" value="(\d*)"/g);
  return Object.fromEntries([...fields].map(([, name = "", value = ""]) => [name, value]));
}

async function countFollowed(lexia: Lexia, organizationId: string): Promise<number> {
  const [result] = await lexia.database.owner.batch([{
    text: "select count(*)::int from solicitudes where organization_id = $1",
    values: [organizationId],
  }]);
  return Number(result?.rows[0]?.[0]);
}

Deno.test("/solicitudes/bulk", async (t) => {
  await using lexia = await Lexia.start({ env: { MAX_UPLOAD_SIZE: "256KB" } });
  const acme = await lexia.organization();
  const browser = await memberBrowser(lexia, acme, "manager");

  await t.step("teaches what to upload, with templates, and is for those who may", async () => {
    const page = await browser.page(PAGE);
    match(page, /href="\/api\/v1\/solicitudes\/bulk\/template\?format=xlsx"/);
    match(textOf(page), /Todavía no hay cargas/);
    match(page, /aria-current="page">\s*Desde un archivo/);
    for (const role of ["user", "viewer"] as const) {
      strictEqual((await (await memberBrowser(lexia, acme, role)).get(PAGE)).status, 403);
    }
  });

  let address = "";
  await t.step("reviews row by row, and follows nothing before it is confirmed", async () => {
    const rows = [
      ["Radicado", "Cliente"],
      [bulkRadicado(1), "Ácme"],
      ["123", "Corto"],
      [bulkRadicado(1), "Otra vez"],
      [bulkRadicado(2), ""],
    ];
    address = await browser.submit(
      PAGE,
      fileForm("casos.csv", csvOf(rows), { frequency: "weekly", notice: "muted" }),
    );
    const page = await browser.page(address);
    const text = textOf(page);
    match(text, /Esto se va a registrar/);
    match(text, /2 Se van a seguir 1 Repetidos o ya seguidos 1 Por corregir/);
    match(text, /11001-40-03-009-2021-00001-00 Ácme/);
    match(text, /3 123 Un radicado tiene 23 dígitos, y aquí hay 3/);
    match(text, /El radicado ya está en la línea 2 de este archivo/);
    strictEqual(await countFollowed(lexia, acme.id), 0);
  });

  await t.step("gives the rows that would not be followed as a file", async () => {
    const [, file = ""] = /href="([^"]+review\.csv[^"]*)"/.exec(await browser.page(address)) ?? [];
    const response = await browser.get(file.replaceAll("&amp;", "&"));
    strictEqual(response.status, 200);
    match(await response.text(), /"3","123","radicado_length"[^\r]*\r\n"4","\d{23}","duplicate_in_file"/);
  });

  await t.step("follows what was confirmed, and shows how far it is until it is over", async () => {
    const page = await browser.page(address);
    strictEqual(await browser.submit(`${address}/mapping`, hiddenIn(page)), address);
    strictEqual(await countFollowed(lexia, acme.id), 2);
    const begun = await browser.page(address);
    match(textOf(begun), /0 de 2 consultados/);
    match(begun, /hx-trigger="every 3s"/);
    match(begun, /errors\.csv\?lang=es/);
    await lexia.work();
    const over = await browser.page(address);
    match(textOf(over), /2 de 2 consultados/);
    match(textOf(await browser.page(PAGE)), /casos\.csv .* 2 registradas, 2 no/);
    const [kept] = await lexia.database.owner.batch([{
      text: "select distinct frequency, notify->>'muted' from solicitudes where organization_id = $1",
      values: [acme.id],
    }]);
    strictEqual(String(kept?.rows), "weekly,true");
  });

  await t.step("says at a second confirmation that it is settled", async () => {
    const page = await browser.refusal(`${address}/mapping`, { radicado: "1" }, 409);
    match(page, /role="alert"/);
  });

  await t.step("pauses, resumes and cancels", async () => {
    const at = await confirmed(browser, "pausa.csv", listOf([10, 11]));
    strictEqual(await browser.submit(`${at}/pause`), at);
    match(textOf(await browser.page(at)), /En pausa: lo que falta espera/);
    doesNotMatch(await browser.page(at), /every 3s/);
    await browser.submit(`${at}/resume`);
    match(textOf(await browser.page(at)), /En curso/);
    await browser.submit(`${at}/cancel`);
    match(textOf(await browser.page(at)), /Cancelada: lo que ya se consultó/);
    match(await browser.refusal(`${at}/pause`, {}, 409), /role="alert"/);
  });

  await t.step("asks which column is which where it cannot tell", async () => {
    const rows = [["uno", "dos"], ["x", "y"], ["z", bulkRadicado(20)]];
    const at = await browser.submit(PAGE, fileForm("raro.csv", csvOf(rows)));
    const asked = await browser.page(at);
    match(textOf(asked), /¿Qué hay en cada columna\?/);
    match(asked, /<select id="radicado"/);
    match(await browser.page(`${at}?radicado=40`), /id="radicado-error">El archivo no tiene esa columna/);
    const page = await browser.page(`${at}?radicado=2&header_row=1`);
    match(textOf(page), /1 Se van a seguir/);
    match(page, new RegExp(`href="${at}\\?columns&amp;radicado=2`));
    match(textOf(await browser.page(`${at}?columns&radicado=2&header_row=1`)), /Elija otra columna/);
    await browser.submit(`${at}/cancel`);
    match(textOf(await browser.page(at)), /Descartada antes de empezar/);
  });

  await t.step("takes a list that was pasted", async () => {
    const radicado = [bulkRadicado(30), bulkRadicado(31), "2021-00034"].join("\n");
    const at = await browser.submit(`${PAGE}/pasted`, { radicado, frequency: "daily" });
    match(textOf(await browser.page(at)), /2 Se van a seguir .* 1 Por corregir/);
  });

  await t.step("says what is already followed, and what the month has no room for", async () => {
    const small = await lexia.organization({ maxQueriesPerMonth: 2 });
    const own = await memberBrowser(lexia, small, "manager");
    await own.submit("/solicitudes/new", { radicado: bulkRadicado(1) });
    const at = await own.submit(PAGE, fileForm("cupo.csv", listOf([1, 2, 3])));
    const text = textOf(await own.page(at));
    match(text, /2 Se van a seguir 1 Repetidos o ya seguidos 0 Por corregir/);
    match(text, /Usted ya sigue este radicado/);
    match(text, /1 quedan retenidas por cupo/);
  });

  await t.step("leads to the earlier upload of the same file, and takes it again when asked", async () => {
    const form = () => fileForm("dos.csv", listOf([40]));
    const first = await browser.submit(PAGE, form());
    const page = await browser.refusal(PAGE, form(), 409);
    ok(page.includes(`href="${first}"`));
    match(page, /action="\/solicitudes\/bulk\?again=true"/);
    ok(await browser.submit(`${PAGE}?again=true`, form()) !== first);
  });

  await t.step("shows an upload to nobody of another organization", async () => {
    const other = await memberBrowser(lexia, await lexia.organization(), "manager");
    strictEqual((await other.get(address)).status, 404);
    strictEqual((await browser.get(`${PAGE}/no-es-un-id`)).status, 404);
  });

  await t.step("speaks English to who reads English", async () => {
    await lexia.database.owner.batch([{
      text: "update users set locale = 'en' where organization_id = $1",
      values: [acme.id],
    }]);
    const reader = await memberBrowser(lexia, acme, "manager");
    await lexia.database.owner.batch([{
      text: "update users set locale = 'en' where organization_id = $1",
      values: [acme.id],
    }]);
    const page = textOf(await reader.page(PAGE));
    match(page, /Follow the radicados of a file/);
    doesNotMatch(page, /archivo|Radicados de/);
  });
});

const REFUSED: readonly {
  what: string;
  name: string;
  content: string | Uint8Array<ArrayBuffer>;
  status: number;
  says: RegExp;
}[] = [
  { what: "no file", name: "", content: "", status: 422, says: /Elija un archivo\./ },
  {
    what: "another kind",
    name: "casos.docx",
    content: "x",
    status: 415,
    says: /Elija un archivo \.xlsx, \.csv o \.pdf/,
  },
  {
    what: "what is not what its name says",
    name: "casos.xlsx",
    content: "radicado",
    status: 415,
    says: /no es lo que dice su nombre/,
  },
  { what: "an empty list", name: "casos.csv", content: "", status: 422, says: /no tiene filas con datos/ },
  {
    what: "a workbook with macros",
    name: "casos.xlsx",
    content: workbook([["Radicado"]], {
      contentTypes:
        '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
    }),
    status: 422,
    says: /El libro tiene macros/,
  },
  {
    what: "what is too large",
    name: "casos.csv",
    content: "x".repeat(300 * 1024),
    status: 413,
    says: /pesa más de 256 kB/,
  },
];

Deno.test("POST /solicitudes/bulk stays at the file, and says what is wrong with it", async (t) => {
  await using lexia = await Lexia.start({ env: { MAX_UPLOAD_SIZE: "256KB" } });
  const browser = await memberBrowser(lexia, await lexia.organization(), "manager");
  for (const { what, name, content, status, says } of REFUSED) {
    await t.step(what, async () => {
      const page = await browser.refusal(PAGE, fileForm(name, content, { frequency: "weekly" }), status);
      const [, error = ""] = /id="file-error">([^<]*)</.exec(page) ?? [];
      match(error, says);
      match(page, /enctype="multipart\/form-data"/);
    });
  }

  await t.step("says that no row can be followed, and why", async () => {
    const at = await browser.submit(PAGE, fileForm("malos.csv", csvOf([["Radicado"], ["1"], ["dos"]])));
    const page = await browser.page(at);
    match(textOf(page), /Ninguna fila se puede seguir/);
    doesNotMatch(page, /Seguir 0/);
  });
});

async function confirmed(browser: MemberBrowser, name: string, content: string): Promise<string> {
  const at = await browser.submit(PAGE, fileForm(name, content));
  return await browser.submit(`${at}/mapping`, hiddenIn(await browser.page(at)));
}
