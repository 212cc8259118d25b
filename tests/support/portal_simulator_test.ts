import {
  deepStrictEqual,
  match,
  notDeepStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
} from "node:assert/strict";
import {
  type Fault,
  type FaultOptions,
  type PortalSimulator,
  startPortalSimulator,
} from "./portal_simulator/simulator.ts";
import { selfSignedCertificate, TEST_ONLY_CA, testCaCertificate } from "./portal_simulator/tls_fixture.ts";

const SMALL = { cases: 400 };
const NUMBER = "/Procesos/Consulta/NumeroRadicacion";
const NAME = "/Procesos/Consulta/NombreRazonSocial";
const PAGE = { cantidadRegistros: 1, registrosPagina: 20, cantidadPaginas: 1, pagina: 1, paginas: null };
const DATE = /^\d{4}-\d\d-\d\dT00:00:00$/;

Deno.test("The portal simulator's cases", async (t) => {
  await using portal = await startPortalSimulator();
  const all = Object.values(portal.radicados).flat();
  const truth = [...portal.radicados.found, ...portal.radicados.private].map(portal.expected);
  const procesos = truth.flatMap((one) => one.procesos);
  const acts = procesos.flatMap((proceso) => proceso.actuaciones);

  await t.step("have plausible radicados, each once", () => {
    const { found, private: reserved, unknown } = portal.radicados;
    strictEqual(new Set([...found, ...reserved, ...unknown]).size, 3_000);
    for (const radicado of all) {
      match(radicado, /^\d{5}(22|31|33|34|40|41|43)\d{2}\d{3}20(19|2[0-6])9\d{4}0[01]$/);
    }
  });
  await t.step("come in the shares that were counted", () => {
    const { found, multiple, mixed, private: reserved, unknown, long } = portal.radicados;
    between((multiple.length + mixed.length) / found.length, 0.14, 0.21);
    between(reserved.length / 3_000, 0.06, 0.1);
    between(unknown.length / 3_000, 0.12, 0.18);
    between(long.length / found.length, 0.08, 0.2);
    for (const radicado of multiple) strictEqual(portal.expected(radicado).procesos.length, 2);
    for (const radicado of mixed) {
      const shown = portal.expected(radicado).procesos.map(({ searchRow }) => searchRow.esPrivado);
      deepStrictEqual(shown.sort(), [false, true]);
    }
  });
  await t.step("have ids as wide as the portal's, and no id twice", () => {
    strictEqual(new Set(acts.map((row) => row.idRegActuacion)).size, acts.length);
    strictEqual(new Set(procesos.map((proceso) => proceso.idProceso)).size, procesos.length);
    for (const { idRegActuacion } of acts) between(idRegActuacion, 2 ** 31, 3.4e9);
    for (const { idProceso, detalle } of procesos) {
      match(String(idProceso), /^\d{8,9}$/);
      strictEqual(Math.floor(idProceso / 10), detalle.idRegProceso);
    }
  });
  await t.step("number their actuaciones downwards, with a few gaps", () => {
    const steps = procesos.flatMap(({ actuaciones }) =>
      actuaciones.slice(1).map((row, at) => (actuaciones[at]?.consActuacion ?? 0) - row.consActuacion)
    );
    ok(steps.every((step) => step >= 1));
    between(steps.filter((step) => step > 1).length / procesos.length, 0.02, 0.2);
  });
  await t.step("are as irregular as the portal's", () => {
    const share = (rows: unknown[]) => rows.length / acts.length;
    between(share(acts.filter((row) => row.anotacion === null)), 0.02, 0.08);
    between(share(acts.filter((row) => row.anotacion?.includes("\n"))), 0.15, 0.6);
    between(share(acts.filter((row) => row.fechaRegistro > row.fechaActuacion)), 0.005, 0.03);
    between(share(acts.filter((row) => row.fechaRegistro < row.fechaActuacion)), 0.02, 0.06);
    ok(acts.some((row) => row.actuacion.includes("  ")));
    ok(acts.some((row) => row.actuacion !== row.actuacion.trim()));
    ok(acts.every((row) => row.actuacion.length <= 56 && (row.anotacion?.length ?? 0) <= 888));
    ok(procesos.some(({ detalle }) => detalle.claseProceso.endsWith("     ")));
    ok(procesos.some(({ detalle }) => detalle.contenidoRadicacion === null));
    const elsewhere = procesos.filter(({ detalle }) =>
      !detalle.llaveProceso.startsWith(detalle.codDespachoCompleto)
    );
    between(elsewhere.length / procesos.length, 0.05, 0.3);
    const outOfOrder = procesos.filter(({ actuaciones }) =>
      actuaciones.some((row, at) => row.fechaActuacion < (actuaciones[at + 1]?.fechaActuacion ?? ""))
    );
    between(outOfOrder.length / procesos.length, 0.04, 0.2);
  });
  await t.step("pair a fijación en estado with an auto of the same registration", () => {
    const estados = procesos.flatMap(({ actuaciones }) =>
      actuaciones.flatMap((row, at) =>
        row.actuacion === "Fijacion estado" ? [[row, actuaciones[at + 1]]] : []
      )
    );
    ok(estados.length > 1_000);
    for (const [estado, auto] of estados) {
      match(auto?.actuacion ?? "", /^Auto /);
      strictEqual(auto?.fechaRegistro, estado?.fechaRegistro);
      strictEqual(estado?.fechaInicial, estado?.fechaFinal);
      ok((estado?.fechaInicial ?? "") > (estado?.fechaRegistro ?? ""));
    }
  });
  await t.step("never lie in the simulated future", () => {
    for (const row of acts) ok(row.fechaRegistro.slice(0, 10) <= portal.today);
  });
  await t.step("have one of each sort among the first nine", async () => {
    await using tiny = await startPortalSimulator({ cases: 9 });
    for (const [sort, radicados] of Object.entries(tiny.radicados)) ok(radicados.length >= 1, sort);
  });
});

