import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { createIdentity } from "#domain/identity/identity.ts";
import { keysFromConfiguration } from "#domain/identity/signing_keys.ts";
import { embeddedLimiter } from "#platform/embedded/limiter.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { movableClock } from "#tests/support/stores.ts";
import { type Fixture, ISSUER, openFixture, refused, SECRET_KEY } from "./_fixture.ts";

const AUDIENCE = "0193b3f0-0000-7000-8000-000000000001";
const SUBJECT = {
  userId: "0193b3f0-0000-7000-8000-00000000000a",
  sessionId: "0193b3f0-0000-7000-8000-00000000000b",
  audience: AUDIENCE,
};

async function issue({ identity }: Fixture): Promise<string> {
  return (await identity.tokens.issue(SUBJECT)).accessToken;
}

Deno.test("SigningKeys", async (t) => {
  await using first = await openFixture();
  const second = await first.another();
  const { clock } = first;

  await t.step("makes one first key where two instances start at once", async () => {
    const kids = await Promise.all(
      [first, second, first].map(async ({ identity }) => (await identity.keys.current()).kid),
    );
    strictEqual(new Set(kids).size, 1);
    strictEqual((await first.rows("select kid from signing_keys")).length, 1);
    await second.identity.tokens.verify(await issue(first), AUDIENCE);
  });

  await t.step("keeps the private half sealed", async () => {
    const [row] = await first.rows("select public_jwk, private_jwk_sealed from signing_keys");
    const [publicJwk, sealed] = row ?? [];
    deepStrictEqual(Object.keys(Object(publicJwk)).sort(), ["crv", "kty", "x"]);
    match(String(sealed), /^v1\.[\w-]+$/);
  });

  await t.step("shows only public halves, which verify elsewhere", async () => {
    const jwks = await first.identity.keys.jwks();
    deepStrictEqual(jwks.keys.map((key) => Object.keys(key).sort()), [[
      "alg",
      "crv",
      "kid",
      "kty",
      "use",
      "x",
    ]]);
    const { payload } = await jwtVerify(await issue(first), createLocalJWKSet(jwks), {
      issuer: ISSUER,
      currentDate: new Date(clock.now()),
    });
    strictEqual(payload.sub, SUBJECT.userId);
  });

  await t.step("reads the database at most every 30 seconds", async () => {
    clock.advance(31_000);
    await issue(first);
    const reads = () => first.uses.filter((purpose) => purpose === "signing_keys.read").length;
    const before = reads();
    for (let i = 0; i < 29; i++) {
      clock.advance(1_000);
      await issue(first);
    }
    strictEqual(reads(), before);
    clock.advance(1_000);
    await Promise.all([issue(first), issue(first), issue(first)]);
    strictEqual(reads(), before + 1);
  });

  await t.step("rotates without refusing anybody, on either instance", async () => {
    const oldKid = (await first.identity.keys.current()).kid;
    const newKid = await first.identity.keys.rotate();
    const live: { token: string; until: number }[] = [];
    let [signedByOld, signedByNew] = [0, 0];
    for (let second_ = 0; second_ < 1_800; second_ += 7) {
      for (const instance of [first, second]) {
        const token = await issue(instance);
        const { kid } = JSON.parse(atob(token.split(".")[0] ?? ""));
        if (kid === oldKid) signedByOld++;
        if (kid === newKid) signedByNew++;
        live.push({ token, until: clock.now() + 899_000 });
      }
      for (const { token } of live.filter(({ until }) => until > clock.now()).slice(-4)) {
        for (const { identity } of [first, second]) await identity.tokens.verify(token, AUDIENCE);
      }
      const [oldest] = live.filter(({ until }) => until > clock.now());
      if (oldest) {
        for (const { identity } of [first, second]) await identity.tokens.verify(oldest.token, AUDIENCE);
      }
      clock.advance(7_000);
    }
    ok(signedByOld >= 10 && signedByOld <= 20, `the old key signed ${signedByOld} in the first minute`);
    strictEqual(signedByOld + signedByNew, live.length);
    deepStrictEqual((await first.identity.keys.jwks()).keys.map((key) => key.kid), [newKid]);
  });

  await t.step("removes expired private halves with the next rotation", async () => {
    await first.identity.keys.rotate({ actorId: null, address: null, requestId: "req-9" });
    const rows = await first.rows("select expires_at is null from signing_keys order by created_at");
    deepStrictEqual(rows.flat(), [false, true]);
    const [audit] = await first.rows("select request_id from audit_log where action = 'signing_keys.rotate'");
    deepStrictEqual(audit, ["req-9"]);
  });

  await t.step("learns of a new key by its kid before the next reading is due", async () => {
    clock.advance(61_000);
    await first.identity.keys.jwks();
    const third = await first.another();
    await third.identity.keys.jwks();
    const kid = await first.identity.keys.rotate();
    ok(await third.identity.keys.verificationKey(kid));
  });

  await t.step("reads at most once in 10 seconds for kids that nobody knows", async () => {
    const fourth = await first.another();
    await fourth.identity.keys.jwks();
    const reads = () => fourth.uses.length;
    const before = reads();
    for (let i = 0; i < 50; i++) {
      strictEqual(await fourth.identity.keys.verificationKey(`nobody-${i}`), undefined);
    }
    strictEqual(reads(), before + 1);
    clock.advance(10_000);
    await fourth.identity.keys.verificationKey("nobody");
    strictEqual(reads(), before + 2);
  });

  await t.step("withdraws remembered tokens with their key", async () => {
    clock.advance(120_000);
    const token = await issue(first);
    await first.identity.tokens.verify(token, AUDIENCE);
    await first.rows("delete from signing_keys");
    clock.advance(31_000);
    await refused(first.identity.tokens.verify(token, AUDIENCE), "token_invalid");
  });
});

