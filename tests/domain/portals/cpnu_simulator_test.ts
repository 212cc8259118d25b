import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { LookupResult, ProcesoSnapshot } from "#domain/portals/portal.ts";
import { openPortalFetch } from "#platform/portal_fetch.ts";
import {
  type ExpectedCase,
  type Fault,
  type FaultOptions,
  type PortalSimulator,
  startPortalSimulator,
} from "#tests/support/portal_simulator/simulator.ts";
import {
  selfSignedCertificate,
  TEST_ONLY_CA,
  testCaCertificate,
} from "#tests/support/portal_simulator/tls_fixture.ts";
import { realClock } from "./_memory.ts";
import { connect, type Connector, type ConnectorOptions } from "./_scripted_portal.ts";

type ExpectedProceso = ExpectedCase["procesos"][number];

const CASES = { cases: 60 };

/** A connector that asks the simulator as LEXIA does in operation, at a quicker pace. */
function ask(
  simulator: PortalSimulator,
  options: ConnectorOptions & { ca?: string } = {},
): Connector & Disposable {
  const fetch = openPortalFetch({ contact: "mailto:operador@example.org", ca: options.ca ?? null });
  const connector = connect(fetch, {
    clock: realClock,
    ...options,
    settings: { baseUrl: new URL(simulator.url), ...options.settings },
  });
  return { ...connector, [Symbol.dispose]: () => fetch.close() };
}

function said(result: LookupResult): string {
  return "reason" in result ? `${result.outcome} ${result.reason}` : result.outcome;
}

function first(radicados: readonly string[]): string {
  const [radicado] = radicados;
  ok(radicado, "the simulator has one of each sort");
  return radicado;
}

const plain = (text: string | null) =>
  text === null ? null : text.normalize("NFC").split(/\s+/).join(" ").trim() || null;
const day = (date: string | null) => date === null ? null : date.slice(0, 10);

/** What LEXIA must keep of a proceso, derived from the simulator's truth alone. */
function truth({ searchRow, detalle, actuaciones, sujetos, idProceso }: ExpectedProceso) {
  const isPublic = !searchRow.esPrivado;
  return {
    idProceso: BigInt(idProceso),
    isPrivate: searchRow.esPrivado,
    radicado: searchRow.llaveProceso,
    despacho: plain(isPublic ? detalle.despacho : searchRow.despacho),
    officeCode: isPublic ? detalle.codDespachoCompleto : null,
    ponente: isPublic ? plain(detalle.ponente) : null,
    claseProceso: isPublic ? plain(detalle.claseProceso) : null,
    filedOn: day(isPublic ? detalle.fechaProceso : searchRow.fechaProceso),
    lastActuacionOn: day(searchRow.fechaUltimaActuacion),
    docket: isPublic
      ? actuaciones.map((row) => ({
        id: BigInt(row.idRegActuacion),
        number: row.consActuacion,
        actuacion: plain(row.actuacion),
        anotacion: plain(row.anotacion),
        dates: [row.fechaActuacion, row.fechaRegistro, row.fechaInicial, row.fechaFinal].map(day),
        hasDocuments: row.conDocumentos,
        raw: row,
      }))
      : [],
    parties: isPublic
      ? sujetos.map((row) => ({
        id: BigInt(row.idRegSujeto),
        role: plain(row.tipoSujeto),
        name: plain(row.nombreRazonSocial),
        isEmplazado: row.esEmplazado,
      }))
      : [],
  };
}

function kept(proceso: ProcesoSnapshot): ReturnType<typeof truth> {
  const {
    idProceso,
    isPrivate,
    radicado,
    despacho,
    officeCode,
    ponente,
    claseProceso,
    filedOn,
    lastActuacionOn,
  } = proceso;
  return {
    ...{
      idProceso,
      isPrivate,
      radicado,
      despacho,
      officeCode,
      ponente,
      claseProceso,
      filedOn,
      lastActuacionOn,
    },
    docket: proceso.actuaciones.map((entry) => ({
      id: entry.idRegActuacion,
      number: entry.consActuacion,
      actuacion: entry.actuacion,
      anotacion: entry.anotacion,
      dates: [entry.filedOn, entry.registeredOn, entry.termStartsOn, entry.termEndsOn],
      hasDocuments: entry.hasDocuments,
      // The comparison proves that it has the simulator's fields.
      raw: entry.raw as unknown as ExpectedProceso["actuaciones"][number],
    })),
    parties: proceso.sujetos.map(({ idRegSujeto, tipoSujeto, name, isEmplazado }) => ({
      id: idRegSujeto,
      role: tipoSujeto,
      name,
      isEmplazado,
    })),
  };
}

