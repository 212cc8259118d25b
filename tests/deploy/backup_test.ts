/** Backups as they are made: whole or not at all, encrypted, told of, and kept for as long as was said. */
import { writeLine } from "#main";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Decrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { openBackup } from "../../deploy/ops/backup/verify_backup.ts";
import { succeeds } from "#tests/support/debian.ts";
import { Room, ROOT } from "./_room.ts";
import { toolsOf } from "./_backup_tools.ts";

/** A cédula and a hash that a dump in the clear would show. */
const SECRETS = ["1032456789", "$argon2id$"];

Deno.test("deno task backup", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  await room.query("update users set name = $1 where id = $2", [SECRETS[0], room.acme.user]);
  await Deno.mkdir(`${room.folder}/uploads/exports`, { recursive: true });
  await Deno.writeTextFile(`${room.folder}/uploads/exports/one`, "first file");
  await Deno.writeTextFile(`${room.folder}/uploads/exports/two`, "first file");

  await t.step("keeps a dump, a list of files and a manifest, and nothing half done", async () => {
    const { code, said, err } = await room.run("backup");
    strictEqual(code, 0, err);
    match(String(said.name), /^lexia-\d{8}T\d{9}Z-\d{4}$/);
    deepStrictEqual(room.shelved(".dump.age"), [`${said.name}.dump.age`]);
    deepStrictEqual(room.shelved(".files.jsonl"), [`${said.name}.files.jsonl`]);
    deepStrictEqual(halves(room), []);
    strictEqual(said.rows, await allRows(room));
  });

  await t.step("keeps equal files once, and does not write again what is there", async () => {
    const blobs = () => written(`${room.shelf}/blobs`);
    strictEqual(blobs().length, 1);
    const before = blobs();
    await Deno.writeTextFile(`${room.folder}/uploads/exports/three`, "another file");
    strictEqual((await room.run("backup")).said.files, 3);
    strictEqual(blobs().length, 2);
    ok(before.every((blob) => blobs().includes(blob)));
  });

  await t.step("shows nothing of what it holds", async () => {
    for (const path of written(room.shelf)) {
      const text = new TextDecoder("latin1").decode(await Deno.readFile(path.replace(/ .*/, "")));
      for (const secret of [...SECRETS, "first file"]) ok(!text.includes(secret), path);
    }
  });

  await t.step("is encrypted for the recipients alone, and opens with the program age too", async () => {
    const archive = `${room.shelf}/${room.shelved(".dump.age").at(-1)}`;
    const decrypter = new Decrypter();
    decrypter.addIdentity(room.identity);
    const plain = await decrypter.decrypt(await Deno.readFile(archive));
    strictEqual(new TextDecoder().decode(plain.subarray(0, 5)), "PGDMP");
    if (!await succeeds("age", ["--version"])) return;
    const args = ["-d", "-i", `${room.folder}/identity`, archive];
    const { stdout } = await new Deno.Command("age", { args, stderr: "null" }).output();
    deepStrictEqual(stdout, plain);
  });

  await t.step("tells the node exporter, and keeps the last success where a run fails", async () => {
    const good = await metrics(room);
    strictEqual(good.lexia_backup_last_failure_timestamp_seconds, 0);
    const failed = await room.run("backup", [], { env: { BACKUP_RECIPIENTS: "age1nonsense" } });
    ok(failed.code !== 0);
    const after = await metrics(room);
    deepStrictEqual({ ...after, lexia_backup_last_failure_timestamp_seconds: 0 }, good);
    ok(Number(after.lexia_backup_last_failure_timestamp_seconds) > Date.now() / 1_000 - 600);
  });

  await t.step("refuses to write what row-level security would cut short", async () => {
    await room.query("drop policy jobs_backup on jobs");
    const { code, said } = await room.run("backup");
    deepStrictEqual([code, said.outcome], [77, "dump_incomplete"]);
    match(String(said.message), /no policy for jobs/);
    await room.query("create policy jobs_backup on jobs for select to lexia_backup using (true)");
  });

  await t.step("logs in as lexia_backup itself, which can change nothing", async () => {
    await room.query("alter role lexia_backup login password 'reader'");
    const url = room.postgres.urlOf("lexia", "lexia_backup", "reader");
    const { code, err } = await room.run("backup", [], { env: { BACKUP_DATABASE_URL: url } });
    strictEqual(code, 0, err);
  });

  await t.step("runs one at a time", async () => {
    const held = await holdLock(room);
    const before = await metrics(room);
    const { code, said } = await room.run("backup");
    deepStrictEqual([code, said.outcome], [75, "busy"]);
    deepStrictEqual(await metrics(room), before);
    await held();
  });

  await t.step("says what is missing in its settings, and repeats no value", async () => {
    const env = { BACKUP_STORAGE_PATH: "", SECRET_KEY: "short-secret", DATABASE_URL: "mysql://u:hush@h/d" };
    const { code, out, err } = await room.run("backup", [], { env });
    strictEqual(code, 78);
    match(out, /BACKUP_STORAGE_PATH.*BACKUP_SEAL_KEY|BACKUP_SEAL_KEY.*BACKUP_STORAGE_PATH/);
    ok(!/short-secret|hush/.test(out + err));
  });
});

