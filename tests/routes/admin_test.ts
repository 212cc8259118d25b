/** The operators' endpoints: organizations and their plans, the queue, the portals. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, PASSWORD } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";

const ORGANIZATIONS = "/api/v1/admin/organizations";
const JOBS = "/api/v1/admin/jobs";

Deno.test("Organizations on the admin host", async (t) => {
  await using lexia = await Lexia.start();
  const operator = await lexia.operator();
  const administrator = { name: "Ana", email: "ana@plan.example", password: PASSWORD };

  async function create(body: Record<string, unknown>) {
    const subdomain = `made-${crypto.randomUUID().slice(0, 8)}`;
    return await operator.post(ORGANIZATIONS, { name: "Firma", subdomain, administrator, ...body });
  }

  async function signIn(subdomain: string): Promise<Record<string, string>> {
    const response = await lexia.request(subdomain, "/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: administrator.email, password: PASSWORD }),
    });
    strictEqual(response.status, 200);
    return { authorization: `Bearer ${(await response.json()).access_token}` };
  }

  const PLANS = [
    { plan: "free", users: 5, queries: 100, requests: 60 },
    { plan: "pro", users: 25, queries: 5_000, requests: 300 },
    { plan: "enterprise", users: null, queries: null, requests: 1_000 },
  ];
  for (const { plan, users, queries, requests } of PLANS) {
    await t.step(`of the plan ${plan} have its limits, which hold from the first request`, async () => {
      const created = await create({ plan });
      strictEqual(created.status, 201);
      const record = await created.json();
      deepStrictEqual([record.max_users, record.max_queries_per_month, record.max_requests_per_minute], [
        users,
        queries,
        null,
      ]);
      const headers = await signIn(record.subdomain);
      const response = await lexia.request(record.subdomain, "/api/v1/organization", { headers });
      const expected = { users, queries_per_month: queries, requests_per_minute: requests };
      deepStrictEqual((await response.json()).limits, expected);
      strictEqual(response.headers.get("ratelimit-limit"), String(requests));
      strictEqual(response.headers.get("ratelimit-remaining"), String(requests - 1));
      const usage = await (await lexia.request(record.subdomain, "/api/v1/organization/usage", { headers }))
        .json();
      deepStrictEqual([usage.queries, usage.users], [{ used: 0, limit: queries }, { used: 1, limit: users }]);
      match(usage.period, /^\d{4}-\d\d$/);
      match(usage.resets_at, /^\d{4}-\d\d-01T05:00:00\.000Z$/);
      strictEqual(usage.upgrade_url, `https://${record.subdomain}.lexia.test/billing/upgrade`);
    });
  }

  await t.step("get other limits than their plan's, and keep them until the plan changes", async () => {
    const { id, subdomain } = await (await create({ plan: "pro", max_users: 3, max_requests_per_minute: 7 }))
      .json();
    const headers = await signIn(subdomain);
    const limits = async () =>
      (await (await lexia.request(subdomain, "/api/v1/organization", { headers })).json()).limits;
    deepStrictEqual(await limits(), { users: 3, queries_per_month: 5_000, requests_per_minute: 7 });
    const changed = await operator.send("PATCH", `${ORGANIZATIONS}/${id}`, {
      plan: "enterprise",
      max_users: 4,
    });
    strictEqual(changed.status, 200);
    deepStrictEqual(await limits(), { users: 4, queries_per_month: null, requests_per_minute: 7 });
    strictEqual(
      (await operator.send("PATCH", `${ORGANIZATIONS}/${id}`, { max_requests_per_minute: null })).status,
      200,
    );
    strictEqual((await limits()).requests_per_minute, 1_000);
  });

  await t.step("take no more people than there are seats", async () => {
    const { subdomain } = await (await create({ max_users: 2 })).json();
    const headers = { ...await signIn(subdomain), "content-type": "application/json" };
    const add = (name: string) =>
      lexia.request(subdomain, "/api/v1/users", {
        method: "POST",
        headers,
        body: JSON.stringify({ name, email: `${name}@plan.example`, password: PASSWORD, role: "user" }),
      });
    const both = await Promise.all([add("luis"), add("eva")]);
    deepStrictEqual(both.map(({ status }) => status).sort(), [201, 402]);
    const problem = await refused(await add("paz"), 402, "seats_exceeded");
    deepStrictEqual([problem.limit, problem.upgrade_url], [
      2,
      `https://${subdomain}.lexia.test/billing/upgrade`,
    ]);
  });

  await t.step("are listed to the last one, the newest first", async () => {
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "?limit=2" : `?limit=2&cursor=${cursor}`;
      const page = await (await operator.get(`${ORGANIZATIONS}${query}`)).json();
      ok(page.items.length <= 2);
      all.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    strictEqual(new Set(all).size, all.length);
    const { id } = await (await create({})).json();
    const newest = await (await operator.get(`${ORGANIZATIONS}?limit=1`)).json();
    strictEqual(newest.items[0].id, id);
    const [count] = await lexia.database.owner.batch([{ text: "select count(*)::int from organizations" }]);
    strictEqual(all.length + 1, count?.rows[0]?.[0]);
  });

  await t.step("that are switched off come back whole when they are switched on", async () => {
    const { id, subdomain } = await (await create({})).json();
    const headers = await signIn(subdomain);
    const path = `${ORGANIZATIONS}/${id}`;
    strictEqual((await operator.send("PATCH", path, { is_active: false })).status, 200);
    await refused(await lexia.request(subdomain, "/auth/me", { headers }), 400, "organization_not_found");
    strictEqual((await operator.send("PATCH", path, { is_active: true })).status, 200);
    strictEqual((await lexia.request(subdomain, "/auth/me", { headers })).status, 200);
  });

  const taken = await (await create({})).json();
  const REFUSED = [
    { what: "a taken subdomain", body: { subdomain: taken.subdomain }, status: 409, code: "subdomain_taken" },
    { what: "a reserved subdomain", body: { subdomain: "admin" }, status: 409, code: "subdomain_taken" },
    { what: "a plan that there is not", body: { plan: "gold" }, status: 422, code: "request_invalid" },
    { what: "no seat at all", body: { max_users: 0 }, status: 422, code: "request_invalid" },
    { what: "half a request", body: { max_requests_per_minute: 0.5 }, status: 422, code: "request_invalid" },
    {
      what: "more than a column holds",
      body: { max_queries_per_month: 2 ** 31 },
      status: 422,
      code: "request_invalid",
    },
    { what: "an id of one's own", body: { id: taken.id }, status: 422, code: "request_invalid" },
    {
      what: "a weak password",
      body: { administrator: { ...administrator, password: "lexialexialexia" } },
      status: 422,
      code: "password_too_weak",
    },
  ] as const;
  for (const { what, body, status, code } of REFUSED) {
    await t.step(`refuse ${what}`, async () => {
      await refused(await create(body), status, code);
    });
  }

  await t.step("refuse changes to one that there is not", async () => {
    const path = `${ORGANIZATIONS}/01999999-0000-7000-8000-000000000000`;
    await refused(await operator.send("PATCH", path, { is_active: true }), 404, "organization_missing");
  });

  await t.step("are audited: who, what, from where, in which request", async () => {
    const { id } = await (await create({})).json();
    const request = { "x-request-id": "an-operators-request" };
    await operator.send("PATCH", `${ORGANIZATIONS}/${id}`, { name: "Otra" }, request);
    const [audit] = await lexia.database.owner.batch([{
      text:
        "select action, actor_id::text, host(address::inet), request_id from audit_log where target_id = $1 order by id",
      values: [id],
    }]);
    deepStrictEqual(audit?.rows.map(([action, actor, address]) => [action, actor, address]), [
      ["organization.create", operator.actor.userId, "192.0.2.1"],
      ["organization.update", operator.actor.userId, "192.0.2.1"],
    ]);
    strictEqual(audit?.rows[1]?.[3], "an-operators-request");
  });
});

Deno.test("The queue and the portals on the admin host", async (t) => {
  await using lexia = await Lexia.start();
  const operator = await lexia.operator();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const created = await ana.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[0] });
  const { id } = await created.json();

  await t.step("show what waits", async () => {
    const { counts, oldest_due_seconds: seconds, buried } = await (await operator.get(JOBS)).json();
    deepStrictEqual([counts, buried], [{ ready: 1, running: 0, done: 0, buried: 0 }, []]);
    ok(seconds >= 0 && seconds < 60, String(seconds));
  });

  await t.step("show what was given up and why, and give it another chance", async () => {
    const [row] = await lexia.database.owner.batch([{
      text: `update jobs set status = 'buried', attempts = 6, last_error = 'workers_lost', finished_at = now()
             where payload ->> 'solicitudId' = $1 returning id::text`,
      values: [id],
    }]);
    const jobId = String(row?.rows[0]?.[0]);
    const { buried } = await (await operator.get(JOBS)).json();
    strictEqual(buried.length, 1);
    const { buried_at: at, ...job } = buried[0];
    deepStrictEqual(job, {
      id: jobId,
      organization_id: acme.id,
      task: "solicitud.execute",
      reason: "workers_lost",
      attempts: 6,
    });
    ok(!Number.isNaN(Date.parse(at)));

    strictEqual((await operator.post(`${JOBS}/${jobId}/retry`)).status, 204);
    await refused(await operator.post(`${JOBS}/${jobId}/retry`), 404, "job_not_found");
    strictEqual(await lexia.work(), 1);
    const solicitud = await (await ana.get(`/api/v1/solicitudes/${id}`)).json();
    deepStrictEqual([solicitud.status, solicitud.last_execution.result], ["completed", "found"]);
    deepStrictEqual((await (await operator.get(JOBS)).json()).counts, {
      ready: 0,
      running: 0,
      done: 1,
      buried: 0,
    });
  });

  await t.step("show a portal's pace and window, and its breaker when it blocks", async () => {
    const portal = async () => (await (await operator.get("/api/v1/admin/portal")).json()).items[0];
    const healthy = await portal();
    deepStrictEqual([healthy.source, healthy.breaker.state, healthy.window.is_open], [
      "cpnu",
      "closed",
      true,
    ]);
    strictEqual(healthy.budget.used, lexia.portal.requests.length);
    ok(!Number.isNaN(Date.parse(healthy.last_success_at)));
    lexia.portal.setFault("block");
    await ana.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[1] });
    await lexia.work();
    const blocked = await portal();
    deepStrictEqual([blocked.breaker.state, blocked.breaker.reason], ["open", "portal_blocked"]);
    ok(Date.parse(blocked.breaker.until) > Date.now());
    strictEqual(blocked.last_failure.reason, "portal_blocked");
  });
});
