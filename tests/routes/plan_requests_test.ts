/** Asking for another plan, from the page and by the API, and what operators answer. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";

const PATH = "/api/v1/organization/plan-requests";
const ADMIN = "/api/v1/admin/plan-requests";

Deno.test("Requests for a plan", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ plan: "free", maxQueriesPerMonth: 100 });
  const admin = await acme.session("org_admin");
  const operator = await lexia.operator();
  let id = "";

  await t.step("are for who manages billing", async () => {
    for (const role of ["manager", "user", "viewer"] as const) {
      const session = await acme.session(role);
      await refused(await session.post(PATH, { plan: "pro" }), 403, "permission_denied");
      await refused(await session.get(PATH), 403, "permission_denied");
    }
  });

  await t.step("reach the operators by mail and in their list", async () => {
    const key = { "idempotency-key": "one" };
    const body = { plan: "pro", message: "Pasamos a 200 procesos" };
    const [asked, again] = [await admin.post(PATH, body, key), await admin.post(PATH, body, key)];
    deepStrictEqual([asked.status, again.status], [201, 201]);
    const request = await asked.json();
    deepStrictEqual(await again.json(), request);
    ({ id } = request);
    deepStrictEqual([request.status, request.from_plan, request.plan], ["pending", "free", "pro"]);
    await lexia.work();
    const [mail, ...more] = lexia.mails.filter(({ to }) => to.address === operator.actor.email);
    strictEqual(more.length, 0);
    match(mail?.subject ?? "", /pide otro plan: Profesional/);
    match(mail?.text ?? "", /Pasamos a 200 procesos/);
    const { items } = await (await operator.get(`${ADMIN}?status=pending`)).json();
    deepStrictEqual(items.map((item: Record<string, unknown>) => [item.id, item.organization]), [
      [id, { id: acme.id, name: acme.record.name }],
    ]);
  });

  await t.step("are one at a time, and not for the plan that holds", async () => {
    await refused(await admin.post(PATH, { plan: "enterprise" }), 409, "plan_request_pending");
    await refused(await admin.post(PATH, { plan: "free" }), 409, "plan_current");
  });

  await t.step(
    "that are approved change the plan and its limits, and the administrators hear of it",
    async () => {
      const approved = await operator.post(`${ADMIN}/${id}/approve`, { answer: "Con gusto" });
      strictEqual(approved.status, 200);
      deepStrictEqual([(await approved.json()).status], ["approved"]);
      const organization = await (await admin.get("/api/v1/organization")).json();
      deepStrictEqual([organization.plan, organization.limits.queries_per_month], ["pro", 5_000]);
      await lexia.work();
      const mail = lexia.mails.find(({ to }) => to.address === admin.actor.email);
      match(mail?.text ?? "", /Con gusto/);
      await refused(await operator.post(`${ADMIN}/${id}/decline`, {}), 409, "plan_request_decided");
      const { items } = await (await admin.get(PATH)).json();
      deepStrictEqual([items[0].status, items[0].answer], ["approved", "Con gusto"]);
    },
  );

  await t.step("that are declined change nothing", async () => {
    const asked = await (await admin.post(PATH, { plan: "enterprise" })).json();
    const declined = await operator.post(`${ADMIN}/${asked.id}/decline`, { answer: null });
    strictEqual((await declined.json()).status, "declined");
    strictEqual((await (await admin.get("/api/v1/organization")).json()).plan, "pro");
  });

  await t.step("of others are nobody's", async () => {
    const beta = await (await lexia.organization({ plan: "free" })).session("org_admin");
    deepStrictEqual((await (await beta.get(PATH)).json()).items, []);
  });

  await t.step("can be made on the page, by who may", async () => {
    const page = async (session: typeof admin) => await (await session.get("/billing/upgrade")).text();
    match(await page(admin), /Enviar la solicitud/);
    ok(!(await page(await acme.session("user"))).includes("Enviar la solicitud"));
    const form = new URLSearchParams({ plan: "enterprise", message: "Otra vez" });
    const submit = async (body: URLSearchParams) =>
      await lexia.request(admin.host, "/billing/upgrade", {
        method: "POST",
        headers: { authorization: `Bearer ${admin.token}` },
        body,
      });
    strictEqual((await submit(form)).status, 303);
    match(await page(admin), /En espera de respuesta/);
    const again = await submit(form);
    strictEqual(again.status, 409);
    match(await again.text(), /Ya se pidió otro plan/);
  });
});