Deno.test("lookup keeps what the portal has", async (t) => {
  await using simulator = await startPortalSimulator(CASES);
  using connector = ask(simulator);
  const { radicados } = simulator;

  const sorts = [
    { sort: "multiple", outcome: "found", procesos: 2 },
    { sort: "mixed", outcome: "found", procesos: 2 },
    { sort: "long", outcome: "found" },
    { sort: "crowded", outcome: "found" },
    { sort: "empty", outcome: "found", procesos: 1 },
    { sort: "gapped", outcome: "found", procesos: 1 },
    { sort: "private", outcome: "private" },
  ] as const;
  for (const { sort, outcome, ...more } of sorts) {
    await t.step(`of a ${sort} radicado`, async () => {
      const radicado = first(radicados[sort]);
      const expected = simulator.expected(radicado).procesos.map(truth);
      const result = await connector.lookup(radicado);
      strictEqual(said(result), outcome);
      const procesos = "procesos" in result ? result.procesos : [];
      deepStrictEqual(procesos.map(kept), expected);
      if ("procesos" in more) strictEqual(procesos.length, more.procesos);
    });
  }

  await t.step("of twenty more radicados, with no drift", async () => {
    for (const radicado of radicados.found.slice(0, 20)) {
      const result = await connector.lookup(radicado);
      ok("procesos" in result, said(result));
      deepStrictEqual(result.procesos.map(kept), simulator.expected(radicado).procesos.map(truth));
    }
    deepStrictEqual([...connector.counts.keys()].filter((name) => name.includes("drift")), []);
  });

  await t.step("and nothing of one that it does not know", async () => {
    strictEqual(said(await connector.lookup(first(radicados.unknown))), "not_found");
  });

  await t.step("one question at a time, with an honest name", () => {
    strictEqual(simulator.maxInFlight, 1);
    for (const { userAgent, method } of simulator.requests) {
      strictEqual(method, "GET");
      match(userAgent ?? "", /^LEXIA\/\S+ \(\+mailto:operador@example\.org\)$/);
    }
  });
});

Deno.test("lookup sees what changes", async (t) => {
  await using simulator = await startPortalSimulator(CASES);
  using connector = ask(simulator, { settings: { cacheSeconds: 0 } });
  const radicado = first(simulator.radicados.gapped);
  const docket = async () => {
    const result = await connector.lookup(radicado);
    return "procesos" in result ? result.procesos.flatMap(({ actuaciones }) => actuaciones) : [];
  };

  await t.step("a new entry, on top or behind a newer one", async () => {
    const before = await docket();
    const added = [simulator.addActuacion(radicado), simulator.addActuacion(radicado, { behindNewer: true })];
    const known = new Set(before.map(({ idRegActuacion }) => idRegActuacion));
    const fresh = (await docket()).filter(({ idRegActuacion }) => !known.has(idRegActuacion));
    deepStrictEqual(
      fresh.map(({ idRegActuacion }) => Number(idRegActuacion)).toSorted(),
      added.map(({ idRegActuacion }) => idRegActuacion).toSorted(),
    );
  });

  await t.step("an edited entry by its hash, and no other", async () => {
    const before = await docket();
    const edited = before[1]?.idRegActuacion ?? 0n;
    simulator.editActuacion(Number(edited), { anotacion: "Se corrige la anotación" });
    const hashes = new Map(before.map(({ idRegActuacion, contentHash }) => [idRegActuacion, contentHash]));
    const changed = (await docket()).filter((entry) =>
      hashes.get(entry.idRegActuacion) !== entry.contentHash
    );
    deepStrictEqual(changed.map(({ idRegActuacion }) => idRegActuacion), [edited]);
  });

  await t.step("a case that becomes private and public again", async () => {
    simulator.setPrivate(radicado, true);
    strictEqual(said(await connector.lookup(radicado)), "private");
    simulator.setPrivate(radicado, false);
    strictEqual(said(await connector.lookup(radicado)), "found");
  });
});

interface FaultCase {
  fault: Fault;
  options?: FaultOptions;
  says: string;
}

