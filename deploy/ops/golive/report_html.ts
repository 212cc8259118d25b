/** The report as one page of HTML: no script, nothing from elsewhere, fit for printing and for filing. */
import { type Language, SECTIONS, told } from "./probe.ts";
import { REPORT_WORDS, SECTION_NAMES, SEVERITY_NAMES, VERDICT_NAMES, WHEN_NAMES } from "./report_words.ts";
import type { BoxLine, BoxVerdict, Line, Report } from "./run_probes.ts";
import style from "./report.css" with { type: "text" };
import { type About, summary } from "./report_text.ts";
import { PAGES } from "./words/word.ts";
import { wordOf } from "./words/words.ts";

/** What is safe in HTML as it stands. */
class Html {
  constructor(readonly text: string) {}
}

/** Everything that is put in is escaped, but for what was made here. */
function html(pieces: TemplateStringsArray, ...values: (string | number | Html | Html[])[]): Html {
  const shown = values.map((value) =>
    value instanceof Html
      ? value.text
      : Array.isArray(value)
      ? value.map(({ text }) => text).join("")
      : escaped(String(value))
  );
  return new Html(pieces.reduce((text, piece, at) => text + piece + (shown[at] ?? ""), ""));
}

const NAMES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => NAMES[sign] ?? "");
}

/** Only this program's own file: it holds no sign that would end the element. */
const STYLE = new Html(style);

export function reportHtml(report: Report, about: About): string {
  const { language } = about;
  const words = (key: keyof typeof REPORT_WORDS) => REPORT_WORDS[key][language];
  const sections = SECTIONS.filter((section) => report.boxes.some(({ box }) => box.section === section));
  return html`
    <!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>LEXIA · ${words("title")}</title>
        <style>${STYLE}</style>
      </head>
      <body>
        <header>
          <p class="brand"><span aria-hidden="true">⚖</span> LEXIA</p>
          <h1>${words("title")}</h1>
          <p>${about.url} · ${about.home} · LEXIA ${about.version} · <time datetime="${about.at
            .toISOString()}">${shownTime(about)}</time></p>
        </header>
        <main>
    ${cards(report, language)}
    <p class="summary">${summary(report.lines, report.boxes, language)}</p>
    ${failures(report.lines, language)}
    <section aria-labelledby="checklist"><h2 id="checklist">${words("checklist")}</h2>
    ${sections.map((section) =>
      boxTable(report.boxes.filter(({ box }) => box.section === section), language)
    )}
    </section>
    <section aria-labelledby="probes"><h2 id="probes">${words("probes")}</h2>
    ${SECTIONS.map((section) =>
      lineTable(report.lines.filter(({ probe }) => probe.section === section), language)
    )}
    </section>
        </main>
      </body>
    </html>
  `.text.trimStart();
}

function shownTime({ at, language }: About): string {
  const locale = language === "es" ? "es-CO" : "en-GB";
  const shown = at.toLocaleString(locale, {
    timeZone: "America/Bogota",
    dateStyle: "long",
    timeStyle: "short",
  });
  return `${shown} (America/Bogota)`;
}

const CARDS = ["fail", "pass", "by_people", "not_applicable"] as const;

function cards({ lines, boxes }: Report, language: Language): Html {
  const countOf = (verdict: BoxVerdict) =>
    verdict === "by_people"
      ? boxes.filter((line) => line.verdict === verdict).length
      : lines.filter(({ finding }) => finding.verdict === verdict).length;
  return html`<ul class="cards">${
    CARDS.map((verdict) =>
      html`<li class="${verdict}"><b>${countOf(verdict)}</b> ${VERDICT_NAMES[verdict][language]}</li>`
    )
  }</ul>`;
}

function failures(lines: readonly Line[], language: Language): Html {
  const failed = lines.filter(({ finding }) => finding.verdict === "fail");
  if (failed.length === 0) return html``;
  const order = ["high", "medium", "low"];
  const sorted = failed.toSorted((a, b) => order.indexOf(a.probe.severity) - order.indexOf(b.probe.severity));
  return html`
    <section aria-labelledby="failures">
      <h2 id="failures">${REPORT_WORDS.failures[language]}</h2>
      <ol class="failures">${sorted.map(({ probe, finding }) => {
        const { what, remedy, page } = wordOf(probe.id);
        return html`
          <li>
            <h3>${what[language]}</h3>
            <p><code>${probe.id}</code> · ${SEVERITY_NAMES[probe.severity][language]} · ${told(
              finding.evidence,
              language,
            )}</p>
            <p>${remedy[language]} <span class="quiet">(${PAGES[page][language]})</span></p>
          </li>
        `;
      })}</ol>
    </section>
  `;
}

function boxTable(boxes: readonly BoxLine[], language: Language): Html {
  const [first] = boxes;
  if (!first) return html``;
  const words = (key: keyof typeof REPORT_WORDS) => REPORT_WORDS[key][language];
  return html`
    <div class="panel">
      <table>
        <caption>${SECTION_NAMES[first.box.section][language]}</caption>
        <thead>
          <tr>
            <th scope="col">${words("box")}</th>
            <th scope="col">${words("verdict")}</th>
            <th scope="col">${words("told_by")}</th>
          </tr>
        </thead>
        <tbody>${boxes.map(({ box, verdict, filed }) =>
          html`
            <tr>
              <th scope="row">${box.name[language]}${box.when === undefined ? html`` : html`
                <small>${WHEN_NAMES[box.when]?.[language] ?? ""}</small>
              `}</th>
              <td>${badge(verdict, language)}</td>
              <td>${box.probes.join(", ")}${filed !== null
                ? html`
                  <small>${words("filed")}: ${filed}</small>
                `
                : box.people
                ? html`
                  <small>${words("to_file")}: ${box.people[language]}</small>
                `
                : html``}</td>
            </tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}

function lineTable(lines: readonly Line[], language: Language): Html {
  const [first] = lines;
  if (!first) return html``;
  const words = (key: keyof typeof REPORT_WORDS) => REPORT_WORDS[key][language];
  return html`
    <div class="panel">
      <table>
        <caption>${SECTION_NAMES[first.probe.section][language]}</caption>
        <thead>
          <tr>
            <th scope="col">${words("line")}</th>
            <th scope="col">${words("severity")}</th>
            <th scope="col">${words("verdict")}</th>
            <th scope="col">${words("evidence")}</th>
          </tr>
        </thead>
        <tbody>${lines.map(({ probe, finding }) =>
          html`
            <tr>
              <th scope="row">${wordOf(probe.id).what[language]} <small><code>${probe.id}</code></small></th>
              <td>${SEVERITY_NAMES[probe.severity][language]}</td>
              <td>${badge(finding.verdict, language)}</td>
              <td>${told(finding.evidence, language)}</td>
            </tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}

function badge(verdict: BoxVerdict, language: Language): Html {
  return html`<span class="badge ${verdict}">${VERDICT_NAMES[verdict][language]}</span>`;
}
