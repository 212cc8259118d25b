/** The guide on backups does what it says: its commands are run one after the other, and both languages hold the same. */
import { writeLine } from "#main";
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { dirname } from "node:path";
import { installed, succeeds } from "#tests/support/debian.ts";
import { blocksOf } from "#tests/support/markdown.ts";
import { backupSettings } from "../../deploy/ops/backup/settings.ts";
import config from "../../deno.json" with { type: "json" };
import { Room, ROOT } from "./_room.ts";

const [ENGLISH, SPANISH] = ["docs/operations/backup.md", "docs/operations/copias.md"];

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** Those within a list stand further to the right. */
function blocks(path: string): { info: string; text: string }[] {
  return blocksOf(read(path).replace(/^ {3}/gm, ""));
}

/** Every name that the programs ask the environment for. */
function variablesRead(): Set<string> {
  const names = new Set<string>();
  backupSettings((name) => {
    names.add(name);
    return name.endsWith("_FILE") || /^S3_/.test(name) ? undefined : VALUES[name] ?? "given";
  });
  return names;
}

const VALUES: Record<string, string> = {
  ...Object.fromEntries(
    ["DATABASE_URL", "BACKUP_DATABASE_URL", "DATABASE_OWNER_URL"].map((
      name,
    ) => [name, "postgres://u@localhost/d"]),
  ),
  BACKUP_RECIPIENTS: "age1a",
  BACKUP_SEAL_KEY: "for-tests-only-".repeat(3),
  BACKUP_RETENTION_DAYS: "30",
  BACKUP_KEEP_LAST: "7",
};

Deno.test("docs/operations/backup.md", async (t) => {
  await t.step("holds the same commands in both languages", () => {
    deepStrictEqual(blocks(SPANISH), blocks(ENGLISH));
  });

  await t.step("marks every command as run or not", () => {
    const infos = new Set(blocks(ENGLISH).map(({ info }) => info));
    deepStrictEqual([...infos].sort(), ["sh", "sh by hand"]);
  });

  for (const path of [ENGLISH, SPANISH]) {
    await t.step(`${path} names tasks, files and variables that there are`, async () => {
      const text = read(path);
      const tasks = [...text.matchAll(/deno task (?:-q )?([a-z][a-z:]*)/g)].map(([, name = ""]) => name);
      deepStrictEqual(tasks.filter((name) => !Object.hasOwn(config.tasks, name)), []);
      for (const [, file = ""] of text.matchAll(/`((?:deploy|tests)\/[\w./]+)`/g)) {
        ok(await Deno.stat(new URL(file, ROOT)));
      }
      const known = variablesRead();
      const variables = [...text.matchAll(/`((?:BACKUP|DATABASE|S3|UPLOAD)_[A-Z0-9_]+)`/g)].map((
        [, name = ""],
      ) => name);
      ok(variables.length > 15);
      deepStrictEqual(variables.filter((name) => !known.has(name)), []);
    });
  }

  await using room = await Room.open();
  if (!room) return;
  if (!await succeeds("age", ["--version"]) && !await installed("age")) {
    writeLine("The commands are not run: Debian's package age is not there and cannot be installed");
    return;
  }
  await room.query("alter role lexia_backup login");
  const etc = `${room.folder}/etc`;
  await Deno.mkdir(etc);
  const env = {
    ...room.env,
    PATH: `${dirname(Deno.execPath())}:${room.env.PATH}`,
    BACKUP_RECIPIENTS: "",
    BACKUP_RECIPIENTS_FILE: `${etc}/backup-recipients.txt`,
    BACKUP_IDENTITY_FILE: `${etc}/backup-identity.txt`,
  };
  for (const { text } of blocks(ENGLISH).filter(({ info }) => info === "sh")) {
    await t.step(text.split("\n")[0] ?? "", async () => {
      const command = text.replaceAll("/etc/lexia", etc).replaceAll("/var/backups/lexia", room.shelf)
        // Several backups are there by then.
        .replace(/\S+lexia-\*\.dump\.age/, `$(ls ${room.shelf}/lexia-*.dump.age | tail -1)`);
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-e", "-c", command],
        cwd: ROOT,
        env: { ...env, REDIS_URL: "" },
        clearEnv: true,
      }).output();
      strictEqual(code, 0, new TextDecoder().decode(stderr));
    });
  }
});
