/** The latest run in a solicitud's row is that of the executions, whatever way a run has ended. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { claimJobs } from "#jobs/claims.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";

const PATH = "/api/v1/solicitudes";

Deno.test("A solicitud's latest run", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const ana = await (await lexia.organization()).session("user");
  const { found, unknown } = lexia.portal.radicados;
  const reserved = lexia.portal.radicados.private;
  const query = async (text: string) => (await lexia.database.owner.batch([{ text }])).at(-1)?.rows ?? [];
  const makeDue = () => query("update jobs set run_at = now() where status = 'ready'");

  /** By the API, which shows the row, and by the list of executions, which does not. */
  async function holds(id: string, result: string | null): Promise<void> {
    const solicitud = await (await ana.get(`${PATH}/${id}`)).json();
    const { items } = await (await ana.get(`${PATH}/${id}/executions?limit=1`)).json();
    deepStrictEqual(solicitud.last_execution, items[0]);
    strictEqual(solicitud.last_execution.result, result);
    const list = await (await ana.get(PATH)).json();
    deepStrictEqual(list.items.find((item: { id: string }) => item.id === id), solicitud);
  }

  await t.step("is none before the first one", async () => {
    const id = await follow(ana, found[20]);
    strictEqual((await (await ana.get(`${PATH}/${id}`)).json()).last_execution, null);
    await lexia.work();
    await holds(id, "found");
  });

  for (const [result, radicado] of [["private", reserved[1]], ["not_found", unknown[1]]] as const) {
    await t.step(`is the one that ended ${result}`, async () => {
      const id = await follow(ana, radicado);
      await lexia.work();
      await holds(id, result);
    });
  }

  await t.step("is unchanged the second time, and found with news", async () => {
    const id = await follow(ana, found[21]);
    await lexia.work();
    strictEqual((await ana.post(`${PATH}/${id}/execute`)).status, 200);
    await lexia.work();
    await holds(id, "unchanged");
    lexia.portal.addActuacion(found[21] ?? "");
    strictEqual((await ana.post(`${PATH}/${id}/execute`)).status, 200);
    await lexia.work();
    await holds(id, "found");
    const { last_execution } = await (await ana.get(`${PATH}/${id}`)).json();
    strictEqual(last_execution.new_actuaciones, 1);
  });

  await t.step("is the one that was lost, once the next attempt has begun or all were given up", async () => {
    const id = await follow(ana, found[23]);
    const [[jobId, most] = []] = await query(
      `select id, max_attempts from jobs where key = 'solicitud.execute:${id}'`,
    );
    for (let attempt = 1; attempt <= Number(most); attempt++) {
      await claimJobs(lexia.core.services.platformDb, [String(jobId)], 30);
      await query(
        `insert into executions (organization_id, solicitud_id, job_id, attempt, trigger, source, started_at)
        select organization_id, id, '${jobId}', ${attempt}, 'created', 'cpnu', now() from solicitudes where id = '${id}'`,
      );
      await query("update jobs set lease_until = now() - interval '1 second' where status = 'running'");
      await lexia.core.jobs.tick();
      await makeDue();
    }
    await holds(id, "error");
    strictEqual((await (await ana.get(`${PATH}/${id}`)).json()).status, "failed");
  });

  // The last one, since the breaker opens.
  await t.step("tells a doubt, and when it is tried again", async () => {
    const id = await follow(ana, found[22]);
    lexia.portal.setFault("block");
    await lexia.work();
    await holds(id, "unverified");
    const { last_execution } = await (await ana.get(`${PATH}/${id}`)).json();
    ok(last_execution.detail.retry_at);
  });
});

async function follow(person: Session, radicado = ""): Promise<string> {
  const created = await person.post(PATH, { radicado });
  strictEqual(created.status, 201);
  return (await created.json()).id;
}
