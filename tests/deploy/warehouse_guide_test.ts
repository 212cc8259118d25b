/** The guide on the warehouse does what it says: its commands and statements are run, and both languages hold the same. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { dirname } from "node:path";
import { warehouseSettings } from "../../deploy/ops/warehouse/settings.ts";
import { STAR_TABLES } from "../../deploy/ops/warehouse/tables.ts";
import { blocksOf } from "#tests/support/markdown.ts";
import config from "../../deno.json" with { type: "json" };
import { ROOT } from "./_room.ts";
import { PASSWORD, WarehouseRoom } from "./_warehouse.ts";

const PAGES = ["docs/operations/warehouse.md", "docs/operations/bodega.md"] as const;

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** Every name that the program asks the environment for. */
function variablesRead(): Set<string> {
  const names = new Set<string>();
  for (const to of ["warehouse", "folder", "s3"] as const) {
    warehouseSettings({ to }, (name) => {
      names.add(name);
      if (name.endsWith("_FILE")) return undefined;
      return name.endsWith("_URL") ? "postgres://u@localhost/d" : "given";
    });
  }
  return names;
}

Deno.test("docs/operations/warehouse.md", async (t) => {
  const [english, spanish] = PAGES;
  const blocks = blocksOf(read(english));

  await t.step("holds the same commands in both languages", () => {
    deepStrictEqual(blocksOf(read(spanish)), blocks);
  });

  await t.step("marks every command as run or not", () => {
    deepStrictEqual([...new Set(blocks.map(({ info }) => info))].sort(), ["sh", "sh by hand", "sql"]);
  });

  for (const path of PAGES) {
    await t.step(`${path} names tasks, tables and variables that there are`, () => {
      const text = read(path);
      const tasks = [...text.matchAll(/deno task (?:-q )?([a-z][a-z:]*)/g)].map(([, name = ""]) => name);
      deepStrictEqual(tasks.filter((name) => !Object.hasOwn(config.tasks, name)), []);
      const known = variablesRead();
      const named = [...text.matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`/g)].map(([, name = ""]) => name);
      ok(named.length > 10);
      deepStrictEqual(named.filter((name) => !known.has(name) && name !== "_FILE"), []);
      for (const { name } of STAR_TABLES) ok(text.includes(`\`${name}\``), name);
    });
  }

  await using dw = await WarehouseRoom.open();
  if (!dw) return;
  await dw.query(`create role bi_acme login password '${PASSWORD}'`);
  const env = { ...dw.room.env, ...dw.env, PATH: `${dirname(Deno.execPath())}:${dw.room.env.PATH}` };
  for (const { info, text } of blocks.filter(({ info }) => info !== "sh by hand")) {
    await t.step(text.split("\n")[0] ?? "", async () => {
      if (info === "sql") {
        ok((await dw.query(text)).length > 0);
        return;
      }
      const command = text.replaceAll("deno task", "deno task -q");
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-e", "-c", command],
        cwd: ROOT,
        env,
        clearEnv: true,
      })
        .output();
      strictEqual(code, 0, new TextDecoder().decode(stderr));
    });
  }
});
