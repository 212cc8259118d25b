import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { openFolderStore } from "#platform/files/folder_store.ts";

Deno.test("openFolderStore", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "lexia_store_" });
  const store = openFolderStore({ folder });
  const names = (path: string) => [...Deno.readDirSync(`${folder}/${path}`)].map(({ name }) => name);
  const limits = { maxBytes: 1_000 };

  await t.step("keeps a file whole under its key, and nothing beside it", async () => {
    const { size } = await store.put("exports/a/1", new Blob(["whole"]).stream(), limits);
    strictEqual(size, 5);
    strictEqual(await new Response(await store.get("exports/a/1")).text(), "whole");
    deepStrictEqual(names(".incoming"), []);
  });

  await t.step("keeps nothing of what broke off", async () => {
    const breaking = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("the line is gone")),
    });
    await rejects(store.put("exports/a/2", breaking, limits), /the line is gone/);
    deepStrictEqual([await store.get("exports/a/2"), names(".incoming")], [null, []]);
  });

  await t.step("deletes what somebody left who died while it came in, and no other's", async () => {
    const open = Promise.withResolvers<void>();
    const dying = store.put("exports/a/3", coming(open.promise), limits);
    const living = store.put("exports/a/33", coming(open.promise), limits);
    while (names(".incoming").length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await store.delete("exports/a/3");
    strictEqual(names(".incoming").length, 1);
    open.resolve();
    await rejects(dying, { name: "FileStoreUnavailable" });
    await living;
    strictEqual(await store.get("exports/a/3"), null);
    strictEqual(await new Response(await store.get("exports/a/33")).text(), "half, half");
  });

  await Deno.remove(folder, { recursive: true });
});

/** Half of it at once, and the rest when told. */
function coming(rest: Promise<void>): ReadableStream<Uint8Array> {
  return ReadableStream.from((async function* () {
    yield new TextEncoder().encode("half");
    await rest;
    yield new TextEncoder().encode(", half");
  })());
}
