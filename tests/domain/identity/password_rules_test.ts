import { ok, strictEqual } from "node:assert/strict";
import { PasswordRules } from "#domain/identity/password_rules.ts";
import { refused } from "./_fixture.ts";

const ABOUT = ["Ana María Torres", "ana.torres@bufete-andino.co", "Bufete Andino", "andino"];
const rules = new PasswordRules();

Deno.test("PasswordRules takes", async (t) => {
  for (
    const [what, password] of [
      ["words that have nothing to do with each other", "tranvia musgo 47 violin"],
      ["15 random characters", "k7#Vq9!zLp2@xWd"],
      ["Spanish with accents and blanks", "quizás mañana lloverá ñandúes"],
      ["128 random characters", randomText(128)],
      ["the person's name beside much else", "Torres tranvia musgo 47 violin"],
      ["only lower case, if it is long and odd", "zorquefilbantomuzgrel"],
      ["a weak beginning with a strong rest", "a".repeat(32) + randomText(40)],
    ] as const
  ) {
    await t.step(what, () => rules.check(password, { about: ABOUT }));
  }
});

Deno.test("PasswordRules refuses", async (t) => {
  for (
    const [what, password, code] of [
      ["an empty one", "", "too_short"],
      ["14 characters", "k7#Vq9!zLp2@xW", "too_short"],
      ["14 characters that are 28 decomposed", "a\u0301".repeat(14), "too_short"],
      ["129 characters", randomText(129), "too_long"],
      ["a million characters", "ab".repeat(500_000), "too_long"],
      ["half a character", "k7#Vq9!zLp2@xWd\ud800", "malformed"],
      ["one letter again and again", "aaaaaaaaaaaaaaaaaaaa", "guessable"],
      ["the alphabet", "abcdefghijklmnopqrst", "guessable"],
      ["counting", "123456789012345", "guessable"],
      ["the keyboard", "qwertyuiopasdfgh", "guessable"],
      ["the commonest Spanish one", "Contraseña123456", "guessable"],
      ["a common one, twice", "passwordpassword", "guessable"],
      ["a common one with substitutions, to the limit", "P@ssw0rd".repeat(16), "guessable"],
      ["the person's address", "ana.torres@bufete-andino.co", "guessable"],
      ["the person's name with a year", "anamariatorres24", "guessable"],
      ["the organization's name", "BufeteAndino2024", "guessable"],
      ["the organization's name and little else", "Bufete-Andino 2024!", "guessable"],
      ["name and organization mixed", "Torres@Andino#Ana%Bufete", "guessable"],
      ["the product's name", "lexialexialexia1", "guessable"],
    ] as const
  ) {
    await t.step(what, async () => {
      const { errors = [] } = await refused(rules.check(password, { about: ABOUT }), "password_too_weak");
      strictEqual(errors.length, 1);
      strictEqual(errors[0]?.code, code);
      strictEqual(errors[0]?.field, "password");
      ok(!JSON.stringify(errors).includes(password) || password === "", "repeats no password");
    });
  }

  await t.step("less than 8 or common ones beside a second factor, and takes 8 odd ones", async () => {
    await rules.check("k7#Vq9!z", { about: ABOUT, hasSecondFactor: true });
    for (const password of ["k7#Vq9!", "password", "12345678", "andino24"]) {
      await refused(rules.check(password, { about: ABOUT, hasSecondFactor: true }), "password_too_weak");
    }
  });
});

Deno.test("PasswordRules stays quick on the worst of 128 characters", async () => {
  const worst = [
    "P@ssw0rd".repeat(16),
    "1@ss0rd$!|".repeat(13).slice(0, 128),
    "pA$sw0rdl0v3m0nk3y".repeat(8).slice(0, 128),
  ];
  const start = performance.now();
  for (const password of worst) await rules.check(password, { about: ABOUT }).catch(() => {});
  const each = (performance.now() - start) / worst.length;
  ok(each < 1_500, `took ${each} ms each`);
});

function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => String.fromCharCode(33 + byte % 94)).join("");
}
