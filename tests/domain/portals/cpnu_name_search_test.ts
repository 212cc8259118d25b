import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { NameQuery, NameSearchResult } from "#domain/portals/name_search.ts";
import type { LookupProgress } from "#domain/portals/portal.ts";
import {
  CANARY,
  connect,
  type Connector,
  type ConnectorOptions,
  irregular,
  json,
  paged,
  PRIVATE_ROW,
  RADICADO,
  ScriptedPortal,
  searchRow,
  stages,
} from "./_scripted_portal.ts";

const PATH = "/Procesos/Consulta/NombreRazonSocial";
const QUERY: NameQuery = {
  nombre: "EMPRESA FICTICIA",
  tipoPersona: "juridica",
  soloRecientes: false,
  officeCode: null,
};

type Row = ReturnType<typeof searchRow>;

/** A connector to a portal whose search by name answers with rows, which each call makes anew. */
function open(rowsAt: (before: number) => readonly Row[], options: ConnectorOptions = {}) {
  const portal = new ScriptedPortal();
  portal.cases.set(CANARY, [{ idProceso: 1 }]);
  let calls = 0;
  portal.intercept = (address) => {
    if (!address.startsWith(PATH)) return undefined;
    const page = Number(new URLSearchParams(address.split("?")[1]).get("pagina"));
    return json({
      tipoConsulta: "NombreRazonSocial",
      parametros: {},
      ...paged("procesos", [...rowsAt(calls++)], page, 20),
    });
  };
  const connector = connect(portal.fetch, {
    ...options,
    settings: { canaryRadicado: CANARY, ...options.settings },
  });
  return { portal, connector };
}

function ask(
  { portal }: Connector,
  query: Partial<NameQuery> = {},
  { isKnown = false, onProgress = (_: LookupProgress) => {}, tenant = "acme" } = {},
): Promise<NameSearchResult> {
  const { signal } = new AbortController();
  return portal.searchByName({ ...QUERY, ...query }, { lane: 0, tenant, isKnown, onProgress, signal });
}

function rows(count: number, more: Row = {}): Row[] {
  return Array.from({ length: count }, (_, at) => searchRow(RADICADO, { idProceso: 100 + at, row: more }));
}

function ids(result: NameSearchResult): number[] {
  return result.outcome === "found" ? result.hits.map(({ idProceso }) => Number(idProceso)) : [];
}

