/** Watches by the clock: what a check asks, who is held and released, what an outage leaves, what operators are told. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { bogotaDate, bogotaMonth, nextBogotaMonth } from "#domain/bogota.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";

const PATH = "/api/v1/solicitudes";

interface Followed {
  lexia: Lexia;
  acme: TestOrganization;
  person: Session;
  ids: string[];
  query(text: string, ...values: unknown[]): Promise<unknown[][]>;
  /** Makes all watches due, and has them made into jobs. */
  tickWhenDue(): Promise<void>;
}

/** So many watches that have run once, on every day: the tests run on weekends too. */
async function following(
  lexia: Lexia,
  count: number,
  limits: Parameters<Lexia["organization"]>[0] = {},
): Promise<Followed> {
  const acme = await lexia.organization(limits);
  const person = await acme.session("user");
  const ids: string[] = [];
  for (const radicado of lexia.portal.radicados.found.slice(0, count)) {
    const created = await person.post(PATH, { radicado, frequency: "daily", run_on: "every_day" });
    strictEqual(created.status, 201);
    ids.push((await created.json()).id);
  }
  ok(await lexia.work() >= count);
  const query = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  return {
    lexia,
    acme,
    person,
    ids,
    query,
    async tickWhenDue() {
      await query(
        "update solicitudes set next_run_at = now() - interval '1 second' where organization_id = $1 and status in ('completed', 'failed')",
        acme.id,
      );
      await lexia.core.jobs.tick();
    },
  };
}

Deno.test("A scheduled check of a known case", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const { person, ids: [id = ""], query, tickWhenDue } = await following(lexia, 1);
  const [radicado = ""] = lexia.portal.radicados.found;
  const kinds = () => lexia.portal.requests.map(({ kind }) => kind);
  const last = async () => (await (await person.get(`${PATH}/${id}`)).json()).last_execution;
  const docket = async () => (await query("select count(*)::int from actuaciones"))[0]?.[0];
  const run = async () => {
    lexia.portal.clearRequests();
    await tickWhenDue();
    // What it found is told by a job of its own.
    ok(await lexia.work() >= 1);
    return await last();
  };
  // As long after the case last changed as a watch usually is.
  await query("update radicado_reads set grace_days = 0");
  const known = await query("select id, despacho, raw ? 'detail' from procesos");

  await t.step("asks the search alone while nothing changes", async () => {
    const { result, portal_calls } = await run();
    deepStrictEqual([result, portal_calls, kinds()], ["unchanged", 1, ["search"]]);
    deepStrictEqual(await query("select id, despacho, raw ? 'detail' from procesos"), known);
    const [[isFresh] = []] = await query(
      "select bool_and(p.last_verified_at = s.completed_at) from procesos p, solicitudes s",
    );
    strictEqual(isFresh, true);
  });

  await t.step(
    "reads what is new once the fingerprint changes, and keeps what it does not read",
    async () => {
      const before = Number(await docket());
      lexia.portal.advanceDays(1);
      const { idRegActuacion } = lexia.portal.addActuacion(radicado, { actuacion: "Auto admite" });
      const { result, new_actuaciones } = await run();
      deepStrictEqual([result, new_actuaciones, await docket()], ["found", 1, before + 1]);
      deepStrictEqual(await query("select id_reg_actuacion::text from actuaciones where not is_baseline"), [
        [String(idRegActuacion)],
      ]);
      deepStrictEqual((await query("select grace_days from radicado_reads"))[0], [5]);
    },
  );

  await t.step(
    "reads the newest again on the days after, where a second entry of a day does not show",
    async () => {
      lexia.portal.addActuacion(radicado, { actuacion: "Constancia secretarial" });
      strictEqual((await run()).result, "unchanged", "the same day tells nothing yet");
      await query("update radicado_reads set news_read_at = news_read_at - interval '1 day'");
      const { result, new_actuaciones } = await run();
      deepStrictEqual([result, new_actuaciones], ["found", 1]);
      deepStrictEqual((await query("select grace_days from radicado_reads"))[0], [4]);
    },
  );

  await t.step("reads detail and sujetos weekly, and everything monthly or by hand", async () => {
    await query("update radicado_reads set grace_days = 0");
    await query("update radicado_reads set detail_read_at = detail_read_at - interval '7 days'");
    deepStrictEqual([(await run()).result, kinds()], ["unchanged", ["search", "detalle", "sujetos"]]);
    await query("update radicado_reads set all_read_at = all_read_at - interval '30 days'");
    strictEqual((await run()).result, "unchanged");
    ok(kinds().includes("actuaciones"));
    strictEqual((await run()).portal_calls, 1);
    lexia.portal.clearRequests();
    strictEqual((await person.post(`${PATH}/${id}/execute`)).status, 200);
    await lexia.work();
    deepStrictEqual([...new Set(kinds())], ["search", "detalle", "actuaciones", "sujetos"]);
  });
});