Deno.test("a backup that fails", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  await grow(room, 60_000);
  strictEqual((await room.run("backup")).code, 0);
  const before = written(room.shelf);

  /** Nothing of it is left, the one before is as it was, and somebody hears of it. */
  async function holdFailure(code: number, err: string): Promise<void> {
    ok(code !== 0, "The exit code says that all is well");
    match(err, /"message":"The backup failed"/);
    deepStrictEqual(written(room?.shelf ?? ""), before);
    if (room) ok(Number((await metrics(room)).lexia_backup_last_failure_timestamp_seconds) > 0);
  }

  await t.step("because pg_dump is killed midway leaves the old one and nothing else", async () => {
    const folder = await Deno.makeTempDir({ dir: room.folder });
    // Gives a part of a true dump, and is killed then.
    const script = `#!/bin/sh\n${room.postgres.bin}/pg_dump "$@" | head -c 100000\nkill -9 $$\n`;
    await Deno.writeTextFile(`${folder}/pg_dump`, script, { mode: 0o755 });
    const { code, err, said } = await room.run("backup", [], { env: { PATH: `${folder}:${room.env.PATH}` } });
    strictEqual(said.outcome, "pg_dump_failed");
    match(String(said.message), /SIGKILL/);
    await holdFailure(code, err);
  });

  await t.step("because PostgreSQL ends the dump's connection leaves the old one", async () => {
    const running = room.launch("backup");
    await running.stdin.close();
    let ended = 0;
    while (ended === 0) {
      const rows = await room.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lexia_backup'",
      );
      ended = rows.length;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { code, stderr } = await running.output();
    await holdFailure(code, new TextDecoder().decode(stderr));
  });

  await t.step("because the disk is full leaves the old one", async () => {
    const disk = `${room.folder}/small`;
    await Deno.mkdir(disk);
    const options = ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk];
    if (!await succeeds("mount", options)) {
      writeLine("Not run: no small disk can be mounted here");
      return;
    }
    try {
      const { code, said, err } = await room.run("backup", [], { env: { BACKUP_STORAGE_PATH: disk } });
      strictEqual(said.outcome, "storage_unavailable");
      deepStrictEqual(
        [...Deno.readDirSync(disk)].map(({ name }) => name).filter((name) => name !== ".incoming"),
        [],
      );
      await holdFailure(code, err);
    } finally {
      await succeeds("umount", [disk]);
    }
  });
});

