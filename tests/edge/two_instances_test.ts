/** Two instances on the edge's drivers: what they share through Neon and Upstash, and how soon. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { assemble } from "#main";
import { openMetrics } from "#platform/mod.ts";
import { Lexia } from "../support/lexia.ts";
import { silentLog } from "../support/silent_log.ts";
import { movableClock } from "../support/stores.ts";

Deno.test("two instances on one database and one store", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_PER_MINUTE: "6000", PORTAL_CONCURRENCY: "1" } });
  const second = await secondInstance(lexia);

  await t.step("count an organization's requests together", async () => {
    const acme = await lexia.organization({ maxRequestsPerMinute: 4 });
    const ana = await acme.session("user");
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      statuses.push((await ana.get(PATH)).status, await second.status(acme.subdomain, ana.token));
    }
    deepStrictEqual(statuses, [200, 200, 200, 200, 429, 429]);
  });

  await t.step("verify each other's tokens: the signing keys are one", async () => {
    const keys = await Promise.all(
      [lexia.core, second.core].map((instance) => instance.identity.keys.jwks()),
    );
    deepStrictEqual(keys[0], keys[1]);
  });

  await t.step("run one queue: what one makes, the other may do, and once", async () => {
    const ana = await (await lexia.organization()).session("user");
    const radicados = lexia.portal.radicados.found.slice(1, 7);
    for (const radicado of radicados) {
      strictEqual((await ana.post("/api/v1/solicitudes", { radicado })).status, 201);
    }
    const until = Date.now() + 30_000;
    const ran = await Promise.all([lexia.core, second.core].map(({ jobs }) => jobs.worker.drain({ until })));
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
  const second = await secondInstance(lexia);
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  strictEqual(await second.status(acme.subdomain, ana.token), 200);
  strictEqual((await ana.post("/auth/logout")).status, 204);
  strictEqual((await ana.get(PATH)).status, 401);
  clock.advance(4_900);
  strictEqual(await second.status(acme.subdomain, ana.token), 401);
});

const PATH = "/api/v1/organization";

async function secondInstance(lexia: Lexia) {
  const { config, platform } = lexia.core;
  const core = await assemble(config, platform, { log: silentLog, metrics: openMetrics() });
  return {
    core,
    async status(subdomain: string, token: string): Promise<number> {
      const host = `${subdomain}.${lexia.baseDomain}`;
      const request = new Request(`http://${host}${PATH}`, {
        headers: { host, authorization: `Bearer ${token}` },
      });
      return (await core.app.fetch(request, { remoteAddress: "192.0.2.1" })).status;
    },
  };
}
