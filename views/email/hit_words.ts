/** What a search by name has found, as messages show it. */
import type { MailItem } from "./mail_words.ts";
import type { HitLine, NamedCase, Notice } from "./notice_shapes.ts";

export function newHitsIn(notice: Notice): number {
  return notice.type === "solicitud.completed" ? notice.data.hits?.new ?? 0 : 0;
}

/** A line for each new case that the notice shows, and one for the rest. */
export function hitItems(notice: Notice, locale: "es" | "en"): MailItem[] {
  const left = newHitsIn(notice) - notice.hits.length;
  const rest = locale === "es" ? `Y ${left} más, en LEXIA.` : `And ${left} more, in LEXIA.`;
  const lines = notice.hits.map((hit) => ({ text: hitText(hit) }));
  return lines.length > 0 && left > 0 ? [...lines, { text: rest }] : lines;
}

/** The watch's page; of a search, what it shows. */
export function caseLink(
  casesLink: string,
  { solicitudId, sought }: Pick<NamedCase, "solicitudId" | "sought">,
  hasNewHits = false,
): string {
  const page = `${casesLink}/${solicitudId}`;
  if (!sought) return page;
  return hasNewHits ? `${page}?show=new#hits` : `${page}#hits`;
}

/** Longer lists of parties are read in LEXIA. */
const MOST_CHARACTERS = 200;

function hitText({ radicado, despacho, parties }: HitLine): string {
  return [radicado, despacho, parties && shortened(parties)].filter((part) => part).join(" · ");
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).toWellFormed()}…`;
}
