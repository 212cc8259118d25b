import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { foldText } from "#domain/fold_text.ts";

Deno.test("foldText", async (t) => {
  const CASES = {
    "ACCIÓN  de\tTutela\n": "accion de tutela",
    "Peñalosa Ñáñez": "penalosa nanez",
    "Pingüino": "pinguino",
    "Peñalosa con tilde suelta": "penalosa con tilde suelta",
    "José\u0301": "jose",
    "\u00a0Juzgado\u2003001\u00a0": "juzgado 001",
    "": "",
    "   ": "",
  };
  for (const [text, folded] of Object.entries(CASES)) {
    await t.step(`makes ${JSON.stringify(folded)} of ${JSON.stringify(text)}`, () => {
      strictEqual(foldText(text), folded);
    });
  }

  await t.step("makes the same of a text however its accents are coded", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
      strictEqual(foldText(text.normalize("NFC")), foldText(text.normalize("NFD")));
    }));
  });

  await t.step("has nothing more to do a second time, so a part is found in the whole", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
      strictEqual(foldText(foldText(text)), foldText(text));
    }));
  });
});
