/** The cases of the portal simulator: plausible, as irregular as the portal's, and the same for the same seed. */
import { deepStrictEqual, match, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { between, get, NUMBER, SMALL } from "./_asking.ts";
import { type PortalSimulator, startPortalSimulator } from "./simulator.ts";

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
  const milliseconds: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = performance.now();
    await using portal = await startPortalSimulator({ seed: round });
    milliseconds.push(performance.now() - before);
    strictEqual(portal.requests.length, 0);
  }
  const fastest = Math.round(Math.min(...milliseconds));
  // Machines differ, so the figure is told.
  await t.step(`and starts with thousands of cases, at the fastest within ${fastest} ms`, () => {
    strictEqual(milliseconds.length, 5);
  });
});

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