Deno.test("The portal simulator repeats itself", async (t) => {
  await t.step("byte for byte, for the same seed and steps", async () => {
    await using one = await startPortalSimulator({ ...SMALL, seed: 7 });
    await using two = await startPortalSimulator({ ...SMALL, seed: 7 });
    deepStrictEqual(await transcript(one), await transcript(two));
  });
  await t.step("not for another seed", async () => {
    await using one = await startPortalSimulator({ ...SMALL, seed: 7 });
    await using two = await startPortalSimulator({ ...SMALL, seed: 8 });
    notDeepStrictEqual(one.radicados, two.radicados);
  });
  await t.step("case by case, however many cases there are", async () => {
    await using few = await startPortalSimulator({ cases: 40 });
    await using many = await startPortalSimulator({ cases: 4_000 });
    for (const day of [few, many]) day.advanceDays(10);
    for (const radicado of few.radicados.found) {
      deepStrictEqual(few.expected(radicado), many.expected(radicado));
    }
  });
  await t.step("not with options that make no sense", async () => {
    await rejects(startPortalSimulator({ cases: -1 }), RangeError);
    await rejects(startPortalSimulator({ cases: 1_000_000 }), RangeError);
    await rejects(startPortalSimulator({ cases: 1, today: "2026-02-30" }), RangeError);
  });
  await t.step("and starts at once with thousands of cases", async () => {
    const starts: number[] = [];
    for (let round = 0; round < 5; round++) {
      const before = performance.now();
      await using portal = await startPortalSimulator({ seed: round });
      starts.push(performance.now() - before);
      strictEqual(portal.requests.length, 0);
    }
    ok(Math.min(...starts) < 200, `the fastest of five starts took ${Math.min(...starts)} ms`);
  });
});

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

