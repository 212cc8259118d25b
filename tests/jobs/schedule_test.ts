import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { removeExpired } from "#jobs/schedule.ts";
import { claimJobs } from "#jobs/claims.ts";
import type { TaskDefinition } from "#jobs/task_definition.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { effectTask, WorkerBench } from "#tests/support/worker_bench.ts";

const soon = () => ({ until: Date.now() + 20_000 });

Deno.test("tick gives the jobs of dead workers back", async (t) => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();
  /** As a worker does that dies at once. */
  const claimAndDie = (ids: string[], leaseSeconds = 30) =>
    claimJobs(bench.services.platformDb, ids, leaseSeconds);

  await t.step("in the moment in which the lease ends, not only with the next tick", async () => {
    const [id = ""] = await bench.add(acme, { isTold: false });
    strictEqual((await claimAndDie([id], 1)).length, 1);
    await bench.tick({});
    const worker = bench.worker({ test: effectTask() });
    const diedAt = performance.now();
    strictEqual(await worker.drain(soon()), 0);
    const loop = worker.loop({ pollMs: 20 });
    while (await bench.effects(id) === 0 && performance.now() - diedAt < 10_000) await pause(20);
    await worker.stop({ graceMs: 1_000 });
    await loop;
    strictEqual(await bench.effects(id), 1);
    strictEqual((await bench.job(id)).attempts, 2);
  });

  await t.step("but never those of the living", async () => {
    const [id = ""] = await bench.add(acme, { isTold: false });
    strictEqual((await claimAndDie([id])).length, 1);
    await bench.tick({});
    await bench.tell([id], acme);
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 0);
    await bench.expireLeases();
    await bench.tick({});
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 1);
  });

  await t.step("one by one where they lost a worker together more than once", async () => {
    const ids = await bench.add(acme, { count: 40, isTold: false, maxAttempts: 5 });
    for (let i = 0; i < 2; i++) {
      strictEqual((await claimAndDie(ids)).length, 40);
      await bench.expireLeases();
    }
    strictEqual((await claimAndDie(ids)).length, 0);
    await bench.tick({}, 30);
    const rows = await Promise.all(ids.map((id) => bench.job(id)));
    for (const { status, attempts, last_error, due_in } of rows) {
      deepStrictEqual([status, attempts, last_error], ["ready", 2, "worker_lost"]);
      ok(due_in <= 30, `${due_in} s`);
    }
    strictEqual(new Set(rows.map(({ due_in }) => Math.round(due_in * 1_000))).size > 35, true);
    ok(rows.some(({ due_in }) => due_in > 15) && rows.some(({ due_in }) => due_in < 15));
    await bench.makeDue();
    await bench.tick({});
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 40);
  });

  await t.step("until they are worn out, and then has the task put right what is left", async () => {
    const buried: string[] = [];
    const note: TaskDefinition = {
      ...effectTask(),
      bury: (_tx, _payload, organizationId, reason) =>
        Promise.resolve(void buried.push(organizationId, reason)),
    };
    const [id = ""] = await bench.add(acme, { isTold: false, maxAttempts: 3 });
    for (let attempt = 1; attempt <= 3; attempt++) {
      strictEqual((await claimAndDie([id])).length, 1);
      await bench.expireLeases();
      await bench.tick({ test: note });
      await bench.makeDue();
    }
    const { status, attempts, last_error } = await bench.job(id);
    deepStrictEqual([status, attempts, last_error], ["buried", 3, "workers_lost"]);
    deepStrictEqual(buried, [acme, "workers_lost"]);
  });

  await t.step("whatever becomes of a job that cannot be buried properly", async () => {
    const [worn = "", waiting = ""] = await bench.add(acme, { count: 2, isTold: false, maxAttempts: 1 });
    await claimAndDie([worn]);
    await bench.expireLeases();
    const helpless = { ...effectTask(), bury: () => Promise.reject(new RangeError("No idea")) };
    await bench.tick({ test: helpless });
    strictEqual((await bench.job(worn)).status, "buried");
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 1);
    strictEqual(await bench.effects(waiting), 1);
  });
});

