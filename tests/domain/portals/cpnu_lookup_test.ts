import { deepStrictEqual, match, notStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import type { LookupProgress, LookupResult, ProcesoSnapshot } from "#domain/portals/portal.ts";
import {
  actuaciones,
  CANARY,
  connect,
  json,
  paged,
  PRIVATE_ROW,
  RADICADO,
  type ScriptedCase,
  ScriptedPortal,
  stages,
  sujetos,
  UNKNOWN,
} from "./_scripted_portal.ts";

const EMPTY_SEARCH = () =>
  json({ tipoConsulta: "NumeroRadicacion", parametros: {}, ...paged("procesos", [], 1, 20) });

function portalWith(...cases: ScriptedCase[]): ScriptedPortal {
  const portal = new ScriptedPortal();
  portal.cases.set(RADICADO, cases);
  return portal;
}

function procesosOf(result: LookupResult): ProcesoSnapshot[] {
  ok("procesos" in result, `expected procesos, got ${result.outcome}`);
  return result.procesos;
}

function only(result: LookupResult): ProcesoSnapshot {
  const [proceso, ...others] = procesosOf(result);
  ok(proceso && others.length === 0);
  return proceso;
}

function said(result: LookupResult): string {
  return "reason" in result ? `${result.outcome} ${result.reason}` : result.outcome;
}

Deno.test("lookup of a public proceso", async (t) => {
  const portal = portalWith({ idProceso: 987_654_323, actuaciones: actuaciones(3), sujetos: sujetos(2) });
  const { lookup, counts } = connect(portal.fetch);
  const result = await lookup(RADICADO);
  const proceso = only(result);

  await t.step("asks four questions, each once", () => {
    deepStrictEqual(portal.asked, [
      `/Procesos/Consulta/NumeroRadicacion?numero=${RADICADO}&SoloActivos=false&pagina=1`,
      "/Proceso/Detalle/987654323",
      "/Proceso/Actuaciones/987654323?pagina=1",
      "/Proceso/Sujetos/987654323?pagina=1",
    ]);
    strictEqual(result.portalCalls, 4);
    strictEqual(counts.get("portal_requests_total{source=cpnu,outcome=answered}"), 4);
    strictEqual(counts.get("portal_request_duration_seconds{source=cpnu}"), 4);
  });

  await t.step("tidies text and keeps court dates as dates", () => {
    const { raw, actuaciones: docket, sujetos: parties, ...facts } = proceso;
    deepStrictEqual(facts, {
      idProceso: 987_654_323n,
      idConexion: 323,
      radicado: RADICADO,
      isPrivate: false,
      despacho: "JUZGADO 002 CIVIL MUNICIPAL DE MANIZALES",
      departamento: "CALDAS",
      officeCode: RADICADO.slice(0, 12),
      ponente: "JUEZ INVENTADO",
      tipoProceso: "De Ejecución",
      claseProceso: "Ejecutivo Singular",
      subclaseProceso: "Por sumas de dinero",
      recurso: "Sin Tipo de Recurso",
      ubicacion: "Despacho",
      contenidoRadicacion: null,
      sujetosSummary: "Demandante: EMPRESA FICTICIA S.A.S. | Demandado: PERSONA INVENTADA",
      filedOn: "2024-03-06",
      lastActuacionOn: "2026-05-22",
      sourceUpdatedAt: "2026-05-26T00:23:52.873Z",
      hasDetail: true,
      isComplete: true,
    });
    strictEqual((raw.search as Record<string, unknown>).cantFilas, -1);
    strictEqual((raw.detail as Record<string, unknown>).idRegProceso, 98_765_432);
    deepStrictEqual(docket.map(({ consActuacion }) => consActuacion), [3, 2, 1]);
    deepStrictEqual(parties.map(({ name, isEmplazado }) => [name, isEmplazado]), [
      ["PERSONA INVENTADA 0", false],
      ["PERSONA INVENTADA 1", true],
    ]);
  });

  await t.step("keeps ids beyond 32 bits exact", () => {
    strictEqual(proceso.actuaciones[0]?.idRegActuacion, 2_876_543_213n);
    strictEqual(proceso.sujetos[0]?.idRegSujeto, 3_100_000_000n);
  });

  await t.step("reads an entry of the docket", () => {
    const { contentHash, raw, idRegActuacion: _, ...entry } = proceso.actuaciones[0] ?? {};
    deepStrictEqual(entry, {
      consActuacion: 3,
      actuacion: "Fijacion estado",
      anotacion: "Actuación registrada el 2026-05-21 a las: 4:02pm",
      filedOn: "2026-05-21",
      registeredOn: "2026-05-21",
      termStartsOn: "2026-05-22",
      termEndsOn: "2026-05-22",
      hasDocuments: false,
    });
    match(contentHash ?? "", /^[0-9a-f]{64}$/);
    strictEqual(raw?.codRegla, "00                              ");
  });
});

Deno.test("contentHash", async () => {
  const hashOf = async (change: Record<string, unknown>) => {
    const portal = portalWith({ idProceso: 11, actuaciones: [{ ...actuaciones(1)[0], ...change }] });
    return only(await connect(portal.fetch).lookup(RADICADO)).actuaciones[0]?.contentHash;
  };
  const plain = await hashOf({});
  strictEqual(await hashOf({ actuacion: " Fijacion estado", consActuacion: 9, cant: 44 }), plain);
  strictEqual(await hashOf({ anotacion: "Actuacio\u0301n registrada el 2026-05-21 a las: 4:02pm " }), plain);
  const edits = [{ anotacion: null }, { fechaFinal: "2026-05-25T00:00:00" }, { conDocumentos: true }];
  for (const edit of edits) notStrictEqual(await hashOf(edit), plain);
});

Deno.test("evidence is the hash of the bodies in order", async () => {
  const portal = portalWith({ idProceso: 11, row: PRIVATE_ROW });
  const { evidence } = await connect(portal.fetch).lookup(RADICADO);
  const [asked] = portal.asked;
  const body = await portal.answer(new URL(`https://portal.test/api/v2${asked}`)).text();
  strictEqual(evidence, createHash("sha256").update(body).digest("hex"));
});

Deno.test("lookup of private procesos", async (t) => {
  await t.step("asks nothing beyond the search, and keeps what the row says", async () => {
    const portal = portalWith({ idProceso: 11, row: PRIVATE_ROW });
    const result = await connect(portal.fetch).lookup(RADICADO);
    strictEqual(result.outcome, "private");
    const { isPrivate, filedOn, actuaciones: docket, sujetosSummary } = only(result);
    deepStrictEqual([isPrivate, filedOn, docket, sujetosSummary], [
      true,
      null,
      [],
      "--- [ PROCESO PRIVADO ] ---",
    ]);
    strictEqual(portal.asked.length, 1);
  });

  await t.step("is found where one of several is public", async () => {
    const portal = portalWith({ idProceso: 11, row: PRIVATE_ROW }, {
      idProceso: 21,
      actuaciones: actuaciones(1),
    });
    const result = await connect(portal.fetch).lookup(RADICADO);
    strictEqual(result.outcome, "found");
    deepStrictEqual(procesosOf(result).map(({ idProceso, isPrivate }) => [idProceso, isPrivate]), [
      [11n, true],
      [21n, false],
    ]);
  });

  await t.step("believes the detail where the row did not know yet", async () => {
    const portal = portalWith({ idProceso: 11, detail: { esPrivado: true }, actuaciones: actuaciones(1) });
    strictEqual((await connect(portal.fetch).lookup(RADICADO)).outcome, "private");
    strictEqual(portal.asked.length, 2);
  });
});

Deno.test("lookup of long lists", async (t) => {
  await t.step("reads every page, and tells where it is", async () => {
    const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(95), sujetos: sujetos(41) });
    const progress: LookupProgress[] = [];
    const result = await connect(portal.fetch).lookup(RADICADO, {
      onProgress: (step) => void progress.push(step),
    });
    const proceso = only(result);
    deepStrictEqual([proceso.actuaciones.length, proceso.sujetos.length], [95, 41]);
    deepStrictEqual(proceso.actuaciones.at(-1)?.consActuacion, 1);
    deepStrictEqual(stages(progress).filter((stage) => !stage.startsWith("waiting")), [
      "asking_portal",
      "reading_detail 1/1",
      "reading_actuaciones 1/1 page 1/1",
      "reading_actuaciones 1/1 page 2/3",
      "reading_actuaciones 1/1 page 3/3",
      "reading_sujetos 1/1 page 1/1",
      "reading_sujetos 1/1 page 2/2",
    ]);
  });

  await t.step("reads every page of the search", async () => {
    const portal = portalWith(
      ...Array.from({ length: 23 }, (_, at) => ({ idProceso: 1_000 + at, row: PRIVATE_ROW })),
    );
    strictEqual(procesosOf(await connect(portal.fetch).lookup(RADICADO)).length, 23);
    strictEqual(portal.asked.length, 2);
  });

  await t.step("reads the list again where an entry came in between", async () => {
    const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(80) });
    portal.intercept = (address, _, before) => {
      const isSecondPage = address.endsWith("/Actuaciones/11?pagina=2");
      if (isSecondPage && before === 0) {
        portal.cases.set(RADICADO, [{ idProceso: 11, actuaciones: actuaciones(81) }]);
      }
      return undefined;
    };
    const { actuaciones: docket } = only(await connect(portal.fetch).lookup(RADICADO));
    strictEqual(docket.length, 81);
    strictEqual(new Set(docket.map(({ idRegActuacion }) => idRegActuacion)).size, 81);
  });

  await t.step("reads the list again where it grew shorter in between", async () => {
    const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(41) });
    portal.intercept = (address, _, before) => {
      if (!address.endsWith("/Actuaciones/11?pagina=2") || before > 0) return undefined;
      portal.cases.set(RADICADO, [{ idProceso: 11, actuaciones: actuaciones(40) }]);
      return json({ StatusCode: 500, Message: "Index was out of range." }, 500);
    };
    strictEqual(only(await connect(portal.fetch).lookup(RADICADO)).actuaciones.length, 40);
  });

  await t.step("doubts a list whose rows are fewer than it says", async () => {
    const portal = portalWith({ idProceso: 11 });
    const short = paged("actuaciones", actuaciones(40), 1, 40);
    const lie = { ...short, paginacion: { cantidadRegistros: 41, cantidadPaginas: 1, pagina: 1 } };
    portal.intercept = (address) => address.includes("/Actuaciones/") ? json(lie) : undefined;
    strictEqual(said(await connect(portal.fetch).lookup(RADICADO)), "unverified portal_garbled");
  });

  await t.step("doubts pages that repeat each other", async () => {
    const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(80) });
    const first = () => json(paged("actuaciones", actuaciones(80), 1, 40));
    portal.intercept = (address) => address.includes("/Actuaciones/") ? first() : undefined;
    strictEqual(said(await connect(portal.fetch).lookup(RADICADO)), "unverified portal_garbled");
  });

  await t.step("stops at the most pages, and not in silence", async () => {
    const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(130) });
    const { lookup, counts, lines } = connect(portal.fetch, { settings: { maxPages: 2 } });
    const { actuaciones: docket } = only(await lookup(RADICADO));
    deepStrictEqual([docket.length, docket[0]?.consActuacion], [80, 130]);
    strictEqual(counts.get("portal_drift_total{source=cpnu,kind=pages_capped}"), 1);
    deepStrictEqual(lines, ["warn: Portal answers differ from what is known of them"]);
  });
});

