/** Run as a process of its own: opens the folder it is given and writes rows, saying which, until it is ended. */
import { migrate } from "#db/migrate.ts";
import { openEmbeddedDatabase } from "#platform/embedded/database.ts";
import { silentLog } from "#tests/support/silent_log.ts";

if (import.meta.main) {
  const driver = await openEmbeddedDatabase({ folder: Deno.args[0] ?? "", log: silentLog });
  await migrate(driver);
  for (let i = 0;; i++) {
    const subdomain = `row-${Deno.pid}-${i}`;
    await driver.batch([
      { text: "select set_config('role', 'lexia_platform', true)" },
      {
        text: "insert into organizations (name, subdomain) values (repeat('x', 200), $1)",
        values: [subdomain],
      },
      { text: "update organizations set plan = plan || 'x' where subdomain = $1", values: [subdomain] },
    ]);
    await Deno.stdout.write(new TextEncoder().encode(`${subdomain}\n`));
  }
}
