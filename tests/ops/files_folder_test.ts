/** What the tasks of a server may write: the folder of files, whichever the environment names, and nothing else. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { type Ended, ROOT, taskEnv } from "./_command.ts";

async function deno(args: string[], env: Record<string, string>): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: taskEnv(env),
    clearEnv: true,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** With the permissions that the task gives it. */
async function folderOf(env: Record<string, string>): Promise<Ended> {
  const [, program = ""] = /\$\(deno ([^)]*)\)/.exec(config.tasks.serve.command) ?? [];
  return await deno(program.split(" "), env);
}

Deno.test("deploy/ops/files_folder.ts", async (t) => {
  for (
    const [what, env, folder] of [
      ["by default", {}, "./data/uploads"],
      ["where a variable is empty", { UPLOAD_PATH: "", DATA_DIR: "" }, "./data/uploads"],
      ["within DATA_DIR", { DATA_DIR: "/var/lib/lexia" }, "/var/lib/lexia/uploads"],
      ["of UPLOAD_PATH", { UPLOAD_PATH: "/srv/lexia files", DATA_DIR: "/var/lib" }, "/srv/lexia files"],
    ] as const
  ) {
    await t.step(`names the folder ${what}`, async () => {
      deepStrictEqual(await folderOf(env), { code: 0, out: `${folder}\n`, err: "" });
    });
  }

  await t.step("refuses a name that would open two folders", async () => {
    const { code, out, err } = await folderOf({ UPLOAD_PATH: "/srv/a,/etc" });
    deepStrictEqual([code, out], [78, ""]);
    match(err, /name a folder without a comma/);
  });
});

Deno.test("deno task serve, deno task worker", async (t) => {
  for (const task of ["serve", "worker"] as const) {
    await t.step(`${task} may write one folder`, () => {
      const { command } = config.tasks[task];
      strictEqual([...command.matchAll(/--allow-write/g)].length, 1);
      ok(command.includes('"--allow-write=$('), command);
    });

    await t.step(`${task} comes as far as its own first words, through the shell of tasks`, async () => {
      // Without a server's database it says so, and ends.
      const { code, err } = await deno(["task", "-q", task], { UPLOAD_PATH: "/srv/lexia files" });
      strictEqual(code, 64, err);
      match(err, /The embedded database belongs to one process/);
    });

    await t.step(`${task} does not start with a folder that cannot be granted alone`, async () => {
      const { code, err } = await deno(["task", "-q", task], { UPLOAD_PATH: "/srv/a,/etc" });
      ok(code !== 0);
      match(err, /name a folder without a comma/);
      doesNotMatch(err, /embedded database/);
    });
  }
});