Deno.test("lookup of answers about something else", async (t) => {
  await t.step("doubts a row of another radicado", async () => {
    const portal = portalWith({ idProceso: 11, row: { llaveProceso: CANARY } });
    strictEqual(said(await connect(portal.fetch).lookup(RADICADO)), "unverified portal_garbled");
  });
  await t.step("doubts a detail of another radicado", async () => {
    const portal = portalWith({ idProceso: 11, detail: { llaveProceso: CANARY } });
    strictEqual(said(await connect(portal.fetch).lookup(RADICADO)), "unverified portal_garbled");
  });
});

Deno.test("drift", async (t) => {
  const driftOf = async (change: Partial<ScriptedCase>) => {
    const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(3), ...change });
    const { lookup, counts } = connect(portal.fetch);
    const result = await lookup(RADICADO);
    const drift = [...counts].filter(([name]) => name.startsWith("portal_drift_total"));
    return { result, drift: drift.map(([name, count]) => `${name.replace(/.*kind=|}/g, "")} ${count}`) };
  };
  const entries = (change: Record<string, unknown>) =>
    actuaciones(3).map((entry) => ({ ...entry, ...change }));

  await t.step("is none in what is known", async () => {
    deepStrictEqual((await driftOf({})).drift, []);
  });

  await t.step("keeps an unknown field and counts it once a lookup", async () => {
    const { result, drift } = await driftOf({ actuaciones: entries({ estadoNuevo: "x" }) });
    deepStrictEqual(drift, ["unknown_field 1"]);
    strictEqual(only(result).actuaciones[0]?.raw.estadoNuevo, "x");
  });

  await t.step("does without a field that is missing or of another type", async () => {
    const { result, drift } = await driftOf({
      actuaciones: entries({ anotacion: 7, fechaRegistro: undefined, fechaInicial: "2026-05-22T00:00:00Z" }),
    });
    deepStrictEqual(drift.toSorted(), ["missing_field 1", "wrong_type 2"]);
    const [entry] = only(result).actuaciones;
    deepStrictEqual([entry?.anotacion, entry?.registeredOn, entry?.termStartsOn], [null, null, null]);
  });

  const unusable = [
    { what: "no id", change: { idRegActuacion: undefined } },
    { what: "an id that JSON cannot hold", change: { idRegActuacion: 9_007_199_254_740_993 } },
    { what: "an id as text", change: { idRegActuacion: "2876543210" } },
    { what: "a day that does not exist", change: { fechaActuacion: "2026-02-30T00:00:00" } },
    { what: "a date with a zone", change: { fechaActuacion: "2026-02-03T00:00:00Z" } },
    { what: "no text", change: { actuacion: null } },
  ];
  for (const { what, change } of unusable) {
    await t.step(`doubts an answer whose entry has ${what}`, async () => {
      const { result } = await driftOf({ actuaciones: entries(change) });
      strictEqual(said(result), "unverified portal_garbled");
    });
  }
});

