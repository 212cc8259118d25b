import { strictEqual } from "node:assert/strict";
import { parseSubdomain } from "#domain/organizations/subdomain.ts";
import { refused } from "../identity/_fixture.ts";

Deno.test("parseSubdomain takes", async (t) => {
  for (
    const [text, subdomain] of [
      ["andino", "andino"],
      [" Bufete-Andino ", "bufete-andino"],
      ["a", "a"],
      ["4u", "4u"],
      ["a--b", "a--b"],
      ["x".repeat(50), "x".repeat(50)],
      ["api2", "api2"],
    ] as const
  ) {
    await t.step(JSON.stringify(text), () => strictEqual(parseSubdomain(text), subdomain));
  }
});

Deno.test("parseSubdomain refuses", async (t) => {
  const malformed = [
    "",
    "-andino",
    "andino-",
    "an dino",
    "an.dino",
    "an_dino",
    "ándino",
    "andino\0",
    "xn--andino-q1a",
    "ab--c",
    "x".repeat(51),
    "\u212Aandino",
    "аpi",
    "../etc",
  ];
  for (const text of malformed) {
    await t.step(JSON.stringify(text), async () => {
      const { errors } = await refused(Promise.resolve().then(() => parseSubdomain(text)), "request_invalid");
      strictEqual(errors?.[0]?.code, "subdomain_invalid");
    });
  }
  for (
    const text of [
      "www",
      "api",
      "admin",
      "app",
      "static",
      "mail",
      "status",
      " ADMIN ",
      "mta-sts",
      "localhost",
    ]
  ) {
    await t.step(`${JSON.stringify(text)} as reserved`, async () => {
      await refused(Promise.resolve().then(() => parseSubdomain(text)), "subdomain_taken");
    });
  }
});