Deno.test("The portal simulator's days", async (t) => {
  await t.step("bring the planned novelties to light, and nothing else", async () => {
    await using portal = await startPortalSimulator();
    const before = new Map(portal.radicados.found.map((radicado) => [radicado, portal.expected(radicado)]));
    const news = portal.advanceDays(7);
    strictEqual(portal.today, "2026-11-27");
    for (const [radicado, then] of before) {
      const known = new Set(then.procesos.flatMap(({ actuaciones }) => actuaciones.map(idOfRow)));
      const fresh = portal.expected(radicado).procesos.flatMap(({ actuaciones }) => actuaciones.map(idOfRow))
        .filter((id) => !known.has(id));
      const planned = news.filter((one) => one.radicado === radicado)
        .flatMap(({ actuaciones }) => actuaciones.map(idOfRow));
      deepStrictEqual(fresh.sort(), planned.sort());
    }
    between(news.length, 500, 900);
  });
  await t.step("bring every sort of novelty", async () => {
    await using portal = await startPortalSimulator();
    const kinds = Object.groupBy(portal.advanceDays(14), ({ kind }) => kind);
    for (const { actuaciones } of kinds.auto_estado ?? []) {
      const [auto, estado] = actuaciones;
      match(auto?.actuacion ?? "", /^Auto /);
      strictEqual(estado?.actuacion, "Fijacion estado");
    }
    for (const { actuaciones } of kinds.same_day ?? []) {
      ok(actuaciones.length >= 2);
      strictEqual(new Set(actuaciones.map((row) => row.fechaActuacion)).size, 1);
    }
    for (const { actuaciones, day } of kinds.late ?? []) {
      ok(actuaciones.every((row) => row.fechaActuacion < row.fechaRegistro));
      ok(actuaciones.every((row) => row.fechaRegistro === `${day}T00:00:00`));
    }
    for (const { radicado, actuaciones: [late] } of kinds.late_behind ?? []) {
      ok(late);
      ok(late.fechaActuacion <= late.fechaRegistro);
      const rows = portal.expected(radicado).procesos.flatMap(({ actuaciones }) => actuaciones);
      const at = rows.findIndex((row) => row.idRegActuacion === late.idRegActuacion);
      ok(at > 0);
      ok((rows[at - 1]?.consActuacion ?? 0) > late.consActuacion);
      ok(late.consActuacion > (rows[at + 1]?.consActuacion ?? 0));
    }
    for (const kind of ["single", "auto_estado", "same_day", "late", "late_behind"] as const) {
      ok((kinds[kind]?.length ?? 0) >= 5, kind);
    }
  });
  await t.step("bring nothing while the courts are closed", async () => {
    await using portal = await startPortalSimulator({ ...SMALL, today: "2026-12-18", activity: 1 });
    deepStrictEqual(portal.advanceDays(23), []);
    strictEqual(portal.today, "2027-01-10");
    strictEqual(portal.advanceDays(1).length, portal.radicados.found.length);
  });
  await t.step("show in the answers, and leave the fingerprint where an act is late", async () => {
    await using portal = await startPortalSimulator({ ...SMALL, activity: 0 });
    const radicado = first(portal.radicados.gapped);
    const [then] = portal.expected(radicado).procesos;
    portal.advanceDays(1);
    const late = portal.addActuacion(radicado, { behindNewer: true, actuacion: "Auto tardío" });
    const { body } = await get(portal, `/Proceso/Actuaciones/${then?.idProceso}`);
    strictEqual(body.actuaciones[0].idRegActuacion, then?.actuaciones[0]?.idRegActuacion);
    deepStrictEqual(
      body.actuaciones.find((row: { idRegActuacion: number }) => idOfRow(row) === idOfRow(late)),
      late,
    );
    const search = await get(portal, NUMBER, { numero: radicado });
    strictEqual(search.body.procesos[0].fechaUltimaActuacion, then?.searchRow.fechaUltimaActuacion);
    throws(() => portal.addActuacion(radicado, { behindNewer: true }), RangeError);
  });
});

