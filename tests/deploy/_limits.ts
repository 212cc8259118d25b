import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type Front, headerOf, JSON_TYPE, jsonOf, newAddress } from "./_front.ts";

/** How often one client may call, try a password, or a second factor. */
export async function limits(t: Deno.TestContext, front: Front): Promise<void> {
  await t.step("takes 21 calls of the API at once, and refuses the next as LEXIA would", async () => {
    const { answers, headers } = await calledAtOnce(front, 22);
    const refused = answers.filter(({ status }) => status === 429);
    strictEqual(answers.filter(({ status }) => status === 200).length, 21);
    strictEqual(refused.length, 1);
    for (const answer of refused) {
      deepStrictEqual([jsonOf(answer).code, jsonOf(answer).status], ["rate_limited", 429]);
      deepStrictEqual(headerOf(answer, "content-type"), ["application/problem+json"]);
      deepStrictEqual(headerOf(answer, "retry-after"), ["1"]);
    }
    strictEqual((await front.ask(CALL, { headers: front.bearer })).status, 200, "others go on");
    strictEqual((await front.ask("/dashboard", { headers })).status, 200, "so do pages");
  });

  const guess = JSON.stringify({ email: front.person.actor.email, password: "wrong-wrong-wrong-wrong" });
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  for (
    const [path, type, body] of [
      ["/auth/login", JSON_TYPE, guess],
      ["/sign-in", form, "email=a%40b.example&password=x"],
      ["/auth/2fa/verify", JSON_TYPE, '{"challenge":"x","otp":"000000"}'],
    ] as const
  ) {
    await t.step(`takes 6 tries at ${path}, and refuses the 7th`, async () => {
      const address = newAddress();
      const headers = { ...type, "X-Forwarded-For": address };
      const answers = await front.atOnce(7, path, { method: "POST", headers, body });
      const refused = answers.filter((answer) => answer.text.includes('/problems/rate_limited"'));
      deepStrictEqual([refused.length, refused[0]?.status], [1, 429]);
      strictEqual(front.answered(path).filter(({ client_ip }) => client_ip === address).length, 6);
    });
  }

  await t.step("counts a sign-in however its path is written", async () => {
    for (const path of ODD_SIGN_INS) {
      const answers = await front.atOnce(8, path, { method: "POST", headers: JSON_TYPE, body: "{}" });
      const taken = answers.filter(({ status }) => status === 422).length;
      ok(taken <= 6, `LEXIA took ${taken} at ${path}`);
      if (path === ODD_SIGN_INS[0]) strictEqual(taken, 6);
    }
  });

  await t.step("counts all addresses of one customer's IPv6 network together", async () => {
    for (const [first, second] of [["1:2:3:4::1", "1:2:3:4:5:6:7:8"], ["2001:db8::1", "2001:db8::2"]]) {
      const asked = async (address: string | undefined) => {
        const headers = { ...JSON_TYPE, "X-Forwarded-For": `${address}` };
        const answers = await front.atOnce(6, "/auth/2fa/verify", { method: "POST", headers, body: "{}" });
        return answers.filter(({ status }) => status === 429).length;
      };
      strictEqual(await asked(first), 0);
      ok(await asked(second) >= 4, `${second} is not counted with ${first}`);
    }
  });
}

const CALL = "/api/v1/organization";

/** Again where this machine was too busy to send them within the tenth of a second in which one more is taken. */
async function calledAtOnce(front: Front, count: number) {
  for (let tries = 1;; tries++) {
    const headers = { ...front.bearer, "X-Forwarded-For": newAddress() };
    const answers = await front.atOnce(count, CALL, { headers });
    if (tries === 3 || answers.some(({ status }) => status !== 200)) return { answers, headers };
  }
}

const ODD_SIGN_INS = [
  "/auth/login?x",
  "/auth//login",
  "/auth/./login",
  "/x/../auth/login",
  "/x/%2e%2e/auth/login",
  "/auth/%6cogin",
  "/auth/login/",
  "/AUTH/login",
  "/auth/login;x",
  "/auth%2flogin",
  "/auth\\login",
  "/auth/login%20",
  "/auth/login%00",
  "/auth/login#x",
];
