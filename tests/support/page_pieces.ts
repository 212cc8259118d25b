/** What a page says, piece by piece, read from its text alone. */

/** Texts, what is read aloud in their place, and the title. */
function piecesOf(page: string): Set<string> {
  const body = page.slice(page.indexOf("<body")).replaceAll(/<(kbd|code|pre)[^>]*>[^<]*<\/\1>/g, "");
  const attributes = [...body.matchAll(/ (?:aria-label|title|alt|placeholder|data-words)="([^"]*)"/g)]
    .map(([, text = ""]) => text);
  const title = /<title>([^<]*)/.exec(page)?.[1] ?? "";
  return new Set(
    [...body.split(/<[^>]*>/), ...attributes, ...title.split(" · ")].map((piece) => piece.trim()),
  );
}

/** The same in both languages: names, addresses, figures, codes and the nouns of the law. */
const SAME =
  /^(|[\d\s.,:/%()—–·-]*|LEXIA|Solicitudes|Solicitud|Novedades|Webhooks|English|Español|[a-z_]+(\.[a-z_]+)?\.?|A \w+|[A-Z]{2}|No|Organization org-.*|\S+@\S+|Acme|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** What the English page says as the Spanish one does, and is none of those. */
export function untranslated(spanish: string, english: string): string[] {
  const pieces = piecesOf(spanish);
  return [...piecesOf(english)].filter((piece) => pieces.has(piece) && !SAME.test(piece));
}
