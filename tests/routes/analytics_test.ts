/** Figures of an organization: counted once and for good, by the tick, and shown to who may see them. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { countFigures, rebuildFigures } from "#domain/analytics/count_figures.ts";
import { bogotaDate } from "#domain/bogota.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { follow, happen, UNCACHED } from "#tests/support/news.ts";
import { refused } from "#tests/support/refused.ts";

const DASHBOARD = "/api/v1/analytics/dashboard";
const DAY_MS = 86_400_000;

Deno.test("GET /api/v1/analytics/dashboard", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const { services } = lexia.core;
  const acme = await lexia.organization({ maxQueriesPerMonth: 1_000 });
  const [admin, user, other] = [
    await acme.session("org_admin"),
    await acme.session("user"),
    await acme.session("user"),
  ];
  const [, first = "", second = ""] = lexia.portal.radicados.found;
  const today = bogotaDate(services.clock.now());
  const registered = bogotaDate(services.clock.now() - 2 * DAY_MS);
  const watched = await follow(lexia, user, first);
  await follow(lexia, other, first);
  const gone = await follow(lexia, user, second);
  for (const [id, radicado] of [[watched, first], [gone, second]] as const) {
    const entry = {
      actuacion: "Constancia secretarial",
      fechaActuacion: registered,
      fechaRegistro: registered,
    };
    await happen(lexia, user, { id, radicado, entry });
  }
  let counted: Figures;

  await t.step("shows nothing before anything is counted", async () => {
    const { runs, novedades, time_to_detect } = await figuresOf(admin);
    deepStrictEqual([runs.total, novedades.total, time_to_detect.count], [0, 0, 0]);
  });

  await t.step("counts each thing once, however many count at once", async () => {
    const another = await lexia.another();
    await Promise.all([
      countFigures(services),
      countFigures(another.core.services),
      countFigures(services),
    ]);
    await lexia.core.jobs.tick();
    strictEqual(await countFigures(services), 0);
    counted = await figuresOf(admin);
    const rows = await lexia.database.owner.batch([{
      text:
        "select result, count(*)::int from executions where organization_id = $1 group by 1 order by 2 desc, 1",
      values: [acme.id],
    }]);
    deepStrictEqual(
      counted.runs.by_result.map(({ result, count }) => [result, count]),
      rows[0]?.rows.map(([result, count]) => [String(result), Number(count)]),
    );
    strictEqual(counted.runs.total, 5);
    deepStrictEqual(counted.runs.days, [{ day: today, count: 5 }]);
  });

  await t.step("tells novedades by kind, by office and by who follows the case", () => {
    const { novedades } = counted;
    deepStrictEqual([novedades.total, novedades.by_kind], [2, [{ kind: "actuacion", count: 2 }]]);
    strictEqual(novedades.by_despacho.reduce((sum, { count }) => sum + count, 0), 2);
    ok(novedades.by_despacho.every(({ despacho }) => despacho.length > 0));
    deepStrictEqual(novedades.by_person, [
      { user_id: user.actor.userId, name: "A user", count: 2 },
      { user_id: other.actor.userId, name: "A user", count: 1 },
    ]);
  });

  await t.step("tells how long it took from the court's registration", () => {
    const { count, mean_hours, median_hours, p95_hours } = counted.time_to_detect;
    strictEqual(count, 2);
    // Registered two days ago, at some time of that day.
    ok(mean_hours !== null && mean_hours > 48 && mean_hours <= 73, String(mean_hours));
    ok(median_hours === 60 || median_hours === 72 || median_hours === 96, String(median_hours));
    strictEqual(p95_hours, median_hours);
  });

  await t.step("tells queries beside their limit, and the portal as a share alone", async () => {
    strictEqual(counted.queries.limit_per_month, 1_000);
    strictEqual(counted.queries.total, 5);
    deepStrictEqual(counted.portal, [{ day: today, source: "cpnu", availability: 1 }]);
    lexia.portal.setFault("block");
    await user.post(`/api/v1/solicitudes/${watched}/execute`);
    await lexia.work();
    lexia.portal.setFault("none");
    await countFigures(services);
    const { portal, runs } = await figuresOf(admin);
    strictEqual(runs.by_result.find(({ result }) => result === "unverified")?.count, 1);
    const [share] = portal;
    ok(share && share.availability < 1 && share.availability > 0.5, JSON.stringify(portal));
    deepStrictEqual(Object.keys(share), ["day", "source", "availability"]);
  });

  await t.step("is made anew as it was, from the rows that there are", async () => {
    const before = await figuresOf(admin);
    strictEqual(await rebuildFigures(services, acme), true);
    deepStrictEqual(await figuresOf(admin), before);
  });

  await t.step("keeps what it has counted when a solicitud is deleted", async () => {
    const before = await figuresOf(admin);
    const manager = await acme.session("manager", { add: ["delete_solicitudes"] });
    strictEqual((await manager.send("DELETE", `/api/v1/solicitudes/${gone}`)).status, 204);
    await countFigures(services);
    deepStrictEqual(await figuresOf(admin), before);
  });

  await t.step("shows the days that are asked for", async () => {
    const { runs, from, to } = await figuresOf(admin, "?from=2020-01-01&to=2020-01-31");
    deepStrictEqual([from, to, runs.total], ["2020-01-01", "2020-01-31", 0]);
    await refused(await admin.get(`${DASHBOARD}?from=2026-01-02&to=2026-01-01`), 422, "request_invalid");
    await refused(await admin.get(`${DASHBOARD}?from=ayer`), 422, "request_invalid");
  });

  await t.step("shows another organization its own alone", async () => {
    const stranger = await (await lexia.organization()).session("org_admin");
    const { runs, novedades, queries } = await figuresOf(stranger);
    deepStrictEqual([runs.total, novedades.total, novedades.by_person, queries.total], [0, 0, [], 0]);
  });

  await t.step("is for who may see figures", async () => {
    await refused(await user.get(DASHBOARD), 403, "permission_denied");
    await refused(await user.get("/api/v1/analytics/usage"), 403, "permission_denied");
  });

  await t.step("has queries by day and by month", async () => {
    const usage = await (await admin.get("/api/v1/analytics/usage")).json();
    deepStrictEqual(usage.months, [{ month: today.slice(0, 7), count: 5 }]);
    deepStrictEqual(usage.days, [{ day: today, count: 5 }]);
    strictEqual(usage.limit_per_month, 1_000);
  });

  await t.step("is a file, too, with names instead of ids", async () => {
    const { id } = await (await admin.post("/api/v1/exports", { what: "analytics", format: "csv" })).json();
    await lexia.work();
    const { file } = await (await admin.get(`/api/v1/exports/${id}`)).json();
    const text = await (await admin.get(file.href)).text();
    match(text, /Novedades por persona,A user,2/);
    match(text, /Verificaciones por resultado,/);
    match(text, /Consultas usadas,\d{4}-\d\d,5/);
  });
});

interface Figures {
  from: string;
  to: string;
  runs: { total: number; by_result: { result: string; count: number }[]; days: unknown[] };
  novedades: {
    total: number;
    by_kind: unknown[];
    by_despacho: { despacho: string; count: number }[];
    by_person: unknown[];
  };
  time_to_detect: {
    count: number;
    mean_hours: number | null;
    median_hours: number | null;
    p95_hours: number | null;
  };
  queries: { total: number; limit_per_month: number | null };
  portal: { day: string; source: string; availability: number }[];
}

async function figuresOf(who: Session, query = ""): Promise<Figures> {
  const response = await who.get(`${DASHBOARD}${query}`);
  strictEqual(response.status, 200, await response.clone().text());
  return await response.json();
}
