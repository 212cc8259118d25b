/** The star as files: what they hold, and that one organization's hold nothing that is another's. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { createHash } from "node:crypto";
import { STAR_TABLES } from "../../deploy/ops/warehouse/tables.ts";
import { startS3Server } from "#tests/support/s3_server.ts";
import { WarehouseRoom } from "./_warehouse.ts";
import { names } from "./_room.ts";

interface Manifest {
  organization: { id: string; subdomain: string };
  files: { key: string; rows: number; size: number; sha256: string }[];
}

type Rows = Record<string, string>[];

async function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

async function tableOf(bytes: Uint8Array<ArrayBuffer>): Promise<Rows> {
  return parse(await unzipped(bytes), { columns: true });
}

Deno.test("deno task warehouse --to", async (t) => {
  await using dw = await WarehouseRoom.open();
  if (!dw) return;
  const { room } = dw;
  const { acme, beta } = room;
  const folder = dw.env.WAREHOUSE_EXPORT_PATH ?? "";
  // Words that stand nowhere else, in every column that a file could take them from.
  for (const [ids, mark] of [[acme, "canaryacme"], [beta, "canarybeta"]] as const) {
    for (
      const change of [
        `update users set department = $2::text, name = $2::text, email = $2::text || right(id::text, 6) where organization_id = $1`,
        `update procesos set despacho = $2::text, office_code = '110013103001', ponente = $2::text where organization_id = $1`,
        `update executions set detail = json_build_object('code', $2::text) where organization_id = $1`,
        `update solicitudes set alias = $2::text, search_text = $2::text where organization_id = $1`,
      ]
    ) await room.query(change, [ids.organization, mark]);
  }

  async function lastFolder(subdomain: string): Promise<{ path: string; manifest: Manifest }> {
    const path = `${folder}/${subdomain}/${names(`${folder}/${subdomain}`).sort().at(-1)}`;
    return { path, manifest: JSON.parse(await Deno.readTextFile(`${path}/manifest.json`)) };
  }

  await t.step("writes one organization's rows alone", async () => {
    const { code, said, err } = await dw.run(["--to=folder", "--organization=acme"]);
    strictEqual(code, 0, err + said.message);
    deepStrictEqual(names(folder).filter((name) => !name.startsWith(".")), ["acme"]);
    const { path, manifest } = await lastFolder("acme");
    deepStrictEqual(manifest.organization, { id: acme.organization, subdomain: "acme" });
    const foreign = Object.values(beta);
    for (const { key, rows, size, sha256 } of manifest.files) {
      const bytes = await Deno.readFile(`${folder}/${key}`);
      strictEqual(bytes.length, size);
      strictEqual(createHash("sha256").update(bytes).digest("hex"), sha256);
      const table = await tableOf(bytes);
      strictEqual(table.length, rows, key);
      const text = await unzipped(bytes);
      ok(!text.includes("canarybeta"), key);
      deepStrictEqual(foreign.filter((id) => text.includes(id)), [], key);
      for (const row of table) {
        if ("organization_id" in row) strictEqual(row.organization_id, acme.organization);
      }
    }
    deepStrictEqual(
      names(path).sort(),
      ["manifest.json", ...manifest.files.map(({ key }) => key.split("/").at(-1) ?? "")].sort(),
    );
    // The words are found where they belong, so the search can find.
    const users = await tableOf(await Deno.readFile(`${path}/dim_user.csv.gz`));
    ok(users.some(({ department }) => department === "canaryacme"));
    ok(!JSON.stringify(users).includes("@"));
  });

  await t.step("holds its own rows even where the wall of the database is open", async () => {
    const restore = (await room.query(
      "select pg_get_expr(polqual, polrelid) from pg_policy where polname = 'executions_readonly'",
    ))[0]?.[0];
    await room.query("alter policy executions_readonly on executions using (true)");
    try {
      strictEqual((await dw.run(["--to=folder", "--organization=acme"])).code, 0);
    } finally {
      await room.query(`alter policy executions_readonly on executions using (${restore})`);
    }
    const { path } = await lastFolder("acme");
    const runs = await tableOf(await Deno.readFile(`${path}/fact_executions.csv.gz`));
    deepStrictEqual([...new Set(runs.map((run) => run.organization_id))], [acme.organization]);
  });

  await t.step("writes what the star in a database holds", async () => {
    strictEqual((await dw.run()).code, 0);
    strictEqual((await dw.run(["--to=folder"])).code, 0);
    for (const table of STAR_TABLES) {
      const written: string[] = [];
      for (const subdomain of ["acme", "beta"]) {
        const { path } = await lastFolder(subdomain);
        const rows = await tableOf(await Deno.readFile(`${path}/${table.name}.csv.gz`));
        written.push(...rows.map((row) => row[table.key] ?? ""));
      }
      const there = await dw.query(`select ${table.key}::text from lexia_dw.${table.name} order by 1`);
      deepStrictEqual(written.sort(), there.map(([key]) => String(key)), table.name);
    }
  });

  await t.step("leaves text that a spreadsheet would run as text", async () => {
    await room.query("update users set department = '=cmd|x' where id = $1", [acme.user]);
    strictEqual((await dw.run(["--to=folder", "--organization=acme"])).code, 0);
    const users = await tableOf(await Deno.readFile(`${(await lastFolder("acme")).path}/dim_user.csv.gz`));
    strictEqual(users.find(({ user_id: id }) => id === acme.user)?.department, "'=cmd|x");
  });

  await t.step("chooses facts by their day", async () => {
    await room.query(
      `insert into solicitudes (organization_id, owner_id, radicado, notify, created_at) values
         ($1, $2, '11001310300620230088800', '{}', '2020-05-05T04:59:00Z')`,
      [acme.organization, acme.user],
    );
    for (const [since, isThere] of [["2020-05-04", true], ["2020-05-05", false]] as const) {
      strictEqual((await dw.run(["--to=folder", "--organization=acme", `--since=${since}`])).code, 0);
      const { path } = await lastFolder("acme");
      const rows = await tableOf(await Deno.readFile(`${path}/fact_solicitudes.csv.gz`));
      strictEqual(rows.some(({ radicado }) => radicado === "11001310300620230088800"), isThere);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    }
  });

  await t.step("writes to a bucket, and says when it cannot", async () => {
    await using s3 = startS3Server();
    const env = {
      WAREHOUSE_S3_ENDPOINT: s3.endpoint,
      WAREHOUSE_S3_BUCKET: s3.bucket,
      WAREHOUSE_S3_ACCESS_KEY_ID: s3.accessKeyId,
      WAREHOUSE_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    };
    const { code, said, err } = await dw.run(["--to=s3", "--format=csv", "--organization=beta"], env);
    strictEqual(code, 0, err + said.message);
    const keys = [...s3.objects.keys()];
    strictEqual(keys.length, STAR_TABLES.length + 4);
    ok(keys.every((key) => key.startsWith("beta/")), keys.join(" "));
    const all = await Promise.all(
      [...s3.objects].filter(([key]) => key.endsWith(".gz")).map(([, bytes]) =>
        unzipped(new Uint8Array(bytes))
      ),
    );
    ok(!all.join("").includes("canaryacme") && all.join("").includes("canarybeta"));
    const refused = await dw.run(["--to=s3", "--organization=beta"], {
      ...env,
      WAREHOUSE_S3_SECRET_ACCESS_KEY: "another",
    });
    deepStrictEqual([refused.code, refused.said.outcome], [74, "storage_unavailable"]);
    match(String((await dw.run(["--to=s3"])).said.message), /WAREHOUSE_S3_BUCKET: expected a bucket/);
  });

  await t.step("leaves a line in the organization's audit log", async () => {
    const lines = await room.query(
      "select distinct action from audit_log where organization_id = $1 and action like 'warehouse.%' order by 1",
      [beta.organization],
    );
    deepStrictEqual(lines, [["warehouse.export"]]);
  });
});
