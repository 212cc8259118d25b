/** `deno task release` in a clone of its own: what it writes, and what it refuses to make a version of. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { VERSION } from "#main";
import { moveUnreleased } from "../../deploy/ops/release/changelog.ts";
import { bumped, fromNewest, isAtMost } from "../../deploy/ops/release/version.ts";
import { type Ended, ROOT } from "./_command.ts";

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- A thing.

## [0.1.0] - 2026-11-27

- The first one.
`;

class Clone implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Clone> {
    const clone = new Clone(await Deno.makeTempDir({ prefix: "lexia_release_" }));
    await Deno.mkdir(`${clone.folder}/db/migrations`, { recursive: true });
    await Deno.mkdir(`${clone.folder}/tests/jobs/payloads`, { recursive: true });
    await clone.write("deno.json", `{\n  "version": "0.1.0"\n}\n`);
    await clone.write("main.ts", `export const VERSION = "0.1.0";\n`);
    await clone.write("CHANGELOG.md", CHANGELOG);
    await clone.write("db/migrations/0000_first.sql", `UPDATE "a" SET b = 1;`);
    await clone.write("tests/jobs/payloads/next.json", `{ "event.tell": {} }\n`);
    await clone.git("init", "--quiet", "--initial-branch=main");
    await clone.commit();
    return clone;
  }

  async write(path: string, text: string): Promise<void> {
    await Deno.writeTextFile(`${this.folder}/${path}`, text);
  }

  read(path: string): string {
    return Deno.readTextFileSync(`${this.folder}/${path}`);
  }

  async commit(): Promise<void> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", "change");
  }

  async git(...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await this.#run("git", args);
    ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim();
  }

  /** With exactly the task's permissions, in the clone. */
  async release(...args: string[]): Promise<Ended & { said: Record<string, unknown> }> {
    const { command } = config.tasks.release;
    const parts = command.split(" ").slice(2).map((part) =>
      part.endsWith("release.ts") ? new URL(part, ROOT).pathname : part
    );
    const { code, stdout, stderr } = await this.#run(Deno.execPath(), [
      "run",
      "--no-check",
      "--cached-only",
      ...parts,
      ...args,
      "--json",
    ]);
    const out = new TextDecoder().decode(stdout);
    return {
      code,
      out,
      err: new TextDecoder().decode(stderr),
      said: JSON.parse(out.trim().split("\n").at(-1) ?? "{}"),
    };
  }

  #run(program: string, args: string[]): Promise<Deno.CommandOutput> {
    const who = { NAME: "Tests", EMAIL: "tests@lexia.test" };
    const identity = Object.entries(who).flatMap(([name, value]) => [
      [`GIT_AUTHOR_${name}`, value],
      [`GIT_COMMITTER_${name}`, value],
    ]);
    return new Deno.Command(program, {
      args,
      cwd: this.folder,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: Deno.env.get("HOME") ?? "",
        GIT_CONFIG_GLOBAL: "/dev/null",
        ...Object.fromEntries(identity),
      },
      clearEnv: true,
      stdout: "piped",
      stderr: "piped",
    }).output();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("deno task release", async (t) => {
  await t.step("writes the version, the changelog and the payloads, and says how to tag", async () => {
    await using clone = await Clone.open();
    const { code, said } = await clone.release("minor");
    strictEqual(code, 0, String(said.message));
    deepStrictEqual([said.outcome, said.before, said.version], ["written", "0.1.0", "0.2.0"]);
    strictEqual(JSON.parse(clone.read("deno.json")).version, "0.2.0");
    match(clone.read("main.ts"), /VERSION = "0\.2\.0"/);
    match(
      clone.read("CHANGELOG.md"),
      /## \[Unreleased\]\n\n## \[0\.2\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- A thing\.\n\n## \[0\.1\.0\]/,
    );
    strictEqual(clone.read("tests/jobs/payloads/0.2.0.json"), clone.read("tests/jobs/payloads/next.json"));
    match(String(said.message), /git tag -a v0\.2\.0/);
    strictEqual(await clone.git("tag", "--list"), "");
  });

  await t.step("commits and tags where it is told to", async () => {
    await using clone = await Clone.open();
    strictEqual((await clone.release("patch", "--commit")).code, 0);
    strictEqual(await clone.git("status", "--porcelain"), "");
    strictEqual(await clone.git("log", "-1", "--format=%s"), "release: 0.1.1");
    strictEqual(await clone.git("rev-parse", "v0.1.1^{commit}"), await clone.git("rev-parse", "HEAD"));
    match(await clone.git("tag", "--list", "--format=%(contents)", "v0.1.1"), /- A thing\./);
    // Nothing is new since.
    strictEqual((await clone.release("patch")).said.outcome, "nothing_to_release");
  });

  await t.step("writes nothing with --dry-run", async () => {
    await using clone = await Clone.open();
    const { said } = await clone.release("major", "--dry-run");
    deepStrictEqual([said.outcome, said.version], ["foretold", "1.0.0"]);
    match(String(said.message), /- A thing\./);
    strictEqual(await clone.git("status", "--porcelain"), "");
  });

  const refusals: [what: string, outcome: string, code: number, prepare: (clone: Clone) => Promise<void>][] =
    [
      ["what is not committed", "not_clean", 65, (clone) => clone.write("new.txt", "x")],
      ["nothing new", "nothing_to_release", 65, async (clone) => {
        await clone.write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-11-27\n");
        await clone.commit();
      }],
      ["a changelog of another form", "changelog_odd", 65, async (clone) => {
        await clone.write("CHANGELOG.md", "# Changelog\n");
        await clone.commit();
      }],
      ["a tag that there is", "tag_exists", 65, async (clone) => void await clone.git("tag", "v0.1.1")],
      ["versions that differ", "version_odd", 65, async (clone) => {
        await clone.write("main.ts", `export const VERSION = "0.0.9";\n`);
        await clone.commit();
      }],
      ["a migration that the release before cannot go on with", "migrations_refused", 65, async (clone) => {
        await clone.write("db/migrations/0007_more.sql", `ALTER TABLE "a" DROP COLUMN "b";`);
        await clone.commit();
      }],
      [
        "a folder that is no clone",
        "git_refused",
        78,
        (clone) => Deno.remove(`${clone.folder}/.git`, { recursive: true }),
      ],
    ];
  for (const [what, outcome, code, prepare] of refusals) {
    await t.step(`refuses ${what}, and changes nothing`, async () => {
      await using clone = await Clone.open();
      await prepare(clone);
      const before = [clone.read("deno.json"), clone.read("CHANGELOG.md")];
      const ended = await clone.release("patch");
      deepStrictEqual([ended.said.outcome, ended.code], [outcome, code]);
      deepStrictEqual([clone.read("deno.json"), clone.read("CHANGELOG.md")], before);
    });
  }

  await t.step("refuses anything but patch, minor or major", async () => {
    await using clone = await Clone.open();
    for (const args of [[], ["huge"], ["patch", "minor"], ["--force"]]) {
      strictEqual((await clone.release(...args)).code, 64, args.join(" "));
    }
  });
});

