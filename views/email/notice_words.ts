/** What a person is told of one event, and what a digest says of many. */
import { sentenceOf } from "../webhooks/text.ts";
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
  const link = about === null ? casesLink : `${casesLink}/${about.solicitudId}`;
  const open = isSpanish ? "Ver el proceso en LEXIA" : "See the case in LEXIA";
  return {
    subject: [noticeSentence(notice, locale).replace(/\.$/, ""), ...alias].join(" · "),
    paragraphs: [
      noticeSentence(notice, locale),
      ...(alias.length === 0
        ? []
        : [isSpanish ? `Su nombre para él: ${alias[0]}` : `Your name for it: ${alias[0]}`]),
      isSpanish
        ? `${organization}, ${formatMoment(notice.at, locale)} (hora de Colombia).`
        : `${organization}, ${formatMoment(notice.at, locale)} (Colombia time).`,
    ],
    sections: items.length === 0 ? [] : [section(isSpanish ? "Novedades" : "What is new", items, locale)],
    action: about === null
      ? { label: isSpanish ? "Abrir LEXIA" : "Open LEXIA", link }
      : { label: open, link },
    ways: { preferences: says.preferencesLink, unsubscribe: says.unsubscribeLink },
  };
}

function digest(says: NoticeSays["digest"], words: DigestWords, locale: "es" | "en"): MailWords {
  const { casesLink, way, organization, name } = says;
  const item = (about: NamedCase, text: string): MailItem => ({
    text,
    link: `${casesLink}/${about.solicitudId}`,
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
  const others = says.others.map((notice) => ({ text: noticeSentence(notice, locale) }));
  const agenda = says.agenda.map(({ day, act, case: about }) =>
    item(about, `${formatDay(day, locale)}: ${act}. ${caseName(about, locale)}`)
  );
  const sections = [
    section(words.titles.novedades, news, locale),
    section(words.titles.verified, verified, locale),
    section(words.titles.failed, failed, locale),
    section(words.titles.held, held, locale),
    section(words.titles.others, others, locale),
    section(words.titles.agenda, agenda, locale),
  ];
  return {
    subject: words.subject(way, says.novedades.reduce((sum, { lines }) => sum + lines.length, 0)),
    paragraphs: [words.opening(name, organization), ...(says.more === 0 ? [] : [words.more(says.more)])],
    sections: sections.filter(({ items }) => items.length > 0),
    action: { label: words.open, link: casesLink },
    ways: { preferences: says.preferencesLink, unsubscribe: says.unsubscribeLink },
  };
}

/** With the radicado as it is printed. */
function noticeSentence(notice: Notice, locale: "es" | "en"): string {
  const { type, data, case: about } = notice;
  const printed = "radicado" in data && about?.radicado ? { ...data, radicado: about.radicado } : data;
  // Type and data are those of one notice.
  return sentenceOf({ type, data: printed, locale } as Parameters<typeof sentenceOf>[0]);
}

function section(title: string, all: readonly MailItem[], locale: "es" | "en"): MailSection {
  const items = all.slice(0, MOST_ITEMS);
  const left = all.length - items.length;
  const rest = locale === "es" ? `Y ${left} más, en LEXIA.` : `And ${left} more, in LEXIA.`;
  return { title, items: left > 0 ? [...items, { text: rest }] : items };
}
