import { ok, rejects, strictEqual } from "node:assert/strict";
import type { SqlDriver } from "#db/driver.ts";
import { migrate, pendingMigrations } from "#db/migrate.ts";
import { openEmbeddedDatabase } from "#platform/embedded/database.ts";
import { silentLog } from "#tests/support/silent_log.ts";

const WRITER = new URL("./embedded_writer.ts", import.meta.url).pathname;

async function subdomains(driver: SqlDriver): Promise<Map<unknown, unknown>> {
  const results = await driver.batch([
    { text: "select set_config('role', 'lexia_platform', true)" },
    { text: "select subdomain, plan from organizations" },
  ]);
  return new Map(results[1]?.rows.map(([subdomain, plan]) => [subdomain, plan]));
}

function startWriter(folder: string): Deno.ChildProcess {
  const args = ["run", "--no-check", "--allow-all", WRITER, folder];
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" }).spawn();
}

/** Reads the writer's lines until there are that many, kills it, and returns the whole lines it had written. */
async function killAfter(writer: Deno.ChildProcess, lines: number): Promise<string[]> {
  let text = "";
  let isKilled = false;
  const errors = new Response(writer.stderr).text();
  for await (const chunk of writer.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (isKilled || text.split("\n").length <= lines) continue;
    writer.kill("SIGKILL");
    isKilled = true;
  }
  await writer.status;
  ok(isKilled, `The writer ended by itself: ${await errors}`);
  return text.split("\n").slice(0, -1);
}

Deno.test("openEmbeddedDatabase", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "lexia_embedded_" });

  await t.step("begins in an empty folder and keeps its rows when it is opened again", async () => {
    const first = await openEmbeddedDatabase({ folder, log: silentLog });
    ok(await pendingMigrations(first) > 0);
    await migrate(first);
    await first.batch([
      { text: "select set_config('role', 'lexia_platform', true)" },
      { text: "insert into organizations (name, subdomain) values ('One', 'one')" },
    ]);
    await first.close();

    const second = await openEmbeddedDatabase({ folder, log: silentLog });
    strictEqual(await pendingMigrations(second), 0);
    strictEqual((await subdomains(second)).get("one"), "free");
    await second.close();
  });

  await t.step("refuses a folder that is open already, here or in another process", async () => {
    const holder = await openEmbeddedDatabase({ folder, log: silentLog });
    await rejects(openEmbeddedDatabase({ folder, log: silentLog }), (error) => {
      return error instanceof Error && error.message.includes(folder) &&
        error.message.includes(`${Deno.pid}`);
    });
    const { success, stderr } = await startWriter(folder).output();
    const message = new TextDecoder().decode(stderr);
    ok(!success && message.includes(`Cannot open the database in "${folder}"`), message);
    await holder.close();
  });

  await t.step("keeps every acknowledged row through kill -9", async () => {
    const acknowledged: string[] = [];
    for (let round = 1; round <= 3; round++) {
      acknowledged.push(...await killAfter(startWriter(folder), round * 150));
    }
    const driver = await openEmbeddedDatabase({ folder, log: silentLog });
    const kept = await subdomains(driver);
    ok(acknowledged.length >= 900);
    for (const subdomain of acknowledged) strictEqual(kept.get(subdomain), "freex");
    // A row that was written but not acknowledged is there as a whole or not at all.
    for (const [subdomain, plan] of kept) strictEqual(plan, subdomain === "one" ? "free" : "freex");
    await driver.close();
  });

  await Deno.remove(folder, { recursive: true });
});