Deno.test("Watches when the month's queries are used up", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const followed = await following(lexia, 6, { maxQueriesPerMonth: 8 });
  const { acme, person, ids, query } = followed;
  const operator = await lexia.operator();
  const statuses = async () =>
    Object.fromEntries(
      (await query("select status, count(*)::int from solicitudes group by 1")).map(([status, count]) => [
        String(status),
        Number(count),
      ]),
    );
  const admin = await acme.session("org_admin");
  const usage = async () => await (await admin.get("/api/v1/organization/usage")).json();

  await t.step("are held, all but as many as there are queries, however many tick at once", async () => {
    await query("update solicitudes set next_run_at = now() - interval '1 second'");
    await Promise.all(Array.from({ length: 4 }, () => lexia.core.jobs.tick()));
    deepStrictEqual(await statuses(), { held: 4, pending: 2 });
    strictEqual(await lexia.work() >= 2, true);
    deepStrictEqual(await statuses(), { completed: 2, held: 4 });
  });

  await t.step("which everybody sees, with the day on which they go on", async () => {
    const held = await (await person.get(`${PATH}?status=held`)).json();
    strictEqual(held.items.length, 4);
    const resumes = new Date(nextBogotaMonth(Date.now())).toISOString();
    strictEqual(held.items[0].next_run_at, resumes);
    const events = await query("select data from events where type = 'solicitud.held'");
    strictEqual(events.length, 4);
    deepStrictEqual(
      new Set(events.map(([data]) => (data as { reason: string }).reason)),
      new Set(["quota_exceeded"]),
    );
    const { queries, held: count, days } = await usage();
    deepStrictEqual([queries, count], [{ used: 8, limit: 8 }, 4]);
    deepStrictEqual(days, [{ day: bogotaDate(Date.now()), queries: 8 }]);
  });

  await t.step("and neither a person's hand nor a new one gets around that", async () => {
    await refused(
      await person.post(PATH, { radicado: lexia.portal.radicados.unknown[0] }),
      402,
      "quota_exceeded",
    );
    for (const id of ids) await refused(await person.post(`${PATH}/${id}/execute`), 402, "quota_exceeded");
    strictEqual((await person.post(`${PATH}/${ids[0]}/pause`)).status, 200);
    await refused(await person.post(`${PATH}/${ids[0]}/resume`), 402, "quota_exceeded");
    await query("update solicitudes set status = 'held' where id = $1", ids[0]);
  });

  await t.step("the administrators are warned once at 80 and once at 100 %", async () => {
    await Promise.all([1, 2, 3].map(() => lexia.core.jobs.tick()));
    const month = bogotaMonth(Date.now());
    const warnings = await query(
      "select key, data ->> 'used' from events where type = 'quota.warning' order by key",
    );
    deepStrictEqual(warnings, [[`quota.warning:${month}:100`, "8"], [`quota.warning:${month}:80`, "8"]]);
  });

  await t.step("as many are released as a higher limit has queries for", async () => {
    const waiting = (await statuses()).held ?? 0;
    const changed = await operator.send("PATCH", `/api/v1/admin/organizations/${acme.id}`, {
      max_queries_per_month: 10,
    });
    strictEqual(changed.status, 200);
    deepStrictEqual([(await statuses()).held, (await statuses()).pending], [waiting - 2, 2]);
    await lexia.core.jobs.tick();
    strictEqual((await statuses()).held, waiting - 2, "the promised ones count");
    await query("update jobs set run_at = now() where status = 'ready'");
    await lexia.work();
    deepStrictEqual((await usage()).queries, { used: 10, limit: 10 });
  });

  await t.step("and all when the month turns", async () => {
    const waiting = (await statuses()).held ?? 0;
    await query("update usage_months set month = '2020-01'");
    await Promise.all([1, 2, 3].map(() => lexia.core.jobs.tick()));
    strictEqual((await statuses()).held, undefined);
    strictEqual((await statuses()).pending, waiting);
    const jobs = await query(
      "select count(*)::int, count(distinct payload ->> 'solicitudId')::int from jobs where task = 'solicitud.execute' and status = 'ready'",
    );
    deepStrictEqual(jobs, [[waiting, waiting]]);
  });

  await t.step("many that fall due at once near the limit make exactly as many runs", async () => {
    const beta = await following(lexia, 12, { maxQueriesPerMonth: 17 });
    await beta.query(
      "update solicitudes set next_run_at = now() - interval '1 second' where organization_id = $1",
      beta.acme.id,
    );
    const [created] = await Promise.all([
      Promise.all(
        lexia.portal.radicados.found.slice(12, 22).map((radicado) => beta.person.post(PATH, { radicado })),
      ),
      lexia.core.jobs.tick(),
      lexia.core.jobs.tick(),
    ]);
    const [[runs] = []] = await beta.query(
      "select count(*)::int from solicitudes where organization_id = $1 and status = 'pending'",
      beta.acme.id,
    );
    strictEqual(runs, 5);
    ok(created.every(({ status }) => status === 201 || status === 402));
  });
});

