/** What a person and an operator see of a job whose workers die. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { claimJobs } from "#jobs/claims.ts";
import { Lexia } from "#tests/support/lexia.ts";

Deno.test("solicitud.execute, when it kills its worker each time", async (t) => {
  await using lexia = await Lexia.start();
  const { services, jobs } = lexia.core;
  const acme = await lexia.organization();
  const person = await acme.session("user");
  const operator = await lexia.operator();
  const query = async (text: string) => (await lexia.database.owner.batch([{ text }])).at(-1)?.rows ?? [];
  const [radicado = "", another = ""] = lexia.portal.radicados.found;

  const created = await person.post("/api/v1/solicitudes", { radicado, frequency: "daily" });
  strictEqual(created.status, 201);
  const { id } = await created.json();
  const [[jobId, maxAttempts] = []] = await query("select id, max_attempts from jobs");

  await t.step("is given up after its last attempt, with the reason", async () => {
    for (let attempt = 1; attempt <= Number(maxAttempts); attempt++) {
      const [claimed] = await claimJobs(services.platformDb, [String(jobId)], 30);
      strictEqual(claimed?.attempts, attempt);
      await query("update jobs set lease_until = now() - interval '1 second' where status = 'running'");
      await jobs.tick();
      await query("update jobs set run_at = now() where status = 'ready'");
    }
    const overview = await (await operator.get("/api/v1/admin/jobs")).json();
    strictEqual(overview.counts.buried, 1);
    const [buried] = overview.buried;
    deepStrictEqual([buried.id, buried.reason, buried.attempts], [jobId, "workers_lost", maxAttempts]);
  });

  await t.step("shows its solicitud as failed, and looks again the next day", async () => {
    const solicitud = await (await person.get(`/api/v1/solicitudes/${id}`)).json();
    strictEqual(solicitud.status, "failed");
    const [[hours] = []] = await query(
      "select extract(epoch from next_run_at - now())::float8 / 3600 from solicitudes",
    );
    ok(Number(hours) > 23.9 && Number(hours) <= 24, `${hours} h`);
  });

  await t.step("is told to its owner", async () => {
    await lexia.work();
    const { items } = await (await person.get("/api/v1/notifications")).json();
    deepStrictEqual(items.map(({ type }: { type: string }) => type), ["solicitud.failed"]);
  });

  await t.step("does not keep others from being done", async () => {
    strictEqual((await person.post("/api/v1/solicitudes", { radicado: another })).status, 201);
    strictEqual(await lexia.work(), 1);
  });

  await t.step("runs again when an operator says so", async () => {
    strictEqual((await person.post(`/api/v1/admin/jobs/${jobId}/retry`)).status >= 400, true);
    strictEqual((await operator.post(`/api/v1/admin/jobs/${jobId}/retry`)).status, 204);
    strictEqual(await lexia.work(), 1);
    const solicitud = await (await person.get(`/api/v1/solicitudes/${id}`)).json();
    strictEqual(solicitud.status, "completed");
    strictEqual((await operator.post(`/api/v1/admin/jobs/${jobId}/retry`)).status, 404);
    const [[status, attempts] = []] = await query(`select status, attempts from jobs where id = '${jobId}'`);
    deepStrictEqual([status, attempts], ["done", 1]);
  });
});

Deno.test("solicitud.execute leaves nothing of a lookup whose lease others have", async () => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const person = await acme.session("user");
  const query = async (text: string) => (await lexia.database.owner.batch([{ text }])).at(-1)?.rows ?? [];
  const [radicado = ""] = lexia.portal.radicados.found;
  strictEqual((await person.post("/api/v1/solicitudes", { radicado })).status, 201);

  // The simulator answers late enough for the lease to be taken away in the middle of the lookup.
  lexia.portal.setFault("slow", { slowMs: 400 });
  const working = lexia.work();
  while (lexia.portal.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await query("update jobs set lease_token = gen_random_uuid() where status = 'running'");
  await working;
  lexia.portal.setFault("none");
  deepStrictEqual(await query("select count(*)::int from procesos"), [[0]]);
  deepStrictEqual(await query("select result from executions"), [[null]]);

  await query("update jobs set lease_until = now() - interval '1 second'");
  await lexia.core.jobs.tick();
  strictEqual(await lexia.work(), 1);
  const ended = await query("select attempt, result, detail ->> 'code' from executions order by attempt");
  deepStrictEqual(ended, [[1, "error", "worker_lost"], [2, "found", null]]);
  ok(Number((await query("select count(*)::int from procesos"))[0]?.[0]) > 0);
});

Deno.test("solicitud.execute is not over where its effects could not be kept", async () => {
  await using lexia = await Lexia.start();
  const person = await (await lexia.organization()).session("user");
  const query = async (text: string) => (await lexia.database.owner.batch([{ text }])).at(-1)?.rows ?? [];
  const [radicado = ""] = lexia.portal.radicados.found;
  strictEqual((await person.post("/api/v1/solicitudes", { radicado })).status, 201);

  // The last of its effects fails, when all others are written.
  await query("alter table usage_months add constraint full_up check (queries < 1) not valid");
  await lexia.work();
  deepStrictEqual(await query("select status from jobs"), [["ready"]]);
  deepStrictEqual(await query("select count(*)::int from procesos"), [[0]]);

  await query("alter table usage_months drop constraint full_up");
  await query("update jobs set run_at = now()");
  await lexia.core.jobs.tick();
  await lexia.work();
  deepStrictEqual(await query("select status from jobs"), [["done"]]);
  deepStrictEqual(await query("select queries from usage_months"), [[1]]);
});
