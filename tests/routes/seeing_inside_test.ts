/** What operators see: logs, health, readiness, metrics; and what they must not see. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, PASSWORD } from "../support/lexia.ts";

Deno.test("logs", async (t) => {
  await using lexia = await Lexia.start({ keepLog: true });
  const acme = await lexia.organization();
  const ana = await acme.session("user", { withPassword: true });

  await t.step("tell who asked what, how it ended and how long it took, by the route's pattern", async () => {
    const created = await ana.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[1] });
    const { id } = await created.json();
    await ana.get(`/api/v1/solicitudes/${id}?secret=in-the-query`);
    const line = lexia.logged.findLast(({ method, endpoint }) =>
      method === "GET" && String(endpoint).startsWith("/api/v1/solicitudes/")
    );
    ok(line, "no line for the request");
    strictEqual(line.endpoint, "/api/v1/solicitudes/:id");
    strictEqual(line.organization_id, acme.id);
    strictEqual(line.user_id, ana.actor.userId);
    strictEqual(line.status, 200);
    strictEqual(typeof line.duration_ms, "number");
    match(String(line.request_id), /^[\w-]{8,64}$/);
    strictEqual(line.client_ip, "192.0.2.1");
  });

  await t.step("take over a caller's request id where it is harmless", async () => {
    const given = await lexia.request("", "/ready", { headers: { "x-request-id": "caller-id-0001" } });
    strictEqual(given.headers.get("x-request-id"), "caller-id-0001");
    const harmful = await lexia.request("", "/ready", { headers: { "x-request-id": "a b{c}" } });
    ok(harmful.headers.get("x-request-id") !== "a b{c}");
  });

  await t.step("leave health checks out", async () => {
    const before = lexia.logged.length;
    strictEqual((await lexia.request("", "/health")).status, 200);
    strictEqual(lexia.logged.length, before);
  });

  await t.step("hold no password, token, cookie, address of mail or query", async () => {
    const login = await lexia.request(acme.subdomain, "/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "__Host-lexia_session=lxs_canary-cookie" },
      body: JSON.stringify({ email: ana.actor.email, password: PASSWORD }),
    });
    const { access_token, refresh_token } = await login.json();
    await ana.post("/auth/refresh", { refresh_token });
    await ana.get("/api/v1/solicitudes?q=canary-query");
    await lexia.request(acme.subdomain, "/auth/me", {
      headers: { authorization: `Bearer ${access_token}x` },
    });
    await lexia.work();
    const text = JSON.stringify(lexia.logged);
    const canaries = [
      PASSWORD,
      access_token,
      refresh_token,
      "canary-cookie",
      ana.actor.email,
      "canary-query",
      "in-the-query",
    ];
    deepStrictEqual(canaries.filter((canary) => text.includes(canary)), []);
  });

  await t.step(
    "say what failed inside without the statement's values, and tell the caller nothing of it",
    async () => {
      await lexia.database.owner.batch([{
        text: "alter table solicitudes rename column alias to alias_gone",
      }]);
      try {
        const response = await ana.post("/api/v1/solicitudes", {
          radicado: lexia.portal.radicados.found[2],
          alias: "canary-alias",
        });
        strictEqual(response.status, 500);
        const text = await response.text();
        strictEqual(JSON.parse(text).code, "internal_error");
        ok(!/select|insert|column|solicitudes"/i.test(text), text);
        const logged = JSON.stringify(lexia.logged.slice(-3));
        ok(!logged.includes("canary-alias"), "the log repeats a value");
        ok(logged.includes("42703"), "the log names no reason");
      } finally {
        await lexia.database.owner.batch([{
          text: "alter table solicitudes rename column alias_gone to alias",
        }]);
      }
    },
  );
});

Deno.test("GET /ready", async (t) => {
  await t.step("is yes while database, Redis and migrations are there", async () => {
    await using lexia = await Lexia.start();
    const response = await lexia.request("anything.example", "/ready");
    strictEqual(response.status, 200);
    deepStrictEqual((await response.json()).checks, { database: "ok", redis: "ok", migrations: "ok" });
  });

  await t.step("is no while a migration is missing, and while the database is gone", async () => {
    const lexia = await Lexia.start();
    await lexia.database.owner.batch([{ text: "delete from drizzle.__drizzle_migrations" }]);
    const behind = await lexia.request("", "/ready");
    strictEqual(behind.status, 503);
    strictEqual((await behind.json()).checks.migrations, "failed");
    await lexia.database.driver.close();
    const gone = await lexia.request("", "/ready");
    strictEqual(gone.status, 503);
    strictEqual((await gone.json()).checks.database, "failed");
    strictEqual((await lexia.request("", "/health")).status, 200);
    await lexia.portal.close();
  });
});

Deno.test("GET /metrics", async (t) => {
  await using lexia = await Lexia.start({ env: { METRICS_TOKEN: "a-token-for-prometheus" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const scrape = async () => {
    const headers = { authorization: "Bearer a-token-for-prometheus" };
    return await (await lexia.request("", "/metrics", { headers })).text();
  };

  await t.step("has the setup guide's names, with patterns and ids as labels", async () => {
    const created = await ana.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[3] });
    const { id } = await created.json();
    await lexia.work();
    await ana.get(`/api/v1/solicitudes/${id}`);
    await ana.get("/auth/me");
    await lexia.request("", "/ready");
    await lexia.request("", "/nothing/here");
    const text = await scrape();
    for (
      const line of [
        'http_requests_total{method="GET",endpoint="/api/v1/solicitudes/:id",status="200"} 1',
        'http_requests_total{method="POST",endpoint="/api/v1/solicitudes",status="201"} 1',
        'http_requests_total{method="GET",endpoint="/auth/me",status="200"} 1',
        'http_requests_total{method="GET",endpoint="/ready",status="200"} 1',
        'http_requests_total{method="GET",endpoint="(unknown)",status="404"} 1',
        `solicitudes_created_total{organization_id="${acme.id}",type="simple"} 1`,
        `rpa_tasks_completed_total{status="found",organization_id="${acme.id}"} 1`,
        "active_users_total 1",
        'jobs_completed_total{task="solicitud.execute",outcome="done"} 1',
        'portal_breaker_open{source="cpnu"} 0',
      ]
    ) {
      ok(
        text.includes(line),
        `missing: ${line}\n${text.split("\n").filter((l) => l.startsWith(line.slice(0, 20))).join("\n")}`,
      );
    }
    match(text, /^http_request_duration_seconds_bucket\{/m);
    match(text, /^database_connections_active \d+$/m);
    match(text, /^portal_requests_total\{source="cpnu",outcome="\w+"\} \d+$/m);
    ok(!text.includes(id), "an id became a label");
  });

  await t.step("keeps its number of series, whatever paths and methods are asked for", async () => {
    for (let i = 0; i < 300; i++) await ana.get(`/nothing/here/${crypto.randomUUID()}`);
    await ana.send("BREW", "/api/v1/solicitudes");
    const series = (await scrape()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    ok(series.length < 500, `${series.length} series`);
  });

  await t.step("is for who has the token", async () => {
    strictEqual((await lexia.request("", "/metrics")).status, 401);
    const wrong = { authorization: "Bearer a-token-for-prometheuz" };
    strictEqual((await lexia.request("", "/metrics", { headers: wrong })).status, 401);
  });

  await t.step("is for this machine alone where there is no token", async () => {
    await using open = await Lexia.start();
    strictEqual((await open.request("", "/metrics", { address: "127.0.0.1" })).status, 200);
    strictEqual((await open.request("", "/metrics", { address: "192.0.2.1" })).status, 401);
    const forwarded = { "x-forwarded-for": "192.0.2.1" };
    strictEqual(
      (await open.request("", "/metrics", { address: "127.0.0.1", headers: forwarded })).status,
      401,
    );
  });
});

Deno.test("every answer", async (t) => {
  await using lexia = await Lexia.start({ env: { CORS_ORIGINS: "https://app.example.com" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user");

  await t.step("carries the setup guide's security headers and a policy without exceptions", async () => {
    for (const path of ["/health", "/api/v1/organization", "/sign-in", "/nothing", "/api/docs"]) {
      const { headers } = await ana.get(path);
      strictEqual(headers.get("x-frame-options"), "DENY", path);
      strictEqual(headers.get("x-content-type-options"), "nosniff", path);
      strictEqual(headers.get("x-xss-protection"), "1; mode=block", path);
      strictEqual(headers.get("referrer-policy"), "strict-origin-when-cross-origin", path);
      strictEqual(
        headers.get("strict-transport-security"),
        "max-age=31536000; includeSubDomains; preload",
        path,
      );
      const policy = headers.get("content-security-policy") ?? "";
      match(policy, /default-src 'none'/, path);
      ok(!policy.includes("unsafe"), `${path}: ${policy}`);
    }
  });

  await t.step("lets configured origins in, and no other", async () => {
    const preflight = (origin: string) =>
      lexia.request(acme.subdomain, "/api/v1/solicitudes", {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization",
        },
      });
    strictEqual(
      (await preflight("https://app.example.com")).headers.get("access-control-allow-origin"),
      "https://app.example.com",
    );
    for (const origin of ["https://evil.test", "https://app.example.com.evil.test", "null"]) {
      strictEqual((await preflight(origin)).headers.get("access-control-allow-origin"), null, origin);
    }
  });

  const REFUSED = [
    {
      what: "a body that is no JSON",
      init: { body: '{"radicado":' },
      status: 400,
      code: "request_malformed",
    },
    {
      what: "text",
      init: { body: "{}", headers: { "content-type": "text/plain" } },
      status: 415,
      code: "content_type_unsupported",
    },
    { what: "a body without end", init: { body: chunks(1_500_000) }, status: 413, code: "body_too_large" },
    {
      what: "a large body",
      init: { body: JSON.stringify({ alias: "a".repeat(1_100_000) }) },
      status: 413,
      code: "body_too_large",
    },
    {
      what: "ten thousand brackets",
      init: { body: "[".repeat(10_000) + "]".repeat(10_000) },
      status: 422,
      code: "request_invalid",
    },
  ];
  for (const { what, init, status, code } of REFUSED) {
    await t.step(`to ${what} is ${status}`, async () => {
      const response = await lexia.request(acme.subdomain, "/api/v1/solicitudes", {
        method: "POST",
        ...init,
        headers: {
          authorization: `Bearer ${ana.token}`,
          "content-type": "application/json",
          ...("headers" in init ? init.headers : {}),
        },
      });
      const problem = await response.json();
      strictEqual(response.status, status, JSON.stringify(problem));
      strictEqual(problem.code, code);
      deepStrictEqual([problem.status, problem.request_id], [status, response.headers.get("x-request-id")]);
      match(problem.type, new RegExp(`/problems/${code}$`));
    });
  }

  await t.step("to a cookie from another site's page is a refusal", async () => {
    const headers = {
      cookie: "__Host-lexia_session=lxs_x",
      origin: "https://evil.test",
      "content-type": "application/x-www-form-urlencoded",
    };
    const response = await lexia.request(acme.subdomain, "/sign-in", {
      method: "POST",
      headers,
      body: "email=a&password=b",
    });
    strictEqual(response.status, 403);
  });
});

function chunks(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(new Uint8Array(64 * 1024).fill(97));
      left -= 64 * 1024;
    },
  });
}