Deno.test("The portal simulator in a test's hands", async (t) => {
  await using portal = await startPortalSimulator(SMALL);
  const radicado = first(portal.radicados.found);

  await t.step("adds an actuacion", () => {
    const row = portal.addActuacion(radicado, {
      actuacion: "Sentencia inventada",
      anotacion: null,
      fechaActuacion: "2026-11-19",
      term: { from: "2026-11-23", to: "2026-11-25" },
    });
    const rows = portal.expected(radicado).procesos[0]?.actuaciones ?? [];
    deepStrictEqual(rows[0], row);
    strictEqual(row.consActuacion, (rows[1]?.consActuacion ?? 0) + 1);
    deepStrictEqual([row.fechaActuacion, row.fechaRegistro, row.fechaInicial, row.fechaFinal], [
      "2026-11-19T00:00:00",
      "2026-11-20T00:00:00",
      "2026-11-23T00:00:00",
      "2026-11-25T00:00:00",
    ]);
  });
  await t.step("edits and removes one", () => {
    const [top] = portal.expected(radicado).procesos[0]?.actuaciones ?? [];
    ok(top);
    portal.editActuacion(top.idRegActuacion, { anotacion: "Corregida" });
    strictEqual(portal.expected(radicado).procesos[0]?.actuaciones[0]?.anotacion, "Corregida");
    portal.removeActuacion(top.idRegActuacion);
    const left = portal.expected(radicado).procesos[0]?.actuaciones ?? [];
    strictEqual(left.length, top.cant - 1);
    throws(() => portal.removeActuacion(top.idRegActuacion), RangeError);
  });
  await t.step("makes a case private, and public again", async () => {
    const [proceso] = portal.expected(radicado).procesos;
    const read = async () => (await get(portal, `/Proceso/Detalle/${proceso?.idProceso}`)).status;
    portal.setPrivate(radicado, true);
    strictEqual(await read(), 404);
    portal.setPrivate(radicado, false);
    strictEqual(await read(), 200);
    throws(() => portal.setPrivate("99999999999999999999999", true), RangeError);
  });
  await t.step("gets copies of the truth, not the truth", () => {
    const taken = portal.expected(radicado);
    taken.procesos.forEach((proceso) => proceso.actuaciones.forEach((row) => row.actuacion = "Cambiada"));
    notDeepStrictEqual(portal.expected(radicado), taken);
  });
  await t.step("sees every request", async () => {
    portal.clearRequests();
    await get(portal, NUMBER, { numero: radicado }, { "user-agent": "LEXIA-test/1" });
    await get(portal, "/Proceso/Detalle/77");
    deepStrictEqual(
      portal.requests.map(({ at: _, ...request }) => request),
      [
        {
          method: "GET",
          kind: "search",
          path: NUMBER,
          query: { numero: radicado },
          userAgent: "LEXIA-test/1",
          status: 200,
        },
        {
          method: "GET",
          kind: "detalle",
          path: "/Proceso/Detalle/77",
          query: {},
          userAgent: portal.requests[1]?.userAgent ?? "",
          status: 404,
        },
      ],
    );
    strictEqual(portal.maxInFlight, 1);
  });
  await t.step("sees how many were in flight", async () => {
    portal.clearRequests();
    portal.setFault("slow", { slowMs: 50 });
    await Promise.all([1, 2, 3].map(() => get(portal, NUMBER, { numero: radicado })));
    strictEqual(portal.maxInFlight, 3);
    portal.setFault("none");
  });
});

