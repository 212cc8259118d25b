/** Deletes what is due in a database, in small steps, until it is killed: `_deleter.ts <url>`. Tells of each step. */
import { platformDb } from "#db/tenant_db.ts";
import { deleteDueOrganizations } from "#domain/organizations/delete_due_organizations.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { silentLog } from "#tests/support/silent_log.ts";

if (import.meta.main) {
  const driver = openServerDatabase({ url: Deno.args[0] ?? "", log: silentLog });
  const services = { platformDb: platformDb(driver, () => {}), log: silentLog };
  while (await deleteDueOrganizations(services, { rows: 100, steps: 1 }) > 0) {
    Deno.stdout.writeSync(new TextEncoder().encode("step\n"));
  }
  await driver.close();
}
