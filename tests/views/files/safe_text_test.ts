import { strictEqual } from "node:assert/strict";
import { safeText } from "#views/files/safe_text.ts";

const CASES: [what: string, text: string, safe: string][] = [
  ["a formula", "=1+1", "'=1+1"],
  ["a plus", "+57 300 000 0000", "'+57 300 000 0000"],
  ["a minus", "-2+3", "'-2+3"],
  ["an at sign", "@SUM(A1)", "'@SUM(A1)"],
  ["a tab", "\t=1", "'\t=1"],
  ["a carriage return", "\r=1", "'\r=1"],
  ["a line feed", "\n=1", "'\n=1"],
  ["a NUL, which goes", "\0=1", "'=1"],
  ["blanks before it", "  =1", "'  =1"],
  ["a blank that nobody sees", "\u200b=1", "'\u200b=1"],
  ["a byte order mark", "\ufeff=1", "'\ufeff=1"],
  ["a full-width equals sign", "＝1", "'＝1"],
  ["a full-width plus", "＋1", "'＋1"],
  ["a full-width minus", "－1", "'－1"],
  ["a full-width at sign", "＠A1", "'＠A1"],
  ["a command", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ["half of a pair, which goes", "a\ud800b", "ab"],
];

const UNTOUCHED = [
  "05001310300520260012300",
  "11001-40-03-082-2017-99999-00",
  "Auto admite demanda (art. 90 C.G.P.) = sí",
  "Ñandú & Cía. «S.A.S.»",
  "dos\nlíneas",
  "😀",
  "",
];

Deno.test("safeText", async (t) => {
  for (const [what, text, safe] of CASES) {
    await t.step(`keeps ${what} from being run`, () => strictEqual(safeText(text), safe));
  }
  for (const text of UNTOUCHED) {
    await t.step(`leaves ${JSON.stringify(text)} as it is`, () => strictEqual(safeText(text), text));
  }
});
