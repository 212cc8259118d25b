/** The star schema holds what LEXIA has: after random changes, a second run, a late commit, a kill and a deletion. */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { openServerDatabase } from "#platform/server/database.ts";
import { judicialCalendar } from "#domain/terms/judicial_calendar.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { newTenantIds } from "#tests/support/tenant_rows.ts";
import { readSteps, upgradeSchema } from "../../deploy/ops/warehouse/schema.ts";
import { isLater } from "../../deploy/ops/warehouse/tables.ts";
import { PASSWORD, WarehouseRoom } from "./_warehouse.ts";

/** The star as the definitions of docs/operations/warehouse.md say it, straight from LEXIA's tables. */
const EXPECTED: Record<string, string> = {
  dim_organization:
    `select id as organization_id, name as organization_name, subdomain, plan, is_active, created_at,
    delete_after from organizations`,
  dim_user: `select u.organization_id, u.id as user_id, department, (select role from organization_users m
      where m.user_id = u.id) as role, is_active and exists (select from organization_users m where m.user_id = u.id
      and m.is_active) as is_active, anonymized_at is not null as is_erased, created_at
    from users u where organization_id is not null`,
  fact_solicitudes: `select organization_id, id as solicitud_id, owner_id as user_id, radicado,
      substr(radicado, 1, 12) as despacho_key, tipo, frequency, status, 'solicitud:' || status as status_key,
      created_at, (created_at - interval '5 hours')::date as created_on, baseline_at as first_answer_at, completed_at,
      (completed_at - interval '5 hours')::date as completed_on,
      round(extract(epoch from baseline_at - created_at) / 60, 3) as first_answer_minutes,
      round(extract(epoch from completed_at - created_at) / 60, 3) as processing_time_minutes,
      case status when 'completed' then 1 else 0 end as success_rate from solicitudes`,
  fact_executions:
    `select organization_id, id as execution_id, solicitud_id, source as portal_key, trigger, attempt,
      result, 'execution:' || coalesce(result, 'running') as status_key, detail ->> 'code' as reason, started_at,
      (started_at - interval '5 hours')::date as started_on, finished_at,
      round(extract(epoch from finished_at - started_at) / 60, 3) as processing_time_minutes, portal_calls,
      new_actuaciones, case when result in ('found', 'not_found', 'private', 'unchanged', 'too_many') then 1
        when result in ('unverified', 'error') then 0 end as success_rate from executions`,
  fact_novedades:
    `select organization_id, id as novedad_id, radicado, substr(radicado, 1, 12) as despacho_key, kind,
      severity, is_late, leader_id is not null as is_grouped, filed_on, registered_on, detected_at,
      (detected_at - interval '5 hours')::date as detected_on, acknowledged_at,
      round(extract(epoch from acknowledged_at - detected_at) / 60, 3) as acknowledgement_minutes, assigned_to,
      assigned_at from novedades`,
};

const LATE = "11001310300620230077700";

async function expectedStar({ room }: WarehouseRoom): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name, text] of Object.entries(EXPECTED)) {
    const rows = await room.query(`select to_jsonb(t)::text from (${text}) t order by 1`);
    found[name] = rows.map(([row]) => String(row));
  }
  return found;
}

async function holdsEqual(dw: WarehouseRoom): Promise<void> {
  const { dim_despacho: offices, ...star } = await dw.star();
  deepStrictEqual(star, await expectedStar(dw));
  ok(offices);
}

async function loads(dw: WarehouseRoom, args: string[] = []): Promise<Record<string, unknown>> {
  const { code, said, err } = await dw.run(args);
  strictEqual(code, 0, err + said.message);
  return said;
}