Deno.test("Watches after an outage", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_PER_MINUTE: "1" } });
  const { acme, query } = await seeded(lexia, 200);

  await t.step("run once, spread over the rest of the day, the stalest first", async () => {
    await query("update solicitudes set next_run_at = now() - interval '3 days'");
    await Promise.all([1, 2, 3].map(() => lexia.core.jobs.tick()));
    const rows = await query(
      "select id, next_run_at, completed_at from solicitudes where status = 'completed' order by next_run_at",
    );
    ok(rows.length >= 198, "the first may have begun by now");
    const times = rows.map(([, at]) => Date.parse(String(at)));
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    ok(Math.max(...gaps) < 10 * 60_000 && (times.at(-1) ?? 0) > (times[0] ?? 0));
    const ages = rows.map(([, , at]) => Date.parse(String(at)));
    deepStrictEqual(ages, ages.toSorted((a, b) => a - b));
  });

  await t.step("wait for a day on which they run", async () => {
    await query(
      "update solicitudes set next_run_at = now() - interval '1 second' where status = 'completed'",
    );
    const jobs = "select count(*)::int from jobs where task = 'solicitud.execute'";
    const before = await query(jobs);
    // Open for a minute in a week, which is not this one.
    const inThreeDays = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString("en", { weekday: "short" });
    const closed = await lexia.another({ env: { PORTAL_WINDOW: `${inThreeDays} 00:00-00:01` } });
    await closed.core.jobs.tick();
    deepStrictEqual(await query(jobs), before);
    const [[due] = []] = await query(
      "select count(*)::int from solicitudes where organization_id = $1 and status = 'completed' and next_run_at < now()",
      acme.id,
    );
    strictEqual(due, 0);
  });
});

Deno.test("A day for which the portal's budget does not suffice", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_DAILY_BUDGET: "100" } });
  const { acme, query } = await seeded(lexia, 300);
  const small = await seeded(lexia, 30);
  const operator = await lexia.operator();
  await query("update solicitudes set next_run_at = now() + interval '30 seconds'");
  const ordered =
    // The first of them may have run by now.
    `select next_run_at, organization_id, completed_at from solicitudes
     where completed_at < now() - interval '12 hours' order by next_run_at, id`;

  await t.step("is seen by operators, with each organization's share", async () => {
    const plan = await (await operator.get("/api/v1/admin/portal/plan")).json();
    strictEqual(plan.is_sufficient, false);
    const day = plan.days.find(({ budget }: { budget: number }) => budget === 90);
    deepStrictEqual([day.watches, day.calls_needed, day.shortfall], [330, 396, 306]);
    deepStrictEqual(
      day.tenants.map(({ organization_id, share }: Record<string, unknown>) => [organization_id, share]),
      [[acme.id, 81], [small.acme.id, 8]],
    );
  });

  await t.step("is told to them by mail the day before, once", async () => {
    await lexia.core.jobs.tick();
    const other = await lexia.another({ env: { PORTAL_DAILY_BUDGET: "100" } });
    await other.core.jobs.tick();
    await lexia.work();
    const told = lexia.mails.filter(({ to }) => to.address === operator.actor.email);
    strictEqual(told.length, 1);
    match(told[0]?.subject ?? "", /no alcanzarán las consultas a CPNU/);
    match(told[0]?.text ?? "", /330 seguimientos/);
  });

  await t.step("shows in the metrics of whoever has looked ahead", async () => {
    const { body } = await lexia.core.metrics.render();
    strictEqual(Number(/^portal_plan_shortfall\{source="cpnu"\} (\d+)$/m.exec(body)?.[1]) > 100, true, body);
  });

  await t.step("gives each its share, the stalest first, whenever its budget ends", async () => {
    const rows = await query(ordered);
    const first = rows.slice(0, 110);
    strictEqual(Math.abs(first.filter(([, id]) => id === small.acme.id).length - 10) <= 1, true);
    for (const id of [acme.id, small.acme.id]) {
      const ages = rows.filter(([, own]) => own === id).map(([, , at]) => Date.parse(String(at)));
      deepStrictEqual(ages, ages.toSorted((a, b) => a - b));
    }
  });
});

/** Watches that look as if they had run, each a minute after the one before. */
async function seeded(lexia: Lexia, count: number) {
  const acme = await lexia.organization();
  const { actor } = await acme.session("user");
  const query = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  await query(
    `insert into solicitudes (organization_id, owner_id, radicado, frequency, run_on, notify, status, baseline_at, completed_at)
     select $1, $2, '1100140030822019' || lpad(i::text, 5, '0') || '00', 'daily', 'every_day',
       '{"email": true, "when": "change", "muted": false}', 'completed', now(), now() - make_interval(days => 1, mins => i)
     from generate_series(1, $3::int) i`,
    acme.id,
    actor.userId,
    count,
  );
  return { acme, query };
}
