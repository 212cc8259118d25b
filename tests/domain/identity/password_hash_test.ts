import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { argon2Verify } from "hash-wasm";
import {
  deriveArgon2id,
  deriveWithWasm,
  PasswordHasher,
  passwordLength,
} from "#domain/identity/password_hash.ts";
import { refused } from "./_fixture.ts";

const COST = { memory: 19_456, passes: 2, parallelism: 1 };
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("PasswordHasher", async (t) => {
  const hasher = new PasswordHasher();

  await t.step("writes the PHC string that other implementations read", async () => {
    const phc = await hasher.hash("correct horse battery");
    match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    strictEqual(await argon2Verify({ password: "correct horse battery", hash: phc }), true);
    strictEqual(await argon2Verify({ password: "correct horse batterz", hash: phc }), false);
  });

  await t.step("reads what another implementation wrote", async () => {
    const { argon2id } = await import("hash-wasm");
    const phc = await argon2id({
      password: "contraseña",
      salt: bytes("0123456789abcdef"),
      memorySize: 1_024,
      iterations: 3,
      parallelism: 2,
      hashLength: 32,
      outputType: "encoded",
    });
    strictEqual(await hasher.verify(phc, "contraseña"), true);
    strictEqual(await hasher.verify(phc, "contrasena"), false);
  });

  await t.step("derives the same key natively and in WebAssembly", async () => {
    const input = [bytes("tranvía musgo"), bytes("0123456789abcdef"), COST] as const;
    deepStrictEqual(await deriveArgon2id(...input), await deriveWithWasm(...input));
  });

  await t.step("salts every hash anew", async () => {
    const [a, b] = [await hasher.hash("the same"), await hasher.hash("the same")];
    ok(a !== b && await hasher.verify(a, "the same") && await hasher.verify(b, "the same"));
  });

  await t.step(
    "takes a composed and a decomposed accent for the same, and changes nothing else",
    async () => {
      const phc = await hasher.hash(" Peña\u0301 ");
      strictEqual(await hasher.verify(phc, " Pen\u0303\u00e1 "), true);
      for (const other of ["Pen\u0303\u00e1", " peñá ", " Peña ", " Peñá"]) {
        strictEqual(
          await hasher.verify(phc, other),
          false,
        );
      }
    },
  );

  await t.step("tells long passwords apart by their last character", async () => {
    const phc = await hasher.hash("x".repeat(127) + "y");
    strictEqual(await hasher.verify(phc, "x".repeat(127) + "y"), true);
    strictEqual(await hasher.verify(phc, "x".repeat(127) + "z"), false);
    strictEqual(await hasher.verify(phc, "x".repeat(127) + "yy"), false);
  });

  for (
    const [what, phc] of [
      ["nothing", ""],
      ["a bcrypt hash", "$2b$12$abcdefghijklmnopqrstuuJ0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o"],
      [
        "a hash that asks for all memory",
        `$argon2id$v=19$m=9999999,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`,
      ],
      ["a hash with a cut key", `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(20)}`],
      ["argon2i", `$argon2i$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`],
    ] as const
  ) {
    await t.step(`fits no password to ${what}`, async () => strictEqual(await hasher.verify(phc, ""), false));
  }
});

Deno.test("PasswordHasher works as much for nobody as for somebody", async () => {
  const costs: unknown[] = [];
  const hasher = new PasswordHasher({
    derive: (_password, _salt, cost) => {
      costs.push(cost);
      return Promise.resolve(new Uint8Array(32).fill(7));
    },
  });
  const phc = await hasher.hash("somebody");
  costs.length = 0;
  await hasher.verify(phc, "wrong");
  await hasher.verifyNobody();
  await hasher.verify(phc, "w".repeat(129));
  await hasher.verify("no hash", "wrong");
  deepStrictEqual(costs, [COST, COST, COST, COST]);
});

Deno.test("PasswordHasher runs so many at once, lets so many wait, and refuses the next", async () => {
  const gates: PromiseWithResolvers<Uint8Array>[] = [];
  const hasher = new PasswordHasher({
    running: 2,
    waiting: 3,
    derive: () => {
      const gate = Promise.withResolvers<Uint8Array>();
      gates.push(gate);
      return gate.promise;
    },
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  const accepted = [1, 2, 3, 4, 5].map((n) => hasher.hash(`password ${n}`));
  await turn();
  strictEqual(gates.length, 2);
  ok(((await refused(hasher.hash("one too many"), "sign_in_busy")).retryAfterSeconds ?? 0) > 0);

  gates[0]?.reject(new Error("lost"));
  await accepted[0]?.catch(() => {});
  await turn();
  strictEqual(gates.length, 3, "a failed one gives its place away");
  const late = hasher.hash("there is room again");
  while (gates.length < 6) {
    for (const gate of gates) gate.resolve(new Uint8Array(32));
    await turn();
  }
  for (const gate of gates) gate.resolve(new Uint8Array(32));
  await Promise.allSettled([...accepted, late]);
  strictEqual(gates.length, 6);
});

Deno.test("passwordLength counts characters, not bytes", () => {
  strictEqual(passwordLength("ñandú"), 5);
  strictEqual(passwordLength("n\u0303"), 1);
  strictEqual(passwordLength("🔑🔑"), 2);
});
