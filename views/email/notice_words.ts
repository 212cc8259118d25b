/** What a person is told of one event, and what a digest says of many. */
import { sentenceOf } from "../webhooks/text.ts";
import { caseLink, hitItems, newHitsIn } from "./hit_words.ts";
import { DIGEST_EN, DIGEST_ES, type DigestWords } from "./digest_words.ts";
import type { MailItem, MailSection, MailWords } from "./mail_words.ts";
import { caseName, formatDay, formatMoment, novedadText } from "./novedad_words.ts";
import type { NamedCase, Notice, NoticeSays } from "./notice_shapes.ts";

type Dictionary = { [K in keyof NoticeSays]: (says: NoticeSays[K]) => MailWords };

/** Of one kind, in one section; LEXIA shows the rest. */
const MOST_ITEMS = 60;

export const NOTICES_ES: Dictionary = {
  notification: (says) => notification(says, "es"),
  digest: (says) => digest(says, DIGEST_ES, "es"),
};

export const NOTICES_EN: Dictionary = {
  notification: (says) => notification(says, "en"),
  digest: (says) => digest(says, DIGEST_EN, "en"),
};

function notification(says: NoticeSays["notification"], locale: "es" | "en"): MailWords {
  const { notice, organization, casesLink } = says;
  const isSpanish = locale === "es";
  const about = notice.case;
  const alias = about?.alias ? [about.alias] : [];
  const items = notice.novedades.map((line) => ({ text: novedadText(line, locale) }));
  const sections = [
    section(isSpanish ? "Novedades" : "What is new", items, locale),
    section(isSpanish ? "Procesos nuevos" : "New cases", hitItems(notice, locale), locale),
  ];
  return {
    subject: [noticeSentence(notice, locale).replace(/\.$/, ""), ...alias].join(" · "),
    paragraphs: [
      noticeSentence(notice, locale),
      ...(alias.length === 0 ? [] : [
        isSpanish
          ? `Su nombre para ${about?.sought ? "ella" : "él"}: ${alias[0]}`
          : `Your name for it: ${alias[0]}`,
      ]),
      isSpanish
        ? `${organization}, ${formatMoment(notice.at, locale)} (hora de Colombia).`
        : `${organization}, ${formatMoment(notice.at, locale)} (Colombia time).`,
    ],
    sections: sections.filter(({ items }) => items.length > 0),
    action: about === null
      ? { label: isSpanish ? "Abrir LEXIA" : "Open LEXIA", link: casesLink }
      : { label: openLabel(about, locale), link: caseLink(casesLink, about, newHitsIn(notice) > 0) },
    ways: { preferences: says.preferencesLink, unsubscribe: says.unsubscribeLink },
  };
}

function digest(says: NoticeSays["digest"], words: DigestWords, locale: "es" | "en"): MailWords {
  const { casesLink, way, organization, name } = says;
  const item = (about: NamedCase, text: string): MailItem => ({
    text,
    link: caseLink(casesLink, about),
  });
  const news = says.novedades.flatMap(({ case: about, lines }) => [
    item(about, caseName(about, locale)),
    ...lines.map((line) => ({ text: novedadText(line, locale), isBelow: true })),
  ]);
  const verified = says.verified.map(({ case: about, times, at }) =>
    item(about, `${caseName(about, locale)}: ${words.verified(times, formatMoment(at, locale))}`)
  );
  const failed = says.failed.map(({ case: about, at }) =>
    item(about, `${caseName(about, locale)}: ${words.failed(formatMoment(at, locale))}`)
  );
  const held = says.held.map(({ case: about, resumesAt }) =>
    item(about, `${caseName(about, locale)}: ${words.held(formatMoment(resumesAt, locale))}`)
  );
  const searches = says.searches.flatMap((notice) => [
    told(notice, says, locale),
    ...hitItems(notice, locale).map((line) => ({ ...line, isBelow: true })),
  ]);
  const others = says.others.map((notice) => told(notice, says, locale));
  const agenda = says.agenda.map(({ day, act, case: about }) =>
    item(about, `${formatDay(day, locale)}: ${act}. ${caseName(about, locale)}`)
  );
  const sections = [
    section(words.titles.novedades, news, locale),
    section(words.titles.searches, searches, locale),
    section(words.titles.verified, verified, locale),
    section(words.titles.failed, failed, locale),
    section(words.titles.held, held, locale),
    section(words.titles.others, others, locale),
    section(words.titles.agenda, agenda, locale),
  ];
  return {
    subject: words.subject(way, {
      novedades: says.novedades.reduce((sum, { lines }) => sum + lines.length, 0),
      hits: says.searches.reduce((sum, notice) => sum + newHitsIn(notice), 0),
    }),
    paragraphs: [words.opening(name, organization), ...(says.more === 0 ? [] : [words.more(says.more)])],
    sections: sections.filter(({ items }) => items.length > 0),
    action: { label: words.open, link: casesLink },
    ways: { preferences: says.preferencesLink, unsubscribe: says.unsubscribeLink },
  };
}

/** One event in a line of its own. */
function told(notice: Notice, { casesLink }: NoticeSays["digest"], locale: "es" | "en"): MailItem {
  const text = noticeSentence(notice, locale, true);
  return notice.case === null
    ? { text }
    : { text, link: caseLink(casesLink, notice.case, newHitsIn(notice) > 0) };
}

function openLabel({ sought }: NamedCase, locale: "es" | "en"): string {
  if (sought) return locale === "es" ? "Ver los procesos encontrados" : "See the cases found";
  return locale === "es" ? "Ver el proceso en LEXIA" : "See the case in LEXIA";
}

/** With the radicado as it is printed; with the alias where nothing else says it. */
export function noticeSentence(
  notice: Pick<Notice, "type" | "data" | "case">,
  locale: "es" | "en",
  isAlone = false,
): string {
  const { type, data, case: about } = notice;
  const printed = "radicado" in data && about?.radicado ? { ...data, radicado: about.radicado } : data;
  const named = about && (isAlone ? about : { ...about, alias: null });
  // Type and data are those of one notice.
  return sentenceOf({ type, data: printed, about: named, locale } as Parameters<typeof sentenceOf>[0]);
}

function section(title: string, all: readonly MailItem[], locale: "es" | "en"): MailSection {
  const items = all.slice(0, MOST_ITEMS);
  const left = all.length - items.length;
  const rest = locale === "es" ? `Y ${left} más, en LEXIA.` : `And ${left} more, in LEXIA.`;
  return { title, items: left > 0 ? [...items, { text: rest }] : items };
}