Deno.test("The portal simulator's faults", async (t) => {
  let now = 0;
  await using portal = await startPortalSimulator({ ...SMALL, now: () => now });
  const [radicado, other] = [first(portal.radicados.gapped), first(portal.radicados.multiple)];
  const search = (numero = radicado) => get(portal, NUMBER, { numero });
  const right = await search();

  const ANSWERS: [fault: Fault, status: number, type: RegExp, text: RegExp][] = [
    ["block", 403, /^text\/html/, /^<html>[^]*403 Forbidden/],
    ["not_acceptable", 406, /^text\/html/, /^$/],
    [
      "database_down",
      404,
      /^application\/json/,
      /^\{"StatusCode":404,"Message":"Connection Timeout Expired\. /,
    ],
    [
      "server_error",
      500,
      /^application\/json/,
      /"Message":"Object reference not set to an instance of an object\."/,
    ],
    ["silent", 200, /^application\/json/, /"procesos":\[\].*"cantidadRegistros":0/],
  ];
  for (const [fault, status, type, text] of ANSWERS) {
    await t.step(`${fault}: ${status}, until it is switched off`, async () => {
      portal.setFault(fault);
      for (const answer of [await search(), await search(other)]) {
        strictEqual(answer.status, status);
        match(answer.headers.get("content-type") ?? "", type);
        match(answer.text, text);
      }
      portal.setFault("none");
      deepStrictEqual((await search()).body, right.body);
    });
  }

  const GARBAGE: [variant: NonNullable<FaultOptions["variant"]>, check: (text: string) => void][] = [
    ["text", (text) => throws(() => JSON.parse(text))],
    ["truncated", (text) => {
      ok(right.text.startsWith(text) && text.length > 100);
      throws(() => JSON.parse(text));
    }],
    ["empty", (text) => strictEqual(text, "")],
    ["other_shape", (text) => strictEqual(JSON.parse(text).procesos, undefined)],
    ["wrong_types", (text) => ok(Array.isArray(JSON.parse(text).procesos[0].idProceso))],
  ];
  for (const [variant, check] of GARBAGE) {
    await t.step(`garbage: 200 and ${variant}`, async () => {
      portal.setFault("garbage", { variant });
      const { status, text } = await search();
      strictEqual(status, 200);
      check(text);
    });
  }

  await t.step("silent_for: empty for the named radicados only", async () => {
    portal.setFault("silent_for", { radicados: [radicado] });
    strictEqual((await search()).body.procesos.length, 0);
    strictEqual((await search(other)).body.procesos.length, 2);
    throws(() => portal.setFault("silent_for"), TypeError);
  });
  await t.step("silent: leaves what is not a search alone", async () => {
    portal.setFault("silent");
    const { idProceso } = right.body.procesos[0];
    strictEqual((await get(portal, `/Proceso/Detalle/${idProceso}`)).status, 200);
    strictEqual((await get(portal, NAME, { nombre: "inventado" })).body.procesos.length, 0);
  });
  await t.step("hits only the kinds asked for, and only so many times", async () => {
    const { idProceso } = right.body.procesos[0];
    portal.setFault("server_error", { on: "actuaciones", times: 2 });
    const statuses = [await search()];
    for (let round = 0; round < 3; round++) {
      statuses.push(await get(portal, `/Proceso/Actuaciones/${idProceso}`));
    }
    deepStrictEqual(statuses.map(({ status }) => status), [200, 500, 500, 200]);
  });
  await t.step("block_after_burst: refuses for a while, then answers again", async () => {
    portal.setFault("block_after_burst", { burst: { requests: 3, windowMs: 1_000, blockMs: 5_000 } });
    const askAt = async (...times: number[]) => {
      const statuses = [];
      for (now of times) statuses.push((await search()).status);
      return statuses;
    };
    deepStrictEqual(await askAt(0, 500, 1_100, 1_200), [200, 200, 200, 200], "no four within a second");
    deepStrictEqual(
      await askAt(1_300, 1_400, 6_299),
      [403, 403, 403],
      "four within a second, and still blocked",
    );
    deepStrictEqual(await askAt(6_301, 7_400), [200, 200]);
  });
  await t.step("cut: breaks the connection in the middle of the body", async () => {
    portal.setFault("cut");
    const response = await fetch(`${portal.url}${NUMBER}?numero=${radicado}`);
    strictEqual(response.status, 200);
    await rejects(response.text(), TypeError);
    portal.setFault("none");
    deepStrictEqual((await search()).body, right.body);
  });
  await t.step("slow: answers rightly, late", async () => {
    portal.setFault("slow", { slowMs: 60 });
    const before = performance.now();
    deepStrictEqual((await search()).body, right.body);
    ok(performance.now() - before >= 55);
  });
  await t.step("slow: lets go when the client leaves", async () => {
    portal.setFault("slow", { on: "search" });
    portal.clearRequests();
    const leaving = new AbortController();
    const asked = fetch(`${portal.url}${NUMBER}?numero=${radicado}`, { signal: leaving.signal });
    await until(() => portal.requests.length === 1);
    leaving.abort();
    await rejects(asked, { name: "AbortError" });
    await until(() => {
      portal.clearRequests();
      return portal.maxInFlight === 0;
    });
  });
  await t.step("slow: ends at once when the simulator closes", async () => {
    const closing = await startPortalSimulator({ cases: 9 });
    closing.setFault("slow");
    const asked = fetch(closing.url + NUMBER).then((response) => response.text().then(() => response.status));
    await until(() => closing.requests.length === 1);
    const before = performance.now();
    await closing.close();
    ok(performance.now() - before < 5_000);
    strictEqual(await asked.catch(() => 503), 503);
    strictEqual(closing.requests[0]?.status, null);
    await closing.close();
  });
});

Deno.test("The portal simulator over TLS", async (t) => {
  const search = async (portal: PortalSimulator, caCerts: string[]) => {
    using client = Deno.createHttpClient({ caCerts });
    const response = await fetch(`${portal.url}${NUMBER}?numero=${first(portal.radicados.found)}`, {
      client,
    });
    return { status: response.status, text: await response.text() };
  };

  const isDistrust = ({ cause }: Error) => String(cause).includes("invalid peer certificate: UnknownIssuer");

  await t.step("is trusted with the configured CA, and only with it", async () => {
    await using portal = await startPortalSimulator({ cases: 9, tls: testCaCertificate() });
    match(portal.url, /^https:\/\/127\.0\.0\.1:\d+\/api\/v2$/);
    strictEqual((await search(portal, [TEST_ONLY_CA])).status, 200);
    await rejects(search(portal, []), isDistrust);
    strictEqual(portal.requests.length, 1);
  });
  await t.step("fails with a certificate that nobody vouches for", async () => {
    await using portal = await startPortalSimulator({ cases: 9, tls: selfSignedCertificate() });
    await rejects(search(portal, [TEST_ONLY_CA]), isDistrust);
    strictEqual(portal.requests.length, 0);
  });
  await t.step("can be cut there too", async () => {
    await using portal = await startPortalSimulator({ cases: 9, tls: testCaCertificate() });
    portal.setFault("cut");
    await rejects(search(portal, [TEST_ONLY_CA]), TypeError);
  });
});

/** The answer; `body` is what its text says in JSON, as far as it does. */
async function get(
  portal: PortalSimulator,
  path: string,
  query: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const search = new URLSearchParams(query).toString();
  const response = await fetch(portal.url + path + (search && `?${search}`), { headers });
  const text = await response.text();
  const isJson = /^[[{].*[\]}]$/s.test(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}

/** Everything that a client reads of some cases, before and after some days. */
async function transcript(portal: PortalSimulator): Promise<string[]> {
  const texts = [];
  for (let round = 0; round < 2; round++) {
    for (const numero of [...portal.radicados.found.slice(0, 12), ...portal.radicados.private.slice(0, 2)]) {
      const search = await get(portal, NUMBER, { numero });
      texts.push(search.text);
      for (const { idProceso } of search.body.procesos) {
        for (const noun of ["Detalle", "Actuaciones", "Sujetos"]) {
          texts.push((await get(portal, `/Proceso/${noun}/${idProceso}`)).text);
        }
      }
    }
    texts.push(JSON.stringify(portal.advanceDays(5)));
  }
  return texts;
}

function first(radicados: readonly string[]): string {
  const [radicado] = radicados;
  ok(radicado, "the simulator has no radicado of this sort");
  return radicado;
}

function idOfRow({ idRegActuacion }: { idRegActuacion: number }): number {
  return idRegActuacion;
}

function between(value: number, least: number, most: number): void {
  ok(least <= value && value <= most, `expected ${least} to ${most}, got ${value}`);
}

/** Lets the server take its turns until that is so. */
async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!isSo()) {
    ok(performance.now() < deadline, "it did not come about within five seconds");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
