/** What goes on, what becomes stricter and what stops while Redis or the database is away, and what comes of it. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseUnavailable, type Platform, StoreUnavailable } from "#domain/ports.ts";
import { Lexia, PASSWORD, type Session } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";
import { withinOneWindow } from "#tests/support/within_one_window.ts";

const PATH = "/api/v1/solicitudes";

Deno.test("While Redis is away", async (t) => {
  const redis = { isAway: false };
  await using lexia = await Lexia.start({
    keepLog: true,
    change: (platform) => withoutStore(platform, redis),
  });
  const acme = await lexia.organization({ maxRequestsPerMinute: 8 });
  const [ana, luis] = [
    await acme.session("user", { withPassword: true }),
    await acme.session("user", { withPassword: true }),
  ];
  let id = "";

  const signIn = (who: Session, password: string, address = "192.0.2.77") =>
    lexia.request(who.host, "/auth/login", {
      method: "POST",
      address,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: who.actor.email, password }),
    });

  redis.isAway = true;
  // Each request from here on counts towards the limit that is reached below.
  await withinOneWindow("minute");

  await t.step("reading and writing go on", async () => {
    const created = await ana.post(PATH, { radicado: lexia.portal.radicados.found[0] });
    strictEqual(created.status, 201);
    ({ id } = await created.json());
    strictEqual((await ana.get(`${PATH}/${id}`)).status, 200);
    strictEqual((await ana.get(PATH)).status, 200);
  });

  await t.step("a stream of progress begins, and waits", async () => {
    const response = await ana.get(`${PATH}/${id}/progress`);
    deepStrictEqual([response.status, response.headers.get("content-type")], [200, "text/event-stream"]);
    await response.body?.cancel();
  });

  await t.step("limits hold, counted by each instance alone", async () => {
    const left: (string | null)[] = [];
    for (let i = 0; i < 4; i++) {
      const response = await ana.get(PATH);
      strictEqual(response.status, 200);
      left.push(response.headers.get("ratelimit-remaining"));
    }
    deepStrictEqual(left, ["3", "2", "1", "0"]);
    const response = await luis.get(PATH);
    ok(Number(response.headers.get("retry-after")) > 0);
    await refused(response, 429, "rate_limited");
  });

  await t.step("signing in still works, and guessing ends after three tries", async () => {
    await withinOneWindow();
    strictEqual((await signIn(luis, PASSWORD)).status, 200);
    for (let i = 0; i < 3; i++) {
      await refused(await signIn(ana, "not the password at all"), 401, "invalid_credentials");
    }
    const late = await signIn(ana, PASSWORD);
    ok(Number(late.headers.get("retry-after")) > 0);
    await refused(late, 429, "too_many_attempts");
    await refused(await signIn(ana, PASSWORD, "192.0.2.78"), 429, "too_many_attempts");
    strictEqual((await signIn(luis, PASSWORD, "192.0.2.78")).status, 200);
  });

  await t.step(
    "it shows: in the metrics, in the log, and to who asks whether requests should come",
    async () => {
      const { body } = await lexia.core.metrics.render();
      const [, count] = /^store_unavailable_total (\d+)$/m.exec(body) ?? [];
      ok(Number(count) >= 8, `store_unavailable_total ${count}`);
      const warnings = new Set(
        lexia.logged.filter(({ level }) => level === "WARN").map(({ message }) => message),
      );
      for (
        const message of [
          "Shared rate limit cannot be reached: counting alone",
          "Sign-in limits are counted by this process only: the store cannot be reached",
          "Cannot tell the dispatcher of new jobs: the next tick will",
        ]
      ) {
        ok(warnings.has(message), `${message}\n${[...warnings].join("\n")}`);
      }
      const ready = await lexia.request("", "/ready");
      strictEqual(ready.status, 503);
      deepStrictEqual((await ready.json()).checks, { database: "ok", redis: "failed", migrations: "ok" });
      strictEqual((await lexia.request("", "/health")).status, 200);
    },
  );

  await t.step("what needs it says so, and when to come again", async () => {
    const response = await (await lexia.operator()).get("/api/v1/admin/portal");
    ok(Number(response.headers.get("retry-after")) > 0);
    await refused(response, 503, "store_unavailable");
  });

  await t.step("nothing is lost: when it is back, what was asked for is done", async () => {
    redis.isAway = false;
    await lexia.core.jobs.tick();
    strictEqual(await lexia.work(), 1);
    const viewer = await acme.session("manager");
    // The shared window knows nothing of what was counted alone.
    const solicitud = await (await viewer.get(`${PATH}/${id}`)).json();
    deepStrictEqual([solicitud.status, solicitud.last_execution.result], ["completed", "found"]);
    strictEqual((await lexia.request("", "/ready")).status, 200);
  });
});

Deno.test("While the database is away", async (t) => {
  const database = { isAway: false };
  await using lexia = await Lexia.start({
    keepLog: true,
    change: (platform) => withoutDatabase(platform, database),
  });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  strictEqual((await ana.get(PATH)).status, 200);
  database.isAway = true;

  await t.step("a request is refused, with when to come again, and says nothing of why", async () => {
    for (
      const [method, path, body] of [["GET", PATH], ["POST", PATH, {
        radicado: lexia.portal.radicados.found[0],
      }]] as const
    ) {
      const response = await ana.send(method, path, body);
      match(response.headers.get("retry-after") ?? "", /^\d+$/);
      const problem = await refused(response, 503, "database_unavailable");
      deepStrictEqual(Object.keys(problem).sort(), ["code", "request_id", "status", "title", "type"]);
    }
  });

  await t.step("nobody is told that a password is wrong, or an organization unknown", async () => {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "a@b.example", password: PASSWORD }),
    };
    await refused(await lexia.request(acme.subdomain, "/auth/login", init), 503, "database_unavailable");
    await refused(await lexia.request("another", "/auth/me"), 503, "database_unavailable");
  });

  await t.step("people get a page that says so", async () => {
    const page = await lexia.request("one-more", "/", { headers: { accept: "text/html" } });
    deepStrictEqual([page.status, page.headers.get("content-type")?.split(";")[0]], [503, "text/html"]);
    await page.text();
  });

  await t.step("the process answers, and wants no requests", async () => {
    strictEqual((await lexia.request("", "/health")).status, 200);
    const ready = await lexia.request("", "/ready");
    strictEqual(ready.status, 503);
    const { checks } = await ready.json();
    deepStrictEqual([checks.database, checks.migrations], ["failed", "failed"]);
  });

  await t.step("the next request after its return is answered", async () => {
    database.isAway = false;
    strictEqual((await ana.get(PATH)).status, 200);
    strictEqual((await lexia.request("", "/ready")).status, 200);
    strictEqual((await lexia.request("another", "/auth/me")).status, 400);
  });
});

Deno.test("Sign-in limits", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user", { withPassword: true });
  const signIn = (email: string, password: string, address: string) =>
    lexia.request(acme.subdomain, "/auth/login", {
      method: "POST",
      address,
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": crypto.randomUUID(),
        "x-real-ip": "8.8.8.8",
      },
      body: JSON.stringify({ email, password }),
    });

  await t.step("end one address's attempts on many accounts, wherever in its network it is", async () => {
    await withinOneWindow();
    const tries = await Promise.all(
      Array.from(
        { length: 35 },
        (_, i) => signIn(`p${i}@acme.example`, "one password for all", `2001:db8:0:7::${i}`),
      ),
    );
    const codes = await Promise.all(tries.map(async (response) => (await response.json()).code));
    ok(codes.filter((code) => code === "invalid_credentials").length <= 30, codes.join(" "));
    ok(codes.includes("too_many_attempts"), codes.join(" "));
  });

  await t.step("leave other networks alone", async () => {
    strictEqual((await signIn(ana.actor.email, PASSWORD, "2001:db8:0:8::1")).status, 200);
  });

  await t.step("do not count the times that somebody signs in rightly", async () => {
    for (let i = 0; i < 12; i++) {
      strictEqual((await signIn(ana.actor.email, PASSWORD, "198.51.100.9")).status, 200);
    }
  });
});

/** Everything of the shared store rejects while it is away. */
function withoutStore(platform: Platform, redis: { isAway: boolean }): Platform {
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) =>
          redis.isAway
            ? Promise.reject(new StoreUnavailable("Redis is away"))
            : Reflect.apply(member, target, args);
      },
    });
  const { limiter, queue, cache, state, events, pingStore } = platform;
  return {
    ...platform,
    limiter: wrap(limiter),
    queue: wrap(queue),
    cache: wrap(cache),
    state: wrap(state),
    events: wrap(events),
    pingStore: () => redis.isAway ? Promise.reject(new StoreUnavailable("Redis is away")) : pingStore(),
  };
}

function withoutDatabase(platform: Platform, database: { isAway: boolean }): Platform {
  const { sql } = platform;
  const refuse = () => Promise.reject(new DatabaseUnavailable("The database is away"));
  return {
    ...platform,
    sql: {
      ...sql,
      batch: (statements) => database.isAway ? refuse() : sql.batch(statements),
      session: (work) => database.isAway ? refuse() : sql.session(work),
    },
  };
}
