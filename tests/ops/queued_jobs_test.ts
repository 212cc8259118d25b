/** `deno task jobs:…` and `deno task usage`, run as the real programs against a real database. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { runTask, type Task } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";

const JOB = "0192f0c6-bf73-7b60-8c82-000000000001";
const RUNNING = "0192f0c6-bf73-7b60-8c82-000000000002";
const BURIED = "0192f0c6-bf73-7b60-8c82-000000000003";
const DONE = "0192f0c6-bf73-7b60-8c82-000000000004";
const SOLICITUD = "0192f0c6-bf73-7b60-8c82-00000000000a";

Deno.test("deno task jobs:…, deno task usage", async (t) => {
  await using database = await openOpsDatabase({ hasRedis: true });
  const { env } = database;
  const run = (task: Task, ...args: string[]) => runTask(task, { args, env });
  const json = async (task: Task, ...args: string[]) => {
    const { code, out, err } = await run(task, ...args, "--json");
    return { code, err, said: JSON.parse(out) };
  };
  const states = async () =>
    Object.fromEntries(await database.query("select id::text, status from jobs") as [string, string][]);
  await database.query(
    `with o as (insert into organizations (name, subdomain, plan, max_queries_per_month, max_users) values
         ('=Acme, "A"', 'acme', 'pro', 500, 7) returning id),
       u as (insert into users (organization_id, email, name) select id, 'a@acme.example', 'A' from o
         returning id, organization_id),
       m as (insert into organization_users (organization_id, user_id, role) select organization_id, id, 'user' from u
         returning organization_id, user_id),
       s as (insert into solicitudes (id, organization_id, owner_id, radicado, notify, created_at)
         select '${SOLICITUD}', organization_id, user_id, '11001310300620230062300', '{}', '2026-10-15T12:00:00Z' from m
         returning id, organization_id),
       e as (insert into executions (organization_id, solicitud_id, job_id, attempt, trigger, source, result,
           started_at, finished_at)
         select organization_id, id, gen_random_uuid(), n, 'created', 'cpnu', 'found', at::timestamptz, now()
         from s cross join (values (1, '2026-10-01T04:59:59Z'), (2, '2026-10-01T05:00:00Z'), (3, '2026-11-01T04:59:59Z'))
           runs (n, at)),
       q as (insert into usage_months (organization_id, month, queries) select id, '2026-10', 41 from o),
       k as (insert into exports (organization_id, user_id, allowed, what, format, filters, status, file_key, size)
         select organization_id, user_id, '[]', 'solicitudes', 'csv', '{}', 'ready', 'k', 3000 from m)
     insert into jobs (id, organization_id, task, payload, lane, status, max_attempts, last_error, finished_at,
         lease_token, lease_until, created_at, run_at)
       select v.id::uuid, o.id, v.task, v.payload::jsonb, v.lane, v.status, 6, v.error, v.finished::timestamptz,
         v.token::uuid, v.token_until::timestamptz, now() - v.age::interval, now()
       from o cross join (values
         ('${JOB}', 'solicitud.execute', '{"solicitudId": "${SOLICITUD}", "trigger": "created"}', 2, 'ready', null,
           null, null, null, '2 days'),
         ('${RUNNING}', 'event.tell', '{}', 0, 'running', null, null, gen_random_uuid()::text,
           (now() + interval '1 hour')::text, '1 minute'),
         ('${BURIED}', 'mail.send', '{"kind": "invitation", "sealed": "s"}', 0, 'buried', 'mail_refused', now()::text, null,
           null, '1 hour'),
         ('${DONE}', 'mail.send', '{}', 0, 'done', null, now()::text, null, null, '3 days')
       ) v (id, task, payload, lane, status, error, finished, token, token_until, age)`,
  );

  const LISTS: [args: string[], ids: string[]][] = [
    [[], [JOB, RUNNING, BURIED]],
    [["--state", "done"], [DONE]],
    [["--lane", "2"], [JOB]],
    [["--task", "mail.send"], [BURIED]],
    [["--organization", "acme", "--older-than", "1d"], [JOB]],
    [["--older-than", "30m"], [JOB, BURIED]],
  ];
  for (const [args, ids] of LISTS) {
    await t.step(`jobs:list ${args.join(" ")}`, async () => {
      const { code, err, said } = await json("jobs:list", ...args);
      strictEqual(code, 0, err);
      deepStrictEqual(said.jobs.map(({ id }: { id: string }) => id).sort(), ids.toSorted());
    });
  }

  await t.step("jobs:list says that there are more", async () => {
    const { said } = await json("jobs:list", "--limit", "1");
    deepStrictEqual([said.jobs.length, said.has_more], [1, true]);
  });

  await t.step("jobs:show tells what a job is to do", async () => {
    const { said } = await json("jobs:show", JOB);
    deepStrictEqual([said.job.organization, said.job.payload], ["acme", {
      solicitudId: SOLICITUD,
      trigger: "created",
    }]);
  });

  await t.step("jobs:stats counts lanes and what was given up", async () => {
    const { said } = await json("jobs:stats");
    deepStrictEqual(said.counts, { ready: 1, running: 1, done: 1, buried: 1 });
    deepStrictEqual(said.lanes.map((one: { due: number; running: number }) => [one.due, one.running]), [
      [0, 1],
      [0, 0],
      [1, 0],
    ]);
    deepStrictEqual(said.buried.map((one: Record<string, unknown>) => [one.task, one.reason, one.count]), [
      ["mail.send", "mail_refused", 1],
    ]);
  });

  const REFUSED: [what: string, task: Task, args: string[], code: number, says: RegExp][] = [
    ["a state that is none", "jobs:list", ["--state", "lost"], 64, /--state: choose one of/],
    ["an age without a unit", "jobs:list", ["--older-than", "15"], 64, /--older-than: /],
    ["a lane that is none", "jobs:list", ["--lane", "3"], 64, /--lane: /],
    ["an id that is none", "jobs:show", ["1"], 66, /No job has this id/],
    ["to retry what waits", "jobs:retry", [JOB], 66, /no such buried job/],
    ["an id and a task", "jobs:retry", [BURIED, "--task", "mail.send"], 64, /Give an ID, or --task/],
    ["to bury what a worker holds", "jobs:bury", [RUNNING], 66, /No waiting job has this id/],
    ["a month that is none", "usage", ["--month", "2026-13"], 64, /--month: /],
    ["an organization that there is not", "usage", ["--organization", "beta"], 66, /no such organization/],
  ];
  for (const [what, task, args, code, says] of REFUSED) {
    await t.step(`${task} refuses ${what}`, async () => {
      const ended = await run(task, ...args);
      deepStrictEqual([ended.code, ended.out], [code, ""], ended.err);
      match(ended.err, says);
    });
  }

  await t.step("jobs:bury takes a waiting job out, and what it was for is shown as failed", async () => {
    strictEqual((await run("jobs:bury", JOB, "--dry-run")).code, 0);
    strictEqual((await states())[JOB], "ready");
    const { code, err } = await run("jobs:bury", JOB);
    strictEqual(code, 0, err);
    strictEqual((await states())[JOB], "buried");
    deepStrictEqual(await database.query("select status from solicitudes"), [["failed"]]);
    const [act] = await database.query(
      "select target_id, request_id from audit_log where action = 'job.bury'",
    );
    deepStrictEqual(act, [JOB, "jobs:bury"]);
  });

  await t.step("jobs:retry brings one back, and all of a kind", async () => {
    strictEqual((await run("jobs:retry", JOB)).code, 0);
    strictEqual((await states())[JOB], "ready");
    const { said } = await json("jobs:retry", "--task", "mail.send", "--reason", "mail_refused");
    deepStrictEqual([said.count, (await states())[BURIED]], [1, "ready"]);
  });

  await t.step("usage counts by months of Bogota, beside the plan", async () => {
    const { said } = await json("usage", "--month", "2026-10");
    const [{ queries, query_limit, executions, new_solicitudes, people, people_limit, storage_bytes }] =
      said.organizations;
    deepStrictEqual({
      queries,
      query_limit,
      executions,
      new_solicitudes,
      people,
      people_limit,
      storage_bytes,
    }, {
      queries: 41,
      query_limit: 500,
      executions: 2,
      new_solicitudes: 1,
      people: 1,
      people_limit: 7,
      storage_bytes: 3_000,
    });
    const { said: before } = await json("usage", "--month", "2026-09");
    deepStrictEqual([before.organizations[0].queries, before.organizations[0].executions], [0, 1]);
  });

  await t.step("usage writes what a spreadsheet reads, and takes for no formula", async () => {
    const { out } = await run("usage", "--month", "2026-10", "--csv");
    const [head, line] = out.split("\r\n");
    match(head ?? "", /^month,organization,name,plan,is_active,queries,query_limit,executions,/);
    match(line ?? "", /^2026-10,acme,"'=Acme, ""A""",pro,true,41,500,2,/);
  });

  await t.step("usage shows people a table", async () => {
    const { out } = await run("usage", "--month", "2026-10", "--organization", "acme");
    match(out, /^organization +plan +queries/);
    match(out, /acme +pro +41\/500 +2 .* 2\.9 KB\n/);
  });
});