/** Changes as LEXIA makes them, with and without a column that says when. */
const CHANGES = [
  "update solicitudes set status = 'completed', completed_at = now(), baseline_at = coalesce(baseline_at, now())",
  "update solicitudes set status = 'failed'",
  "update executions set result = 'unverified', finished_at = now(), detail = '{\"code\": \"portal_silent\"}'",
  "update executions set result = 'found', finished_at = started_at + interval '90 seconds', detail = null",
  "update novedades set acknowledged_at = detected_at + interval '10 minutes'",
  "update novedades set acknowledged_at = null",
  "update novedades set severity = 'low', news_at = detected_at",
  "update users set department = 'Litigios'",
  "update organization_users set role = 'viewer', is_active = false",
  "update organizations set plan = 'pro'",
  `insert into solicitudes (organization_id, owner_id, radicado, notify) select organization_id, owner_id,
     '110013103006' || '2023' || lpad((random() * 99999)::int::text, 5, '0') || '00', notify`,
  `insert into executions (organization_id, solicitud_id, job_id, attempt, trigger, source, started_at)
     select organization_id, solicitud_id, gen_random_uuid(), 1, 'scheduled', 'cpnu', now()`,
  "delete from executions",
  "delete from solicitudes",
] as const;

/** One statement over rows of one organization. */
function changeText(change: string): string {
  const [, table = ""] = /^(?:update|delete from|insert into) (\w+)/.exec(change) ?? [];
  const owner = table === "organizations" ? "id" : "organization_id";
  const some = `${owner} = $1 and ctid = any(array(select ctid from ${table} where ${owner} = $1
    order by md5(ctid::text || $2) limit 2))`;
  if (change.startsWith("insert")) return `${change} from ${table} where ${some} on conflict do nothing`;
  return `${change} where ${some}`;
}