Deno.test("SigningKeys with another SECRET_KEY sign nothing until they are rotated, and say why", async () => {
  await using before = await openFixture();
  const token = await issue(before);
  const after = await before.another({ secretKey: `${SECRET_KEY}-another` });
  await rejects(issue(after), /SECRET_KEY/);
  ok(after.logged.some((line) => line.includes("SECRET_KEY")));
  await after.identity.tokens.verify(token, AUDIENCE);
  await after.identity.keys.rotate();
  await issue(after);
});

Deno.test("SigningKeys go on with the keys they know while the database is away", async () => {
  const lost = await openFixture();
  const token = await issue(lost);
  lost.clock.advance(60_000);
  await lost[Symbol.asyncDispose]();
  await lost.identity.tokens.verify(token, AUDIENCE);
  await issue(lost);
  ok(lost.logged.some((line) => line.startsWith("Cannot read the signing keys")));
});

Deno.test("keysFromConfiguration", async (t) => {
  const clock = movableClock();
  const jwk = async (kid: string) => ({
    ...await exportJWK((await generateKeyPair("EdDSA", { extractable: true })).privateKey),
    kid,
  });
  const [a, b] = [await jwk("a"), await jwk("b")];

  await t.step("signs with the first and verifies with all", async () => {
    const keys = await keysFromConfiguration(JSON.stringify({ keys: [a, b] }), clock, silentLog);
    strictEqual((await keys.current()).kid, "a");
    ok(await keys.verificationKey("b"));
    strictEqual(await keys.verificationKey("c"), undefined);
    deepStrictEqual((await keys.jwks()).keys.map(({ kid }) => kid).sort(), ["a", "b"]);
    ok(!JSON.stringify(await keys.jwks()).includes(String(a.d)));
    await rejects(keys.rotate(), /JWT_PRIVATE_KEYS/);
  });

  await t.step("needs no database", async () => {
    await using fixture = await openFixture();
    const identity = await createIdentity(fixture.services, {
      secretKey: SECRET_KEY,
      issuer: ISSUER,
      signupEnabled: false,
      jwtPrivateKeys: JSON.stringify({ keys: [a] }),
      localLimiter: embeddedLimiter(clock),
    });
    const { accessToken } = await identity.tokens.issue(SUBJECT);
    await identity.tokens.verify(accessToken, AUDIENCE);
    deepStrictEqual(fixture.uses, []);
  });

  const { d: _d, ...publicOnly } = a;
  for (
    const [what, set] of [
      ["no set", "[]"],
      ["an empty set", '{"keys":[]}'],
      ["a public key", JSON.stringify({ keys: [publicOnly] })],
      ["a key of another kind", '{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"a"}]}'],
      ["a kid twice", JSON.stringify({ keys: [a, { ...b, kid: "a" }] })],
    ] as const
  ) {
    await t.step(
      `refuses ${what}`,
      () => rejects(keysFromConfiguration(set, clock, silentLog), /JWT_PRIVATE_KEYS/),
    );
  }
});
