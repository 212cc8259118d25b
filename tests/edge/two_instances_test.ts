/** Two instances on the edge's drivers: what they share through Neon and Upstash, and how soon. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { movableClock } from "#tests/support/stores.ts";

Deno.test("two instances on one database and one store", async (t) => {
  const env = { PORTAL_PER_MINUTE: "6000", PORTAL_CONCURRENCY: "1" };
  await using lexia = await Lexia.start({ env });
  await using second = await lexia.another({ env });
  const instances = [lexia, second];

  await t.step("count an organization's requests together", async () => {
    const acme = await lexia.organization({ maxRequestsPerMinute: 4 });
    const ana = await acme.session("user");
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      statuses.push((await ana.get(PATH)).status, (await ana.at(second).get(PATH)).status);
    }
    deepStrictEqual(statuses, [200, 200, 200, 200, 429, 429]);
  });

  await t.step("verify each other's tokens: the signing keys are one", async () => {
    const [first, other] = await Promise.all(instances.map(({ core }) => core.identity.keys.jwks()));
    deepStrictEqual(first, other);
  });

  await t.step("run one queue: what one makes, the other may do, and once", async () => {
    const ana = await (await lexia.organization()).session("user");
    const radicados = lexia.portal.radicados.found.slice(1, 11);
    for (const [i, radicado] of radicados.entries()) {
      const at = i % 2 === 0 ? ana : ana.at(second);
      strictEqual((await at.post("/api/v1/solicitudes", { radicado })).status, 201);
    }
    const ran = await Promise.all(instances.map((instance) => instance.work()));
    strictEqual(ran.reduce((sum, count) => sum + count), radicados.length);
    const { items } = await (await ana.get("/api/v1/solicitudes")).json();
    deepStrictEqual([...new Set(items.map(({ status }: { status: string }) => status))], ["completed"]);
  });

  await t.step("keep the portal's pace between them: never more than one call at a time", () => {
    strictEqual(lexia.portal.maxInFlight, 1);
  });
});

Deno.test("a session that ends on one instance has ended on the other within five seconds", async () => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  await using second = await lexia.another();
  const ana = await (await lexia.organization()).session("user");
  strictEqual((await ana.at(second).get(PATH)).status, 200);
  strictEqual((await ana.post("/auth/logout")).status, 204);
  strictEqual((await ana.get(PATH)).status, 401);
  clock.advance(4_900);
  strictEqual((await ana.at(second).get(PATH)).status, 401);
});

const PATH = "/api/v1/organization";
