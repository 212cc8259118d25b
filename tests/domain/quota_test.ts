/** A month's queries: what is counted, what is promised, and when a new month begins. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { type MovableClock, movableClock } from "#tests/support/stores.ts";

const PATH = "/api/v1/solicitudes";
const NOVEMBER = Date.parse("2026-11-24T15:00:00Z");
const DECEMBER = Date.parse("2026-12-01T05:00:00Z");

Deno.test("The quota", async (t) => {
  const clock = movableClock(NOVEMBER);
  await using lexia = await Lexia.start({ clock, env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization({ maxQueriesPerMonth: 3 });
  const [first = "", second = "", third = "", fourth = "", fifth = ""] = lexia.portal.radicados.found;
  let ana = await acme.session("user");

  await t.step("counts what is promised as if it had been used", async () => {
    strictEqual((await ana.post(PATH, { radicado: first })).status, 201);
    strictEqual((await ana.post(PATH, { radicado: second })).status, 201);
    deepStrictEqual(await used(acme), { used: 0, limit: 3 });
  });

  await t.step("counts nothing where the portal gave no answer to trust", async () => {
    lexia.portal.setFault("block");
    await lexia.work();
    lexia.portal.setFault("none");
    deepStrictEqual(await used(acme), { used: 0, limit: 3 });
  });

  await t.step("refuses beyond the limit, saying how much, until when and where there is more", async () => {
    strictEqual((await ana.post(PATH, { radicado: third })).status, 201);
    const problem = await refused(await ana.post(PATH, { radicado: fourth }), 402, "quota_exceeded");
    const { usage, limit, resets_at, upgrade_url } = problem;
    deepStrictEqual({ usage, limit, resets_at, upgrade_url }, {
      usage: 3,
      limit: 3,
      resets_at: "2026-12-01T05:00:00.000Z",
      upgrade_url: `https://${acme.subdomain}.lexia.test/billing/upgrade`,
    });
  });

  await t.step("keeps nothing of what it refused", async () => {
    const [rows] = await lexia.database.owner.batch([{
      text: "select count(*)::int, count(distinct radicado)::int from solicitudes where organization_id = $1",
      values: [acme.id],
    }]);
    deepStrictEqual(rows?.rows[0], [3, 3]);
  });

  await t.step("is another organization's own", async () => {
    const beta = await (await lexia.organization({ maxQueriesPerMonth: 1 })).session("user");
    strictEqual((await beta.post(PATH, { radicado: first })).status, 201);
    await refused(await beta.post(PATH, { radicado: second }), 402, "quota_exceeded");
  });

  await t.step("of none lets nobody ask, and without a limit everybody", async () => {
    const none = await (await lexia.organization({ maxQueriesPerMonth: 0 })).session("user");
    await refused(await none.post(PATH, { radicado: first }), 402, "quota_exceeded");
    const unlimited = await (await lexia.organization()).session("user");
    strictEqual((await unlimited.post(PATH, { radicado: first })).status, 201);
  });

  await t.step("begins anew with the month in Bogota, not with that in Greenwich", async () => {
    const full = await lexia.organization({ maxQueriesPerMonth: 1 });
    await spend(lexia, full, clock);
    moveTo(clock, DECEMBER - 1);
    ana = await full.session("user");
    await refused(await ana.post(PATH, { radicado: fifth }), 402, "quota_exceeded");
    moveTo(clock, DECEMBER);
    strictEqual((await ana.post(PATH, { radicado: fifth })).status, 201);
    deepStrictEqual(await used(full), { used: 0, limit: 1 });
  });
});

/** Uses a query up, as an execution does that ends in this month. */
async function spend(lexia: Lexia, organization: TestOrganization, clock: MovableClock): Promise<void> {
  const month = new Date(clock.now()).toISOString().slice(0, 7);
  await lexia.database.owner.batch([{
    text: "insert into usage_months (organization_id, month, queries) values ($1, $2, 1)",
    values: [organization.id, month],
  }]);
}

async function used(organization: TestOrganization): Promise<unknown> {
  const admin = await organization.session("org_admin");
  return (await (await admin.get("/api/v1/organization/usage")).json()).queries;
}

function moveTo(clock: MovableClock, at: number): void {
  clock.advance(at - clock.now());
}