Deno.test("deno task warehouse", async (t) => {
  await using dw = await WarehouseRoom.open();
  if (!dw) return;
  const { room } = dw;
  const { acme, beta } = room;

  await t.step("says what an administrator has to run where its login may not make a role", async () => {
    await dw.query("drop role lexia_dw_reader");
    const { code, said } = await dw.run();
    deepStrictEqual([code, said.outcome], [77, "role_missing"]);
    match(String(said.message), /create role lexia_dw_reader nologin/);
    await dw.query("create role lexia_dw_reader nologin bypassrls");
    strictEqual((await dw.run()).said.outcome, "role_powerful");
    await dw.query("alter role lexia_dw_reader nobypassrls");
    await dw.query("grant lexia_dw_reader to warehouse_owner with admin option");
  });

  await t.step("makes its schema, and loads every organization", async () => {
    deepStrictEqual((await loads(dw)).upgraded, [1, 2]);
    await holdsEqual(dw);
    deepStrictEqual((await loads(dw)).upgraded, []);
  });

  await t.step("writes nothing when it is run again", async () => {
    const before = await dw.query("select max(loaded_at)::text from lexia_dw.fact_solicitudes");
    const { loaded, removed, changed } = await loads(dw, ["--full"]);
    strictEqual(changed, 0, JSON.stringify({ loaded, removed }));
    deepStrictEqual(await dw.query("select max(loaded_at)::text from lexia_dw.fact_solicitudes"), before);
  });

  await t.step("counts minutes and success as the guide defines them", async () => {
    await room.query(
      `update solicitudes set status = 'completed', created_at = '2026-11-23T12:00:00Z',
         baseline_at = '2026-11-23T12:04:30Z', completed_at = '2026-11-24T03:15:00Z' where id = $1`,
      [acme.solicitud],
    );
    await loads(dw);
    const one = `select processing_time_minutes::float8, first_answer_minutes::float8, success_rate,
      created_on::text, completed_on::text from lexia_dw.fact_solicitudes where solicitud_id = $1`;
    // 15 h 15 min; at 22:15 of the day before in Bogota.
    deepStrictEqual(await dw.query(one, [acme.solicitud]), [[915, 4.5, 1, "2026-11-23", "2026-11-23"]]);
    await room.query("update solicitudes set status = 'held' where id = $1", [acme.solicitud]);
    await loads(dw);
    deepStrictEqual(await dw.query(one, [acme.solicitud]), [[915, 4.5, 0, "2026-11-23", "2026-11-23"]]);
    await room.query(
      `update executions set result = 'unverified', started_at = '2026-11-23T12:00:00Z',
         finished_at = '2026-11-23T12:00:45Z' where organization_id = $1`,
      [acme.organization],
    );
    await loads(dw);
    deepStrictEqual(
      await dw.query(
        `select distinct processing_time_minutes::float8, success_rate, started_on::text
         from lexia_dw.fact_executions where organization_id = $1`,
        [acme.organization],
      ),
      [[0.75, 0, "2026-11-23"]],
    );
  });

  await t.step("knows Colombia's judicial days", async () => {
    const calendar = judicialCalendar();
    const days = await dw.query(
      "select date_key::text, is_judicial_day, closed_by from lexia_dw.dim_date order by 1",
    );
    ok(days.length > 4_000);
    for (const [day, isJudicial, closedBy] of days) {
      strictEqual(isJudicial, calendar.isJudicialDay(String(day)), String(day));
      strictEqual(closedBy, calendar.closedBy(String(day))?.code ?? null, String(day));
    }
    const shown = new Map(days.map(([day, , closedBy]) => [day, closedBy]));
    deepStrictEqual(
      ["2026-12-17", "2026-12-24", "2026-04-01", "2026-11-27"].map((day) => shown.get(day)),
      ["dia_de_la_rama_judicial", "vacancia_judicial", "semana_santa", null],
    );
  });

  await t.step("holds what LEXIA has after any changes", async () => {
    const step = fc.record({ change: fc.constantFrom(...CHANGES), isAcme: fc.boolean(), salt: fc.nat() });
    const steps = fc.array(step, { minLength: 3, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(steps, async (chosen) => {
        for (const { change, isAcme, salt } of chosen) {
          const id = (isAcme ? acme : beta).organization;
          await room.query(changeText(change), [id, String(salt)]);
        }
        await loads(dw);
        await holdsEqual(dw);
      }),
      { numRuns: 8, seed: 20261127 },
    );
  });

  await t.step("takes a change that was begun before a run and committed after it", async () => {
    const driver = openServerDatabase({ url: room.postgres.urlOf("lexia"), max: 1, log: silentLog });
    try {
      await driver.session(async (late) => {
        await late.batch([
          { text: "begin" },
          {
            text: "update organization_users set role = role where organization_id = $1",
            values: [acme.organization],
          },
          {
            text:
              `insert into solicitudes (organization_id, owner_id, radicado, notify, created_at, updated_at)
              values ($1, $2, '${LATE}', '{}', now() - interval '3 days', now() - interval '3 days')`,
            values: [acme.organization, acme.user],
          },
        ]);
        await room.query("update users set department = 'Tutelas' where organization_id = $1", [
          beta.organization,
        ]);
        await loads(dw);
        await holdsEqual(dw);
        await late.batch([{ text: "commit" }]);
      });
    } finally {
      await driver.close();
    }
    await loads(dw);
    await holdsEqual(dw);
    const late = "select from lexia_dw.fact_solicitudes where radicado = $1";
    strictEqual((await dw.query(late, [LATE])).length, 1);
  });

  await t.step("knows what came later where the count of transactions begins anew", async () => {
    const cases: [xmin: string, watermark: string, isLater: boolean][] = [
      ["700", "700", true],
      ["701", "700", true],
      ["699", "700", false],
      // The fifth transaction of the next round, seen from the end of this one, and the other way round.
      ["5", "4294967290", true],
      ["4294967290", "4294967301", false],
      ["5", "4294967301", true],
      ["4", "4294967301", false],
    ];
    for (const [xmin, watermark, later] of cases) {
      const text = `select ${isLater("$1::xid", "$2::bigint")}`;
      deepStrictEqual(await room.query(text, [xmin, watermark]), [[later]], `${xmin} after ${watermark}`);
    }
  });

  await t.step("reads as lexia_readonly, beside LEXIA's own login", async () => {
    await room.query(`create role lexia_service login noinherit password '${PASSWORD}'`);
    await room.query("grant lexia_app, lexia_platform to lexia_service");
    await room.query(`alter role lexia_readonly login password '${PASSWORD}'`);
    await room.query("alter role lexia_readonly set default_transaction_read_only = on");
    await room.query("alter role lexia_readonly set idle_in_transaction_session_timeout = '10s'");
    const urls = {
      DATABASE_URL: room.postgres.urlOf("lexia", "lexia_service", PASSWORD),
      WAREHOUSE_SOURCE_URL: room.postgres.urlOf("lexia", "lexia_readonly", PASSWORD),
    };
    await room.query(`update solicitudes set frequency = 'monthly' where radicado = '${LATE}'`);
    const { code, said } = await dw.run([], urls);
    strictEqual(code, 0, String(said.message));
    await holdsEqual(dw);
    // LEXIA's own login may not become it.
    const refused = await dw.run([], { DATABASE_URL: urls.DATABASE_URL });
    deepStrictEqual([refused.code, refused.said.outcome], [1, "database_refused"]);
    match(String(refused.said.message), /lexia_readonly/);
  });

  await t.step("upgrades a schema that an older version has made, with what is in it", async () => {
    await dw.query("create database older owner warehouse_owner");
    const url = dw.postgres.urlOf("older", "warehouse_owner", PASSWORD);
    const driver = openServerDatabase({ url, max: 1, log: silentLog });
    try {
      await driver.session(async (connection) => {
        const steps = await readSteps();
        deepStrictEqual(await upgradeSchema(connection, steps.slice(0, 1)), [1]);
        await connection.batch([{
          text: "insert into lexia_dw.dim_portal (portal_key, name) values ('old', 'An older one')",
        }]);
        deepStrictEqual(await upgradeSchema(connection, steps), [2]);
        // A step that fails leaves the version before.
        const broken = { version: 3, statements: ["create table lexia_dw.half (a int)", "select nonsense"] };
        await rejects(upgradeSchema(connection, [...steps, broken]));
        deepStrictEqual(await upgradeSchema(connection, steps), []);
        const [kept] = await connection.batch([{
          text: "select portal_key, to_regclass('lexia_dw.half')::text from lexia_dw.dim_portal",
        }]);
        deepStrictEqual(kept?.rows, [["old", null]]);
      });
    } finally {
      await driver.close();
    }
  });

  await t.step("refuses a second run beside the first", async () => {
    const driver = openServerDatabase({ url: dw.postgres.urlOf("dw"), max: 1, log: silentLog });
    try {
      await driver.session(async (holder) => {
        await holder.batch([{ text: "select pg_advisory_lock(4713520260000003)" }]);
        const { code, said } = await dw.run();
        deepStrictEqual([code, said.outcome], [75, "busy"]);
      });
    } finally {
      await driver.close();
    }
  });

  await t.step("loses and doubles nothing where it is killed, and goes on from there", async () => {
    await room.query(
      `insert into executions (organization_id, solicitud_id, job_id, attempt, trigger, source, started_at)
       select organization_id, id, gen_random_uuid(), 1, 'scheduled', 'cpnu', now() - n * interval '1 minute'
       from solicitudes, generate_series(1, 30000) n where id = (
         select id from solicitudes where organization_id = $1 order by id limit 1)`,
      [beta.organization],
    );
    let kills = 0;
    let furthest = 0;
    const text = `select coalesce((select count(*) from lexia_dw.fact_executions), 0)::int,
      (select count(*) from lexia_dw.progress where next_watermark is not null)::int`;
    for (let tries = 0; tries < 20 && kills < 2; tries++) {
      const child = room.launch("warehouse", [], dw.env);
      const drained = child.output();
      let hasEnded = false;
      void drained.then(() => hasEnded = true);
      while (!hasEnded) {
        const [rows = 0, open = 0] = (await dw.query(text))[0]?.map(Number) ?? [];
        if (open > 0 && rows > furthest) {
          child.kill("SIGKILL");
          await drained;
          furthest = rows;
          kills++;
          break;
        }
        await wait(5);
      }
      if (hasEnded) break;
    }
    ok(kills > 0, "No run was caught in the middle");
    const caught = Number((await dw.query(text))[0]?.[0]);
    ok(caught < 30_000, `${caught} rows were there when it was killed`);
    // Behind the place where it stopped.
    await room.query(
      `update executions set result = 'error', finished_at = now() where ctid = any(array(
         select ctid from executions where organization_id = $1 order by id limit 10))`,
      [beta.organization],
    );
    const { loaded } = await loads(dw);
    await holdsEqual(dw);
    const written = Number(Object(loaded).fact_executions);
    ok(written < 30_000, `${written} rows were written again, ${caught} were there`);
  });

  await t.step("carries the removal of a person's data and of an organization over", async () => {
    await room.query(
      "update users set department = null, is_active = false, anonymized_at = now(), name = 'Persona eliminada' where id = $1",
      [acme.user],
    );
    await loads(dw);
    await holdsEqual(dw);
    const person = "select department, is_active, is_erased from lexia_dw.dim_user where user_id = $1";
    deepStrictEqual(await dw.query(person, [acme.user]), [[null, false, true]]);
    const columns = await dw.query(
      "select attname from pg_attribute where attrelid = 'lexia_dw.dim_user'::regclass",
    );
    for (const [name] of columns) ok(!/name|email/.test(String(name)) || name === "tableoid", String(name));

    const gamma = newTenantIds();
    await room.plant(gamma, "gamma");
    await loads(dw);
    await holdsEqual(dw);
    await room.query(
      `do $$ declare one text; begin set local session_replication_role = replica;
         for one in select relname from pg_class c join pg_attribute on attrelid = c.oid
           where attname = 'organization_id' and relkind = 'r' and relnamespace = 'public'::regnamespace loop
           execute format('delete from %I where organization_id = %L', one, '${gamma.organization}');
         end loop; delete from organizations where id = '${gamma.organization}'; end $$`,
    );
    strictEqual((await loads(dw)).organizationsRemoved, 1);
    await holdsEqual(dw);
    for (const table of ["dim_despacho", "progress"]) {
      deepStrictEqual(
        await dw.query(`select from lexia_dw.${table} where organization_id = $1`, [gamma.organization]),
        [],
      );
    }
  });

  await t.step("reads everything anew where the database went back", async () => {
    await dw.query("update lexia_dw.progress set watermark = watermark + 1000000");
    await room.query(`update solicitudes set frequency = 'weekly' where radicado = '${LATE}'`);
    await loads(dw);
    await holdsEqual(dw);
  });

  await t.step("lets a login read the organizations that it was given, and no others", async () => {
    for (const login of ["bi_acme", "bi_all", "bi_nobody"]) {
      await dw.query(`create role ${login} login password '${PASSWORD}'`);
    }
    const powerful = await dw.run(["--reader=warehouse_owner", "--organization=acme"]);
    strictEqual(powerful.said.outcome, "login_powerful");
    strictEqual((await dw.run(["--reader=bi_ghost", "--organization=acme"])).code, 66);
    strictEqual((await dw.run(["--reader=bi_acme", "--organization=acme"])).code, 0);
    strictEqual((await dw.run(["--reader=bi_all"])).code, 0);
    const seen = "select distinct organization_id::text from lexia_dw.fact_solicitudes order by 1";
    deepStrictEqual(await dw.queryAs("bi_acme", seen), [[acme.organization]]);
    const switched = `select set_config('app.organization_id', '${beta.organization}', false)`;
    deepStrictEqual(
      await dw.queryAs("bi_acme", `${seen.replace("order by 1", "")} , (${switched}) as nothing`),
      [[
        acme.organization,
      ]],
    );
    strictEqual((await dw.queryAs("bi_all", seen)).length, 2);
    strictEqual((await dw.run(["--reader=bi_acme", "--remove"])).code, 0);
    for (const login of ["bi_acme", "bi_nobody"]) {
      const refused = await dw.queryAs(login, seen).then(() => "answered", (error) => String(error));
      match(refused, /permission denied/);
    }
    const lines = await room.query(
      "select action from audit_log where action like 'warehouse.%' order by id",
    );
    deepStrictEqual(lines.map(([action]) => action), [
      "warehouse.reader_add",
      "warehouse.reader_add",
      "warehouse.reader_remove",
    ]);
  });

  await t.step("tells how fresh the warehouse is, and when it failed", async () => {
    const file = dw.env.WAREHOUSE_METRICS_FILE ?? "";
    const figure = async (name: string) =>
      Number(new RegExp(`^lexia_warehouse_${name} (\\S+)$`, "m").exec(await Deno.readTextFile(file))?.[1]);
    const fresh = await figure("last_success_timestamp_seconds");
    const [loadedAt] = await dw.query("select extract(epoch from loaded_at)::float8 from lexia_dw.source");
    strictEqual(fresh, loadedAt?.[0]);
    // Of the step in which the role was missing.
    const failed = await figure("last_failure_timestamp_seconds");
    ok(failed > 0 && failed < fresh);
    const { code, said } = await dw.run([], { DATA_WAREHOUSE_URL: "postgres://nobody:x@127.0.0.1:1/dw" });
    deepStrictEqual([code, said.outcome], [69, "database_unavailable"]);
    strictEqual(await figure("last_success_timestamp_seconds"), fresh);
    ok(await figure("last_failure_timestamp_seconds") > fresh);
  });

  await t.step("refuses what makes no sense, and says what to do", async () => {
    const wrong: [string[], RegExp][] = [
      [["--since=yesterday"], /Give --since a day/],
      [["--since=2026-02-30"], /Give --since a day/],
      [["--to=tape"], /Choose --to=folder or --to=s3/],
      [["--to=folder", "--format=xls"], /Choose --format=csv/],
      [["--full", "--since=2026-11-27"], /--full goes neither/],
      [["--remove"], /--remove goes with --reader/],
      [["acme"], /Cannot read the arguments/],
    ];
    for (const [args, words] of wrong) {
      const { code, said } = await dw.run(args);
      strictEqual(code, 64, args.join(" "));
      match(String(said.message), words);
    }
    const { code, said } = await dw.run([], { DATA_WAREHOUSE_URL: "mysql://nowhere" });
    deepStrictEqual([code, said.outcome], [78, "configuration"]);
    match(String(said.message), /DATA_WAREHOUSE_URL: expected postgres/);
    strictEqual((await dw.run(["--organization=nobody"])).code, 66);
    await dw.query("insert into lexia_dw.schema_versions (version) values (999)");
    strictEqual((await dw.run()).said.outcome, "schema_newer");
    await dw.query("delete from lexia_dw.schema_versions where version = 999");
  });

  await t.step("says with --dry-run what it would read, and writes nothing", async () => {
    const before = await dw.star();
    await room.query(`update solicitudes set frequency = 'monthly' where radicado = '${LATE}'`);
    const { said } = await dw.run(["--dry-run"]);
    deepStrictEqual(new Set(said.organizations as string[]), new Set(["acme", "beta"]));
    deepStrictEqual(await dw.star(), before);
  });

  await t.step("reads one organization, or a stretch of days, again", async () => {
    await loads(dw, ["--organization=beta"]);
    const { loaded } = await loads(dw, ["--organization=acme"]);
    strictEqual(Object(loaded).fact_solicitudes, 1);
    await dw.query("update lexia_dw.fact_executions set attempt = 77");
    const { loaded: again } = await loads(dw, ["--since=2026-11-20"]);
    ok(Number(Object(again).fact_executions) > 0);
    await loads(dw, ["--full"]);
    await holdsEqual(dw);
  });
});