Deno.test("lookup of an empty answer", async (t) => {
  const portalWithCanary = () => {
    const portal = new ScriptedPortal();
    portal.cases.set(CANARY, [{ idProceso: 31, actuaciones: actuaciones(1, CANARY) }]);
    return portal;
  };
  const searched = (portal: ScriptedPortal) =>
    portal.asked.map((address) => /numero=(\d+)/.exec(address)?.[1]);

  await t.step("looks twice and finds the canary: not found", async () => {
    const portal = portalWithCanary();
    const { lookup } = connect(portal.fetch, { settings: { canaryRadicado: CANARY } });
    const result = await lookup(UNKNOWN);
    deepStrictEqual([said(result), result.portalCalls], ["not_found", 3]);
    deepStrictEqual(searched(portal), [UNKNOWN, UNKNOWN, CANARY]);
  });

  await t.step("a second look that finds is believed", async () => {
    const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(1) });
    portal.intercept = (address, _, before) =>
      address.includes("Consulta") && before === 0 ? EMPTY_SEARCH() : undefined;
    strictEqual(said(await connect(portal.fetch).lookup(RADICADO)), "found");
  });

  await t.step("doubts it where the asker has seen it found", async () => {
    const { lookup } = connect(portalWithCanary().fetch, { settings: { canaryRadicado: CANARY } });
    strictEqual(said(await lookup(UNKNOWN, { isKnown: true })), "unverified portal_silent");
  });

  await t.step("doubts it while the canary is silent too, and counts that as a failure", async () => {
    const portal = portalWithCanary();
    portal.intercept = () => EMPTY_SEARCH();
    const { lookup, portal: cpnu } = connect(portal.fetch, { settings: { canaryRadicado: CANARY } });
    for (let at = 0; at < 5; at++) strictEqual(said(await lookup(UNKNOWN)), "unverified portal_silent");
    const { breaker, lastFailure } = await cpnu.health();
    deepStrictEqual([breaker.state, breaker.reason, lastFailure?.reason], [
      "open",
      "portal_silent",
      "portal_silent",
    ]);
    strictEqual(said(await lookup(UNKNOWN)), "unavailable breaker_open");
  });

  await t.step("doubts it where no canary is known", async () => {
    strictEqual(said(await connect(portalWithCanary().fetch).lookup(UNKNOWN)), "unverified portal_no_canary");
  });

  await t.step("does not take the radicado itself for a canary", async () => {
    const findCanary = () => Promise.resolve(UNKNOWN);
    const { lookup } = connect(portalWithCanary().fetch, {
      settings: { canaryRadicado: UNKNOWN },
      findCanary,
    });
    strictEqual(said(await lookup(UNKNOWN)), "unverified portal_no_canary");
  });

  await t.step("uses what it last found as canary, but asks it anew", async () => {
    const portal = portalWithCanary();
    const { lookup } = connect(portal.fetch);
    strictEqual(said(await lookup(CANARY)), "found");
    strictEqual(said(await lookup(UNKNOWN)), "not_found");
    portal.intercept = () => EMPTY_SEARCH();
    strictEqual(
      said(await lookup(RADICADO)),
      "unverified portal_silent",
      "the silence began after the canary sang",
    );
  });

  await t.step("looks for a canary where none is configured or remembered", async () => {
    const portal = portalWithCanary();
    const { lookup } = connect(portal.fetch, { findCanary: () => Promise.resolve(CANARY) });
    strictEqual(said(await lookup(UNKNOWN)), "not_found");
  });

  await t.step("survives a search for canaries that fails", async () => {
    const findCanary = () => Promise.reject(new Error("The database is away"));
    const { lookup, lines } = connect(portalWithCanary().fetch, { findCanary });
    strictEqual(said(await lookup(UNKNOWN)), "unverified portal_no_canary");
    deepStrictEqual(lines, ["warn: Cannot look for a canary"]);
  });

  await t.step("asks a second canary where the first has left the portal", async () => {
    const portal = portalWithCanary();
    const { lookup } = connect(portal.fetch, { settings: { canaryRadicado: RADICADO } });
    await lookup(CANARY);
    strictEqual(said(await lookup(UNKNOWN)), "not_found");
  });
});