Deno.test("openBackup", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  const name = String((await room.run("backup")).said.name);
  const archive = `${room.shelf}/${name}.dump.age`;
  const whole = await Deno.readFile(archive);
  const tools = toolsOf(room.env);

  const outcome = async (env: Record<string, string> = {}): Promise<string> => {
    const changed = Object.keys(env).length === 0 ? tools : toolsOf({ ...room.env, ...env });
    return await openBackup(changed, changed.shelf, name).then(
      () => "opened",
      (error) => String(error.outcome),
    );
  };
  /** What the shelf says of an archive that is this one now. */
  async function outcomeOf(bytes: Uint8Array, isSigned: boolean): Promise<string> {
    await Deno.writeFile(archive, bytes);
    if (isSigned) await toolsOf(room?.env ?? {}).reseal(name, bytes);
    const told = await outcome();
    await Deno.writeFile(archive, whole);
    if (isSigned) await toolsOf(room?.env ?? {}).reseal(name, whole);
    return told;
  }

  await t.step("opens what was written", async () => strictEqual(await outcome(), "opened"));

  for (const isSigned of [false, true]) {
    const by = isSigned
      ? "by the encryption alone, with a manifest made to fit"
      : "by the manifest's checksum";
    await t.step(`finds a byte that was changed, at 100 places, ${by}`, async () => {
      const missed: number[] = [];
      for (let i = 0; i < 100; i++) {
        const at = Math.floor(i * (whole.length - 1) / 99);
        const bytes = whole.slice();
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (i % 8));
        if (!FOUND.has(await outcomeOf(bytes, isSigned))) missed.push(at);
      }
      deepStrictEqual(missed, []);
    });

    await t.step(`finds that it was cut off, at 20 places, ${by}`, async () => {
      const missed: number[] = [];
      for (let i = 0; i < 20; i++) {
        const end = Math.floor(i * (whole.length - 1) / 19);
        if (!FOUND.has(await outcomeOf(whole.slice(0, end), isSigned))) missed.push(end);
      }
      deepStrictEqual(missed, []);
    });

    await t.step(`finds two in one, and none, ${by}`, async () => {
      for (const bytes of [new Uint8Array([...whole, ...whole]), new Uint8Array()]) {
        ok(FOUND.has(await outcomeOf(bytes, isSigned)), `${bytes.length} bytes`);
      }
    });
  }

  await t.step("finds another key, another seal, and a manifest that was changed", async () => {
    const other = `${room.folder}/other`;
    await Deno.writeTextFile(other, await generateIdentity());
    strictEqual(await outcome({ BACKUP_IDENTITY_FILE: other }), "archive_locked");
    strictEqual(await outcome({ SECRET_KEY: "another-key-".repeat(6) }), "manifest_broken");
    const manifest = `${room.shelf}/${name}.json`;
    const text = await Deno.readTextFile(manifest);
    await Deno.writeTextFile(manifest, text.replace(/"rows": "\d+"/, '"rows": "7"'));
    strictEqual(await outcome(), "manifest_broken");
    await Deno.writeTextFile(manifest, text.replace(/"version": 1/, '"version": 2'));
    strictEqual(await outcome(), "manifest_unknown_version");
    await Deno.writeTextFile(manifest, text);
  });

  await t.step("finds something else than a dump, and a schema that is newer", async () => {
    const recipient = await identityToRecipient(room.identity);
    strictEqual(await outcomeOf(await tools.encrypt("no dump", recipient), true), "archive_no_dump");
    const newer = name.replace(/\d{4}$/, "9999");
    await tools.renameTo(name, newer);
    const told = await openBackup(tools, tools.shelf, newer).catch((error) => error.outcome);
    strictEqual(told, "schema_newer");
  });

  await t.step("touches no database", async () => deepStrictEqual(await room.databases(), ["lexia"]));
});

/** What is said of an archive that is not what was written. */
const FOUND = new Set(["archive_changed", "archive_broken", "archive_locked"]);

async function holdLock(room: Room): Promise<() => Promise<void>> {
  const child = new Deno.Command(`${room.postgres.bin}/psql`, {
    args: [
      "-Atc",
      "select pg_advisory_lock(4713520260000002); select pg_sleep(60)",
      room.postgres.urlOf("lexia"),
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const isHeld = "select 1 from pg_locks where locktype = 'advisory' and granted";
  while ((await room.query(isHeld)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  return async () => {
    child.kill("SIGTERM");
    await child.status;
    while ((await room.query(isHeld)).length > 0) {
      await room.query(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted",
      );
    }
  };
}

async function grow(room: Room, rows: number): Promise<void> {
  await room.query(
    `insert into audit_log (organization_id, action, target_id) select $1, 'solicitud.create', gen_random_uuid()::text
     from generate_series(1, $2::int)`,
    [room.acme.organization, rows],
  );
}

async function allRows(room: Room): Promise<number> {
  const tables = await room.query(
    "select c.oid::regclass::text from pg_class c where relkind = 'r' and " +
      "relnamespace in ('public'::regnamespace, 'drizzle'::regnamespace)",
  );
  let sum = 0;
  for (const [table] of tables) sum += await room.count(String(table));
  return sum;
}

/** Whole files below a folder, with their sizes. */
function written(folder: string): string[] {
  return [...Deno.readDirSync(folder)].filter(({ name }) => !name.startsWith(".")).flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      return isDirectory ? written(path) : [`${path} ${Deno.statSync(path).size}`];
    },
  ).sort();
}

function halves(room: Room): string[] {
  return [...Deno.readDirSync(`${room.shelf}/.incoming`)].map(({ name }) => name);
}

async function metrics(room: Room): Promise<Record<string, number>> {
  const text = await Deno.readTextFile(room.env.BACKUP_METRICS_FILE ?? "");
  return Object.fromEntries(
    [...text.matchAll(/^(\w+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]),
  );
}

Deno.test("programs of backups", async (t) => {
  for (const task of ["backup", "backup_verify", "restore", "drill", "org_export", "org_restore"]) {
    await t.step(`${task} explains itself, and takes no secret as an argument`, async () => {
      const args = ["run", "--no-check", "--cached-only", "-A", `deploy/ops/${task}.ts`, "--help"];
      const { code, stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).output();
      const help = new TextDecoder().decode(stdout);
      strictEqual(code, 0);
      match(help, /^deno task [a-z:]+/);
      ok(!/--[a-z-]*(password|secret|key|url)/.test(help), help);
    });
  }
});
