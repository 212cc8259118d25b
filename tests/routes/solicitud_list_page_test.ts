/** The list of solicitudes as people work through it, without a script, and the orders that programs ask for. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { SORTS } from "#domain/solicitudes/list_order.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { formOf, insertFollowed } from "./_followed.ts";
import { browserOf, make, read, search } from "./_searches.ts";

const LIST = "/solicitudes";
const MOST_BYTES = 40_000;

function idsIn(page: string): string[] {
  return [...page.matchAll(/data-row="([0-9a-f-]{36})"/g)].map(([, id = ""]) => id);
}

function chosen(act: string, ids: readonly string[], more: readonly (readonly [string, string])[] = []) {
  return formOf([["view", "sort=radicado"], ["act", act], ...ids.map((id) => ["id", id] as const), ...more]);
}

async function statusOf(session: Session, id: string): Promise<string> {
  return (await read(session, id)).status;
}

Deno.test("What the list tells", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization({ maxRequestsPerMinute: 2_000 });
  const ana = await acme.session("user", { withPassword: true });
  const browser = await browserOf(lexia, acme, ana);
  const { multiple, unknown, found } = lexia.portal.radicados;

  await t.step("teaches how to begin where nothing is followed", async () => {
    const page = await browser.page(LIST);
    for (const { href } of [{ href: "/solicitudes/new" }, { href: "/solicitudes/search" }]) {
      match(page, new RegExp(`href="${href}"`));
    }
    match(page, /Desde un archivo/);
    doesNotMatch(page, /<table/);
  });

  const several = await make(ana, { radicado: multiple[0], alias: "Pérez contra Ñáñez" });
  const empty = await make(ana, { radicado: unknown[0] });
  const sought = await make(ana, search({ nombre: "Efraín" }));

  await t.step(
    "marks what is being checked, and shows such rows alone to who asks for them again",
    async () => {
      const page = await browser.page(LIST);
      match(page, new RegExp(`data-row="${several}" data-live="Pérez contra Ñáñez"`));
      match(page, /Aún no se ha verificado/);
      deepStrictEqual(idsIn(await browser.page(`${LIST}?id=${several}&id=${sought}`)), [sought, several]);
    },
  );

  await lexia.work();
  lexia.portal.addActuacion(multiple[0] ?? "");
  await ana.post(`/api/v1/solicitudes/${several}/execute`);
  await lexia.work();

  await t.step("says what was found: office, parties, last entry, and what is unread", async () => {
    const page = await browser.page(`${LIST}?id=${several}`);
    const { items: [proceso] } = await read(ana, `${several}/procesos`);
    ok(page.includes(proceso.despacho), proceso.despacho);
    match(page, />contra <|contra /);
    match(page, /1 nueva</);
    match(page, /2 procesos/);
    match(page, /Verificado: 1 actuación nueva/);
    doesNotMatch(page, /data-live/);
  });

  await t.step("no longer marks what was read", async () => {
    deepStrictEqual(idsIn(await browser.page(`${LIST}?unread=1`)), [several]);
    await ana.post("/api/v1/novedades/read-all", { until: new Date(Date.now() + 60_000).toISOString() });
    const { items } = await (await ana.get("/api/v1/novedades")).json();
    for (const { id } of items) await ana.post(`/api/v1/novedades/${id}/read`);
    doesNotMatch(await browser.page(LIST), /1 nueva</);
    deepStrictEqual(idsIn(await browser.page(`${LIST}?unread=1`)), []);
  });

  lexia.portal.setFault("block");
  const doubtful = await make(ana, { radicado: found.at(-2) });
  await lexia.work();
  lexia.portal.setFault("none");

  const filters: [query: string, ids: string[]][] = [
    ["q=PEREZ+nanez", []],
    ["q=ÑAÑEZ", [several]],
    ["q=efrain", [sought]],
    ["verdict=doubt", [doubtful]],
    ["verdict=not_found", [empty]],
    ["tipo=avanzada", [sought]],
    ["status=pending", [doubtful]],
    ["verdict=nonsense&status=x&sort=y", [doubtful, sought, empty, several]],
    ["owner=me&frequency=dynamic&tipo=simple", [doubtful, empty, several]],
    ["frequency=weekly", []],
  ];
  for (const [query, ids] of filters) {
    await t.step(`finds by ${query}`, async () => {
      deepStrictEqual(idsIn(await browser.page(`${LIST}?${query}`)), ids);
    });
  }

  await t.step("what could not be verified never reads like nothing new", async () => {
    const page = await browser.page(`${LIST}?verdict=doubt`);
    match(page, /tone-warn"(?:(?!<td).)*<span>No se pudo verificar: el portal rechazó la consulta/s);
    doesNotMatch(page, /tone-good/);
  });

  await t.step("takes away each filter alone, or all", async () => {
    const page = await browser.page(`${LIST}?q=a&tipo=simple&verdict=found&sort=alias`);
    match(
      page,
      /href="\/solicitudes\?tipo=simple&amp;verdict=found&amp;sort=alias"><span class="heard">Quitar/,
    );
    match(page, /href="\/solicitudes\?q=a&amp;verdict=found&amp;sort=alias"/);
    match(page, /href="\/solicitudes\?sort=alias">Quitar todos/);
  });

  await t.step(
    "gives a script the address that can be kept, without what the form leaves empty",
    async () => {
      const response = await lexia.request(acme.subdomain, `${LIST}?q=cobro&tipo=&status=&verdict=&sort=`, {
        headers: { accept: "text/html", cookie: browser.cookie, "hx-request": "true" },
      });
      strictEqual(response.headers.get("hx-push-url"), "/solicitudes?q=cobro");
    },
  );

  await t.step("keeps columns and density in the browser", async () => {
    const response = await browser.post(
      "/solicitudes/columns",
      formOf([["view", "tipo=simple"], ["column", "frequency"], ["density", "compact"]]),
    );
    strictEqual(response.headers.get("location"), "/solicitudes?tipo=simple");
    const [kept = ""] = response.headers.getSetCookie();
    match(kept, /^__Host-lexia_list=frequency\.compact;/);
    const headers = { accept: "text/html", cookie: `${browser.cookie}; ${kept.split(";")[0]}` };
    const page = await (await lexia.request(acme.subdomain, LIST, { headers })).text();
    match(page, /table-xs/);
    match(page, /data-label="Frecuencia"/);
    doesNotMatch(page, /data-label="Próxima"|data-keys/);
  });

  await t.step("is in English for who reads it", async () => {
    await browser.post("/look", { locale: "en", next: LIST });
    const page = await browser.page(LIST);
    match(page, /<html lang="en"/);
    match(page, /Could not be verified: the portal refused the query/);
    match(page, /Radicado and despacho/);
    doesNotMatch(page, /verificar|Filtros|Última|Próxima|Columnas|Estado/);
    await browser.post("/look", { locale: "es", next: LIST });
  });
});

Deno.test("The order of solicitudes", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ maxQueriesPerMonth: null, maxRequestsPerMinute: 2_000 });
  const lead = await acme.session("manager", { withPassword: true });
  await insertFollowed(lexia, lead, acme.id, 60);
  for (const nombre of ["uno", "dos"]) await make(lead, search({ nombre }));
  const all: string[] = (await read(lead, "?limit=100")).items.map(({ id }: { id: string }) => id);
  strictEqual(all.length, 62);

  for (const sort of SORTS) {
    await t.step(`${sort}: every one once, from page to page`, async () => {
      const seen: { id: string; radicado: string | null }[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const page = await read(lead, `?limit=17&sort=${sort}${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items);
        cursor = page.next_cursor;
      }
      deepStrictEqual(seen.map(({ id }) => id).toSorted(), all.toSorted());
      if (!sort.endsWith("radicado")) return;
      const radicados = seen.flatMap(({ radicado }) => radicado ?? []);
      const sorted = radicados.toSorted();
      deepStrictEqual(radicados, sort.startsWith("-") ? sorted.toReversed() : sorted);
      deepStrictEqual(seen.slice(-2).map(({ radicado }) => radicado), [null, null]);
    });
  }

  await t.step("by the latest entry, whichever page it is on", async () => {
    const { items } = await read(lead, "?limit=3&sort=-changed");
    deepStrictEqual(
      items.map(({ alias }: { alias: string }) => alias).toSorted(),
      ["Cobro 38", "Cobro 39", "Cobro 79"].slice(0, 2).concat(items.at(-1).alias).toSorted(),
    );
  });

  await t.step("does not go on with the cursor of another order", async () => {
    const { next_cursor: cursor } = await read(lead, "?limit=2&sort=alias");
    await refused(
      await lead.get(`/api/v1/solicitudes?sort=radicado&cursor=${cursor}`),
      400,
      "cursor_invalid",
    );
    await refused(await lead.get(`/api/v1/solicitudes?cursor=${cursor}`), 400, "cursor_invalid");
    await refused(await lead.get("/api/v1/solicitudes?sort=nothing"), 422, "request_invalid");
  });

  await t.step("with what is known of the case, where that is asked for", async () => {
    const [first, second] = [await read(lead, "?limit=2"), await read(lead, "?limit=2&include=case")];
    strictEqual(second.next_cursor, first.next_cursor);
    deepStrictEqual(second.items.map(({ case: _, ...row }: Record<string, unknown>) => row), first.items);
    const { items } = await read(lead, "?limit=1&include=case&sort=-changed");
    const { case: known } = items[0];
    match(known.despacho, /^JUZGADO \d+ CIVIL MUNICIPAL/);
    match(known.sujetos_procesales, /^Demandante: .+ \| Demandado: /);
    match(known.last_actuacion_on, /^2026-\d\d-\d\d$/);
    deepStrictEqual([known.procesos, known.unread, known.owner_name], [1, 0, lead.actor.name]);
    await refused(await lead.get("/api/v1/solicitudes?include=everything"), 422, "request_invalid");
    const person = await acme.session("user");
    await make(person, search({ nombre: "tres" }));
    const own = await read(person, "?include=case");
    deepStrictEqual(
      own.items.map(({ case: { owner_name, procesos } }: { case: Record<string, unknown> }) => [
        owner_name,
        procesos,
      ]),
      [[null, 0]],
    );
  });

  await t.step("a page of fifty is small", async () => {
    const browser = await browserOf(lexia, acme, lead);
    const page = await browser.page(`${LIST}?tipo=simple`);
    strictEqual(idsIn(page).length, 50);
    const zipped = new Blob([page]).stream().pipeThrough(new CompressionStream("gzip"));
    const size = (await new Response(zipped).bytes()).length;
    ok(size <= MOST_BYTES, `${size} bytes`);
    const next = /rel="next"/.test(page) &&
      /href="([^"]*cursor=[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
    strictEqual(idsIn(await browser.page(String(next))).length, 10);
  });
});

Deno.test("Acts on many solicitudes", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ maxQueriesPerMonth: 4, maxRequestsPerMinute: 2_000 });
  const lead = await acme.session("manager", { withPassword: true, add: ["delete_solicitudes"] });
  const browser = await browserOf(lexia, acme, lead);
  const ids: string[] = [];
  for (const radicado of lexia.portal.radicados.found.slice(0, 3)) ids.push(await make(lead, { radicado }));
  const [first = "", second = "", third = ""] = ids;
  await lexia.work();
  const post = (...given: Parameters<typeof chosen>) => browser.post("/solicitudes/many", chosen(...given));

  await t.step("pauses them, and says how many", async () => {
    const response = await post("pause", [first, second]);
    strictEqual(response.status, 303);
    strictEqual(response.headers.get("location"), "/solicitudes?sort=radicado&did=pause&n=2");
    match(await browser.page(response.headers.get("location") ?? ""), /2 solicitudes quedaron en pausa/);
    for (const id of [first, second]) strictEqual(await statusOf(lead, id), "paused");
    const { items } =
      await (await (await acme.session("org_admin")).get("/api/v1/audit?action=solicitud.pause"))
        .json();
    deepStrictEqual(
      items.map(({ target_id }: { target_id: string }) => target_id).toSorted(),
      [first, second].toSorted(),
    );
  });

  await t.step("does what can be done, and tells of each that could not", async () => {
    const response = await post("pause", [first, third, crypto.randomUUID()]);
    strictEqual(response.status, 200);
    const page = await response.text();
    match(page, /1 solicitud quedó en pausa/);
    match(page, /Con 2 no se pudo/);
    match(page, /Una que ya no está/);
    match(page, /El estado actual de la solicitud no lo permite/);
    strictEqual(await statusOf(lead, third), "paused");
  });

  await t.step("runs no more of them than the month allows", async () => {
    const response = await post("resume", ids);
    strictEqual(response.status, 200);
    match(await response.text(), /1 solicitud se reanudó.*Con 2 no se pudo.*Se usaron todas las consultas/s);
    const states = await Promise.all(ids.map((id) => statusOf(lead, id)));
    deepStrictEqual(states.toSorted(), ["paused", "paused", "pending"]);
    await lexia.work();
    const usage = await (await lead.get("/api/v1/organization/usage")).json();
    strictEqual(usage.queries.used, 4);
  });

  await t.step(
    "takes none of another organization's, nor of a colleague's who sees only their own",
    async () => {
      const stranger = await (await lexia.organization()).session("manager");
      const foreign = await make(stranger, { radicado: lexia.portal.radicados.found[0] });
      strictEqual((await post("pause", [foreign])).status, 409);
      strictEqual(await statusOf(stranger, foreign), "pending");
      const colleague = await acme.session("user", { withPassword: true });
      const other = await browserOf(lexia, acme, colleague);
      const before = await statusOf(lead, first);
      strictEqual((await other.post("/solicitudes/many", chosen("pause", [first]))).status, 409);
      strictEqual(await statusOf(lead, first), before);
    },
  );

  await t.step("says so where none was chosen", async () => {
    const response = await post("pause", []);
    strictEqual(response.status, 422);
    match(await response.text(), /Elija al menos una solicitud/);
  });

  await t.step("sends the chosen ones as a file", async () => {
    const response = await post("export", [first, second]);
    strictEqual(response.status, 200);
    match(response.headers.get("content-disposition") ?? "", /solicitudes-.*\.xlsx"/);
    await response.body?.cancel();
  });

  await t.step("asks before it deletes, and names what it is about", async () => {
    const question = await post("delete", [first, third]);
    strictEqual(question.status, 200);
    const page = await question.text();
    match(page, /¿Eliminar 2 solicitudes\?/);
    strictEqual([...page.matchAll(/name="id" value="/g)].length, 2);
    strictEqual((await lead.get(`/api/v1/solicitudes/${first}`)).status, 200);
    const response = await post("delete", [first, third], [["sure", "yes"]]);
    strictEqual(response.headers.get("location"), "/solicitudes?sort=radicado&did=delete&n=2");
    for (const id of [first, third]) strictEqual((await lead.get(`/api/v1/solicitudes/${id}`)).status, 404);
    strictEqual((await lead.get(`/api/v1/solicitudes/${second}`)).status, 200);
  });

  await t.step("offers them to who may act alone, and refuses the rest", async () => {
    const viewer = await browserOf(lexia, acme, await acme.session("viewer", { withPassword: true }));
    doesNotMatch(await viewer.page(LIST), /name="act"|name="id"/);
    for (const act of ["pause", "execute", "delete"]) {
      strictEqual((await viewer.post("/solicitudes/many", chosen(act, [second]))).status, 403, act);
    }
    const manager = await browserOf(lexia, acme, await acme.session("manager", { withPassword: true }));
    const page = await manager.page(LIST);
    match(page, /name="act" value="pause"/);
    doesNotMatch(page, /name="act" value="delete"/);
    strictEqual((await manager.post("/solicitudes/many", chosen("delete", [second]))).status, 403);
  });
});