Deno.test("versions", async (t) => {
  await t.step("go up by one part, and those after it begin anew", () => {
    deepStrictEqual([bumped("1.2.3", "patch"), bumped("1.2.3", "minor"), bumped("1.2.3", "major")], [
      "1.2.4",
      "1.3.0",
      "2.0.0",
    ]);
  });

  await t.step("are ordered as numbers", () => {
    deepStrictEqual(fromNewest(["0.9.0", "0.10.0", "0.1.12"]), ["0.10.0", "0.9.0", "0.1.12"]);
    ok(isAtMost("0.9.9", "0.10.0") && isAtMost("1.0.0", "1.0.0") && !isAtMost("1.0.1", "1.0.0"));
  });

  await t.step("of deno.json, of the program and of CHANGELOG.md are one", () => {
    strictEqual(VERSION, config.version);
    const [, newest] = /^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$/m.exec(
      Deno.readTextFileSync(new URL("CHANGELOG.md", ROOT)),
    ) ?? [];
    strictEqual(newest, config.version);
    // The next release finds its place.
    const text = Deno.readTextFileSync(new URL("CHANGELOG.md", ROOT));
    ok(moveUnreleased(text, "99.0.0", "2099-01-01").text.includes("## [99.0.0] - 2099-01-01"));
  });
});
