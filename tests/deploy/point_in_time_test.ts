/** A wrong DELETE is undone by going back in time, with pgBackRest as the guide on backups has it. */
import { writeLine } from "#main";
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { installed, succeeds } from "#tests/support/debian.ts";
import { DebianPostgres, serverUser } from "#tests/support/debian_postgres.ts";
import { Room } from "./_room.ts";

const BACK_MS = 5_000;
const DELETE = "delete from actuaciones";

Deno.test("pgBackRest", async (t) => {
  if (!await succeeds("pgbackrest", ["version"]) && !await installed("pgbackrest")) {
    writeLine("Not run: Debian's package pgbackrest is not there and cannot be installed");
    return;
  }
  if (!await DebianPostgres.isThere()) {
    writeLine("Not run: Debian's package postgresql-15 is not there and cannot be installed");
    return;
  }
  await using repository = await Repository.make();
  await using room = await Room.open({
    settings: [
      "wal_level = replica",
      "archive_mode = on",
      `archive_command = 'pgbackrest --config=${repository.config} --stanza=lexia archive-push %p'`,
      "archive_timeout = 60s",
      `unix_socket_directories = '${repository.folder}/socket'`,
    ],
    hba: "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n",
  });
  if (!room) return;
  await repository.describe(room.postgres);
  let deletedAt = 0;
  let target = "";

  await t.step("keeps a base backup, and the log as it is written", async () => {
    await repository.run("stanza-create");
    await repository.run("check");
    await repository.run("--type=full", "backup");
    const folder = `${repository.folder}/repository`;
    ok((await Array.fromAsync(Deno.readDir(folder))).length > 0);
  });

  await t.step("goes back to five seconds before a wrong DELETE", async () => {
    const insert = "insert into audit_log (organization_id, action) values ($1, $2)";
    await room.query(insert, [room.acme.organization, "just.before"]);
    await pause(BACK_MS + 1_000);
    const [[at] = []] = await room.query(
      "select to_char(clock_timestamp() - interval '5 s', 'YYYY-MM-DD HH24:MI:SS.USOF')",
    );
    target = String(at);
    deletedAt = Date.now();
    await room.query(DELETE);
    await room.query(insert, [room.acme.organization, "just.after"]);
    strictEqual(await room.count("actuaciones"), 0);
    // Waits until the log up to here is archived.
    await repository.run("check");

    await room.postgres.stop();
    await repository.run(
      "--delta",
      "--type=time",
      `--target=${target}`,
      "--target-action=promote",
      "restore",
    );
    await room.postgres.startAgain();
    while ((await room.query("select pg_is_in_recovery()"))[0]?.[0] === true) await pause(50);

    strictEqual(await room.count("actuaciones"), 2);
    const kept = await room.query("select action from audit_log where action like 'just.%'");
    deepStrictEqual(kept, [["just.before"]]);
    const lostMs = deletedAt - Date.parse(target.replace(" ", "T").replace(/\+00$/, "Z"));
    ok(lostMs > 0 && lostMs <= 60_000, `${lostMs} ms are lost`);
  });

  await t.step("is a database that takes writes, with its wall up", async () => {
    await room.query("insert into audit_log (organization_id, action) values ($1, 'later')", [
      room.acme.organization,
    ]);
    const open =
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' " +
      "and not (relrowsecurity and relforcerowsecurity)";
    deepStrictEqual(await room.query(open), []);
  });
});

/** Where pgBackRest keeps what it keeps, as the server's own user. */
class Repository implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    private readonly ids: { uid: number; gid: number } | undefined,
  ) {}

  static async make(): Promise<Repository> {
    const folder = await Deno.makeTempDir({ prefix: "lexia_pgbackrest_" });
    const ids = await serverUser();
    const repository = new Repository(folder, ids);
    for (const path of ["", "/repository", "/lock", "/log", "/spool", "/socket"]) {
      await Deno.mkdir(`${folder}${path}`, { recursive: true });
      if (ids) await Deno.chown(`${folder}${path}`, ids.uid, ids.gid);
    }
    return repository;
  }

  get config(): string {
    return `${this.folder}/pgbackrest.conf`;
  }

  async describe({ folder, port }: DebianPostgres): Promise<void> {
    const lines = [
      "[global]",
      `repo1-path=${this.folder}/repository`,
      "repo1-retention-full=2",
      "repo1-cipher-type=aes-256-cbc",
      `repo1-cipher-pass=${crypto.randomUUID()}`,
      "start-fast=y",
      `lock-path=${this.folder}/lock`,
      `log-path=${this.folder}/log`,
      `spool-path=${this.folder}/spool`,
      "[lexia]",
      `pg1-path=${folder}/data`,
      `pg1-port=${port}`,
      `pg1-socket-path=${this.folder}/socket`,
      "pg1-user=postgres",
    ];
    await Deno.writeTextFile(this.config, `${lines.join("\n")}\n`, { mode: 0o600 });
    if (this.ids) await Deno.chown(this.config, this.ids.uid, this.ids.gid);
  }

  async run(...args: string[]): Promise<void> {
    const { success, stdout, stderr } = await new Deno.Command("pgbackrest", {
      args: [`--config=${this.config}`, "--stanza=lexia", ...args],
      cwd: "/",
      ...this.ids,
    }).output();
    const said = new TextDecoder().decode(new Uint8Array([...stdout, ...stderr]));
    ok(success, `pgbackrest ${args.at(-1)}: ${said}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
