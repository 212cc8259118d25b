import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK } from "jose";
import { AccessTokens } from "#domain/identity/access_tokens.ts";
import { newOpaqueToken } from "#domain/identity/opaque_token.ts";
import { keysFromConfiguration } from "#domain/identity/signing_keys.ts";
import { Forger, type Forgeries } from "#tests/support/forged_tokens.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { movableClock } from "#tests/support/stores.ts";
import { ISSUER, refused } from "./_fixture.ts";

const AUDIENCE = "0193b3f0-0000-7000-8000-000000000001";
const USER = "0193b3f0-0000-7000-8000-00000000000a";
const SESSION = "0193b3f0-0000-7000-8000-00000000000b";
const SUBJECT = { userId: USER, sessionId: SESSION, audience: AUDIENCE };

async function open(clock = movableClock()) {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  const jwk = { ...await exportJWK(privateKey), kid: "key-1" };
  const keys = await keysFromConfiguration(JSON.stringify({ keys: [jwk] }), clock, silentLog);
  return { clock, jwk, keys, tokens: new AccessTokens(keys, clock, ISSUER) };
}

Deno.test("AccessTokens.issue", async (t) => {
  const { tokens, clock } = await open();
  const { accessToken, expiresInSeconds } = await tokens.issue(SUBJECT);

  await t.step("writes what RFC 9068 asks for, and no more about the person than an id", () => {
    deepStrictEqual(decodeProtectedHeader(accessToken), { alg: "EdDSA", typ: "at+jwt", kid: "key-1" });
    const { jti, ...claims } = decodeJwt(accessToken);
    const now = Math.floor(clock.now() / 1_000);
    const times = { iat: now, nbf: now, exp: now + 900 };
    deepStrictEqual(claims, { sid: SESSION, iss: ISSUER, sub: USER, aud: AUDIENCE, ...times });
    ok(jti);
    strictEqual(expiresInSeconds, 900);
  });

  await t.step("is verified, at once and from memory", async () => {
    const expected = { ...SUBJECT, expiresAt: Math.floor(clock.now() / 1_000) * 1_000 + 900_000 };
    deepStrictEqual(await tokens.verify(accessToken, AUDIENCE), expected);
    deepStrictEqual(await tokens.verify(accessToken, AUDIENCE), expected);
  });

  await t.step("is refused for another audience, also after it was remembered", async () => {
    await refused(tokens.verify(accessToken, "platform"), "token_invalid");
    await refused(tokens.verify(accessToken, "0193b3f0-0000-7000-8000-000000000002"), "token_invalid");
  });

  await t.step("is refused when it has expired, also from memory", async () => {
    clock.advance(899_000);
    await tokens.verify(accessToken, AUDIENCE);
    clock.advance(32_000);
    await refused(tokens.verify(accessToken, AUDIENCE), "token_invalid");
  });
});

Deno.test("AccessTokens.verify refuses", async (t) => {
  const { tokens, jwk, clock } = await open();
  const key = await importJWK(jwk, "EdDSA");
  ok(!(key instanceof Uint8Array));
  const now = Math.floor(clock.now() / 1_000);
  const genuine = { key, kid: jwk.kid, x: String(jwk.x), now, issuer: ISSUER, audience: AUDIENCE };
  const forger = new Forger({ ...genuine, userId: USER, sessionId: SESSION });

  await t.step("nothing of the kind: the same token without a fault is taken", async () => {
    for (const token of [await forger.good(), await forger.goodByHand()]) {
      strictEqual((await tokens.verify(token, AUDIENCE)).userId, USER);
    }
  });

  const attacks: Forgeries = {
    ...await forger.heads(),
    ...forger.claims(),
    "an empty text": "",
    "a refresh token": newOpaqueToken("lxr_").token,
    "another environment's token": (await open()).tokens.issue(SUBJECT).then((issued) => issued.accessToken),
  };
  // Signed by us, for a session and a person that it is not this class's part to know.
  for (const what of ["another subject", "another session"]) delete attacks[what];
  for (const [what, token] of Object.entries(attacks)) {
    await t.step(what, async () => {
      const text = await token;
      const data = await refused(tokens.verify(text, AUDIENCE), "token_invalid");
      deepStrictEqual(data, {}, "says nothing about why");
    });
  }
});

Deno.test("AccessTokens asks for no key of a token that is too long", async () => {
  const { clock, keys } = await open();
  let asked = 0;
  const read = keys.verificationKey.bind(keys);
  keys.verificationKey = (kid) => (asked++, read(kid));
  const tokens = new AccessTokens(keys, clock, ISSUER);
  await refused(tokens.verify("x".repeat(4_097), AUDIENCE), "token_invalid");
  strictEqual(asked, 0);
});
