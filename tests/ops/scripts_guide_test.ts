/** The guide on programs does what it says: its commands are run one after the other, and both languages hold the same. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { dirname } from "node:path";
import { blocksOf } from "#tests/support/markdown.ts";
import { CATALOGUE } from "../../deploy/ops/catalogue.ts";
import config from "../../deno.json" with { type: "json" };
import { ROOT, taskEnv } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";

const [ENGLISH, SPANISH] = ["docs/operations/scripts.md", "docs/operations/programas.md"];

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** Name and words of each line of the last table. */
function tableOf(path: string): [string, string][] {
  return [...read(path).matchAll(/^\| `([a-z0-9:-]+)` +\| (.*?) +\|$/gm)].map((
    [, name = "", does = ""],
  ) => [name, does]);
}

const TASKS = Object.entries(config.tasks).flatMap(([name, task]) =>
  typeof task !== "string" && / deploy\/ops\/\w+\.ts\b/.test(task.command.replaceAll(/\$\([^)]*\)/g, ""))
    ? [[name, task.description] as [string, string]]
    : []
);

Deno.test("docs/operations/scripts.md", async (t) => {
  await t.step("lists every program, in the words of its task", () => {
    ok(TASKS.length > 35);
    deepStrictEqual(tableOf(ENGLISH), TASKS);
    deepStrictEqual(tableOf(SPANISH).map(([name]) => name), TASKS.map(([name]) => name));
  });

  await t.step("holds the same commands in both languages, each marked as run or not", () => {
    deepStrictEqual(blocksOf(read(SPANISH)), blocksOf(read(ENGLISH)));
    deepStrictEqual([...new Set(blocksOf(read(ENGLISH)).map(({ info }) => info))].sort(), [
      "sh",
      "sh by hand",
    ]);
  });

  await t.step("names tasks that there are", () => {
    for (const path of [ENGLISH, SPANISH]) {
      const named = [...read(path).matchAll(/deno task (?:-q )?([a-z][a-z0-9:-]*)/g)].map(([, name = ""]) =>
        name
      );
      ok(named.length > 15);
      deepStrictEqual(named.filter((name) => !Object.hasOwn(config.tasks, name)), []);
    }
  });

  await t.step("the image's list says of each program what its task says", () => {
    const tasks = Object.fromEntries(TASKS);
    for (const [name, { does }] of Object.entries(CATALOGUE)) strictEqual(does, tasks[name], name);
  });

  await using database = await openOpsDatabase({ isEmpty: true, hasRedis: true });
  const folder = await Deno.makeTempDir({ prefix: "lexia_guide_" });
  const commands = blocksOf(read(ENGLISH)).filter(({ info }) => info === "sh").flatMap(({ text }) =>
    text.trim().split("\n")
  );
  for (const command of commands) {
    await t.step(command, async () => {
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-e", "-c", command.replace("usage.csv", `${folder}/usage.csv`)],
        cwd: ROOT,
        env: { ...taskEnv(database.env), PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}` },
        clearEnv: true,
      }).output();
      strictEqual(code, 0, new TextDecoder().decode(stderr));
    });
  }
  ok((await Deno.readTextFile(`${folder}/usage.csv`)).includes(",acme,"));
  await Deno.remove(folder, { recursive: true });
});
