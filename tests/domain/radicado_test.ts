import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import { DomainError } from "#domain/errors.ts";
import { explainRadicado, formatRadicado, parseRadicado } from "#domain/radicado.ts";

const NOW = Date.UTC(2026, 10, 23);
const PLAIN = "11001400308220179999900";

Deno.test("parseRadicado", async (t) => {
  const readable = [
    { what: "plain digits", input: PLAIN },
    { what: "hyphens", input: "11001-40-03-082-2017-99999-00" },
    { what: "en dashes and a minus", input: "11001–40–03–082−2017—99999‑00" },
    { what: "spaces, tabs and no-break spaces", input: " 11001 40\t03 082\u00a02017 99999 00\n" },
    { what: "dots", input: "11.001.40.03.082.2017.99999.00" },
  ];
  for (const { what, input } of readable) {
    await t.step(`reads ${what}`, () => strictEqual(parseRadicado(input, NOW), PLAIN));
  }

  await t.step("takes next year, and no later one", () => {
    strictEqual(parseRadicado("11001400308220279999900", NOW).length, 23);
    throws(() => parseRadicado("11001400308220289999900", NOW), DomainError);
  });

  const refused = [
    { what: "too few digits", input: "110", detail: 'Cannot read radicado "110": expected 23 digits, got 3' },
    {
      what: "the 20 digits of an old sample",
      input: "11001310300120240001",
      detail: /expected 23 digits, got 20$/,
    },
    { what: "too many digits", input: PLAIN + "0", detail: /expected 23 digits, got 24$/ },
    { what: "nothing", input: " - ", detail: /expected 23 digits, got 0$/ },
    { what: "letters", input: "2024-CV-123456", detail: /got "C"$/ },
    { what: "what a spreadsheet makes of it", input: "1.1001400308220179E+22", detail: /got "E"$/ },
    { what: "digits of other scripts", input: "١١٠٠١٤٠٠٣٠٨٢٢٠١٧٩٩٩٩٩٠٠", detail: /expected only digits/ },
    { what: "slashes", input: "11001/4003082/2017/99999/00", detail: /got "\/"$/ },
    { what: "a year long ago", input: "11001400308218999999900", detail: /digits 13 to 16, got 1899$/ },
  ];
  for (const { what, input, detail } of refused) {
    await t.step(`refuses ${what}`, () => {
      throws(() => parseRadicado(input, NOW), (error) => {
        if (!(error instanceof DomainError)) return false;
        strictEqual(error.code, "radicado_invalid");
        if (typeof detail === "string") strictEqual(error.data.detail, detail);
        else match(error.data.detail ?? "", detail);
        deepStrictEqual(error.data.errors?.map(({ field }) => field), ["radicado"]);
        return true;
      });
    });
  }

  await t.step("does not repeat a long input whole", () => {
    throws(() => parseRadicado("9".repeat(100_000), NOW), (error: Error) => error.message.length < 150);
  });
});

Deno.test("formatRadicado", () => {
  strictEqual(formatRadicado(PLAIN), "11001-40-03-082-2017-99999-00");
});

Deno.test("explainRadicado", async (t) => {
  await t.step("names each part and where it begins", () => {
    const { segments, warnings, formatted } = explainRadicado(parseRadicado("17001400300220249999900", NOW));
    strictEqual(formatted, "17001-40-03-002-2024-99999-00");
    deepStrictEqual(segments.map(({ position, digits, meaning }) => [position, digits, meaning]), [
      [1, "17", "Caldas"],
      [3, "001", "Manizales"],
      [6, "40", "Juzgado Municipal"],
      [8, "03", "Civil"],
      [10, "002", null],
      [13, "2024", null],
      [17, "99999", null],
      [22, "00", "Primera instancia"],
    ]);
    deepStrictEqual(warnings, []);
  });

  const odd = [
    { what: "an unknown department", input: "98001400300220249999900", code: "departamento_unknown" },
    { what: "an unknown entity", input: "17001990300220249999900", code: "entidad_unknown" },
    {
      what: "an unknown speciality of a known entity",
      input: "17001405300220249999900",
      code: "especialidad_unknown",
    },
    { what: "a number of zeros", input: "17001400300220240000000", code: "consecutivo_zero" },
    { what: "a high instance", input: "17001400300220249999911", code: "recurso_high" },
  ];
  for (const { what, input, code } of odd) {
    await t.step(`warns of ${what}, and explains it all the same`, () => {
      const { warnings, segments } = explainRadicado(parseRadicado(input, NOW));
      deepStrictEqual(warnings.map((warning) => warning.code), [code]);
      strictEqual(segments.map(({ digits }) => digits).join(""), input);
    });
  }

  await t.step("does not warn where a corporation has no speciality, or a town no name here", () => {
    deepStrictEqual(explainRadicado(parseRadicado("11001220000020249999900", NOW)).warnings, []);
    deepStrictEqual(explainRadicado(parseRadicado("25899400300120249999900", NOW)).warnings, []);
  });
});
