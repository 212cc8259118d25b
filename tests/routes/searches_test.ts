/** Searches by a party's name: from the request over every page of the portal's answer to watched radicados. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { patiently } from "#tests/support/patiently.ts";
import { refused } from "#tests/support/refused.ts";
import { allHits, COMMON, countRows, make, PATH, read, rows, search, truth } from "./_searches.ts";

Deno.test("A search by name", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const count = (table: string, where: string) => countRows(lexia, acme, table, where);
  let id = "";

  await t.step("is made of a name, and shown as it was asked for", async () => {
    const response = await ana.post(PATH, search({ nombre: "  Inventado  " }, { alias: "Contraparte" }));
    strictEqual(response.status, 201, await response.clone().text());
    const body = await response.json();
    deepStrictEqual(
      [body.tipo, body.radicado, body.radicado_formatted, body.status, body.alias],
      ["avanzada", null, null, "pending", "Contraparte"],
    );
    deepStrictEqual(body.parametros, {
      nombre: "Inventado",
      tipo_persona: "natural",
      solo_recientes: false,
      despacho: null,
    });
    id = body.id;
  });

  const REFUSED: [string, Record<string, unknown>, string][] = [
    ["of two letters", { nombre: "A. b" }, "parametros.nombre"],
    ["at a code of seven digits, which fails at the portal", { despacho: "1100140" }, "parametros.despacho"],
    ["in a departamento that there is not", { despacho: "12" }, "parametros.despacho"],
    ["without a kind of person", { tipo_persona: "otra" }, "parametros.tipo_persona"],
  ];
  for (const [what, parametros, field] of REFUSED) {
    await t.step(`is refused ${what}`, async () => {
      const problem = await refused(await ana.post(PATH, search(parametros)), 422, "request_invalid");
      deepStrictEqual(problem.errors?.map((error) => error.field), [field]);
    });
  }

  await t.step("takes no radicado beside it", async () => {
    const body = { ...search(), radicado: lexia.portal.radicados.found[0] };
    await refused(await ana.post(PATH, body), 422, "request_invalid");
  });

  await t.step("is made once for a person, however often it is asked for at once", async () => {
    const body = search({ nombre: "supuesto" });
    const responses = await Promise.all(
      Array.from({ length: 6 }, () => patiently(() => ana.post(PATH, body))),
    );
    deepStrictEqual(responses.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409]);
    const problem = await refused(await ana.post(PATH, body), 409, "solicitud_duplicate");
    const made = responses.find(({ status }) => status === 201);
    strictEqual(problem.existing_id, (await made?.json())?.id);
    const bruno = await acme.session("user");
    strictEqual((await bruno.post(PATH, body)).status, 201);
  });

  await t.step("keeps what every page of the portal shows, as its baseline and as one query", async () => {
    lexia.portal.clearRequests();
    await lexia.work();
    const expected = truth(lexia.portal, COMMON);
    ok(expected.length > 40, "the simulator has several pages of them");
    const hits = await allHits(ana, id);
    deepStrictEqual(hits.map(({ id_proceso }) => id_proceso).sort(), expected.sort());
    ok(hits.every(({ is_new, gone_at }) => !is_new && gone_at === null));
    const asked = lexia.portal.requests.filter(({ query }) => query.nombre === "Inventado");
    deepStrictEqual(
      asked.map(({ query }) => query.pagina),
      Array.from({ length: Math.ceil(expected.length / 20) }, (_, at) => String(at + 1)),
    );
    const { status, last_execution: last, links } = await read(ana, id);
    deepStrictEqual([status, last.result, last.portal_calls], ["completed", "found", asked.length]);
    ok(/^[0-9a-f]{64}$/.test(last.evidence));
    strictEqual(links.hits, `${PATH}/${id}/hits`);
    // Two people's searches for another name ran as well.
    deepStrictEqual(
      await rows(lexia, "select queries from usage_months where organization_id = $1", acme.id),
      [
        [3],
      ],
    );
    strictEqual(await count("events", "type = 'solicitud.completed'"), 0, "a baseline is not announced");
  });

  await t.step("is unchanged where nothing came or went", async () => {
    strictEqual((await ana.post(`${PATH}/${id}/execute`)).status, 200);
    await lexia.work();
    strictEqual((await read(ana, id)).last_execution.result, "unchanged");
  });

  await t.step("tells what is new, and keeps what is gone", async () => {
    const [hit] = await allHits(ana, id);
    ok(hit);
    const others = lexia.portal.radicados.private.filter((radicado) =>
      lexia.portal.expected(radicado).procesos.some(({ sujetos }) =>
        sujetos.some(({ nombreRazonSocial }) => nombreRazonSocial.includes("INVENTADO"))
      )
    );
    const [hidden] = others;
    ok(hidden, "the simulator has a private case of that name");
    lexia.portal.setPrivate(hit.radicado, true);
    lexia.portal.setPrivate(hidden, false);
    await ana.post(`${PATH}/${id}/execute`);
    await lexia.work();
    const fresh = await allHits(ana, id, "&new=true");
    deepStrictEqual(fresh.map(({ radicado }) => radicado), [hidden]);
    const gone = await allHits(ana, id, "&gone=true");
    ok(gone.length > 0 && gone.every(({ radicado }) => radicado === hit.radicado));
    const { items: [newest] } = await read(ana, `${id}/hits?limit=1`);
    strictEqual(newest.radicado, hidden, "what came last is first");
    const [event] = await rows(lexia, "select data from events where solicitud_id = $1", id);
    const [data] = event as [{ radicado: null; result: string; hits: Record<string, number> }];
    deepStrictEqual(data.hits, {
      total: (await allHits(ana, id, "&gone=false")).length,
      new: fresh.length,
      gone: gone.length,
    });
    deepStrictEqual([data.radicado, data.result], [null, "found"]);
    lexia.portal.setPrivate(hit.radicado, false);
    await ana.post(`${PATH}/${id}/execute`);
    await lexia.work();
    strictEqual((await allHits(ana, id, "&gone=true")).length, 0, "it is back");
  });

  await t.step("is found in the list by its name, paused, resumed, renamed and deleted", async () => {
    const found = async (q: string) => {
      const { items } = await (await ana.get(`${PATH}?q=${q}`)).json();
      return items.some((one: { id: string }) => one.id === id);
    };
    ok(await found("inventad"));
    strictEqual((await ana.post(`${PATH}/${id}/pause`)).status, 200);
    strictEqual((await ana.post(`${PATH}/${id}/resume`)).status, 200);
    const renamed = await ana.send("PATCH", `${PATH}/${id}`, { alias: "Otra", frequency: "weekly" });
    strictEqual(renamed.status, 200);
    ok(await found("inventad") && await found("otra"));
    await lexia.work();
    const { status, next_run_at: next, frequency } = await read(ana, id);
    deepStrictEqual([status, frequency, next !== null], ["completed", "weekly", true]);
    const remover = await acme.session("org_admin", { add: ["delete_solicitudes"] });
    strictEqual((await remover.send("DELETE", `${PATH}/${id}`)).status, 204);
    strictEqual(await count("search_hits", `solicitud_id = '${id}'`), 0);
    await refused(await ana.get(`${PATH}/${id}/hits`), 404, "solicitud_not_found");
  });

  await t.step("is nobody else's to see, and none of a radicado's", async () => {
    const mine = await make(ana, search({ nombre: "fabulado" }));
    const bruno = await acme.session("user");
    await refused(await bruno.get(`${PATH}/${mine}/hits`), 404, "solicitud_not_found");
    await refused(await ana.get(`${PATH}/${mine}/hits?cursor=x`), 400, "cursor_invalid");
    const simple = await make(ana, { radicado: lexia.portal.radicados.found[0] });
    deepStrictEqual((await read(ana, `${simple}/hits`)).items, []);
  });

  await t.step(
    "goes to a successor with its hits; of one that both have, the successor's goes on",
    async () => {
      const [member, successor] = [await acme.session("user"), await acme.session("user")];
      const twin = await make(member, search({ nombre: "hernan", despacho: "05" }));
      const other = await make(member, search({ nombre: "hernan", despacho: "76" }));
      const own = await make(successor, search({ nombre: "hernan", despacho: "05" }));
      await lexia.work();
      const before = await allHits(member, other);
      ok(before.length > 0);
      const admin = await acme.session("org_admin");
      const path = `/api/v1/users/${member.actor.userId}?successor_id=${successor.actor.userId}`;
      strictEqual((await admin.send("DELETE", path)).status, 204);
      const { items } = await read(successor, "");
      deepStrictEqual(items.map((one: { id: string }) => one.id).sort(), [other, own].sort());
      ok(!items.some((one: { id: string }) => one.id === twin));
      deepStrictEqual((await allHits(successor, other)).length, before.length);
    },
  );

  await t.step("is narrowed to where it is asked, a departamento too", async () => {
    const city = await make(ana, search({ despacho: "11001" }));
    const departamento = await make(ana, search({ despacho: "11" }));
    lexia.portal.clearRequests();
    await lexia.work();
    const [inCity, inDepartamento] = [await allHits(ana, city), await allHits(ana, departamento)];
    ok(inCity.length > 0);
    deepStrictEqual(
      inDepartamento.map(({ id_proceso }) => id_proceso).sort(),
      inCity.map(({ id_proceso }) => id_proceso).sort(),
      "Bogotá is one city",
    );
    const sent = new Set(lexia.portal.requests.map(({ query }) => query.codificacionDespacho ?? ""));
    deepStrictEqual([...sent].sort(), ["", "11001"]);
  });

  await t.step("of recent cases leaves out what is quiet", async () => {
    const recent = await make(ana, search({ solo_recientes: true }));
    await lexia.work();
    const hits = await allHits(ana, recent);
    const since = new Date(Date.parse(`${lexia.portal.today}T00:00:00Z`) - 30 * 86_400_000).toISOString()
      .slice(0, 10);
    ok(hits.length > 0);
    for (const { radicado, id_proceso } of hits) {
      const proceso = lexia.portal.expected(radicado).procesos.find((one) =>
        String(one.idProceso) === id_proceso
      );
      ok((proceso?.searchRow.fechaUltimaActuacion ?? "").slice(0, 10) >= since);
    }
  });
});
