/** The cascade of places and offices, from LEXIA's own departamentos to the portal's lists. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Fault } from "#tests/support/portal_simulator/simulator.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { rows } from "./_searches.ts";

const PATH = "/api/v1/despachos";

interface ListJson {
  under: string;
  level: string;
  items: { code: string; name: string; is_searchable: boolean }[];
  origin: "portal" | "built_in" | "awaited";
  version: number;
  read_at: string | null;
  age_seconds: number | null;
}

async function list(session: Session, under: string): Promise<ListJson> {
  const response = await session.get(`${PATH}?under=${under}`);
  strictEqual(response.status, 200, await response.clone().text());
  return await response.json();
}

Deno.test("GET /api/v1/despachos", async (t) => {
  await using lexia = await Lexia.start();
  const ana = await (await lexia.organization()).session("viewer");
  const asked = () => lexia.portal.requests.filter(({ kind }) => kind === "lista").map(({ path }) => path);

  await t.step(
    "answers with the departamentos that LEXIA knows by itself, and then with the portal's",
    async () => {
      const own = await list(ana, "");
      deepStrictEqual(
        [own.level, own.origin, own.version, own.read_at, own.age_seconds, own.items.length],
        ["departamento", "built_in", 0, null, null, 33],
      );
      ok(
        own.items.some(({ code, name, is_searchable }) =>
          code === "05" && name === "Antioquia" && is_searchable
        ),
      );
      await lexia.work();
      const theirs = await list(ana, "");
      deepStrictEqual([theirs.origin, theirs.version], ["portal", 1]);
      ok(theirs.read_at !== null && theirs.age_seconds !== null && theirs.age_seconds >= 0);
      ok(theirs.items.some(({ code, name }) => code === "05" && name === "ANTIOQUIA"));
    },
  );

  await t.step("leads down to an office, asking the portal once for each step", async () => {
    lexia.portal.clearRequests();
    const levels: string[] = [];
    let code = "11";
    while (code.length < 12) {
      const awaited = await list(ana, code);
      deepStrictEqual([awaited.origin, awaited.items], ["awaited", []]);
      await list(ana, code);
      await lexia.work();
      const { level, items, origin } = await list(ana, code);
      strictEqual(origin, "portal");
      levels.push(level);
      const [first] = items;
      ok(first && first.code.startsWith(code) && first.name === first.name.trim());
      strictEqual(first.is_searchable, [5, 12].includes(first.code.length));
      code = first.code;
    }
    deepStrictEqual(levels, ["ciudad", "entidad", "especialidad", "despacho"]);
    deepStrictEqual(asked().map((path) => path.split("/")[2]), [
      "Ciudades",
      "Entidades",
      "Especialidades",
      "Despachos",
    ]);
    await refused(await ana.get(`${PATH}?under=${code}`), 404, "despacho_not_found");
  });

  for (const under of ["12", "99999", "1100199", "123"]) {
    await t.step(`knows nothing of ${under}, and does not ask for it`, async () => {
      lexia.portal.clearRequests();
      await refused(await ana.get(`${PATH}?under=${under}`), 404, "despacho_not_found");
      await lexia.work();
      deepStrictEqual(asked(), []);
    });
  }

  await t.step("refuses what is no code", async () => {
    await refused(await ana.get(`${PATH}?under=11%27`), 422, "request_invalid");
  });

  await t.step("is read anew after a month, where somebody still asks for it", async () => {
    await rows(
      lexia,
      "update despacho_lists set read_at = now() - interval '31 days', tried_at = now() - interval '31 days'",
    );
    await rows(
      lexia,
      "update despacho_lists set wanted_at = now() - interval '91 days' where under = '11001'",
    );
    lexia.portal.clearRequests();
    await lexia.core.jobs.tick();
    await lexia.core.jobs.tick();
    await lexia.work();
    ok(asked().includes("/Lista/Departamentos/0") && asked().includes("/Lista/Ciudades/11"));
    strictEqual(asked().some((path) => path.startsWith("/Lista/Entidades")), false);
    strictEqual(new Set(asked()).size, asked().length, "each once");
    strictEqual((await list(ana, "11")).version, 1, "what did not change has the same version");
  });

  await t.step("counts a change as a new version", async () => {
    await rows(
      lexia,
      "update despacho_lists set items = '[]', read_at = null, tried_at = '2026-01-01' where under = '11'",
    );
    await lexia.core.jobs.tick();
    await lexia.work();
    const { version, items } = await list(ana, "11");
    deepStrictEqual([version, items.length > 0], [2, true]);
  });
});

Deno.test("A list of offices that the portal does not give", async (t) => {
  const FAULTS: [Fault, "closed" | "open"][] = [
    ["garbage", "closed"],
    ["server_error", "closed"],
    ["database_down", "closed"],
    ["block", "open"],
  ];
  for (const [fault, breaker] of FAULTS) {
    await t.step(`because of ${fault} is awaited, and leaves the breaker ${breaker}`, async () => {
      await using lexia = await Lexia.start();
      const ana = await (await lexia.organization()).session("user");
      lexia.portal.setFault(fault, { on: "lista" });
      for (const code of ["05", "11", "76", "08", "13", "15"]) {
        strictEqual((await list(ana, code)).origin, "awaited");
      }
      await lexia.work();
      strictEqual((await list(ana, "11")).origin, "awaited");
      const { state } = (await lexia.core.services.portal.health()).breaker;
      // A database that is down is a failure of the portal, whatever it was asked.
      strictEqual(state, fault === "database_down" ? "open" : breaker);
      strictEqual((await list(ana, "")).items.length, 33);
    });
  }
});
