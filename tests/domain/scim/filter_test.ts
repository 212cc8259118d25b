/** Filters of RFC 7644: read, refused, and asked of a real database. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { DomainError } from "#domain/errors.ts";
import { parseFilter } from "#domain/scim/filter.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { Directory } from "#tests/routes/_directory.ts";

Deno.test("parseFilter", async (t) => {
  await t.step("reads what RFC 7644 shows", () => {
    const eq = (attribute: string, value: string) => ({ kind: "compare", attribute, operator: "eq", value });
    deepStrictEqual(parseFilter('userName Eq "john"'), eq("username", "john"));
    deepStrictEqual(parseFilter("title pr"), { kind: "present", attribute: "title" });
    deepStrictEqual(
      parseFilter('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "J"'),
      eq("username", "J"),
    );
    deepStrictEqual(parseFilter('a eq "1" or b eq "2" and not (c eq "3")'), {
      kind: "or",
      left: eq("a", "1"),
      right: { kind: "and", left: eq("b", "2"), right: { kind: "not", filter: eq("c", "3") } },
    });
    deepStrictEqual(parseFilter('emails[type eq "work" and value co "@x"]'), {
      kind: "within",
      attribute: "emails",
      filter: {
        kind: "and",
        left: eq("type", "work"),
        right: { kind: "compare", attribute: "value", operator: "co", value: "@x" },
      },
    });
    deepStrictEqual(parseFilter(String.raw`a eq "q\"(\u00e9"`), eq("a", 'q"(é'));
  });

  const REFUSED = [
    ...["", "userName", "userName eq", 'userName eq "a', 'eq "a"', 'userName is "a"', "userName eq a"],
    ...[
      '(userName eq "a"',
      'userName eq "a")',
      'not userName eq "a"',
      'userName eq "a" and',
      "emails[]",
      "a b c",
    ],
    ...[`userName eq "${"a".repeat(1_000)}"`, `${"(".repeat(50)}a pr${")".repeat(50)}`, 'a eq "\\u0000"'],
    ...[Array.from({ length: 40 }, () => "a pr").join(" or "), 'a eq {"b":1}', "a eq [1]", 'a eq "\\ud800"'],
  ];
  for (const text of REFUSED) {
    await t.step(`refuses ${text.slice(0, 40)}`, () => {
      throws(
        () => parseFilter(text),
        (error) => error instanceof DomainError && error.code === "scim_filter_invalid",
      );
    });
  }

  await t.step("reads or refuses whatever comes, and nothing else", () => {
    const words = fc.constantFrom(
      "userName",
      "eq",
      "and",
      "or",
      "not",
      "(",
      ")",
      "[",
      "]",
      '"a"',
      "pr",
      ".value",
      '"',
    );
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.array(words).map((list) => list.join(" ")));
    fc.assert(
      fc.property(texts, (text) => {
        try {
          ok(parseFilter(text).kind);
        } catch (error) {
          ok(error instanceof DomainError && error.code === "scim_filter_invalid", String(error));
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

Deno.test("GET /scim/v2/Users?filter=", async (t) => {
  await using lexia = await Lexia.start();
  const directory = await Directory.of(lexia, await lexia.organization());
  const people = [
    { userName: "ana@x.test", displayName: "Ana 100%_\\", externalId: "E-1", active: true },
    { userName: "bea@x.test", displayName: "Bea", active: false },
    { userName: "eva@y.test", displayName: "ÉVA", externalId: "e-1", active: true },
  ];
  for (const person of people) await directory.read("POST", "/Users", person, 201);
  const found = async (filter: string) => {
    const { Resources } = await directory.list("/Users", { filter });
    return Resources.map(({ userName }) => userName[0]).join("").replace("o", "");
  };

  const TABLE: [filter: string, initials: string][] = [
    ['userName eq "ANA@X.TEST"', "a"],
    ['userName ew "@x.test"', "ab"],
    ['userName ew "@x.test" and active eq true', "a"],
    ['userName co "@" and not (userName ew "@x.test") and userName sw "e"', "e"],
    ['userName sw "b" or userName sw "e"', "be"],
    ['externalId eq "E-1"', "a"],
    ['externalId pr and externalId ne "E-1"', "e"],
    ['displayName eq "éva"', "e"],
    ['displayName co "%_\\\\"', "a"],
    ['displayName co "%"', "a"],
    ['emails[type eq "work" and value sw "bea"]', "b"],
    ['emails[type eq "home"]', ""],
    ['emails.value eq "eva@y.test"', "e"],
    ['active eq "False" and userName ew ".test" and userName sw "b"', "b"],
    ['meta.lastModified gt "2020-01-01T00:00:00Z" and userName sw "a"', "a"],
    ['meta.lastModified lt "2020-01-01T00:00:00Z"', ""],
    ['id eq "no id"', ""],
    ['userName eq "\' or 1=1 --"', ""],
    ['userName eq "ana@x.test" or userName eq "\'; drop table users; --"', "a"],
  ];
  for (const [filter, initials] of TABLE) {
    await t.step(
      `finds ${initials || "nobody"} by ${filter}`,
      async () => strictEqual(await found(filter), initials),
    );
  }

  await t.step("answers or refuses every filter, and never breaks", async () => {
    const attribute = fc.constantFrom(
      ...["userName", "externalId", "displayName", "active", "id", "emails", "emails.value", "emails.type"],
      ...[
        "meta.created",
        "meta.lastModified",
        "department",
        "name.formatted",
        "nothing",
        "constructor",
        "__proto__",
      ],
    );
    const value = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }).map((text) => JSON.stringify(text)),
      fc.constantFrom(
        "true",
        "False",
        "null",
        "1",
        "-1e308",
        '"2026-11-26T00:00:00Z"',
        '"0000-01-01"',
        `"${crypto.randomUUID()}"`,
      ),
    );
    const operator = fc.constantFrom("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");
    const term = fc.oneof(
      fc.tuple(attribute, operator, value).map((parts) => parts.join(" ")),
      attribute.map((name) => `${name} pr`),
    );
    const { filter } = fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 4 },
        term,
        fc.tuple(tie("filter"), fc.constantFrom("and", "or"), tie("filter")).map((parts) => parts.join(" ")),
        tie("filter").map((inner) => `not (${inner})`),
        tie("filter").map((inner) => `emails[${inner}]`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(filter, fc.constantFrom("/Users", "/Groups"), async (text, path) => {
        const response = await directory.send("GET", `${path}?${new URLSearchParams({ filter: text })}`);
        const body = await response.text();
        ok(response.status === 200 || response.status === 400, `${text}: ${response.status} ${body}`);
      }),
      { numRuns: 300, seed: 20_261_126 },
    );
  });
});