Deno.test("CourtPortal.searchByName of CPNU", async (t) => {
  await t.step("reads every page, and tells how far it is", async () => {
    const { portal, connector } = open(() => rows(45));
    const told: LookupProgress[] = [];
    const result = await ask(connector, {}, { onProgress: (step) => void told.push(step) });
    strictEqual(ids(result).length, 45);
    strictEqual(result.portalCalls, 3);
    ok(result.evidence !== null);
    deepStrictEqual(stages(told), ["asking_portal", "reading_hits page 2/3", "reading_hits page 3/3"]);
    deepStrictEqual(
      portal.asked.at(-1),
      `${PATH}?nombre=EMPRESA+FICTICIA&tipoPersona=jur&SoloActivos=false&codificacionDespacho=&pagina=3`,
    );
  });

  await t.step("keeps of a private case what the portal shows of it", async () => {
    const { connector } = open(() => rows(1, PRIVATE_ROW));
    const result = await ask(connector);
    deepStrictEqual(result.outcome === "found" && result.hits, [{
      idProceso: 100n,
      radicado: RADICADO,
      despacho: "JUZGADO 002 CIVIL MUNICIPAL DE MANIZALES",
      departamento: "CALDAS",
      filedOn: null,
      lastActuacionOn: null,
      sujetosSummary: "--- [ PROCESO PRIVADO ] ---",
      isPrivate: true,
    }]);
  });

  await t.step("leaves out what lies in another departamento, however that is written", async () => {
    const named = ["CALDAS", "Caldas ", "SANTANDER", "NORTE DE SANTANDER", "BOGOTÁ", "SIN DATO", null];
    const { connector } = open(() =>
      named.map((departamento, at) => searchRow(RADICADO, { idProceso: 1 + at, row: { departamento } }))
    );
    // The radicado begins in Caldas: it speaks for those whose departamento nobody knows.
    deepStrictEqual(ids(await ask(connector, { officeCode: "17" })), [1, 2, 6, 7]);
    deepStrictEqual(ids(await ask(connector, { officeCode: "68" })), [3]);
    deepStrictEqual(ids(await ask(connector, { officeCode: "54" })), [4]);
    deepStrictEqual(ids(await ask(connector, { officeCode: "11" })), [5]);
  });

  await t.step(
    "reads again where the list changed between two pages, and gives up where it never fits",
    async () => {
      const changing = open((before) => rows(before === 0 ? 25 : 26));
      strictEqual(ids(await ask(changing.connector)).length, 26);
      const restless = open((before) => rows(25 + before));
      const result = await ask(restless.connector);
      deepStrictEqual([result.outcome, "reason" in result && result.reason], [
        "unverified",
        "portal_garbled",
      ]);
    },
  );

  await t.step(
    "takes a thousand hits, and calls more too many, whether the portal refuses or counts",
    async () => {
      const most = open(() => rows(1_000));
      strictEqual(ids(await ask(most.connector)).length, 1_000);
      strictEqual(most.portal.asked.length, 50);
      const counted = open(() => rows(1_001));
      strictEqual((await ask(counted.connector)).outcome, "too_many");
      strictEqual(counted.portal.asked.length, 1);
      const refused = open(() => []);
      refused.portal.intercept = () =>
        irregular(400, "Hay más de mil registros con los criterios especificados");
      for (let i = 0; i < 6; i++) strictEqual((await ask(refused.connector)).outcome, "too_many");
      strictEqual((await refused.connector.portal.health()).breaker.state, "closed");
    },
  );

  await t.step(
    "believes an empty answer with the canary alone, and never of hits that were seen",
    async () => {
      const { portal, connector } = open(() => []);
      strictEqual((await ask(connector)).outcome, "not_found");
      const known = await ask(connector, {}, { isKnown: true });
      deepStrictEqual([known.outcome, "reason" in known && known.reason], ["unverified", "portal_silent"]);
      portal.cases.clear();
      const silent = open(() => []);
      silent.portal.cases.clear();
      const doubted = await ask(silent.connector);
      deepStrictEqual([doubted.outcome, "reason" in doubted && doubted.reason], [
        "unverified",
        "portal_silent",
      ]);
    },
  );

  await t.step("asks once for all who want the same at the same time", async () => {
    const { portal, connector } = open(() => rows(25));
    const both = await Promise.all([
      ask(connector, {}, { tenant: "acme" }),
      ask(connector, {}, { tenant: "beta" }),
      ask(connector, { nombre: "OTRA" }, { tenant: "beta" }),
    ]);
    deepStrictEqual(both.map((result) => ids(result).length), [25, 25, 25]);
    strictEqual(portal.asked.length, 4);
    deepStrictEqual(both.map(({ portalCalls }) => portalCalls), [2, 0, 2]);
    strictEqual(both[0]?.evidence, both[1]?.evidence);
  });

  await t.step("never sends a code that the portal fails at", async () => {
    const { portal, connector } = open(() => rows(1));
    for (const officeCode of [null, "17", "17001", "170014003002"]) await ask(connector, { officeCode });
    const sent = portal.asked.map((address) =>
      new URLSearchParams(address.split("?")[1]).get("codificacionDespacho")
    );
    deepStrictEqual(sent, ["", "", "17001", "170014003002"]);
  });
});

Deno.test("CourtPortal.readOffices of CPNU", async (t) => {
  const read = (answer: unknown, status = 200) => {
    const portal = new ScriptedPortal();
    portal.intercept = () => json(answer, status);
    const connector = connect(portal.fetch);
    const { signal } = new AbortController();
    return connector.portal.readOffices("17", { lane: 2, tenant: "platform", signal });
  };

  await t.step("tidies and orders what it lists, and leaves out what is no step of it", async () => {
    const result = await read([
      { codigo: "17873", nombre: "VILLAMARÍA  " },
      { codigo: "17001 ", nombre: " MANIZALES" },
      { codigo: "05001", nombre: "MEDELLÍN" },
      { codigo: "17", nombre: "CALDAS" },
      { codigo: "17999", nombre: " " },
    ]);
    deepStrictEqual(result.outcome === "found" && result.offices, [
      { code: "17001", name: "MANIZALES" },
      { code: "17873", name: "VILLAMARÍA" },
    ]);
  });

  const NO_LISTS: [string, unknown, number][] = [
    ["of another shape", { ciudades: [] }, 200],
    ["of other codes alone", [{ codigo: "05001", nombre: "MEDELLÍN" }], 200],
    ["that the portal does not know", { StatusCode: 404, Message: "Not Found" }, 404],
  ];
  for (const [what, answer, status] of NO_LISTS) {
    await t.step(`calls a list ${what} missing`, async () => {
      strictEqual((await read(answer, status)).outcome, "missing");
    });
  }
});
