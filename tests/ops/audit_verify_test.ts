/** `deno task audit:verify --metrics-file`: what Prometheus hears of the audit log. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { sealAudit } from "#domain/audit_seals.ts";
import { platformDb } from "#db/tenant_db.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { runTask } from "./_command.ts";
import { openOpsDatabase, SECRET_KEY } from "./_installation.ts";

Deno.test("deno task audit:verify --metrics-file", async (t) => {
  await using database = await openOpsDatabase();
  const folder = await Deno.makeTempDir({ prefix: "lexia_textfile_" });
  const file = `${folder}/lexia_audit.prom`;
  const verify = () => runTask("audit:verify", { args: ["--metrics-file", file], env: database.env });
  const gauges = async () => {
    const lines = (await Deno.readTextFile(file)).split("\n").filter((line) => /^\w/.test(line));
    return Object.fromEntries(lines.map((line) => line.split(" ")));
  };
  try {
    await database.query("insert into audit_log (action) values ('first.thing'), ('second.thing')");
    await database.within((driver) => sealAudit(platformDb(driver, () => {}), sealer(SECRET_KEY)));

    await t.step("says of a whole log that it is whole, and when that was seen", async () => {
      const { code, err } = await verify();
      strictEqual(code, 0, err);
      const { lexia_audit_last_verification_timestamp_seconds: at, ...others } = await gauges();
      ok(Math.abs(Number(at) - Date.now() / 1_000) < 120);
      deepStrictEqual(others, {
        lexia_audit_intact: "1",
        lexia_audit_seals: "1",
        lexia_audit_sealed_lines: "2",
      });
    });

    await t.step("leaves one file, which other users may read", async () => {
      deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["lexia_audit.prom"]);
      strictEqual(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o644);
    });

    await t.step("says of a changed log that it is not", async () => {
      await database.query("update audit_log set action = 'another.thing' where action = 'first.thing'");
      strictEqual((await verify()).code, 1);
      strictEqual((await gauges()).lexia_audit_intact, "0");
    });

    await t.step("refuses arguments that it does not know", async () => {
      strictEqual((await runTask("audit:verify", { args: ["--metrics"], env: database.env })).code, 64);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
