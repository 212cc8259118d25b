import { strictEqual } from "node:assert/strict";
import { isRangeWithin, isWithinRanges, parseAddressRange } from "#domain/identity/address_ranges.ts";

Deno.test("parseAddressRange", async (t) => {
  const KEPT: [typed: string, kept: string | undefined][] = [
    ["192.0.2.7", "192.0.2.7"],
    [" 192.0.2.7/24 ", "192.0.2.0/24"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:DB8::1/32", "2001:db8::/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ...["", "office", "1", "0x7f000001", "127.1", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/24/8"]
      .map((typed): [string, undefined] => [typed, undefined]),
    ...["::ffff:192.0.2.0/120", "fe80::1%eth0", "2001:db8::/129", "192.0.2.256", "010.0.0.1/8 x"]
      .map((typed): [string, undefined] => [typed, undefined]),
  ];
  for (const [typed, kept] of KEPT) {
    await t.step(
      `makes ${kept ?? "nothing"} of "${typed}"`,
      () => strictEqual(parseAddressRange(typed), kept),
    );
  }
});

Deno.test("isWithinRanges", async (t) => {
  const TABLE: [address: string | null, ranges: string[], isWithin: boolean][] = [
    ["192.0.2.7", [], true],
    [null, [], true],
    [null, ["0.0.0.0/0"], false],
    ["unknown", ["0.0.0.0/0"], false],
    ["192.0.2.7", ["192.0.2.0/24"], true],
    ["::ffff:192.0.2.7", ["192.0.2.0/24"], true],
    ["192.0.3.7", ["192.0.2.0/24", "192.0.3.8"], false],
    ["2001:db8:1::1", ["2001:db8::/32"], true],
    ["2001:db8:1::1", ["0.0.0.0/0"], false],
  ];
  for (const [address, ranges, isWithin] of TABLE) {
    await t.step(
      `finds ${address} ${isWithin ? "within" : "outside of"} ${ranges.join(", ") || "none"}`,
      () => {
        strictEqual(isWithinRanges(address, ranges), isWithin);
      },
    );
  }
});

Deno.test("isRangeWithin", async (t) => {
  const TABLE: [inner: string, outer: string[], isWithin: boolean][] = [
    ["192.0.2.7", ["192.0.2.0/24"], true],
    ["192.0.2.128/25", ["192.0.2.0/24"], true],
    ["192.0.0.0/16", ["192.0.2.0/24"], false],
    ["192.0.2.0/24", ["192.0.2.0/25", "192.0.2.128/25"], false],
    ["2001:db8::/48", ["0.0.0.0/0"], false],
    ["192.0.2.7", [], false],
  ];
  for (const [inner, outer, isWithin] of TABLE) {
    await t.step(
      `finds ${inner} ${isWithin ? "within" : "not within"} ${outer.join(", ") || "nothing"}`,
      () => {
        strictEqual(isRangeWithin(inner, outer), isWithin);
      },
    );
  }
});
