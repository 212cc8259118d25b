/** What the portal simulator answers about one proceso. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DATE, first, get, NAME, NUMBER, SMALL } from "./_asking.ts";
import { startPortalSimulator } from "./simulator.ts";

Deno.test("GET Proceso/… of the simulator", async (t) => {
  await using portal = await startPortalSimulator(SMALL);
  const { radicados } = portal;
  const idOf = (radicado: string) => portal.expected(radicado).procesos[0]?.idProceso;

  await t.step("answers the detail, with a new time of reading each time", async () => {
    const [proceso] = portal.expected(first(radicados.found)).procesos;
    ok(proceso);
    const read = () => get(portal, `/Proceso/Detalle/${proceso.idProceso}`);
    const { fechaConsulta, ...detalle } = (await read()).body;
    deepStrictEqual(detalle, proceso.detalle);
    match(fechaConsulta, /^2026-11-20T\d\d:\d\d:\d\d\.\d{2,3}$/);
    match(detalle.ultimaActualizacion, /^2026-11-20T\d\d:\d\d:\d\d\.\d{2,3}$/);
    match(detalle.codDespachoCompleto, /^\d{12}$/);
    ok((await read()).body.fechaConsulta > fechaConsulta);
  });
  await t.step("answers actuaciones, forty a page", async () => {
    const [proceso] = portal.expected(first(radicados.long)).procesos;
    const truth = proceso?.actuaciones ?? [];
    const pages = Math.ceil(truth.length / 40);
    ok(pages > 1);
    const read = [];
    for (let pagina = 1; pagina <= pages; pagina++) {
      const { body } = await get(portal, `/Proceso/Actuaciones/${proceso?.idProceso}`, {
        pagina: String(pagina),
      });
      deepStrictEqual(body.paginacion, {
        cantidadRegistros: truth.length,
        registrosPagina: 40,
        cantidadPaginas: pages,
        pagina,
        paginas: null,
      });
      read.push(...body.actuaciones);
    }
    deepStrictEqual(read, truth);
    for (const row of read) {
      strictEqual(row.cant, truth.length);
      strictEqual(row.codRegla, "00" + " ".repeat(30));
      match(row.fechaActuacion, DATE);
      match(row.fechaRegistro, DATE);
    }
  });
  await t.step("narrows actuaciones to a period", async () => {
    const [proceso] = portal.expected(first(radicados.long)).procesos;
    const days = proceso?.actuaciones.map((row) => row.fechaActuacion.slice(0, 10)).sort() ?? [];
    const [from = "", to = ""] = [days[5], days[20]];
    const query = { pagina: "1", fechaIni: from, fechaFin: to };
    const { body } = await get(portal, `/Proceso/Actuaciones/${proceso?.idProceso}`, query);
    strictEqual(body.paginacion.cantidadRegistros, days.filter((day) => from <= day && day <= to).length);
  });
  await t.step("answers sujetos, forty a page, without identity numbers", async () => {
    const proceso = portal.expected(first(radicados.crowded)).procesos.find(({ sujetos }) =>
      sujetos.length > 40
    );
    const path = `/Proceso/Sujetos/${proceso?.idProceso}`;
    const [one, two] = [await get(portal, path, { pagina: "1" }), await get(portal, path, { pagina: "2" })];
    strictEqual(one.body.sujetos.length, 40);
    strictEqual(one.body.paginacion.registrosPagina, 40);
    const rows = [...one.body.sujetos, ...(two.body.sujetos)];
    deepStrictEqual(rows, proceso?.sujetos.slice(0, 80));
    for (const row of rows) strictEqual(row.identificacion, null);
  });
  await t.step("answers an array of documents", async () => {
    const acts = radicados.found.flatMap((radicado) => portal.expected(radicado).procesos)
      .filter(({ searchRow }) => !searchRow.esPrivado)
      .flatMap(({ actuaciones }) => actuaciones);
    const [having, lacking] = [acts.find((row) => row.conDocumentos), acts.find((row) => !row.conDocumentos)];
    const { status, body } = await get(portal, `/Proceso/DocumentosActuacion/${having?.idRegActuacion}`);
    strictEqual(status, 200);
    ok(body.length >= 1);
    deepStrictEqual(Object.keys(body[0]), [
      "idRegDocumento",
      "idConexion",
      "consActuacion",
      "guidDocumento_SXXIW",
      "nombre",
      "descripcion",
      "tipo",
      "fechaCarga",
    ]);
    strictEqual(body[0].consActuacion, having?.consActuacion);
    deepStrictEqual((await get(portal, `/Proceso/DocumentosActuacion/${lacking?.idRegActuacion}`)).body, []);
    deepStrictEqual((await get(portal, "/Proceso/DocumentosActuacion/9999999999")).body, []);
  });

  const NULL = "Object reference not set to an instance of an object.";
  const PRIVATE = "No se puede ver el detalle de un proceso privado";
  const NOT_23 = 'El parametro "NumeroRadicacion" ha de contener 23 digitos.';
  const LATE = "Error converting data type bigint to int.";
  const known = idOf(first(radicados.found));
  const secret = idOf(first(radicados.private));
  const bare = idOf(first(radicados.empty));
  const REFUSALS: [what: string, path: string, status: number, message: string | RegExp][] = [
    ["a short radicado", `${NUMBER}?numero=1700140030022024`, 404, NOT_23],
    ["a long radicado", `${NUMBER}?numero=${"1".repeat(24)}`, 404, NOT_23],
    ["no radicado", NUMBER, 404, NOT_23],
    [
      "the detail of an unknown id",
      "/Proceso/Detalle/77",
      404,
      "No se encontro detalle para el IdProceso: 77",
    ],
    [
      "the actuaciones of an unknown id",
      "/Proceso/Actuaciones/77",
      404,
      "No se encontraron Actuaciones para el Proceso: 77",
    ],
    [
      "actuaciones where there are none",
      `/Proceso/Actuaciones/${bare}`,
      404,
      `No se encontraron Actuaciones para el Proceso: ${bare}`,
    ],
    ["the sujetos of an unknown id", "/Proceso/Sujetos/77", 500, NULL],
    ["the detail of a private proceso", `/Proceso/Detalle/${secret}`, 404, PRIVATE],
    ["the actuaciones of a private proceso", `/Proceso/Actuaciones/${secret}`, 404, PRIVATE],
    ["the sujetos of a private proceso", `/Proceso/Sujetos/${secret}`, 404, PRIVATE],
    [
      "the documents of a proceso",
      `/Proceso/Documentos/${known}`,
      404,
      `No se encontraron documentos para el IdProceso: ${known}`,
    ],
    ["an id above 32 bits", "/Proceso/Detalle/2147483648", 404, LATE],
    ["an id above 32 bits", "/Proceso/Actuaciones/9876543210", 404, LATE],
    [
      "an id above 64 bits",
      `/Proceso/Sujetos/${"9".repeat(20)}`,
      404,
      "Error converting data type numeric to int.",
    ],
    ["a page after the last", `/Proceso/Actuaciones/${known}?pagina=99`, 500, /^Index was out of range\. /],
    ["page 0", `/Proceso/Sujetos/${known}?pagina=0`, 500, /^Index was out of range\. /],
    [
      "a search page after the last",
      `${NUMBER}?numero=${first(radicados.found)}&pagina=2`,
      500,
      /^Index was /,
    ],
    [
      "an office code of seven digits",
      `${NAME}?nombre=X&codificacionDespacho=1700140`,
      404,
      /5 o 12 digitos/,
    ],
  ];
  for (const [what, path, status, message] of REFUSALS) {
    await t.step(`refuses ${what}: ${status}`, async () => {
      const refused = await get(portal, path);
      strictEqual(refused.status, status);
      deepStrictEqual(Object.keys(refused.body), ["StatusCode", "Message"]);
      strictEqual(refused.body.StatusCode, status);
      if (typeof message === "string") strictEqual(refused.body.Message, message);
      else match(refused.body.Message, message);
    });
  }
  const UNREADABLE: [path: string, field: string][] = [
    ["/Proceso/Detalle/abc", "IdProceso"],
    ["/Proceso/Actuaciones/1x", "IdProceso"],
    ["/Proceso/Sujetos/1.5", "IdProceso"],
    ["/Proceso/DocumentosActuacion/abc", "IdRegActuacion"],
    [`/Proceso/Actuaciones/${known}?pagina=uno`, "pagina"],
    [`${NUMBER}?numero=${first(radicados.found)}&SoloActivos=si`, "SoloActivos"],
  ];
  for (const [path, field] of UNREADABLE) {
    await t.step(`refuses ${path.replace(/\d{8,}/g, "…")} as the framework does`, async () => {
      const { status, headers, body } = await get(portal, path);
      strictEqual(status, 400);
      match(headers.get("content-type") ?? "", /^application\/problem\+json/);
      deepStrictEqual(Object.keys(body), ["errors", "type", "title", "status", "traceId"]);
      deepStrictEqual(Object.keys(body.errors), [field]);
    });
  }
  await t.step("knows no other path and no other method", async () => {
    for (const path of ["/Proceso/Nada/1", "/Seguimiento/Procesos/a", "/"]) {
      strictEqual((await get(portal, path)).status, 404);
    }
    const posted = await fetch(portal.url + NUMBER, { method: "POST" });
    strictEqual(posted.status, 405);
    strictEqual(await posted.text(), "");
  });
});