Deno.test("tick rebuilds a dispatcher that has forgotten everything", async () => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();
  await bench.add(acme, { count: 30 });
  while ((await bench.queue.take(100)).length > 0);
  strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 0);
  await Promise.all([bench.tick({}), bench.tick({})]);
  strictEqual((await bench.queue.depth()).ready[1], 30);
  strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 30);
});

Deno.test("removeExpired", async (t) => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();
  const count = async (table: string) =>
    Number((await bench.query(`select count(*)::int from ${table}`))[0]?.[0]);
  const [[user] = []] = await bench.query(
    "insert into users (organization_id, email, name) values ($1, 'a@acme.test', 'A') returning id",
    [acme],
  );
  await bench.query(
    "insert into organization_users (organization_id, user_id, role) values ($1, $2, 'user')",
    [
      acme,
      user,
    ],
  );

  const CASES = [
    {
      what: "jobs done eight days ago",
      table: "jobs",
      set: "status = 'done', finished_at = now() - interval '8 days'",
    },
    {
      what: "jobs done yesterday",
      table: "jobs",
      set: "status = 'done', finished_at = now() - interval '1 day'",
      stay: true,
    },
    { what: "jobs that wait", table: "jobs", set: "created_at = now() - interval '1 year'", stay: true },
    {
      what: "jobs given up long ago",
      table: "jobs",
      set: "status = 'buried', finished_at = now() - interval '1 year'",
      stay: true,
    },
    {
      what: "idempotency keys of yesterday",
      table: "idempotency_keys",
      set: "created_at = now() - interval '25 hours'",
    },
    {
      what: "idempotency keys of today",
      table: "idempotency_keys",
      set: "created_at = now() - interval '23 hours'",
      stay: true,
    },
    {
      what: "sessions that ended a month ago",
      table: "sessions",
      set: "expires_at = now() - interval '31 days'",
    },
    {
      what: "sessions that ended last week",
      table: "sessions",
      set: "expires_at = now() - interval '7 days'",
      stay: true,
    },
    { what: "sessions", table: "sessions", set: "expires_at = now() + interval '1 hour'", stay: true },
    {
      what: "refresh tokens that ended",
      table: "refresh_tokens",
      set: "expires_at = now() - interval '1 minute'",
    },
    {
      what: "refresh tokens",
      table: "refresh_tokens",
      set: "expires_at = now() + interval '1 minute'",
      stay: true,
    },
    {
      what: "steps that could be taken two days ago",
      table: "one_time_tokens",
      set: "expires_at = now() - interval '2 days'",
    },
    { what: "steps of today", table: "one_time_tokens", set: "expires_at = now()", stay: true },
    {
      what: "messages of providers, taken two days ago",
      table: "used_assertions",
      set: "expires_at = now() - interval '2 days'",
    },
    { what: "messages of today", table: "used_assertions", set: "expires_at = now()", stay: true },
    {
      what: "invitations of last year",
      table: "invitations",
      set: "expires_at = now() - interval '91 days'",
    },
    {
      what: "invitations of last month",
      table: "invitations",
      set: "expires_at = now() - interval '30 days'",
      stay: true,
    },
    {
      what: "entries of a feed from half a year ago",
      table: "notifications",
      set: "created_at = now() - interval '181 days'",
    },
    {
      what: "entries whose mail went half a year ago",
      table: "notifications",
      set:
        "mail = 'daily', mailed_at = now() - interval '180 days', created_at = now() - interval '181 days'",
    },
    {
      what: "entries that still wait for their mail",
      table: "notifications",
      set: "mail = 'daily', mail_at = now(), created_at = now() - interval '181 days'",
      stay: true,
    },
    {
      what: "entries of less than half a year ago",
      table: "notifications",
      set: "created_at = now() - interval '179 days'",
      stay: true,
    },
    {
      what: "marks of digests from half a year ago",
      table: "notification_digests",
      set: "created_at = now() - interval '181 days'",
    },
    {
      what: "marks of digests of less than half a year ago",
      table: "notification_digests",
      set: "created_at = now() - interval '179 days'",
      stay: true,
    },
  ];
  const ROWS: Record<string, string> = {
    notifications: `with happened as (
        insert into events (organization_id, type, data, occurred_at)
        values ($1, 'quota.warning', '{}', now()) returning id)
      insert into notifications (organization_id, user_id, event_id, type, position, mail)
      select $1, $2::uuid, id, 'quota.warning', 1, 'none' from happened`,
    notification_digests:
      "insert into notification_digests (organization_id, user_id, way, slot_at, lines) values ($1, $2::uuid, 'daily', now(), 1)",
    one_time_tokens:
      "insert into one_time_tokens (organization_id, user_id, purpose, token_hash, expires_at) values ($1, $2::uuid, 'password_reset', repeat('0', 64), now())",
    used_assertions: `with made as (
        insert into identity_providers (organization_id, kind, name, settings)
        select $1, 'saml', 'Company', '{}' where $2 <> '' returning id)
      insert into used_assertions (organization_id, provider_id, assertion_id, expires_at)
      select $1, id, 'a', now() from made`,
    invitations:
      "insert into invitations (organization_id, email, role, token_hash, expires_at) select $1, 'b@acme.test', 'user', repeat('0', 64), now() where $2 <> ''",
    jobs:
      "insert into jobs (organization_id, task, payload, lane, max_attempts) select $1, 'test', '{}', 1, 3 where $2 <> ''",
    idempotency_keys:
      "insert into idempotency_keys (organization_id, user_id, key, fingerprint) values ($1, $2::uuid, 'key', repeat('0', 64))",
    sessions:
      "insert into sessions (organization_id, user_id, kind, expires_at) values ($1, $2::uuid, 'token', now())",
    refresh_tokens: `with opened as (
        insert into sessions (organization_id, user_id, kind, expires_at)
        values ($1, $2::uuid, 'token', now() + interval '1 day') returning id)
      insert into refresh_tokens (organization_id, session_id, token_hash, expires_at)
      select $1, id, repeat('0', 64), now() from opened`,
  };
  for (const { what, table, set, stay = false } of CASES) {
    await t.step(`${stay ? "keeps" : "takes away"} ${what}`, async () => {
      await bench.query(ROWS[table] ?? "", [acme, String(user)]);
      await bench.query(`update ${table} set ${set}`);
      await removeExpired(bench.services);
      strictEqual(await count(table), stay ? 1 : 0);
      await bench.query(`delete from ${table}`);
    });
  }
});

