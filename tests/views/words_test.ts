import { match, notEqual, ok, strictEqual } from "node:assert/strict";
import { ERRORS } from "#domain/errors.ts";
import { problemWords } from "#views/problems/words.ts";
import { type Check, type Result, resultOf } from "#views/solicitudes/words.ts";
import { formatDay, formatInstant } from "#views/ui/dates.tsx";

const CHECK: Check = {
  id: "0192f0c5-7b3f-7d2c-8e4e-3c2f5b6d7e8f",
  result: "unchanged",
  reason: null,
  retryAt: null,
  source: "cpnu",
  trigger: "created",
  attempt: 1,
  startedAt: new Date("2026-11-20T15:04:05Z"),
  finishedAt: new Date("2026-11-20T15:04:27Z"),
  evidence: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  newActuaciones: 0,
  isSearch: false,
};

Deno.test("problemWords", async (t) => {
  const unknown = problemWords("no_such_code");
  for (const code of Object.keys(ERRORS)) {
    await t.step(`explains ${code} in its own words`, () => {
      notEqual(problemWords(code).title, unknown.title);
      ok(problemWords(code).advice.length > 0);
    });
    await t.step(`explains ${code} in English`, () => {
      const [spanish, english] = [problemWords(code), problemWords(code, "en")];
      notEqual(english.title, problemWords("no_such_code", "en").title);
      notEqual(english.title, spanish.title);
      notEqual(english.advice, spanish.advice);
      strictEqual(english.onPages === undefined, spanish.onPages === undefined);
    });
  }
});

Deno.test("resultOf", async (t) => {
  const sentences: [Result, Partial<Check>, RegExp][] = [
    ["unchanged", {}, /^Verificado, sin novedades$/],
    ["found", {}, /^Verificado: proceso encontrado$/],
    ["found", { newActuaciones: 1 }, /^Verificado: 1 actuación nueva$/],
    ["found", { newActuaciones: 3 }, /^Verificado: 3 actuaciones nuevas$/],
    ["not_found", {}, /^Verificado: el portal no tiene procesos/],
    ["private", {}, /^Verificado: el proceso es reservado/],
    ["unverified", { reason: "portal_blocked" }, /^No se pudo verificar: el portal rechazó la consulta$/],
    ["error", { reason: "portal_timeout" }, /^No se pudo verificar: el portal no respondió a tiempo$/],
    ["error", { reason: "something_new" }, /^No se pudo verificar: ocurrió un error inesperado$/],
  ];
  for (const [result, facts, sentence] of sentences) {
    await t.step(`says ${result} ${JSON.stringify(facts)}`, () => {
      match(resultOf({ ...CHECK, ...facts, result }).text, sentence);
    });
  }

  await t.step("says when an unverified check is made again, by Bogotá's clock", () => {
    const retryAt = new Date("2026-11-24T01:05:00Z");
    const { text, tone } = resultOf({ ...CHECK, result: "unverified", reason: "portal_silent", retryAt });
    match(text, /se vuelve a intentar el 23 nov 2026, 8:05\sp\.\sm\./);
    strictEqual(tone, "warn");
  });
});

Deno.test("resultOf in English", async (t) => {
  const reader = { locale: "en", timeZone: "Europe/Madrid" } as const;
  const sentences: [Result, Partial<Check>, RegExp][] = [
    ["unchanged", {}, /^Verified, nothing new$/],
    ["found", { newActuaciones: 1200 }, /^Verified: 1,200 new actuaciones$/],
    ["too_many", { isSearch: true }, /^Verified: there are more than a thousand procesos/],
    ["unverified", { reason: "portal_blocked" }, /^Could not be verified: the portal refused the query$/],
  ];
  for (const [result, facts, sentence] of sentences) {
    await t.step(`says ${result} ${JSON.stringify(facts)}`, () => {
      match(resultOf({ ...CHECK, ...facts, result }, reader).text, sentence);
    });
  }

  await t.step("says when an unverified check is made again, by the reader's clock", () => {
    const retryAt = new Date("2026-11-24T01:05:00Z");
    const { text } = resultOf({ ...CHECK, result: "error", reason: "portal_timeout", retryAt }, reader);
    match(text, /; the next attempt is on Nov 24, 2026, 2:05\sAM$/);
  });
});

Deno.test("dates", async (t) => {
  await t.step("an instant is shown as Bogotá has it, on the day before UTC's", () => {
    match(formatInstant(new Date("2026-01-01T04:59:00Z")), /^31 dic 2025, 11:59\sp\.\sm\.$/);
  });
  await t.step("a court date stays the day that it is", () => {
    strictEqual(formatDay("2026-01-01"), "1 ene 2026");
    strictEqual(formatDay("2026-12-31"), "31 dic 2026");
  });
});
