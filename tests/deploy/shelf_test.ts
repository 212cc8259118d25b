/** A folder and a bucket are shelves alike; large files go to a bucket in parts and come back in pieces. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { openBucket, openFolder, type Shelf } from "../../deploy/ops/backup/shelf.ts";
import { sha256Of } from "../../deploy/ops/backup/streams.ts";
import { startS3Server } from "#tests/support/s3_server.ts";
import { Room } from "./_room.ts";

const LARGE = 20 * 1024 * 1024 + 7;

Deno.test("shelves", async (t) => {
  await using server = startS3Server();
  const folder = await Deno.makeTempDir({ prefix: "lexia_shelf_" });
  const bucket = { ...server, region: "us-east-1" };
  const shelves: [string, Shelf][] = [["a folder", openFolder(`${folder}/shelf`)], [
    "a bucket",
    openBucket(bucket),
  ]];

  for (const [what, shelf] of shelves) {
    await t.step(`${what} gives back what was put there, whole`, async () => {
      for (const [key, size] of [["empty", 0], ["small.json", 10], ["blobs/aa/large.age", LARGE]] as const) {
        const content = new Uint8Array(size).map((_, i) => i * 7);
        const written = await shelf.write(key, new Blob([content]).stream());
        const read = await shelf.read(key);
        ok(read);
        deepStrictEqual(await sha256Of(read), written);
      }
      strictEqual(await shelf.read("missing"), null);
    });

    await t.step(`${what} lists what there is, by its beginning`, async () => {
      for (const name of ["a", "b", "c", "d", "e"]) {
        await shelf.write(`many/${name}`, new Blob([name]).stream());
      }
      const sizes = (prefix?: string) =>
        shelf.list(prefix).then((items) => items.map(({ key, size }) => `${key} ${size}`).sort());
      deepStrictEqual(await sizes("many/"), ["many/a 1", "many/b 1", "many/c 1", "many/d 1", "many/e 1"]);
      deepStrictEqual((await sizes()).slice(0, 2), [`blobs/aa/large.age ${LARGE}`, "empty 0"]);
      await shelf.remove("many/a");
      await shelf.remove("many/a");
      strictEqual((await sizes("many/")).length, 4);
    });

    await t.step(`${what} has nothing of what broke off`, async () => {
      async function* breaking() {
        yield new Uint8Array(LARGE);
        await Promise.resolve();
        throw new Error("the dump is gone");
      }
      await rejects(shelf.write("broken", ReadableStream.from(breaking())), /the dump is gone/);
      strictEqual(await shelf.read("broken"), null);
    });
  }

  await t.step("a bucket takes nothing with another key", async () => {
    const other = openBucket({ ...bucket, secretAccessKey: "another" });
    await rejects(other.list(), { name: "FileStoreUnavailable" });
    await rejects(other.write("x", new Blob(["x"]).stream()), { name: "FileStoreUnavailable" });
  });

  await Deno.remove(folder, { recursive: true });
});

Deno.test("a backup in a bucket", async (t) => {
  await using room = await Room.open();
  if (!room) return;
  await using server = startS3Server();
  const env = {
    BACKUP_S3_ENDPOINT: server.endpoint,
    BACKUP_S3_BUCKET: server.bucket,
    BACKUP_S3_ACCESS_KEY_ID: server.accessKeyId,
    BACKUP_S3_SECRET_ACCESS_KEY: server.secretAccessKey,
  };
  await Deno.mkdir(`${room.folder}/uploads`, { recursive: true });
  await Deno.writeTextFile(`${room.folder}/uploads/one`, "a file");

  await t.step("stands beside the one in the folder, and is good by itself", async () => {
    const { code, err } = await room.run("backup", [], { env });
    strictEqual(code, 0, err);
    deepStrictEqual([...server.objects.keys()].filter((key) => key.endsWith(".json")), room.shelved());
    await Deno.remove(room.shelf, { recursive: true });
    const verified = await room.run("backup:verify", ["--from-bucket"], { env });
    deepStrictEqual([verified.code, verified.said.blobs], [0, 1], verified.err);
  });

  await t.step("needs no folder", async () => {
    const alone = { ...env, BACKUP_STORAGE_PATH: "" };
    strictEqual((await room.run("backup", [], { env: alone })).code, 0);
    const { code, said } = await room.run("restore", ["latest", "--yes-i-mean", "lexia"], { env: alone });
    deepStrictEqual([code, said.outcome], [0, "restored"]);
  });

  await t.step("fails where the bucket refuses, and keeps the one in the folder", async () => {
    const { code, said } = await room.run("backup", [], {
      env: { ...env, BACKUP_S3_SECRET_ACCESS_KEY: "another" },
    });
    deepStrictEqual([code, said.outcome], [74, "storage_unavailable"]);
    strictEqual(room.shelved().length, 1);
  });
});
