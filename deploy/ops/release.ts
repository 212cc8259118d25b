/**
 * `deno task release patch|minor|major`: makes the next version of what is committed. It writes the version where it stands,
 * moves what CHANGELOG.md says is new under it, and says how to tag it, or does so with `--commit`.
 */
import { parseArgs } from "node:util";
import { Ending, EXIT, runProgram, usage } from "./backup/ending.ts";
import { moveUnreleased } from "./release/changelog.ts";
import { FIRST_RELEASE, migrationFaults } from "./release/migration_rules.ts";
import { type Bump, bumped } from "./release/version.ts";

const HELP = `deno task release patch|minor|major [--commit] [--dry-run] [--json]

Wants a clean tree, something under Unreleased in CHANGELOG.md, and migrations that the release before can go on with.
Writes the new version into deno.json and main.ts, moves CHANGELOG.md's news under it, and keeps the jobs' payloads.

  --commit   commits that and makes the tag, both here alone: pushing them is yours
  --dry-run  checks everything and says what would be written

Exit codes: 0 done, 1 failed, 64 wrong arguments, 65 something is not ready, 78 git is missing or this is no clone.
`;

const PAYLOADS = "tests/jobs/payloads";

interface Change {
  path: string;
  text: string;
}

async function run(args: string[]): Promise<Ending> {
  const options = optionsOf(args);
  if (options === null) return new Ending(EXIT.done, "help", HELP);
  await requireCleanTree();
  const project = await Deno.readTextFile("deno.json");
  const version: string = JSON.parse(project).version;
  const next = bumped(version, options.bump);
  await requireNewTag(next);
  await requireGoodMigrations(version);
  const { text, notes } = moveUnreleased(await Deno.readTextFile("CHANGELOG.md"), next, today());
  const changes: Change[] = [
    {
      path: "deno.json",
      text: replaced("deno.json", project, `"version": "${version}"`, `"version": "${next}"`),
    },
    {
      path: "main.ts",
      text: replaced(
        "main.ts",
        await Deno.readTextFile("main.ts"),
        `VERSION = "${version}"`,
        `VERSION = "${next}"`,
      ),
    },
    { path: "CHANGELOG.md", text },
    { path: `${PAYLOADS}/${next}.json`, text: await Deno.readTextFile(`${PAYLOADS}/next.json`) },
  ];
  const paths = changes.map(({ path }) => path);
  const fields = { version: next, before: version, paths };
  if (options.isDry) {
    return new Ending(
      EXIT.done,
      "foretold",
      `Would release ${next}: ${paths.join(", ")}\n\n${notes}`,
      fields,
    );
  }
  for (const { path, text } of changes) await Deno.writeTextFile(path, text);
  const commands = [
    ["add", "--", ...paths],
    ["commit", "--message", `release: ${next}`],
    ["tag", "--annotate", `v${next}`, "--message", `LEXIA ${next}\n\n${notes.replaceAll(/^### /gm, "")}`],
  ];
  if (options.isCommitted) {
    for (const command of commands) await git(command);
    return new Ending(EXIT.done, "released", `Released ${next}: now git push --follow-tags`, fields);
  }
  const shown = `git add --all && git commit -m "release: ${next}" && git tag -a v${next} -m "LEXIA ${next}"`;
  return new Ending(EXIT.done, "written", `Wrote ${next}: look at git diff, then\n  ${shown}`, fields);
}

async function requireCleanTree(): Promise<void> {
  const left = await git(["status", "--porcelain"]);
  if (left === "") return;
  const message = `Something is not committed: a release is made of what is\n${left}`;
  throw new Ending(EXIT.data, "not_clean", message);
}

async function requireNewTag(version: string): Promise<void> {
  if (await git(["tag", "--list", `v${version}`]) === "") return;
  throw new Ending(EXIT.data, "tag_exists", `There is a tag v${version} already`);
}

/** What would keep the version that runs from going on while they are applied. */
async function requireGoodMigrations(released: string): Promise<void> {
  const names = (await Array.fromAsync(Deno.readDir("db/migrations"))).map(({ name }) => name)
    .filter((name) => name.endsWith(".sql")).sort();
  const lines: string[] = [];
  for (const name of names) {
    if (FIRST_RELEASE[name.replace(".sql", "")] !== undefined) continue;
    for (
      const { fault, statement, advice } of migrationFaults(
        await Deno.readTextFile(`db/migrations/${name}`),
        released,
      )
    ) {
      lines.push(`  ${name}: ${fault}: ${statement.replaceAll(/\s+/g, " ")}\n    ${advice}`);
    }
  }
  if (lines.length === 0) return;
  const message = `Release ${released} could not go on while these are applied:\n${lines.join("\n")}`;
  throw new Ending(EXIT.data, "migrations_refused", message);
}

function replaced(path: string, text: string, before: string, after: string): string {
  if (text.split(before).length === 2) return text.replace(before, after);
  throw new Ending(EXIT.data, "version_odd", `Expected ${before} once in ${path}`);
}

/** @throws {Ending} `git_missing`, or `git_refused` with git's own first line. */
async function git(args: string[]): Promise<string> {
  try {
    const { success, stdout, stderr } = await new Deno.Command("git", {
      args,
      stdout: "piped",
      stderr: "piped",
    })
      .output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd();
    if (success) return text(stdout);
    const [first = ""] = text(stderr).split("\n");
    throw new Ending(EXIT.config, "git_refused", `git ${args[0]} failed: ${first}`);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Ending(EXIT.config, "git_missing", "Cannot find git: install it", {}, { cause });
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function optionsOf(args: string[]): { bump: Bump; isCommitted: boolean; isDry: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        commit: { type: "boolean", default: false },
        "dry-run": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    if (values.help) return null;
    const [bump] = positionals;
    if (positionals.length !== 1 || (bump !== "patch" && bump !== "minor" && bump !== "major")) {
      throw new Error("Expected patch, minor or major");
    }
    return { bump, isCommitted: values.commit, isDry: values["dry-run"] };
  } catch {
    throw usage(HELP, "Say which number goes up: patch, minor or major");
  }
}

if (import.meta.main) Deno.exit(await runProgram(Deno.args, run));
