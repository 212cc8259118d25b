/** Deleting organizations for good, over a database in which two organizations have a row in every table. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { platformDb } from "#db/tenant_db.ts";
import { deleteDueOrganizations } from "#domain/organizations/delete_due_organizations.ts";
import { testHome } from "#tests/support/databases.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { anotherRow } from "#tests/support/tenant_rows.ts";
import { insertStatement, openTwoTenants, type TwoTenants } from "#tests/support/two_tenants.ts";

const KEPT = ["audit_log"];

/** Enough for several kills: a hundred go in one step. */
const MANY = 6_000;

function services(tenants: TwoTenants) {
  return { platformDb: platformDb(tenants.driver, () => {}), log: silentLog };
}

async function ask(tenants: TwoTenants, id: string, { days = 0, withoutExport = true } = {}): Promise<void> {
  await tenants.query(
    `update organizations set is_active = false, delete_after = now() + make_interval(days => $2) where id = $1`,
    [id, days],
  );
  const line = "insert into audit_log (organization_id, action, data) values ($1, $2, $3)";
  await tenants.query(line, [id, "organization.delete_ask", {}]);
  if (withoutExport) await tenants.query(line, [id, "organization.delete_without_export", {}]);
}

async function rowsLeft(tenants: TwoTenants, id: string): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const table of tenants.tables) {
    const [row] = await tenants.query(`select count(*)::int from ${table} where organization_id = $1`, [id]);
    if (row?.[0] !== 0) left[table] = Number(row?.[0]);
  }
  return left;
}

/** A process that deletes, killed in the middle of the step after so many. */
async function killedDeleter(url: string, steps: number): Promise<void> {
  const program = new URL("_deleter.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-net", "--allow-env", program, url],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let told = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (told.split("step").length <= steps) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`It ended after ${told.split("step").length - 1} steps`);
    told += value;
  }
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
}

async function isThere(tenants: TwoTenants, id: string): Promise<boolean> {
  return (await tenants.query("select 1 from organizations where id = $1", [id])).length > 0;
}

