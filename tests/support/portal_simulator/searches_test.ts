/** What the portal simulator answers to searches, by number and by name. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DATE, first, get, NAME, NUMBER, SMALL } from "./_asking.ts";
import { startPortalSimulator } from "./simulator.ts";

const PAGE = { cantidadRegistros: 1, registrosPagina: 20, cantidadPaginas: 1, pagina: 1, paginas: null };

Deno.test("GET Consulta/NumeroRadicacion of the simulator", async (t) => {
  await using portal = await startPortalSimulator(SMALL);
  const { radicados } = portal;
  const search = (numero = "", more = {}) =>
    get(portal, NUMBER, { numero, SoloActivos: "false", pagina: "1", ...more });

  await t.step("answers a found radicado", async () => {
    const numero = first(radicados.gapped);
    const { status, body, headers } = await search(numero);
    strictEqual(status, 200);
    strictEqual(headers.get("content-type"), "application/json; charset=utf-8");
    strictEqual(headers.get("access-control-allow-origin"), "*");
    const rows = portal.expected(numero).procesos.map(({ searchRow }) => searchRow);
    deepStrictEqual(body, {
      tipoConsulta: "NumeroRadicacion",
      procesos: rows,
      parametros: {
        numero,
        nombre: null,
        tipoPersona: null,
        idSujeto: null,
        ponente: null,
        claseProceso: null,
        codificacionDespacho: null,
        soloActivos: false,
      },
      paginacion: PAGE,
    });
    const row = rows[0];
    match(row?.despacho ?? "", /\S $/);
    match(row?.sujetosProcesales ?? "", /^\S[^|]*: [^|]+( \| [^|:]+: [^|]+)* $/);
    match(row?.fechaProceso ?? "", DATE);
    strictEqual(row?.cantFilas, -1);
    const latest = portal.expected(numero).procesos[0]?.actuaciones.map((act) => act.fechaActuacion).sort()
      .at(-1);
    strictEqual(row?.fechaUltimaActuacion, latest);
  });
  await t.step("answers every proceso of a radicado", async () => {
    const { body } = await search(first(radicados.multiple));
    deepStrictEqual(body.procesos.length, 2);
    deepStrictEqual(body.paginacion, { ...PAGE, cantidadRegistros: 2 });
  });
  await t.step("shows little of a private proceso", async () => {
    const [row] = (await search(first(radicados.private))).body.procesos;
    const { esPrivado, fechaProceso, fechaUltimaActuacion, sujetosProcesales } = row;
    deepStrictEqual({ esPrivado, fechaProceso, fechaUltimaActuacion, sujetosProcesales }, {
      esPrivado: true,
      fechaProceso: null,
      fechaUltimaActuacion: null,
      sujetosProcesales: "--- [ PROCESO PRIVADO ] ---",
    });
  });
  await t.step("has no last date where there are no actuaciones", async () => {
    strictEqual((await search(first(radicados.empty))).body.procesos[0].fechaUltimaActuacion, null);
  });
  await t.step("answers 200 and nothing for an unknown radicado", async () => {
    for (const numero of [first(radicados.unknown), "99999999999999999999999"]) {
      const { status, body } = await search(numero);
      strictEqual(status, 200);
      deepStrictEqual(body.procesos, []);
      deepStrictEqual(body.paginacion, { ...PAGE, cantidadRegistros: 0, cantidadPaginas: 0 });
    }
  });
  await t.step("leaves quiet cases out of SoloActivos", async () => {
    const since = "2026-10-21";
    const seen = { active: 0, quiet: 0 };
    for (const numero of radicados.gapped.concat(radicados.empty)) {
      const latest = portal.expected(numero).procesos[0]?.searchRow.fechaUltimaActuacion ?? "";
      const { body } = await search(numero, { SoloActivos: "true" });
      strictEqual(body.parametros.soloActivos, true);
      strictEqual(body.procesos.length, latest >= since ? 1 : 0);
      seen[latest >= since ? "active" : "quiet"]++;
    }
    ok(seen.active > 0 && seen.quiet > 0);
  });
});

Deno.test("GET Consulta/NombreRazonSocial of the simulator", async (t) => {
  await using portal = await startPortalSimulator();

  await t.step("finds a sujeto in any role, whatever the accents, twenty a page", async () => {
    const query = { nombre: "tomas inventado", tipoPersona: "nat", SoloActivos: "false", pagina: "1" };
    const { status, body } = await get(portal, NAME, query);
    strictEqual(status, 200);
    strictEqual(body.tipoConsulta, "NombreRazonSocial");
    strictEqual(body.procesos.length, 20);
    ok(body.paginacion.cantidadPaginas > 1);
    const last = await get(portal, NAME, { ...query, pagina: String(body.paginacion.cantidadPaginas) });
    strictEqual(last.body.procesos.length, (body.paginacion.cantidadRegistros - 1) % 20 + 1);
    for (const { llaveProceso, esPrivado } of body.procesos) {
      strictEqual(esPrivado, false);
      const { procesos } = portal.expected(llaveProceso);
      const names = procesos.flatMap(({ sujetos }) => sujetos.map((sujeto) => sujeto.nombreRazonSocial));
      ok(names.some((name) => name.startsWith("TOMÁS INVENTADO")));
    }
    strictEqual((await get(portal, NAME, { ...query, tipoPersona: "jur" })).body.procesos.length, 0);
  });
  await t.step("narrows to a city", async () => {
    const query = { nombre: "inventado", codificacionDespacho: "17001" };
    const { body } = await get(portal, NAME, query);
    ok(body.procesos.length > 0);
    for (const { departamento } of body.procesos) strictEqual(departamento, "CALDAS");
  });
  await t.step("refuses more than a thousand hits", async () => {
    const { status, body } = await get(portal, NAME, { nombre: "FICTICI" });
    strictEqual(status, 400);
    match(body.Message, /^Hay más de mil registros con los criterios especificados/);
  });
});

Deno.test("GET Lista of the simulator", async (t) => {
  await using portal = await startPortalSimulator(SMALL);

  await t.step("leads from departamentos down to offices by codes that grow", async () => {
    const lists = ["Departamentos", "Ciudades", "Entidades", "Especialidades", "Despachos"];
    const digits: number[] = [];
    let code = "0";
    for (const list of lists) {
      const { status, body } = await get(portal, `/Lista/${list}/${code}`);
      strictEqual(status, 200);
      ok(body.length > 0);
      for (const item of body) {
        deepStrictEqual(Object.keys(item), ["codigo", "nombre"]);
        ok(code === "0" || item.codigo.startsWith(code));
      }
      code = body[0].codigo;
      digits.push(code.length);
    }
    deepStrictEqual(digits, [2, 5, 7, 9, 12]);
  });
  await t.step("knows no other lists", async () => {
    strictEqual((await get(portal, "/Lista/Corregimientos/0")).status, 404);
    strictEqual((await get(portal, "/Lista/Ciudades/0")).status, 404);
    deepStrictEqual((await get(portal, "/Lista/Ciudades/99")).body, []);
  });
  await t.step("has a fault by which every search by name finds too many", async () => {
    portal.setFault("too_many");
    const { status, body } = await get(portal, NAME, { nombre: "nadie" });
    strictEqual(status, 400);
    match(body.Message, /^Hay más de mil registros/);
    strictEqual((await get(portal, NUMBER, { numero: first(portal.radicados.found) })).status, 200);
  });
});
