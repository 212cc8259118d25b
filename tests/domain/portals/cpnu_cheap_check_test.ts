/** What the portal is asked again of a case that is known: as little as shows what is new. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fingerprintOf, type KnownCase } from "#domain/portals/known_case.ts";
import type { LookupOptions, LookupResult } from "#domain/portals/portal.ts";
import { fakeClock, realClock } from "./_memory.ts";
import {
  actuaciones,
  connect,
  PRIVATE_ROW,
  RADICADO,
  type ScriptedCase,
  ScriptedPortal,
  sujetos,
} from "./_scripted_portal.ts";

const ID = 987_654_323;
const OTHER = 987_654_324;
const SEARCH = "search";
const DETAIL = "Detalle";
const PARTIES = "Sujetos";
const page = (number: number) => `Actuaciones ${number}`;

function portalWith(...cases: ScriptedCase[]): ScriptedPortal {
  const portal = new ScriptedPortal();
  portal.cases.set(RADICADO, cases);
  return portal;
}

function oneCase(count = 60): ScriptedPortal {
  return portalWith({ idProceso: ID, actuaciones: actuaciones(count), sujetos: sujetos(2) });
}

/** As somebody knows it who has read all that the portal has now. */
function knownOf(portal: ScriptedPortal, again: Partial<KnownCase["again"]> = {}): KnownCase {
  const cases = portal.cases.get(RADICADO) ?? [];
  const rows = cases.map(({ idProceso, row }) => ({
    idProceso: BigInt(idProceso),
    fechaUltimaActuacion: row?.esPrivado
      ? null
      : String(row?.fechaUltimaActuacion ?? "2026-05-22").slice(0, 10),
    esPrivado: Boolean(row?.esPrivado),
  }));
  const newest = cases.map((
    { idProceso, actuaciones = [] },
  ) => [idProceso, actuaciones.slice(0, 5).map(({ idRegActuacion }) => String(idRegActuacion))]);
  return {
    fingerprint: fingerprintOf(rows),
    newest: Object.fromEntries(newest),
    again: { actuaciones: "none", detail: false, ...again },
  };
}

function asked(portal: ScriptedPortal): string[] {
  const names = portal.asked.map((address) => {
    if (address.startsWith("/Procesos/")) return SEARCH;
    const [, name, number] = /^\/Proceso\/(\w+)\/\d+(?:\?pagina=(\d+))?/.exec(address) ?? [];
    return name === "Actuaciones" ? page(Number(number)) : String(name);
  });
  portal.asked.length = 0;
  return names;
}

function moreOf(
  portal: ScriptedPortal,
  count: number,
  row = { fechaUltimaActuacion: "2026-06-01T00:00:00" },
) {
  const [first, ...others] = portal.cases.get(RADICADO) ?? [];
  ok(first);
  portal.cases.set(RADICADO, [{ ...first, actuaciones: actuaciones(count), row }, ...others]);
}

async function check(portal: ScriptedPortal, known: KnownCase, options: Partial<LookupOptions> = {}) {
  const { lookup } = connect(portal.fetch, { settings: { cacheSeconds: 0 } });
  const result = await lookup(RADICADO, { isKnown: true, known, ...options });
  return { result, asked: asked(portal) };
}

function only(result: LookupResult) {
  ok("procesos" in result, result.outcome);
  const [proceso] = result.procesos;
  ok(proceso && result.procesos.length === 1);
  return proceso;
}

