import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  fillFilter,
  hasPlace,
  IN_CHAIN,
  nestedFilter,
  openFilter,
  parseFilter,
} from "#domain/identity/providers/ldap_filter.ts";

const AS_ANA = { login: "ana", dn: "uid=ana,dc=acme" };

const READ: readonly [text: string, filter: unknown][] = [
  ["(uid={login})", { attribute: "uid", is: "ana" }],
  ["(mail={login}@acme.example)", { attribute: "mail", is: "ana@acme.example" }],
  ["(objectClass=*)", { attribute: "objectClass", isPresent: true }],
  ["(cn=a*b**c)", { attribute: "cn", begins: "a", contains: ["b"], ends: "c" }],
  ["(cn=*{login}*)", { attribute: "cn", begins: "", contains: ["ana"], ends: "" }],
  ["(cn=\\28\\c3\\b1\\29)", { attribute: "cn", is: "(ñ)" }],
  ["(age>=18)", { attribute: "age", order: "at_least", than: "18" }],
  ["(age<=65)", { attribute: "age", order: "at_most", than: "65" }],
  ["(!(uid=x))", { not: { attribute: "uid", is: "x" } }],
  [`(member:${IN_CHAIN}:={dn})`, { attribute: "member", rule: IN_CHAIN, matches: "uid=ana,dc=acme" }],
  [
    "(&(objectClass=person)(|(uid={login})(mail={login})))",
    {
      all: [
        { attribute: "objectClass", is: "person" },
        { any: [{ attribute: "uid", is: "ana" }, { attribute: "mail", is: "ana" }] },
      ],
    },
  ],
];

const UNREADABLE = [
  "",
  "uid=ana",
  "(uid=ana",
  "(uid=ana))",
  "(uid=)",
  "(=ana)",
  "(uid={other})",
  "(uid=\\zz)",
  "(uid=\\ff)",
  "(uid=a(b)",
  "(&)",
  "(uid:=ana)",
  "(uid~=ana)",
  "(age>=1*)",
  "(uid;binary=ana)",
  `${"(!".repeat(30)}(a=b)${")".repeat(30)}`,
];

/** What attackers type as their name, and what would be a filter if it were ever read as one. */
const TYPED = ["*", "*)(uid=*))(|", "a)(|(uid=*", "\\2a", "{dn}", "ana)(objectClass=*", "(", "\0"];

Deno.test("parseFilter()", async (t) => {
  for (const [text, filter] of READ) {
    await t.step(`reads ${text}`, () => deepStrictEqual(fillFilter(parseFilter(text), AS_ANA), filter));
  }

  for (const text of UNREADABLE) {
    await t.step(`refuses ${text.slice(0, 40) || "nothing"}`, () => {
      throws(() => parseFilter(text), /Cannot read the filter at character \d+: /);
    });
  }
});

Deno.test("fillFilter()", async (t) => {
  const template = parseFilter("(&(objectClass=person)(|(uid={login})(mail={login})))");
  for (const login of TYPED) {
    await t.step(`takes ${JSON.stringify(login)} as a value and nothing else`, () => {
      deepStrictEqual(fillFilter(template, { login, dn: "" }), {
        all: [
          { attribute: "objectClass", is: "person" },
          { any: [{ attribute: "uid", is: login }, { attribute: "mail", is: login }] },
        ],
      });
    });
  }
});

Deno.test("openFilter()", async (t) => {
  await t.step("finds everybody whom the filter could find", () => {
    const template = parseFilter("(&(objectClass=person)(|(uid={login})(mail={login}@acme.example)))");
    deepStrictEqual(fillFilter(openFilter(template), AS_ANA), {
      all: [
        { attribute: "objectClass", is: "person" },
        { any: [{ attribute: "uid", isPresent: true }, { attribute: "mail", isPresent: true }] },
      ],
    });
    strictEqual(hasPlace(openFilter(template), "login"), false);
  });
});

Deno.test("nestedFilter()", async (t) => {
  await t.step("asks for groups within groups, and leaves the rest", () => {
    const template = parseFilter("(&(objectClass=group)(member={dn}))");
    deepStrictEqual(fillFilter(nestedFilter(template), AS_ANA), {
      all: [
        { attribute: "objectClass", is: "group" },
        { attribute: "member", rule: IN_CHAIN, matches: AS_ANA.dn },
      ],
    });
  });
});
