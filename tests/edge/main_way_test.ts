/** The main way through LEXIA over Neon's driver and Upstash's REST interface. The wall has `tests/isolation_test.ts`. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Lexia, PASSWORD } from "#tests/support/lexia.ts";

Deno.test("LEXIA over the edge's drivers", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user", { withPassword: true });
  const [first = ""] = lexia.portal.radicados.found;
  const count = async (table: string) => {
    const [found] = await lexia.database.owner.batch([{ text: `select count(*)::int from ${table}` }]);
    return Number(found?.rows[0]?.[0]);
  };

  await t.step("signs a person in, by password", async () => {
    const login = (password: string) =>
      lexia.request(acme.subdomain, "/auth/login", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: ana.actor.email, password }),
      });
    strictEqual((await login(`${PASSWORD}x`)).status, 401);
    const signedIn = await login(PASSWORD);
    strictEqual(signedIn.status, 200);
    const { access_token: token } = await signedIn.json();
    const me = await lexia.request(acme.subdomain, "/auth/me", {
      headers: { authorization: `Bearer ${token}` },
    });
    strictEqual((await me.json()).email, ana.actor.email);
  });

  await t.step("follows a radicado to its result", async () => {
    const created = await ana.post("/api/v1/solicitudes", { radicado: first });
    strictEqual(created.status, 201);
    const { id } = await created.json();
    strictEqual(await lexia.work(), 1);
    const solicitud = await (await ana.get(`/api/v1/solicitudes/${id}`)).json();
    deepStrictEqual([solicitud.status, solicitud.last_execution.result], ["completed", "found"]);
    const { items } = await (await ana.get(`/api/v1/solicitudes/${id}/procesos`)).json();
    ok(items.length > 0);

    const beta = await (await lexia.organization()).session("org_admin");
    strictEqual((await beta.get(`/api/v1/solicitudes/${id}`)).status, 404);
  });

  await t.step("keeps all of a transaction or nothing of it", async () => {
    // That it was refused is recorded by itself.
    const acts = "audit_log where action like 'solicitud.%'";
    const before = [await count("solicitudes"), await count("jobs"), await count(acts)];
    strictEqual((await ana.post("/api/v1/solicitudes", { radicado: first })).status, 409);
    deepStrictEqual([await count("solicitudes"), await count("jobs"), await count(acts)], before);
  });

  await t.step("counts requests in Upstash's sliding windows", async () => {
    const small = await lexia.organization({ maxRequestsPerMinute: 3 });
    const eva = await small.session("viewer");
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await eva.get("/api/v1/organization")).status);
    deepStrictEqual(statuses, [200, 200, 200, 429, 429]);
  });
});
