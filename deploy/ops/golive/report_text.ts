/** The report for a terminal, and as JSON. */
import { tableText } from "../backup/table_text.ts";
import { type Language, told } from "./probe.ts";
import { REPORT_WORDS, SECTION_NAMES, SEVERITY_NAMES, VERDICT_NAMES } from "./report_words.ts";
import type { BoxLine, BoxVerdict, Line, Report } from "./run_probes.ts";
import { PAGES } from "./words/word.ts";
import { wordOf } from "./words/words.ts";

export interface About {
  url: string;
  home: string;
  version: string;
  at: Date;
  language: Language;
}

const MARKS: Readonly<Record<BoxVerdict, string>> = {
  pass: "+",
  fail: "!",
  not_applicable: "·",
  by_people: "?",
};

export function reportText({ lines, boxes }: Report, about: About): string {
  const { language } = about;
  const words = (key: keyof typeof REPORT_WORDS) => REPORT_WORDS[key][language];
  const head = [" ", words("line"), words("severity"), words("evidence")];
  const rows = lines.map(({ probe, finding }) => [
    MARKS[finding.verdict],
    probe.id,
    SEVERITY_NAMES[probe.severity][language],
    told(finding.evidence, language),
  ]);
  const boxRows = boxes.map(({ box, verdict, filed }) => [
    MARKS[verdict],
    box.id,
    VERDICT_NAMES[verdict][language],
    filed ??
      (verdict === "by_people" ? `${words("to_file")}: ${box.people?.[language]}` : box.probes.join(" ")),
  ]);
  const remedies = lines.filter(({ finding }) => finding.verdict === "fail").map(({ probe }) => {
    const { what, remedy, page } = wordOf(probe.id);
    return `! ${probe.id}: ${what[language]}\n  ${remedy[language]} (${PAGES[page][language]})`;
  });
  return [
    `${words("title")} ${about.url} · ${about.home} · LEXIA ${about.version} · ${about.at.toISOString()}`,
    "",
    tableText(head, rows),
    "",
    tableText([" ", words("box"), words("verdict"), words("told_by")], boxRows),
    ...(remedies.length === 0 ? [] : ["", `${words("failures")}:`, ...remedies]),
    "",
    summary(lines, boxes, language),
  ].join("\n");
}

export function summary(lines: readonly Line[], boxes: readonly BoxLine[], language: Language): string {
  const countOf = (verdict: BoxVerdict, of: readonly { verdict: BoxVerdict }[]) => {
    const count = of.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${VERDICT_NAMES[verdict][language]}`];
  };
  const verdicts = ["fail", "pass", "not_applicable", "by_people"] as const;
  const ofLines = lines.map(({ finding }) => finding);
  return [
    `${REPORT_WORDS.probes[language]}: ${
      verdicts.flatMap((verdict) => countOf(verdict, ofLines)).join(", ")
    }`,
    `${REPORT_WORDS.checklist[language]}: ${
      verdicts.flatMap((verdict) => countOf(verdict, boxes)).join(", ")
    }`,
  ].join(". ");
}

/** The same for programs: names that stay, whatever the language of the words. */
export function reportFields({ lines, boxes }: Report, { url, home, version, at, language }: About) {
  return {
    url,
    home,
    version,
    at: at.toISOString(),
    lines: lines.map(({ probe, finding }) => {
      const { what, remedy, page } = wordOf(probe.id);
      return {
        id: probe.id,
        section: probe.section,
        severity: probe.severity,
        what: what[language],
        verdict: finding.verdict,
        evidence: told(finding.evidence, language),
        remedy: finding.verdict === "fail" ? remedy[language] : null,
        docs: PAGES[page][language],
      };
    }),
    boxes: boxes.map(({ box, verdict, filed }) => ({
      id: box.id,
      section: box.section,
      when: box.when ?? null,
      name: box.name[language],
      verdict,
      probes: box.probes,
      to_file: box.people?.[language] ?? null,
      filed,
    })),
    sections: SECTION_NAMES,
  };
}