Deno.test("lookup of a known case", async (t) => {
  await t.step("that is as it was takes one call", async () => {
    const portal = oneCase();
    const known = knownOf(portal);
    const { result, asked } = await check(portal, known);
    deepStrictEqual(asked, [SEARCH]);
    strictEqual(result.outcome, "unchanged");
    ok(result.outcome === "unchanged");
    deepStrictEqual([result.portalCalls, result.fingerprint], [1, known.fingerprint]);
    deepStrictEqual(result.read, { detail: false, news: false, all: false });
  });

  await t.step(
    "that has changed reads detail and sujetos, and its docket down to what is known",
    async () => {
      const portal = oneCase(60);
      const known = knownOf(portal);
      moreOf(portal, 63);
      const { result, asked } = await check(portal, known);
      deepStrictEqual(asked, [SEARCH, DETAIL, page(1), PARTIES]);
      const proceso = only(result);
      deepStrictEqual([proceso.hasDetail, proceso.isComplete, proceso.actuaciones.length], [true, false, 40]);
      ok(result.outcome === "found");
      deepStrictEqual(result.read, { detail: true, news: true, all: false });
      ok(result.fingerprint !== known.fingerprint);
    },
  );

  await t.step("goes on where a whole page is news", async () => {
    const portal = oneCase(60);
    const known = knownOf(portal);
    moreOf(portal, 60 + 90);
    const { result, asked } = await check(portal, known);
    deepStrictEqual(asked, [SEARCH, DETAIL, page(1), page(2), page(3), PARTIES]);
    strictEqual(only(result).isComplete, false);
  });

  await t.step("is complete where its first page is all there is", async () => {
    const portal = oneCase(3);
    const known = knownOf(portal);
    moreOf(portal, 4);
    const { result } = await check(portal, known);
    deepStrictEqual([only(result).isComplete, only(result).actuaciones.length], [true, 4]);
  });

  for (
    const { again, calls, complete, detail } of [
      { again: { actuaciones: "news" as const }, calls: [SEARCH, page(1)], complete: false, detail: false },
      { again: { detail: true }, calls: [SEARCH, DETAIL, PARTIES], complete: false, detail: true },
      {
        again: { actuaciones: "all" as const, detail: true },
        calls: [SEARCH, DETAIL, page(1), page(2), PARTIES],
        complete: true,
        detail: true,
      },
    ]
  ) {
    await t.step(`is read again as asked: ${JSON.stringify(again)}`, async () => {
      const portal = oneCase();
      const { result, asked } = await check(portal, knownOf(portal, again));
      deepStrictEqual(asked, calls);
      strictEqual(result.outcome, "found");
      deepStrictEqual([only(result).isComplete, only(result).hasDetail], [complete, detail]);
      strictEqual(only(result).isPrivate, false);
    });
  }

  await t.step("reads of several procesos the one that has changed, and a new one whole", async () => {
    const second = { idProceso: OTHER, actuaciones: actuaciones(2), sujetos: sujetos(1) };
    const portal = portalWith({ idProceso: ID, actuaciones: actuaciones(60) }, second);
    const known = knownOf(portal);
    moreOf(portal, 61);
    const { result, asked } = await check(portal, known);
    deepStrictEqual(asked, [SEARCH, DETAIL, page(1), PARTIES]);
    strictEqual(only(result).idProceso, BigInt(ID));
    ok(result.outcome === "found");
    strictEqual(result.read.detail, false, "the other one's detail was not read");

    const third = { idProceso: 1, actuaciones: actuaciones(45).map((row) => ({ ...row })) };
    portal.cases.set(RADICADO, [...portal.cases.get(RADICADO) ?? [], third]);
    const later = await check(portal, {
      ...known,
      fingerprint: result.fingerprint,
    });
    deepStrictEqual(later.asked, [SEARCH, DETAIL, page(1), page(2), PARTIES]);
    deepStrictEqual([only(later.result).idProceso, only(later.result).isComplete], [1n, true]);
  });

  await t.step("tells when it turned private, and when it is so still", async () => {
    const portal = oneCase();
    const known = knownOf(portal);
    portal.cases.set(RADICADO, [{ idProceso: ID, row: PRIVATE_ROW }]);
    const turned = await check(portal, known);
    deepStrictEqual([turned.asked, turned.result.outcome], [[SEARCH], "private"]);
    deepStrictEqual([only(turned.result).isPrivate, only(turned.result).isComplete], [true, false]);
    const still = await check(portal, knownOf(portal));
    deepStrictEqual([still.asked, still.result.outcome], [[SEARCH], "unchanged"]);
  });

  await t.step("does not believe that it is gone", async () => {
    const portal = oneCase();
    const known = knownOf(portal);
    portal.cases.set(RADICADO, []);
    const { result } = await check(portal, known);
    strictEqual(result.outcome, "unverified");
  });
});

Deno.test("answers of different depth", async (t) => {
  const shared = (portal: ScriptedPortal, clock = fakeClock()) => connect(portal.fetch, { clock });

  await t.step("one that went deep enough serves who wants less", async () => {
    const portal = oneCase();
    const { lookup } = shared(portal);
    await lookup(RADICADO);
    asked(portal);
    const cheap = await lookup(RADICADO, { tenant: "beta", isKnown: true, known: knownOf(portal) });
    deepStrictEqual([asked(portal), cheap.portalCalls], [[], 0]);
    strictEqual(cheap.outcome, "found", "what was read anyway is told");
  });

  await t.step("a cheap one is not taken for a full one, which asks for what is missing alone", async () => {
    const portal = oneCase();
    const { lookup } = shared(portal);
    const cheap = await lookup(RADICADO, { isKnown: true, known: knownOf(portal) });
    deepStrictEqual([cheap.outcome, asked(portal)], ["unchanged", [SEARCH]]);
    const full = await lookup(RADICADO, { tenant: "beta" });
    deepStrictEqual(asked(portal), [DETAIL, page(1), page(2), PARTIES]);
    deepStrictEqual([only(full).isComplete, only(full).actuaciones.length, full.portalCalls], [true, 60, 4]);
    ok(full.evidence && full.evidence !== cheap.evidence);
    await lookup(RADICADO, { tenant: "gamma" });
    deepStrictEqual(asked(portal), []);
  });

  await t.step("news for one are not all for who knows less", async () => {
    const portal = oneCase(60);
    const before = knownOf(portal);
    moreOf(portal, 63);
    const { lookup } = shared(portal);
    await lookup(RADICADO, { isKnown: true, known: before });
    deepStrictEqual(asked(portal), [SEARCH, DETAIL, page(1), PARTIES]);
    const old = { ...before, newest: { [ID]: ["2876543211"] } };
    const late = await lookup(RADICADO, { tenant: "beta", isKnown: true, known: old });
    deepStrictEqual(asked(portal), [page(1), page(2)]);
    strictEqual(only(late).isComplete, true);
  });

  await t.step("of two at once, who wants more goes on from where the other stopped", async () => {
    const portal = oneCase();
    for (const cacheSeconds of [120, 0]) {
      const { lookup } = connect(portal.fetch, { clock: realClock, settings: { cacheSeconds } });
      const [cheap, full] = await Promise.all([
        lookup(RADICADO, { isKnown: true, known: knownOf(portal) }),
        lookup(RADICADO, { tenant: "beta" }),
      ]);
      deepStrictEqual(asked(portal), [SEARCH, DETAIL, page(1), page(2), PARTIES]);
      deepStrictEqual([cheap.outcome, cheap.portalCalls, full.outcome, full.portalCalls], [
        "unchanged",
        1,
        "found",
        4,
      ]);
    }
  });
});
