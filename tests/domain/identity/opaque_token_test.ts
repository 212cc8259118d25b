import { match, notStrictEqual, strictEqual } from "node:assert/strict";
import { hashOpaqueToken, newOpaqueToken, visiblePart } from "#domain/identity/opaque_token.ts";

Deno.test("newOpaqueToken", async (t) => {
  for (const prefix of ["lexia_", "lexia_scim_"] as const) {
    await t.step(`ends ${prefix} with a checksum, without which it is none`, () => {
      const { token, hash } = newOpaqueToken(prefix);
      match(token.slice(prefix.length), /^[\w-]{49}$/);
      strictEqual(hashOpaqueToken(token, prefix), hash);
      for (let at = prefix.length; at < token.length; at++) {
        const other = token[at] === "A" ? "B" : "A";
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        strictEqual(hashOpaqueToken(changed, prefix), undefined, changed);
      }
      strictEqual(hashOpaqueToken(token.slice(0, -6), prefix), undefined);
      strictEqual(visiblePart(token, prefix), token.slice(0, prefix.length + 8));
    });
  }

  await t.step("takes no directory's token for an API key", () => {
    const { token } = newOpaqueToken("lexia_scim_");
    strictEqual(hashOpaqueToken(token, "lexia_"), undefined);
  });

  await t.step("leaves those that live in cookies as they were", () => {
    const { token, hash } = newOpaqueToken("lxs_");
    strictEqual(token.length, 47);
    strictEqual(hashOpaqueToken(token, "lxs_"), hash);
    notStrictEqual(newOpaqueToken("lxs_").token, token);
  });
});
