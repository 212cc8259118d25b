/** Judicial terms and calendar, closures that an organization notes, and rules that operators change. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";

const TERM = "/api/v1/terms/calculate?from=2026-07-10&amount=3";
const CLOSURES = "/api/v1/terms/closures";
const RULES = "/api/v1/admin/calendar/rules";

const STRIKE = {
  name: "Paro de la rama judicial",
  source: "Circular inventada",
  starts_on: "2026-07-15",
  ends_on: "2026-07-16",
};

Deno.test("Judicial terms", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const viewer = await acme.session("viewer");
  const stranger = await (await lexia.organization()).session("org_admin");

  await t.step("are calculated for whoever belongs to the organization", async () => {
    const response = await viewer.get(TERM);
    strictEqual(response.status, 200);
    const term = await response.json();
    strictEqual(term.ends_on, "2026-07-16");
    strictEqual(term.is_orientative, true);
    deepStrictEqual(term.closures.map(({ day }: { day: string }) => day), ["2026-07-13"]);
  });

  for (
    const [what, query] of Object.entries({
      "no day": "amount=3",
      "a day that does not exist": "from=2026-02-30&amount=3",
      "no amount": "from=2026-07-10",
      "an amount of nothing": "from=2026-07-10&amount=0",
      "too many months": "from=2026-07-10&amount=61&unit=months",
      "a unit that nobody knows": "from=2026-07-10&amount=1&unit=weeks",
      "an office of letters": "from=2026-07-10&amount=1&office_code=abc",
    })
  ) {
    await t.step(`are refused with ${what}`, async () => {
      const response = await viewer.get(`/api/v1/terms/calculate?${query}`);
      strictEqual(response.status, 422);
      strictEqual((await response.json()).code, "request_invalid");
    });
  }

  await t.step("leave out the days on which an organization notes a closure, and nobody else's", async () => {
    const made = await admin.post(CLOSURES, STRIKE);
    strictEqual(made.status, 201);
    strictEqual((await (await viewer.get(TERM)).json()).ends_on, "2026-07-21");
    strictEqual((await (await stranger.get(TERM)).json()).ends_on, "2026-07-16");
    const { id } = await made.json();
    strictEqual((await stranger.send("DELETE", `${CLOSURES}/${id}`)).status, 404);
    strictEqual((await admin.send("DELETE", `${CLOSURES}/${id}`)).status, 204);
    strictEqual((await (await viewer.get(TERM)).json()).ends_on, "2026-07-16");
  });

  await t.step("leave out an office's closure where the office is named", async () => {
    const closure = { ...STRIKE, office_prefix: "110014003082" };
    const { id } = await (await admin.post(CLOSURES, closure)).json();
    strictEqual((await (await viewer.get(TERM)).json()).ends_on, "2026-07-16");
    const there = await (await viewer.get(`${TERM}&office_code=110014003082`)).json();
    strictEqual(there.ends_on, "2026-07-21");
    const elsewhere = await (await viewer.get(`${TERM}&office_code=110014003001`)).json();
    strictEqual(elsewhere.ends_on, "2026-07-16");
    await admin.send("DELETE", `${CLOSURES}/${id}`);
  });

  await t.step("are listed in pages, by their first day", async () => {
    for (const month of ["03", "01", "02"]) {
      await admin.post(CLOSURES, { ...STRIKE, starts_on: `2027-${month}-01`, ends_on: `2027-${month}-02` });
    }
    const first = await (await viewer.get(`${CLOSURES}?limit=2`)).json();
    const second = await (await viewer.get(`${CLOSURES}?limit=2&cursor=${first.next_cursor}`)).json();
    const days = [...first.items, ...second.items].map(({ starts_on }: { starts_on: string }) => starts_on);
    deepStrictEqual(days, ["2027-01-01", "2027-02-01", "2027-03-01"]);
    strictEqual(second.next_cursor, null);
  });

  await t.step("do not take a closure that ends before it begins", async () => {
    const response = await admin.post(CLOSURES, { ...STRIKE, ends_on: "2026-07-14" });
    strictEqual(response.status, 422);
    strictEqual((await response.json()).errors[0].field, "ends_on");
  });
});

Deno.test("GET /api/v1/terms/calendar", async (t) => {
  await using lexia = await Lexia.start();
  const viewer = await (await lexia.organization()).session("viewer");

  await t.step("counts the judicial days of a year", async () => {
    const year = await (await viewer.get("/api/v1/terms/calendar?from=2026-01-01&to=2026-12-31")).json();
    strictEqual(year.judicial_days, 224);
    strictEqual(year.closed.length, 365 - 224);
  });

  for (const [what, to] of [["before the first day", "2025-12-31"], ["three years later", "2029-01-01"]]) {
    await t.step(`refuses a last day ${what}`, async () => {
      const response = await viewer.get(`/api/v1/terms/calendar?from=2026-01-01&to=${to}`);
      strictEqual(response.status, 422);
    });
  }
});

Deno.test("The national judicial calendar", async (t) => {
  await using lexia = await Lexia.start();
  const operator = await lexia.operator();
  const viewer = await (await lexia.organization()).session("viewer");
  const rulesOf = async (): Promise<{ code: string; origin: string; valid_to: string | null }[]> =>
    (await (await operator.get(RULES)).json()).items;
  const chiquinquira = async () => (await rulesOf()).find(({ code }) => code === "virgen_de_chiquinquira");

  await t.step("is changed by an operator where a law falls, and put back", async () => {
    const known = await chiquinquira();
    strictEqual(known?.origin, "built_in");
    const { origin: _origin, ...rule } = known ?? {};
    const changed = await operator.send("PUT", RULES, { ...rule, valid_to: "2026-06-30" });
    strictEqual(changed.status, 200);
    strictEqual((await changed.json()).origin, "changed");
    strictEqual((await (await viewer.get(TERM)).json()).ends_on, "2026-07-15");
    strictEqual((await operator.send("DELETE", `${RULES}?code=virgen_de_chiquinquira`)).status, 204);
    strictEqual((await chiquinquira())?.origin, "built_in");
    strictEqual((await (await viewer.get(TERM)).json()).ends_on, "2026-07-16");
  });

  await t.step("takes a closure of the whole country", async () => {
    const rule = {
      code: "dia_civico",
      name: "Día cívico",
      source: "Decreto inventado",
      pattern: { kind: "dates", from: "2026-07-15", to: "2026-07-15" },
      stops: "all",
      valid_from: null,
      valid_to: null,
    };
    strictEqual((await (await operator.send("PUT", RULES, rule)).json()).origin, "added");
    strictEqual((await (await viewer.get(TERM)).json()).ends_on, "2026-07-17");
    await operator.send("DELETE", `${RULES}?code=dia_civico`);
    strictEqual((await operator.send("DELETE", `${RULES}?code=dia_civico`)).status, 404);
  });

  await t.step("refuses a rule that leaves no day", async () => {
    const response = await operator.send("PUT", RULES, {
      code: "cierre_total",
      name: "Cierre total",
      source: "Decreto inventado",
      pattern: { kind: "span", from: { month: 1, day: 1 }, to: { month: 12, day: 31 } },
      stops: "collective",
      valid_from: null,
      valid_to: null,
    });
    strictEqual(response.status, 409);
    strictEqual((await response.json()).code, "calendar_rule_refused");
    strictEqual((await rulesOf()).some(({ code }) => code === "cierre_total"), false);
  });
});