const FAULTS: FaultCase[] = [
  { fault: "none", says: "found" },
  { fault: "block", says: "unverified portal_blocked" },
  { fault: "block", options: { on: "sujetos" }, says: "unverified portal_blocked" },
  { fault: "block_after_burst", options: { burst: { requests: 2 } }, says: "unverified portal_blocked" },
  { fault: "not_acceptable", says: "unverified portal_blocked" },
  { fault: "database_down", says: "unavailable portal_database_down" },
  { fault: "database_down", options: { on: "actuaciones" }, says: "unavailable portal_database_down" },
  { fault: "server_error", says: "unavailable portal_error" },
  { fault: "slow", options: { slowMs: 5_000 }, says: "unavailable portal_timeout" },
  { fault: "slow", options: { slowMs: 5_000, on: "detalle" }, says: "unavailable portal_timeout" },
  { fault: "cut", says: "unavailable portal_unreachable" },
  { fault: "cut", options: { on: "actuaciones" }, says: "unavailable portal_unreachable" },
  ...(["text", "truncated", "other_shape", "wrong_types", "empty"] as const).flatMap((
    variant,
  ): FaultCase[] => [
    { fault: "garbage", options: { variant }, says: "unverified portal_garbled" },
    { fault: "garbage", options: { variant, on: "sujetos" }, says: "unverified portal_garbled" },
  ]),
  { fault: "silent", says: "unverified portal_silent" },
  { fault: "silent", options: { times: 1 }, says: "found" },
];

Deno.test("lookup under each fault", async (t) => {
  await using simulator = await startPortalSimulator(CASES);
  const [canary, radicado] = simulator.radicados.found.toReversed();
  ok(canary && radicado);

  for (const { fault, options, says } of FAULTS) {
    const where = options ? ` ${JSON.stringify(options)}` : "";
    const then = says.endsWith("portal_blocked") ? "and asks no more" : "and found once it is over";
    await t.step(`${fault}${where}: ${says}, ${then}`, async () => {
      using connector = ask(simulator, {
        settings: { canaryRadicado: canary, timeoutMs: 500, cacheSeconds: 0 },
      });
      simulator.setFault(fault, options);
      const result = await connector.lookup(radicado);
      strictEqual(said(result), says);
      if (result.evidence !== null) match(result.evidence, /^[0-9a-f]{64}$/);
      simulator.setFault("none");
      const isOpen = (await connector.portal.health()).breaker.state === "open";
      strictEqual(isOpen, says.endsWith("portal_blocked"));
      strictEqual(said(await connector.lookup(radicado)), isOpen ? "unavailable breaker_open" : "found");
    });
  }

  await t.step("silent for one that somebody has seen: unverified portal_silent", async () => {
    using connector = ask(simulator, { settings: { canaryRadicado: canary } });
    simulator.setFault("silent_for", { radicados: [radicado] });
    strictEqual(said(await connector.lookup(radicado, { isKnown: true })), "unverified portal_silent");
  });

  await t.step("silent when the last answer was found, without a configured canary", async () => {
    using connector = ask(simulator);
    simulator.setFault("none");
    strictEqual(said(await connector.lookup(canary)), "found");
    simulator.setFault("silent");
    strictEqual(said(await connector.lookup(radicado)), "unverified portal_silent");
  });
});

Deno.test("lookup over TLS", async (t) => {
  const servers = [
    { what: "trusts the configured authority", tls: testCaCertificate(), ca: TEST_ONLY_CA, says: "found" },
    {
      what: "refuses an authority that is not configured",
      tls: testCaCertificate(),
      says: "unavailable portal_tls",
    },
    {
      what: "refuses a self-signed certificate",
      tls: selfSignedCertificate(),
      ca: TEST_ONLY_CA,
      says: "unavailable portal_tls",
    },
  ];
  for (const { what, tls, ca, says } of servers) {
    await t.step(what, async () => {
      await using simulator = await startPortalSimulator({ ...CASES, tls });
      using connector = ask(simulator, { ca });
      const result = await connector.lookup(first(simulator.radicados.multiple));
      const { breaker } = await connector.portal.health();
      deepStrictEqual([said(result), breaker.state], [says, says === "found" ? "closed" : "open"]);
    });
  }

  await t.step("says that nobody is there", async () => {
    const simulator = await startPortalSimulator(CASES);
    const radicado = first(simulator.radicados.found);
    await simulator.close();
    using connector = ask(simulator);
    strictEqual(said(await connector.lookup(radicado)), "unavailable portal_unreachable");
  });
});
