/** From what a search shows to watched radicados, in one act. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { patiently } from "#tests/support/patiently.ts";
import { refused } from "#tests/support/refused.ts";
import { allHits, countRows, make, PATH, read, rows, search } from "./_searches.ts";

/** Fewer than a hundred people of the simulator are called so. */
const FEWER = "efrain";

interface FollowedJson {
  created: number;
  held: number;
  items: { radicado: string; status: string; solicitud_id: string | null }[];
}

Deno.test("POST /api/v1/solicitudes/{id}/hits/follow", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const id = await make(ana, search({ nombre: FEWER }));
  const follow = `${PATH}/${id}/hits/follow`;
  await lexia.work();
  const radicados = [...new Set((await allHits(ana, id)).map(({ radicado }) => radicado))];
  const [first = "", second = "", third = ""] = radicados;
  const elsewhere = lexia.portal.radicados.found.find((one) => !radicados.includes(one)) ?? "";

  await t.step("makes a solicitud of those that were chosen, and tells of each", async () => {
    const key = { "idempotency-key": crypto.randomUUID() };
    const body = {
      radicados: [first, second, first, elsewhere],
      frequency: "weekly",
      notify: { when: "digest" },
    };
    const response = await ana.post(follow, body, key);
    strictEqual(response.status, 201, await response.clone().text());
    const text = await response.text();
    const { created, held, items }: FollowedJson = JSON.parse(text);
    deepStrictEqual([created, held], [2, 0]);
    const statuses = new Map(items.map(({ radicado, status }) => [radicado, status]));
    deepStrictEqual(
      statuses,
      new Map([...items.map(({ radicado }) => [radicado, "created"] as const), [elsewhere, "not_a_hit"]]),
    );
    strictEqual(items.length, 3);
    const made = items.find(({ radicado }) => radicado === first);
    const solicitud = await read(ana, made?.solicitud_id ?? "");
    deepStrictEqual(
      [solicitud.tipo, solicitud.radicado, solicitud.frequency, solicitud.notify.when, solicitud.status],
      ["simple", first, "weekly", "digest", "pending"],
    );
    const again = await ana.post(follow, body, key);
    deepStrictEqual([again.status, await again.text()], [201, text]);
    strictEqual(again.headers.get("idempotency-replayed"), "true");
  });

  await t.step("tells of what is followed already, and refuses nothing for it", async () => {
    const { created, items }: FollowedJson = await (await ana.post(follow, { radicados: [first, third] }))
      .json();
    strictEqual(created, 1);
    const known = items.find(({ radicado }) => radicado === first);
    strictEqual(known?.status, "already_followed");
    strictEqual((await read(ana, known?.solicitud_id ?? "")).radicado, first);
    const followed = await allHits(ana, id, "&followed=true");
    deepStrictEqual(
      [...new Set(followed.map(({ radicado }) => radicado))].sort(),
      [first, second, third].sort(),
    );
    ok(followed.every(({ followed_as }) => followed_as !== null));
  });

  await t.step("makes all that the search shows, and runs them", async () => {
    const { created, items }: FollowedJson = await (await ana.post(follow, { all: true })).json();
    deepStrictEqual([created, items.length], [radicados.length - 3, radicados.length]);
    strictEqual((await allHits(ana, id, "&followed=false")).length, 0);
    await lexia.work();
    const open = "tipo = 'simple' and last_execution ->> 'result' is distinct from 'found'";
    strictEqual(await countRows(lexia, acme, "solicitudes", open), 0);
  });

  await t.step("makes each once of many requests that come at once", async () => {
    const bruno = await acme.session("user");
    const own = await make(bruno, search({ nombre: FEWER }));
    await lexia.work();
    const answers = await Promise.all(Array.from({ length: 5 }, async () => {
      const response = await patiently(() => bruno.post(`${PATH}/${own}/hits/follow`, { all: true }));
      strictEqual(response.status, 201);
      const followed: FollowedJson = await response.json();
      return followed.created;
    }));
    strictEqual(answers.reduce((sum, created) => sum + created), radicados.length);
  });

  const REFUSED: [string, unknown, number, Parameters<typeof refused>[2]][] = [
    ["neither some nor all", {}, 422, "request_invalid"],
    ["both", { all: true, radicados: [first] }, 422, "request_invalid"],
    ["no radicado", { radicados: [] }, 422, "request_invalid"],
    ["what is no radicado", { radicados: ["123"] }, 422, "radicado_invalid"],
  ];
  for (const [what, body, status, code] of REFUSED) {
    await t.step(`refuses ${what}`, async () => {
      await refused(await ana.post(follow, body), status, code);
    });
  }

  await t.step("is for those who may make solicitudes, and see the search", async () => {
    const [viewer, other] = [await acme.session("viewer"), await acme.session("user")];
    await refused(await viewer.post(follow, { all: true }), 403, "permission_denied");
    await refused(await other.post(follow, { all: true }), 404, "solicitud_not_found");
    const beta = await (await lexia.organization()).session("manager");
    await refused(await beta.post(follow, { all: true }), 404, "solicitud_not_found");
  });

  await t.step("leaves one line in the audit log for each act", async () => {
    const lines = await rows(
      lexia,
      "select data from audit_log where action = 'solicitud.follow_hits' and target_id = $1 order by id",
      id,
    );
    deepStrictEqual(lines, [
      [{ created: 2, held: 0, duplicates: 0 }],
      [{ created: 1, held: 0, duplicates: 1 }],
      [{ created: radicados.length - 3, held: 0, duplicates: 3 }],
    ]);
  });
});

Deno.test("Following hits within the month's queries", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ plan: "free", maxQueriesPerMonth: 6 });
  const ana = await acme.session("user");
  const id = await make(ana, search({ nombre: FEWER }));
  await lexia.work();
  const total = new Set((await allHits(ana, id)).map(({ radicado }) => radicado)).size;
  ok(total > 6);

  await t.step("lets as many run as there is room for, and holds the rest", async () => {
    const { created, held, items }: FollowedJson =
      await (await ana.post(`${PATH}/${id}/hits/follow`, { all: true })).json();
    // The search itself was one query.
    deepStrictEqual([created, held, items.length], [total, total - 5, total]);
    strictEqual(await countRows(lexia, acme, "solicitudes", "status = 'held'"), total - 5);
    strictEqual(await countRows(lexia, acme, "jobs", "task = 'solicitud.execute' and status = 'ready'"), 5);
  });

  await t.step("refuses where nothing is left, and makes nothing", async () => {
    const bruno = await acme.session("user", { add: ["read_all_solicitudes"] });
    const before = await countRows(lexia, acme, "audit_log", "action = 'solicitud.follow_hits'");
    const problem = await refused(
      await bruno.post(`${PATH}/${id}/hits/follow`, { all: true }),
      402,
      "quota_exceeded",
    );
    deepStrictEqual([problem.limit, problem.usage], [6, 6]);
    strictEqual(await countRows(lexia, acme, "solicitudes", `owner_id = '${bruno.actor.userId}'`), 0);
    strictEqual(await countRows(lexia, acme, "audit_log", "action = 'solicitud.follow_hits'"), before);
  });

  await t.step("still tells of what is followed already", async () => {
    const followed: FollowedJson = await (await ana.post(`${PATH}/${id}/hits/follow`, { all: true })).json();
    deepStrictEqual([followed.created, followed.items.length], [0, total]);
  });
});
