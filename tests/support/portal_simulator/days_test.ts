/** Days that pass in the portal simulator, and changes that a test makes. */
import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { between, first, get, NUMBER, SMALL, until } from "./_asking.ts";
import { startPortalSimulator } from "./simulator.ts";

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
    portal.setFault("slow");
    const leaving = new AbortController();
    const address = `${portal.url}${NUMBER}?numero=${radicado}`;
    const asked = Promise.allSettled([1, 2, 3].map(() => fetch(address, { signal: leaving.signal })));
    await until(() => portal.maxInFlight === 3);
    leaving.abort();
    await asked;
    portal.setFault("none");
  });
});

function idOfRow({ idRegActuacion }: { idRegActuacion: number }): number {
  return idRegActuacion;
}
