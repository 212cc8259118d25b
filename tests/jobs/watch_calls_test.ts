/** What the plan of the portal counts for each watch: what its last run cost, a search by name its pages. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";

const SOLICITUDES = "/api/v1/solicitudes";
/** More people of the simulator are called so than a page holds. */
const COMMON = "inventado";

interface PlannedDay {
  watches: number;
  calls_needed: number;
  budget: number;
  shortfall: number;
}

Deno.test("The plan of the portal", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const operator = await lexia.operator();
  const query = queryOf(lexia);
  const make = async (body: Record<string, unknown>): Promise<string> => {
    const response = await ana.post(SOLICITUDES, { frequency: "daily", run_on: "every_day", ...body });
    strictEqual(response.status, 201, await response.clone().text());
    return (await response.json()).id;
  };
  /** Of a day on which all of them run, and calls for each watch. */
  const planned = async (): Promise<[watches: number, callsNeeded: number, perCheck: number]> => {
    const { days, calls_per_check: perCheck } = await (await operator.get("/api/v1/admin/portal/plan"))
      .json();
    const day: PlannedDay = days[1];
    return [day.watches, day.calls_needed, perCheck];
  };
  const callsOf = async (id: string): Promise<number> =>
    (await (await ana.get(`${SOLICITUDES}/${id}`)).json()).last_execution.portal_calls;
  const wide = await make({ tipo: "avanzada", parametros: parametros(COMMON) });

  await t.step("counts twenty calls for a search that was not run yet", async () => {
    deepStrictEqual(await planned(), [1, 20, 20]);
  });

  await t.step("counts the pages that the last run of a search has read", async () => {
    await lexia.work();
    const calls = await callsOf(wide);
    ok(calls > 2, "it has several pages");
    deepStrictEqual(await planned(), [1, calls, calls]);
  });

  await t.step(
    "counts one of few hits by what it cost, and one of too many as the call that says so",
    async () => {
      const narrow = await make({ tipo: "avanzada", parametros: parametros("Nadie se llama así") });
      await lexia.work();
      lexia.portal.setFault("too_many");
      const many = await make({ tipo: "avanzada", parametros: parametros("novelado") });
      await lexia.work();
      lexia.portal.setFault("none");
      strictEqual(await callsOf(many), 1);
      const [watches, calls] = await planned();
      deepStrictEqual([watches, calls], [3, await callsOf(wide) + await callsOf(narrow) + 1]);
      await query("delete from solicitudes where id = any($1)", [narrow, many]);
    },
  );

  await t.step("counts a radicado as usual after its first run, which has read all of it", async () => {
    const id = await make({ radicado: lexia.portal.radicados.found[0] });
    await lexia.work();
    ok(await callsOf(id) > 2);
    deepStrictEqual((await planned()).slice(0, 2), [2, await callsOf(wide) + 2]);
  });

  await t.step("counts a radicado by what its last check by schedule cost", async () => {
    await query("update solicitudes set next_run_at = now() where tipo = 'simple'");
    const [[id] = []] = await query("select id from solicitudes where tipo = 'simple'");
    await query(
      `update solicitudes set last_execution =
         (last_execution::jsonb || '{"trigger": "scheduled", "result": "found", "portal_calls": 7}')::json where id = $1`,
      id,
    );
    deepStrictEqual((await planned()).slice(0, 2), [2, await callsOf(wide) + 7]);
    await query("delete from solicitudes where id = $1", id);
  });

  await t.step("is cautious with a search whose last run got no answer", async () => {
    lexia.portal.setFault("database_down");
    strictEqual((await ana.post(`${SOLICITUDES}/${wide}/execute`)).status, 200);
    await lexia.work();
    lexia.portal.setFault("none");
    deepStrictEqual((await planned()).slice(0, 2), [1, 20]);
  });
});

Deno.test("The warning of a day that does not suffice", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_DAILY_BUDGET: "200" } });
  const acme = await lexia.organization();
  const operator = await lexia.operator();
  const told = async () => {
    await lexia.core.jobs.tick();
    await lexia.work();
    return lexia.mails.filter(({ to }) => to.address === operator.actor.email);
  };

  await t.step("is not sent for searches of a page each", async () => {
    await seedSearches(lexia, acme, { count: 10, calls: 1 });
    deepStrictEqual(await told(), []);
  });

  await t.step("is sent for as many that have dozens of pages", async () => {
    const other = await lexia.another({ env: { PORTAL_DAILY_BUDGET: "200" } });
    await queryOf(lexia)(
      `update solicitudes set last_execution = (last_execution::jsonb || '{"portal_calls": 37}')::json`,
    );
    await other.core.jobs.tick();
    const [mail] = await told();
    match(mail?.subject ?? "", /no alcanzarán las consultas a CPNU/);
    match(mail?.text ?? "", /10 seguimientos/);
    match(mail?.text ?? "", /370/);
  });
});

Deno.test("A day that searches use up", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_DAILY_BUDGET: "200" } });
  const acme = await lexia.organization();
  const query = queryOf(lexia);

  await t.step("is put in order, though as many radicados would have found room", async () => {
    await seedSearches(lexia, acme, { count: 10, calls: 37 });
    await query("update solicitudes set next_run_at = now() + interval '30 seconds'");
    await lexia.core.jobs.tick();
    const [[times] = []] = await query("select count(distinct next_run_at)::int from solicitudes");
    strictEqual(times, 10, "each has a time of its own");
  });
});

function parametros(nombre: string) {
  return { nombre, tipo_persona: "natural", solo_recientes: false, despacho: null };
}

function queryOf(lexia: Lexia) {
  return async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
}

/** Daily searches that look as if they had run. */
async function seedSearches(
  lexia: Lexia,
  acme: TestOrganization,
  { count, calls }: { count: number; calls: number },
): Promise<void> {
  const { actor } = await acme.session("user");
  await queryOf(lexia)(
    `insert into solicitudes (organization_id, owner_id, tipo, parametros, frequency, run_on, notify, status,
       baseline_at, completed_at, last_execution)
     select $1, $2, 'avanzada', jsonb_build_object('nombre', 'Persona ' || i), 'daily', 'every_day',
       '{"email": true, "when": "change", "muted": false}', 'completed', now(), now() - make_interval(days => 1, mins => i),
       json_build_object('result', 'unchanged', 'trigger', 'scheduled', 'portal_calls', $4::int)
     from generate_series(1, $3::int) i`,
    acme.id,
    actor.userId,
    count,
    calls,
  );
}