Deno.test("tick makes watches that are due into jobs", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const session = await acme.session("user");
  const query = async (text: string, values: unknown[] = []) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  const radicados = lexia.portal.radicados.found.slice(0, 12);
  const ids: string[] = [];
  for (const radicado of radicados) {
    const created = await session.post("/api/v1/solicitudes", { radicado, frequency: "daily" });
    strictEqual(created.status, 201);
    ids.push((await created.json()).id);
  }
  strictEqual(await lexia.work(), 12);
  const [paused = ""] = ids;
  strictEqual((await session.post(`/api/v1/solicitudes/${paused}/pause`)).status, 200);

  const jobsOf = (status: string) =>
    query("select lane, count(*)::int from jobs where status = $1 group by lane", [status]);

  await t.step("not before their time", async () => {
    await lexia.core.jobs.tick();
    deepStrictEqual(await jobsOf("ready"), []);
  });

  await t.step("once each, however many tick at once", async () => {
    await query("update solicitudes set next_run_at = now() - interval '1 second'");
    await Promise.all(Array.from({ length: 4 }, () => lexia.core.jobs.tick()));
    deepStrictEqual(await jobsOf("ready"), [[2, 11]]);
    await lexia.core.jobs.tick();
    deepStrictEqual(await jobsOf("ready"), [[2, 11]]);
    const statuses = await query("select status, count(*)::int from solicitudes group by 1 order by 1");
    deepStrictEqual(statuses, [["paused", 1], ["pending", 11]]);
  });

  await t.step("which run, and set the next time", async () => {
    strictEqual(await lexia.work(), 11);
    const triggers = await query("select trigger, count(*)::int from executions group by 1 order by 1");
    deepStrictEqual(triggers, [["created", 12], ["scheduled", 11]]);
    const due = await query(
      "select count(*)::int from solicitudes where next_run_at > now() and status = 'completed'",
    );
    deepStrictEqual(due, [[11]]);
  });
});
