/** `deno task analytics:rebuild`, run as the real program. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { runTask } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";

Deno.test("deno task analytics:rebuild", async (t) => {
  await using database = await openOpsDatabase();
  const { env } = database;
  const figures = () =>
    database.query(
      "select o.subdomain, f.day::text, f.label, f.count from analytics_days f join organizations o on o.id = organization_id order by 1, 2, 3",
    );
  for (const subdomain of ["acme", "beta"]) {
    await database.query(
      `with o as (insert into organizations (name, subdomain) values ($1::text, $1) returning id),
       u as (insert into users (organization_id, email, name) select id, 'a@' || $1, 'A' from o
         returning id, organization_id),
       m as (insert into organization_users (organization_id, user_id, role) select organization_id, id, 'user' from u
         returning organization_id, user_id),
       s as (insert into solicitudes (organization_id, owner_id, radicado, notify)
         select organization_id, user_id, '11001310300620230062300', '{}' from m returning id, organization_id),
       e as (insert into executions (organization_id, solicitud_id, job_id, attempt, trigger, source, result,
           started_at, finished_at, is_counted)
         select organization_id, id, gen_random_uuid(), 1, 'created', 'cpnu', 'found',
           '2026-11-24T04:00:00Z', '2026-11-24T04:59:00Z', true from s)
       insert into analytics_days (organization_id, day, measure, label, count)
         select id, '2026-11-20', 'run_result', 'found', 99 from o`,
      [subdomain],
    );
  }

  await t.step("makes the figures of one organization anew, by the days of Bogota", async () => {
    const { code, out, err } = await runTask("analytics:rebuild", { args: ["acme"], env });
    strictEqual(code, 0, err);
    match(out, /^The figures of acme were made anew/);
    deepStrictEqual(await figures(), [
      ["acme", "2026-11-23", "found", 1],
      ["beta", "2026-11-20", "found", 99],
    ]);
  });

  await t.step("refuses an organization that there is not, and no name at all", async () => {
    strictEqual((await runTask("analytics:rebuild", { args: ["nobody"], env })).code, 66);
    strictEqual((await runTask("analytics:rebuild", { env })).code, 64);
  });
});
