import { match, notStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { SealBroken, sealer } from "#domain/identity/sealing.ts";
import { SECRET_KEY } from "./_fixture.ts";

Deno.test("sealer", async (t) => {
  const seals = sealer(SECRET_KEY);
  const sealed = await seals.seal("secreto ñ", "signing_key");

  await t.step("opens what it sealed, also in another process", async () => {
    strictEqual(await seals.open(sealed, "signing_key"), "secreto ñ");
    strictEqual(await sealer(SECRET_KEY).open(sealed, "signing_key"), "secreto ñ");
    strictEqual(await seals.open(await seals.seal("", "signing_key"), "signing_key"), "");
  });

  await t.step("never seals the same twice alike", async () => {
    match(sealed, /^v1\.[\w-]+$/);
    notStrictEqual(await seals.seal("secreto ñ", "signing_key"), sealed);
  });

  await t.step("refuses every change of a single character", async () => {
    for (let i = 0; i < sealed.length; i++) {
      for (const other of ["A", "_", "."]) {
        if (sealed[i] === other) continue;
        await rejects(
          seals.open(sealed.slice(0, i) + other + sealed.slice(i + 1), "signing_key"),
          SealBroken,
        );
      }
    }
  });

  for (
    const [what, text] of [
      ["nothing", ""],
      ["a cut text", sealed.slice(0, 20)],
      ["another version", sealed.replace("v1", "v2")],
      ["text behind it", `${sealed}A`],
      ["padding", `${sealed}=`],
      ["a blank inside", `${sealed.slice(0, 9)} ${sealed.slice(9)}`],
      ["plain text", "secreto"],
    ] as const
  ) {
    await t.step(`refuses ${what}`, () => rejects(seals.open(text, "signing_key"), SealBroken));
  }

  await t.step("refuses another purpose and another SECRET_KEY", async () => {
    await rejects(seals.open(sealed, "sign_in_limit"), SealBroken);
    await rejects(sealer(`${SECRET_KEY}!`).open(sealed, "signing_key"), SealBroken);
    throws(() => sealer("short"), /SECRET_KEY/);
  });

  await t.step("hashes alike under one key and purpose only", async () => {
    const hash = await seals.keyedHash("ana", "sign_in_limit");
    match(hash, /^[0-9a-f]{64}$/);
    strictEqual(await sealer(SECRET_KEY).keyedHash("ana", "sign_in_limit"), hash);
    notStrictEqual(await seals.keyedHash("ana", "signing_key"), hash);
    notStrictEqual(await sealer(`${SECRET_KEY}!`).keyedHash("ana", "sign_in_limit"), hash);
  });
});
