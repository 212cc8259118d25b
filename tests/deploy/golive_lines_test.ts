/** The list of the guide's boxes, the lines that tell of them, and the words of both. */
import { deepStrictEqual, doesNotMatch, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { EXPECTED_ALERTS } from "../../deploy/ops/golive/expected_alerts.ts";
import { BOXES } from "../../deploy/ops/golive/checklist.ts";
import { fail, type Finding, pass, SECTIONS } from "../../deploy/ops/golive/probe.ts";
import { reportHtml } from "../../deploy/ops/golive/report_html.ts";
import { reportFields, reportText } from "../../deploy/ops/golive/report_text.ts";
import { failuresOf, findingOf, PROBES, type Report } from "../../deploy/ops/golive/run_probes.ts";
import { Surroundings } from "../../deploy/ops/golive/surroundings.ts";
import { PAGES } from "../../deploy/ops/golive/words/word.ts";
import { WORDS } from "../../deploy/ops/golive/words/words.ts";
import { Site } from "../../deploy/ops/outside/site.ts";
import { MONITORING } from "./_tools.ts";

const ROOT = new URL("../..", import.meta.url);

/** How many boxes each part of the guide's checklist has. */
const BOXES_OF_THE_GUIDE: Readonly<Record<string, number>> = {
  security: 9,
  monitoring: 8,
  backup: 7,
  performance: 7,
  operations: 7,
  first_day: 7,
  first_week: 7,
  first_month: 7,
};

Deno.test("The checklist", async (t) => {
  await t.step("has every box of the guide, each under a name of its own", () => {
    const counts: Record<string, number> = {};
    for (const { section, when } of BOXES) {
      const part = when ?? section;
      counts[part] = (counts[part] ?? 0) + 1;
    }
    deepStrictEqual(counts, BOXES_OF_THE_GUIDE);
    strictEqual(new Set(BOXES.map(({ id }) => id)).size, BOXES.length);
  });

  await t.step("has each box told by lines that there are, or by people who know what to file", () => {
    const known = new Set(PROBES.map(({ id }) => id));
    for (const { id, probes, people } of BOXES) {
      ok(probes.length > 0 || people !== undefined, id);
      deepStrictEqual(probes.filter((probe) => !known.has(probe)), [], id);
    }
  });

  await t.step("leaves no line without a box", () => {
    const used = new Set(BOXES.flatMap(({ probes }) => probes));
    // Good to know, and in no box of the guide.
    const beside = [
      "jobs_buried",
      "clocks",
      "migrations",
      "portal_contact",
      "mail_records",
      "webhook_failures",
      "redis_persistence",
    ];
    deepStrictEqual(PROBES.map(({ id }) => id).filter((id) => !used.has(id) && !beside.includes(id)), []);
  });

  await t.step("has words in both languages, with a page that is there", async () => {
    deepStrictEqual(Object.keys(WORDS).sort(), PROBES.map(({ id }) => id).sort());
    for (const [id, { what, remedy }] of Object.entries(WORDS)) {
      for (const text of [what, remedy]) ok(text.en.length > 3 && text.es.length > 3, id);
      notStrictEqual(what.en, what.es, id);
    }
    for (const { id, name, people } of BOXES) {
      ok(name.en && name.es, id);
      if (people) notStrictEqual(people.en, people.es, id);
    }
    for (const { en, es } of Object.values(PAGES)) {
      for (const page of [en, es]) ok((await Deno.stat(new URL(page, ROOT))).isFile, page);
    }
  });

  await t.step("expects the alerts that are shipped, and no others", async () => {
    const shipped: string[] = [];
    for (const name of ["alerts", "alerts_work", "alerts_servers"]) {
      const text = await Deno.readTextFile(new URL(`rules/${name}.yml`, MONITORING));
      shipped.push(...[...text.matchAll(/- alert: (\w+)/g)].map(([, alert = ""]) => alert));
    }
    deepStrictEqual([...EXPECTED_ALERTS].sort(), [...new Set(shipped)].sort());
  });
});

const ABOUT = {
  url: "https://lexia.test",
  home: "server",
  version: "0.1.0",
  at: new Date(0),
  language: "es",
} as const;

function reported(finding: Finding, severity: "high" | "low" = "high"): Report {
  const [first] = PROBES;
  const [box] = BOXES;
  if (!first || !box) throw new Error("There are no lines");
  return {
    lines: [{ probe: { ...first, severity }, finding }],
    boxes: [{ box, verdict: finding.verdict, filed: null }, {
      box: { ...box, id: "training", probes: [], people: { en: "who", es: "quién" } },
      verdict: "by_people",
      filed: null,
    }],
  };
}

Deno.test("The report", async (t) => {
  await t.step(
    "fails by a line, by one of low severity only where it is strict, and by what is not filed then",
    () => {
      deepStrictEqual(failuresOf(reported(fail("x")), false), ["certificate_trusted"]);
      deepStrictEqual(failuresOf(reported(fail("x"), "low"), false), []);
      deepStrictEqual(failuresOf(reported(fail("x"), "low"), true), ["certificate_trusted", "training"]);
      deepStrictEqual(failuresOf(reported(pass("x")), true), ["training"]);
    },
  );

  await t.step("fails a line that cannot be told, without repeating what a driver has said", async () => {
    await using from = new Surroundings({
      site: new Site({ url: new URL("https://lexia.test") }),
      config: null,
      env: () => undefined,
      drillFile: null,
      dkimSelector: "default",
      now: () => 0,
    });
    const [first] = PROBES;
    if (!first) throw new Error("There are no lines");
    const look = () => Promise.reject(new TypeError("postgres://user:secret@host refused"));
    const { verdict, evidence } = await findingOf({ ...first, look }, from);
    strictEqual(verdict, "fail");
    doesNotMatch(JSON.stringify(evidence), /secret/);
  });

  await t.step("escapes whatever it was told, in the page", () => {
    const page = reportHtml(reported(fail(`<script>alert("1")</script>&'`)), ABOUT);
    doesNotMatch(page, /<script/);
    match(page, /&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&amp;&#39;/);
    match(page, /^<!doctype html>\s*<html lang="es">/i);
  });

  await t.step("says the same in both languages", () => {
    const finding = fail({ en: "three days", es: "tres días" });
    match(reportText(reported(finding), ABOUT), /tres días/);
    match(reportText(reported(finding), { ...ABOUT, language: "en" }), /three days/);
    match(reportHtml(reported(finding), { ...ABOUT, language: "en" }), /three days/);
    const [line] = reportFields(reported(finding), { ...ABOUT, language: "en" }).lines;
    deepStrictEqual([line?.verdict, line?.evidence, line?.docs], [
      "fail",
      "three days",
      "docs/operations/golive.md",
    ]);
  });

  await t.step("has lines of every section", () => {
    for (const section of SECTIONS) ok(PROBES.some((probe) => probe.section === section), section);
    ok(PROBES.length >= 80);
  });
});
