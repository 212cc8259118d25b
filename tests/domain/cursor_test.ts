import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { decodeCursor, encodeCursor, isCalendarDate, isInstant, isInteger, isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";

const INSTANT = "2026-11-23T13:00:00.123Z";
const ID = "0193b3f0-0000-7000-8000-000000000001";
const anything = () => true;

function refuses(cursor: string, checks = [isInstant, isUuid]): void {
  throws(
    () => decodeCursor(cursor, checks),
    (error) => error instanceof DomainError && error.code === "cursor_invalid",
  );
}

Deno.test("a cursor", async (t) => {
  await t.step("comes back as it was given, and fits an address", () => {
    const cursor = encodeCursor([INSTANT, ID]);
    match(cursor, /^[\w-]+$/);
    deepStrictEqual(decodeCursor(cursor, [isInstant, isUuid]), [INSTANT, ID]);
  });

  await t.step("keeps any text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 10 }), { maxLength: 5 }), (parts) => {
        deepStrictEqual(decodeCursor(encodeCursor(parts), parts.map(() => anything)), parts);
      }),
    );
  });

  await t.step("is refused with too few, too many or other parts", () => {
    for (const parts of [[], [INSTANT], [INSTANT, ID, ID], [ID, INSTANT], [INSTANT, "1"]]) {
      refuses(encodeCursor(parts));
    }
  });

  for (
    const cursor of [
      "",
      "x",
      "%",
      "é",
      "null",
      btoa("null"),
      btoa("{}"),
      btoa('"text"'),
      btoa("[1,2]"),
      btoa("[null,null]"),
      "_".repeat(20_000),
      btoa("[[[["),
    ]
  ) {
    await t.step(`refuses ${JSON.stringify(cursor.slice(0, 20))}`, () => refuses(cursor));
  }

  await t.step("refuses any text that it did not make, and nothing else happens", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => refuses(text)));
  });
});

Deno.test("the checks of a cursor's parts", async (t) => {
  const CASES = [
    [isUuid, [ID], ["", ID.toUpperCase(), `${ID}0`, ID.replaceAll("-", ""), `${ID}\n`]],
    [isInteger, ["0", "-1", "2147483647", "-2147483648"], [
      "",
      "1.5",
      "2147483648",
      "1e3",
      " 1",
      "9".repeat(30),
      "NaN",
    ]],
    [isInstant, [INSTANT, "2024-02-29T00:00:00.000Z"], [
      "",
      "2026-02-31T00:00:00.000Z",
      "2026-13-01T00:00:00.000Z",
      "2026-01-01T24:00:00.000Z",
      "2026-01-01T00:00:00Z",
      "0000-01-01T00:00:00.000Z",
      "now",
      "infinity",
    ]],
    [isCalendarDate, ["2026-11-23", "2024-02-29"], ["", "2026-02-29", "2026-1-1", "today", INSTANT]],
  ] as const;
  for (const [check, good, bad] of CASES) {
    await t.step(check.name, () => {
      for (const text of good) strictEqual(check(text), true, text);
      for (const text of bad) strictEqual(check(text), false, text);
    });
  }
});
