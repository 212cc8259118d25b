import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createHmac } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import { AccessTokens } from "#domain/identity/access_tokens.ts";
import { newOpaqueToken } from "#domain/identity/opaque_token.ts";
import { keysFromConfiguration } from "#domain/identity/signing_keys.ts";
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
  const { d: _d, ...publicJwk } = jwk;
  const now = Math.floor(clock.now() / 1_000);
  const CLAIMS = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: USER,
    sid: SESSION,
    jti: "1",
    iat: now,
    nbf: now,
    exp: now + 900,
  };
  const HEAD = { alg: "EdDSA", typ: "at+jwt", kid: "key-1" };

  const sign = (claims: Record<string, unknown> = {}, head: Record<string, unknown> = {}, by = key) =>
    new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader({ ...HEAD, ...head }).sign(by, {
      crit: { "urn:lexia": true },
    });
  const part = (value: unknown) =>
    btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const unsigned = (head: unknown, signature = "", claims: unknown = CLAIMS) =>
    `${part(head)}.${part(claims)}.${signature}`;
  /** A head that jose itself would not sign, over a good signature of ours. */
  const forgedHead = async (head: Record<string, unknown>) => {
    const input = `${part(head)}.${part(CLAIMS)}`;
    const signing = await crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["sign"]);
    const signature = await crypto.subtle.sign("Ed25519", signing, new TextEncoder().encode(input));
    return `${input}.${new Uint8Array(signature).toBase64({ alphabet: "base64url", omitPadding: true })}`;
  };
  const hmac = (secret: string | Uint8Array, alg: "HS256" | "HS512") => {
    const input = `${part({ ...HEAD, alg })}.${part(CLAIMS)}`;
    const signature = createHmac(alg === "HS256" ? "sha256" : "sha512", secret).update(input).digest(
      "base64url",
    );
    return `${input}.${signature}`;
  };
  const other = await generateKeyPair("EdDSA", { extractable: true });
  const rsa = await generateKeyPair("RS256");
  const ec = await generateKeyPair("ES256");
  const good = await sign();
  const [head = "", body = "", signature = ""] = good.split(".");
  const pem = `-----BEGIN PUBLIC KEY-----\n${jwk.x}\n-----END PUBLIC KEY-----\n`;
  const otherJwk = await exportJWK(other.publicKey);

  await t.step("nothing of the kind: the same token without a fault is taken", async () => {
    strictEqual((await tokens.verify(good, AUDIENCE)).userId, USER);
    strictEqual((await tokens.verify(await forgedHead(HEAD), AUDIENCE)).userId, USER);
  });

  const ATTACKS: Record<string, string | Promise<string>> = {
    "an empty text": "",
    "two dots": "..",
    "a word": "token",
    "text that is no base64": "%%%.%%%.%%%",
    "a head that is no object": `${part([])}.${body}.${signature}`,
    "a head that is null": `${part(null)}.${body}.${signature}`,
    "alg none": unsigned({ ...HEAD, alg: "none" }),
    "alg None": unsigned({ ...HEAD, alg: "None" }),
    "alg NoNe with our signature": unsigned({ ...HEAD, alg: "NoNe" }, signature),
    "alg none signed by our key": forgedHead({ ...HEAD, alg: "none" }),
    "no alg": forgedHead({ typ: "at+jwt", kid: "key-1" }),
    "an alg of another type": forgedHead({ ...HEAD, alg: ["EdDSA"] }),
    "an alg in lower case": forgedHead({ ...HEAD, alg: "eddsa" }),
    "no signature": `${head}.${body}.`,
    "a cut signature": good.slice(0, -4),
    "a signature of zeros": `${head}.${body}.${"A".repeat(86)}`,
    "another body under our signature": `${head}.${part({ ...CLAIMS, sub: SESSION })}.${signature}`,
    "a fourth part": `${good}.x`,
    "another key under our kid": sign({}, {}, other.privateKey),
    "another key under its own kid": sign({}, { kid: "key-2" }, other.privateKey),
    "no kid": forgedHead({ alg: "EdDSA", typ: "at+jwt" }),
    "a kid that is a path": sign({}, { kid: "../../../../dev/null" }),
    "a kid that is SQL": sign({}, { kid: "key-1' or '1'='1" }),
    "a kid that is a number": forgedHead({ ...HEAD, kid: 1 }),
    "a kid that every object has": sign({}, { kid: "__proto__" }),
    "HS256 with the public key's bytes": hmac(
      Uint8Array.fromBase64(String(jwk.x), { alphabet: "base64url" }),
      "HS256",
    ),
    "HS256 with the public key's text": hmac(String(jwk.x), "HS256"),
    "HS256 with the public key as PEM": hmac(pem, "HS256"),
    "HS256 with the public JWK": hmac(JSON.stringify(publicJwk), "HS256"),
    "HS256 with an empty secret": hmac("", "HS256"),
    "HS512": hmac(String(jwk.x), "HS512"),
    "RS256": sign({}, { alg: "RS256" }, rsa.privateKey),
    "ES256": sign({}, { alg: "ES256" }, ec.privateKey),
    "a jwk in the head": sign({}, { jwk: otherJwk }, other.privateKey),
    "a jwk in the head, signed by us": sign({}, { jwk: publicJwk }),
    "a jku": sign({}, { jku: "https://evil.test/jwks.json" }),
    "an x5u": sign({}, { x5u: "https://evil.test/cert.pem" }),
    "an x5c": sign({}, { x5c: ["MIIB"] }),
    "a crit": sign({}, { crit: ["urn:lexia"], "urn:lexia": 1 }),
    "an empty crit": forgedHead({ ...HEAD, crit: [] }),
    "b64 false": forgedHead({ ...HEAD, b64: false }),
    "typ JWT": sign({}, { typ: "JWT" }),
    "no typ": forgedHead({ alg: "EdDSA", kid: "key-1" }),
    "100 kB": sign({ padding: "x".repeat(100_000) }),
    "100 kB of dots": ".".repeat(100_000),
    "exp past": sign({ exp: now - 31 }),
    "no exp": sign({ exp: undefined }),
    "exp as text": sign({ exp: String(now + 900) }),
    "exp null": sign({ exp: null }),
    "exp far ahead on an old token": sign({ iat: now - 1_000, nbf: now - 1_000, exp: now + 10_000 }),
    "no iat": sign({ iat: undefined }),
    "iat ahead": sign({ iat: now + 120 }),
    "nbf ahead": sign({ nbf: now + 31 }),
    "nbf as text": sign({ nbf: "0" }),
    "no nbf": sign({ nbf: undefined }),
    "another audience": sign({ aud: "0193b3f0-0000-7000-8000-000000000002" }),
    "the platform's audience": sign({ aud: "platform" }),
    "two audiences": sign({ aud: [AUDIENCE, "platform"] }),
    "no audience": sign({ aud: undefined }),
    "another issuer": sign({ iss: "https://staging.lexia.test" }),
    "our issuer with a slash": sign({ iss: `${ISSUER}/` }),
    "no issuer": sign({ iss: undefined }),
    "no subject": sign({ sub: undefined }),
    "a subject that is no id": sign({ sub: "admin" }),
    "no session": sign({ sid: undefined }),
    "a session that is no id": sign({ sid: "' or 1=1" }),
    "no jti": sign({ jti: undefined }),
    "a refresh token": newOpaqueToken("lxr_").then(({ token }) => token),
    "another environment's token": (await open()).tokens.issue(SUBJECT).then((issued) => issued.accessToken),
  };
  for (const [what, token] of Object.entries(ATTACKS)) {
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