Deno.test("deleteDueOrganizations", async (t) => {
  await t.step("leaves alone whose day has not come, and whoever is not suspended", async () => {
    await using tenants = await openTwoTenants();
    const { acme, beta } = tenants;
    await ask(tenants, acme.organization, { days: 1 });
    await ask(tenants, beta.organization);
    await tenants.query("update organizations set is_active = true where id = $1", [beta.organization]);
    strictEqual(await deleteDueOrganizations(services(tenants)), 0);
    deepStrictEqual([await isThere(tenants, acme.organization), await isThere(tenants, beta.organization)], [
      true,
      true,
    ]);
  });

  await t.step(
    "waits for an export that began after the deletion was asked for, and was completed",
    async () => {
      await using tenants = await openTwoTenants();
      const id = tenants.acme.organization;
      const line = `insert into audit_log (organization_id, action, data, created_at)
      values ($1, $2, $3, now() + make_interval(secs => $4))`;
      const steps = async () => await deleteDueOrganizations(services(tenants));
      await tenants.query(line, [id, "organization.export_begin", { export: "before" }, -60]);
      await ask(tenants, id, { withoutExport: false });
      strictEqual(await steps(), 0);
      // Begun before, completed after: not everything that is there now is in it.
      await tenants.query(line, [id, "organization.export", { export: "before" }, 1]);
      strictEqual(await steps(), 0);
      await tenants.query(line, [id, "organization.export_begin", { export: "after" }, 2]);
      strictEqual(await steps(), 0);
      await tenants.query(line, [id, "organization.export", { export: "after" }, 3]);
      strictEqual(await steps(), 1);
      strictEqual(await isThere(tenants, id), false);
    },
  );

  await t.step(
    "removes everything of one organization but its audit log, and nothing of another",
    async () => {
      await using tenants = await openTwoTenants();
      const { acme, beta } = tenants;
      const untouched = await tenants.fingerprint(beta.organization);
      const before = await rowsLeft(tenants, acme.organization);
      await ask(tenants, acme.organization);
      strictEqual(await deleteDueOrganizations(services(tenants)), 1);
      deepStrictEqual(Object.keys(await rowsLeft(tenants, acme.organization)), KEPT);
      strictEqual(await isThere(tenants, acme.organization), false);
      strictEqual(await tenants.fingerprint(beta.organization), untouched);

      const [line] = await tenants.query(
        "select target_id, data from audit_log where organization_id = $1 and action = 'organization.deleted'",
        [acme.organization],
      );
      strictEqual(line?.[0], acme.organization);
      const { subdomain, counts } = Object(line?.[1]);
      strictEqual(subdomain, "acme");
      for (const [table, rows] of Object.entries(before)) {
        // What may only be added to goes with the people it is about.
        if (KEPT.includes(table) || table === "legal_acceptances") continue;
        strictEqual(counts[table], rows, table);
      }
      strictEqual(await deleteDueOrganizations(services(tenants)), 0);
    },
  );

  await t.step("goes on where it was stopped, a few rows at a time", async () => {
    await using tenants = await openTwoTenants();
    const { acme, beta } = tenants;
    for (const table of ["usage_months", "jobs", "solicitudes", "procesos"]) {
      const { text, values = [] } = insertStatement(table, anotherRow(table, acme));
      await tenants.query(text, [...values]);
    }
    const untouched = await tenants.fingerprint(beta.organization);
    const total = Object.values(await rowsLeft(tenants, acme.organization)).reduce((sum, n) => sum + n, 0);
    await ask(tenants, acme.organization);
    const seen: number[] = [];
    for (let tick = 0; tick < total && await isThere(tenants, acme.organization); tick++) {
      await deleteDueOrganizations(services(tenants), { rows: 3, steps: 1 });
      const left = await rowsLeft(tenants, acme.organization);
      seen.push(Object.entries(left).reduce((sum, [table, n]) => sum + (KEPT.includes(table) ? 0 : n), 0));
      strictEqual(await tenants.fingerprint(beta.organization), untouched);
    }
    ok(seen.length > 5, String(seen));
    strictEqual(seen.at(-1), 0);
    const lines = await tenants.query(
      `select action from audit_log where organization_id = $1
       and action in ('organization.delete_begin', 'organization.deleted') order by created_at, id`,
      [acme.organization],
    );
    deepStrictEqual(lines, [["organization.delete_begin"], ["organization.deleted"]]);
  });

  await t.step("keeps all of a step or nothing of it, when the statement after it fails", async () => {
    await using tenants = await openTwoTenants();
    const { acme } = tenants;
    await ask(tenants, acme.organization);
    await tenants.query("create table stubborn (organization_id uuid references organizations (id))");
    await tenants.query("insert into stubborn values ($1)", [acme.organization]);
    const before = await tenants.fingerprint(acme.organization);
    let failed = false;
    await deleteDueOrganizations(services(tenants)).catch(() => failed = true);
    strictEqual(failed, true);
    strictEqual(await tenants.fingerprint(acme.organization), before);
    await tenants.query("drop table stubborn");
    strictEqual(await deleteDueOrganizations(services(tenants)), 1);
    strictEqual(await isThere(tenants, acme.organization), false);
  });
});

Deno.test("deleteDueOrganizations goes on after its process was killed, again and again", async () => {
  if (testHome() !== "server") return;
  await using tenants = await openTwoTenants();
  const { acme, beta } = tenants;
  const { url } = tenants;
  ok(url);
  await tenants.query(
    `insert into jobs (organization_id, task, payload, lane, max_attempts, status)
     select $1, 'solicitud.execute', '{}', 0, 6, 'done' from generate_series(1, $2::int)`,
    [acme.organization, MANY],
  );
  const untouched = await tenants.fingerprint(beta.organization);
  await ask(tenants, acme.organization);
  const left: number[] = [];
  for (const steps of [1, 2, 3]) {
    await killedDeleter(url, steps);
    strictEqual(await tenants.fingerprint(beta.organization), untouched);
    left.push((await rowsLeft(tenants, acme.organization)).jobs ?? 0);
  }
  // Each of them has left less than the one before, and all of them something.
  ok(left.every((rows, i) => rows > 0 && rows < (left[i - 1] ?? MANY)), `Not killed in the middle: ${left}`);
  while (await deleteDueOrganizations(services(tenants)) > 0);
  deepStrictEqual(Object.keys(await rowsLeft(tenants, acme.organization)), KEPT);
  strictEqual(await isThere(tenants, acme.organization), false);
  strictEqual(await tenants.fingerprint(beta.organization), untouched);
  const lines = await tenants.query(
    `select count(*) filter (where action = 'organization.delete_begin')::int,
       count(*) filter (where action = 'organization.deleted')::int from audit_log where organization_id = $1`,
    [acme.organization],
  );
  deepStrictEqual(lines, [[1, 1]]);
});
