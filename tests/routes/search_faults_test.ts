/** What becomes of a search by name while the portal fails, hides or has too much to show. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import type { Fault, FaultOptions } from "#tests/support/portal_simulator/simulator.ts";
import { allHits, COMMON, countRows, make, PATH, read, rows, search } from "./_searches.ts";

Deno.test("A search that the portal has too many hits for", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const id = await make(ana, search());

  await t.step("is completed with that answer, which is no failure and counts as a query", async () => {
    lexia.portal.setFault("too_many");
    await lexia.work();
    const { status, last_execution: last, next_run_at: next } = await read(ana, id);
    deepStrictEqual([status, last.result, last.portal_calls, last.detail], [
      "completed",
      "too_many",
      1,
      null,
    ]);
    ok(next !== null);
    strictEqual((await lexia.core.services.portal.health()).breaker.state, "closed");
    const used = await rows(lexia, "select queries from usage_months where organization_id = $1", acme.id);
    deepStrictEqual(used, [[1]]);
    strictEqual(await countRows(lexia, acme, "search_hits", "true"), 0);
  });

  await t.step("has its baseline with the first answer that shows hits", async () => {
    lexia.portal.setFault("none");
    await ana.post(`${PATH}/${id}/execute`);
    await lexia.work();
    const hits = await allHits(ana, id);
    ok(hits.length > 0 && hits.every(({ is_new }) => !is_new));
    strictEqual((await read(ana, id)).last_execution.result, "found");
  });

  await t.step("keeps what it has shown before", async () => {
    lexia.portal.setFault("too_many");
    const before = await allHits(ana, id);
    await ana.post(`${PATH}/${id}/execute`);
    await lexia.work();
    strictEqual((await read(ana, id)).last_execution.result, "too_many");
    deepStrictEqual(await allHits(ana, id), before);
  });
});

Deno.test("A search that gets no trustworthy answer", async (t) => {
  const CASES: [Fault, FaultOptions, string, string][] = [
    ["block", {}, "unverified", "portal_blocked"],
    ["silent", {}, "unverified", "portal_silent"],
    ["database_down", {}, "error", "portal_database_down"],
    ["server_error", {}, "error", "portal_error"],
    ["garbage", { variant: "wrong_types" }, "unverified", "portal_garbled"],
    ["garbage", { variant: "truncated" }, "unverified", "portal_garbled"],
    ["cut", {}, "error", "portal_unreachable"],
  ];
  for (const [fault, options, result, reason] of CASES) {
    await t.step(
      `because of ${fault} ${options.variant ?? ""} says so, keeps nothing and tries again`,
      async () => {
        await using lexia = await Lexia.start();
        const acme = await lexia.organization();
        const ana = await acme.session("user");
        const id = await make(ana, search());
        lexia.portal.setFault(fault, options);
        await lexia.work();
        const { status, last_execution: last } = await read(ana, id);
        deepStrictEqual([status, last.result, last.detail?.code], ["pending", result, reason]);
        ok(last.detail?.retry_at);
        strictEqual(await countRows(lexia, acme, "search_hits", "true"), 0);
        deepStrictEqual(await rows(lexia, "select coalesce(sum(queries), 0)::int from usage_months"), [[0]]);
      },
    );
  }

  await t.step("on a later page keeps none of the pages before", async () => {
    await using lexia = await Lexia.start({ env: { PORTAL_CONCURRENCY: "1" } });
    const acme = await lexia.organization();
    const ana = await acme.session("user");
    const id = await make(ana, search());
    const work = lexia.work();
    while (lexia.portal.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    lexia.portal.setFault("database_down");
    await work;
    const { last_execution: last } = await read(ana, id);
    strictEqual(last.detail?.code, "portal_database_down");
    strictEqual(await countRows(lexia, acme, "search_hits", "true"), 0);
  });

  await t.step("since the portal shows nothing of what it has shown before", async () => {
    await using lexia = await Lexia.start();
    const acme = await lexia.organization();
    const ana = await acme.session("user");
    const id = await make(ana, search({ nombre: COMMON }));
    await lexia.work();
    const before = await allHits(ana, id);
    for (const { radicado } of before) lexia.portal.setPrivate(radicado, true);
    await ana.post(`${PATH}/${id}/execute`);
    await lexia.work();
    const { last_execution: last } = await read(ana, id);
    deepStrictEqual([last.result, last.detail?.code], ["unverified", "portal_silent"]);
    deepStrictEqual(await allHits(ana, id, "&gone=true"), []);
  });
});

Deno.test("A search for a name that nobody has", async (t) => {
  await using lexia = await Lexia.start();
  const ana = await (await lexia.organization()).session("user");

  await t.step("is looked up twice, and believed while the portal finds what it must know", async () => {
    const id = await make(ana, search({ nombre: "Nadie se llama así" }));
    lexia.portal.clearRequests();
    await lexia.work();
    strictEqual((await read(ana, id)).last_execution.result, "not_found");
    deepStrictEqual(lexia.portal.requests.map(({ kind }) => kind), ["name_search", "name_search", "search"]);
  });

  await t.step("takes part in the pace and the budget of everything that is asked", async () => {
    const before = (await lexia.core.services.portal.health()).budget.used;
    await make(ana, search({ nombre: "novelado" }));
    lexia.portal.clearRequests();
    await lexia.work();
    const { used } = (await lexia.core.services.portal.health()).budget;
    strictEqual(used - before, lexia.portal.requests.length);
  });
});