Deno.test("lookup that is aborted", async (t) => {
  await t.step("rejects with the reason, frees its turn and blames nobody", async () => {
    const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(1) });
    const leaving = new AbortController();
    portal.intercept = (_, signal) => {
      leaving.abort(new Error("shutting down"));
      return Promise.reject(signal.reason);
    };
    const { lookup, portal: cpnu, counts } = connect(portal.fetch);
    await rejects(lookup(RADICADO, { signal: leaving.signal }), { message: "shutting down" });
    await new Promise((resolve) => setTimeout(resolve, 0));
    const { pace, lastFailure, breaker } = await cpnu.health();
    deepStrictEqual([pace.inFlight, lastFailure, breaker.state], [0, null, "closed"]);
    strictEqual(counts.get("portal_requests_total{source=cpnu,outcome=abandoned}"), 1);
    strictEqual(portal.asked.length, 1);
  });

  await t.step("does not ask at all where it is aborted before", async () => {
    const portal = portalWith({ idProceso: 11 });
    const signal = AbortSignal.abort(new Error("too late"));
    await rejects(connect(portal.fetch).lookup(RADICADO, { signal }), { message: "too late" });
    strictEqual(portal.asked.length, 0);
  });
});

Deno.test("a listener that fails does not fail the lookup", async () => {
  const portal = portalWith({ idProceso: 11, actuaciones: actuaciones(1) });
  const { lookup, lines } = connect(portal.fetch);
  const result = await lookup(RADICADO, {
    onProgress: () => Promise.reject(new Error("The event log is away")),
  });
  strictEqual(said(result), "found");
  ok(lines.includes("warn: Cannot tell a lookup's progress"));
});
