/** The guide on upgrades: its commands are run or marked as not, and both languages hold the same. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { dirname } from "node:path";
import { blocksOf } from "#tests/support/markdown.ts";
import config from "../../deno.json" with { type: "json" };
import { ROOT, taskEnv } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";

const PAGES = ["docs/operations/upgrades.md", "docs/operations/actualizaciones.md"] as const;

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** Those within a list stand further to the right. */
function blocks(path: string): { info: string; text: string }[] {
  return blocksOf(read(path).replace(/^ {3}/gm, ""));
}

Deno.test("docs/operations/upgrades.md", async (t) => {
  const [english, spanish] = PAGES;

  await t.step("holds the same commands in both languages, each marked as run or not", () => {
    deepStrictEqual(blocks(spanish), blocks(english));
    deepStrictEqual([...new Set(blocks(english).map(({ info }) => info))].sort(), ["sh", "sh by hand"]);
  });

  for (const path of PAGES) {
    await t.step(`${path} names tasks and files that there are`, async () => {
      const text = read(path);
      const tasks = [...text.matchAll(/deno task (?:-q )?([a-z][a-z:]*)/g)].map(([, name = ""]) => name);
      ok(tasks.length > 3);
      deepStrictEqual(tasks.filter((name) => !Object.hasOwn(config.tasks, name)), []);
      const links = [...text.matchAll(/\]\(([^)\s#]+)\)/g)].map(([, link = ""]) => link);
      const files = [...text.matchAll(/`((?:deploy|tests|db)\/[\w./]+)`/g)].map(([, file = ""]) =>
        `../../${file}`
      );
      for (const file of [...links, ...files]) ok(await Deno.stat(new URL(file, new URL(path, ROOT))), file);
    });
  }

  await using database = await openOpsDatabase();
  for (const { text } of blocks(english).filter(({ info }) => info === "sh")) {
    await t.step(text.trim(), async () => {
      const env = { ...taskEnv(database.env), PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}` };
      const command = new Deno.Command("sh", { args: ["-e", "-c", text], cwd: ROOT, env, clearEnv: true });
      const { code, stdout, stderr } = await command.output();
      strictEqual(code, 0, new TextDecoder().decode(stderr));
      ok(new TextDecoder().decode(stdout).includes("Database is up to date: nothing to do"));
    });
  }
});
